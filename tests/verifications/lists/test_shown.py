"""What a sheet shows and what is sent are the same, or the row says what each is."""

import json
import re
import struct
import uuid
from pathlib import Path

import pytest

from tests.verifications.lists import books
from tests.verifications.lists.books import HEADER, Formatted, row
from untrusted.workbooks import ooxml, opening, reading
from verifications.lists import sheets, understanding
from verifications.lists.sheets import Unreadable

CASES = Path(__file__).parents[2] / "cases"
ROWS = ([row("INV-1"), row("DO-1", application_id=""), row("PAN-1", application_id="")], row("INV-2"))
NOT_TAKEN = "This workbook is damaged and cannot be read."


def groups_of(content):
    sheet = sheets.read_sheet(content)
    if sheet.kind != "csv":
        # In this process as in its own, where nobody counts its lines.
        here = json.loads(json.dumps(reading.read(content, sheets.READ_LIMIT)))
        assert here == opening.opened(content, sheets.READ_LIMIT)
    columns, rows = understanding.split(sheet)
    return understanding.groups_of(
        columns, rows, sheet.flags, account_name="x", product_types=["POC_CDL"], delimited=sheet.kind == "csv"
    )


def case(name):
    return groups_of((CASES / name).read_bytes())


def ids(group):
    return [row.document_id for row in group.rows]


def said(row):
    return [note.text for note in row.notes]


# Merged cells, and blanks below.


def merge_xlsx(sheet):
    sheet.merge_range(1, 0, 3, 0, "LN-1")


def ods_of(*rows):
    return books.ods(table="".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows))


def cell(text, **about):
    about = {"office_value_type": "string"} | about
    attributes = "".join(
        f' {name.replace("_", ":", 1).replace("_", "-")}="{value}"' for name, value in about.items()
    )
    return f"<table:table-cell{attributes}><text:p>{text}</text:p></table:table-cell>"


HEAD = [cell(name) for name in HEADER]
COVERED = "<table:covered-table-cell/>"
A, B = "https://docs.example/a.pdf", "https://docs.example/b.pdf"
MERGED = {
    "xlsx": lambda: books.xlsx(
        HEADER,
        row("1", application_id=""),
        row("2", application_id=""),
        row("3", application_id=""),
        row("4", application_id="LN-2"),
        arrange=merge_xlsx,
    ),
    "ods": lambda: ods_of(
        HEAD,
        [cell("LN-1", table_number_rows_spanned=3), *map(cell, row("1")[1:])],
        [COVERED, *map(cell, row("2")[1:])],
        [COVERED, *map(cell, row("3")[1:])],
        list(map(cell, row("4", application_id="LN-2"))),
    ),
}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_merged_cell_counts_for_all_its_rows(kind):
    first, second = groups_of(MERGED[kind]())
    assert (first.application_id, ids(first), first.ready) == ("LN-1", ["1", "2", "3"], True)
    assert (second.application_id, ids(second)) == ("LN-2", ["4"])


def test_a_merged_cell_of_an_old_workbook_counts_for_all_its_rows():
    rows = [row(str(number), application_id=None) for number in (1, 2, 3)]
    for each in rows:
        each[0] = books.NOTHING
    content = books.xls(HEADER, *rows, arrange=lambda sheet: sheet.write_merge(1, 3, 0, 0, "LN-1"))
    (group,) = groups_of(content)
    assert (group.application_id, ids(group)) == ("LN-1", ["1", "2", "3"])


def test_a_merged_cell_fills_no_row_that_is_empty():
    rows = [row("1", application_id=""), ["", "", "", "", ""], row("3", application_id="")]
    (group,) = groups_of(books.xlsx(HEADER, *rows, arrange=merge_xlsx))
    assert [each.line for each in group.rows] == [2, 4]


def test_the_shared_workbook_with_merged_cells():
    first, second = case("xlsx-merged-application.xlsx")
    assert (first.application_id, ids(first), first.ready) == ("LN-1", ["INV-1", "DO-1", "PAN-1"], True)
    assert (second.application_id, ids(second), second.ready) == ("LN-2", ["INV-2"], True)


def test_rows_without_an_application_below_a_case_keep_it_from_being_ready():
    named, unnamed = case("csv-grouped-blank-application.csv")
    assert not named.ready and not unnamed.ready
    assert named.problem == (
        "Row 3 below names no application. Is it this one? Write the application id in each row."
    )


def test_several_rows_without_an_application_are_counted():
    rows = [row("1"), row("2", application_id=""), row("3", application_id=""), row("4", application_id="B")]
    first, _, last = groups_of(books.as_text(*rows))
    assert first.problem.startswith("2 rows from row 3 on below name no application.")
    assert last.ready


def test_rows_without_an_application_above_all_others_say_so_alone():
    nameless, named = groups_of(books.as_text(row("1", application_id=""), row("2")))
    assert (nameless.ready, named.ready) == (False, True)


# Formats.


@pytest.mark.parametrize("make", [books.xlsx, books.xls])
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Formatted(42, '"INV-"0000'), "INV-0042"),
        (Formatted(42, "00000"), "00042"),
        (Formatted(42, "0"), "42"),
        (42, "42"),
    ],
)
def test_an_id_is_sent_as_the_sheet_shows_it(make, value, shown):
    (group,) = groups_of(make(HEADER, row(value, url=A)))
    assert (ids(group), group.ready, said(group.rows[0])) == ([shown], True, [])


@pytest.mark.parametrize("make", [books.xlsx, books.xls])
@pytest.mark.parametrize("code", ["0.00E+00", "#,##0", "0.00", "0%"])
@pytest.mark.parametrize("column", [0, 3])
def test_an_id_that_is_shown_otherwise_is_a_fault_that_says_both(make, code, column):
    cells = row("1", url=A)
    cells[column] = Formatted(20000000000, code)
    (group,) = groups_of(make(HEADER, cells))
    (faulty,) = group.rows
    assert (faulty.fault, group.ready) == ("Shown otherwise", False)
    assert "20000000000" in faulty.todo and code in faulty.todo


def test_a_format_that_adds_to_a_text_is_read_with_it():
    (group,) = groups_of(books.xlsx(HEADER, row(Formatted("42", '"INV-"@'), url=A)))
    assert ids(group) == ["INV-42"]


def test_a_fraction_stays_the_fault_that_it_was():
    (group,) = groups_of(books.xlsx(HEADER, row(Formatted(12.5, "0.00"), url=A)))
    assert group.rows[0].fault == "Not a whole number"


@pytest.mark.parametrize(
    ("looks", "shown", "fault"),
    [("42", "42", ""), ("INV-0042", "INV-0042", ""), ("2.00E+10", "2.00E+10", "Id cut short")],
)
def test_a_cell_of_opendocument_is_read_as_it_shows_itself(looks, shown, fault):
    number = cell(looks, office_value_type="float", office_value="42")
    cells = [*map(cell, row("1")[:3]), number, cell(A)]
    (group,) = groups_of(ods_of(HEAD, cells))
    assert (ids(group), group.rows[0].fault) == ([shown], fault)


def test_the_shared_workbooks_with_formats():
    assert ids(case("xlsx-format-prefix.xlsx")[0]) == ["INV-0042"]
    (group,) = case("xlsx-scientific-2E10.xlsx")
    assert not group.ready


# Hidden rows.


def hide_xlsx(sheet):
    sheet.set_row(2, None, None, {"hidden": True})


def hide_xls(sheet):
    sheet.row(2).hidden = True


@pytest.mark.parametrize(("make", "arrange"), [(books.xlsx, hide_xlsx), (books.xls, hide_xls)])
def test_a_hidden_row_is_read_and_said(make, arrange):
    content = make(HEADER, row("1"), row("2", application_id="B"), arrange=arrange)
    assert sheets.read_sheet(content).read_as.endswith(", 1 hidden row read with the others")
    shown, hidden = groups_of(content)
    assert (said(shown.rows[0]), said(hidden.rows[0])) == ([], ["This row is hidden in the sheet"])
    assert not hidden.calm


@pytest.mark.parametrize("state", ["collapse", "filter"])
def test_rows_that_opendocument_hides_are_said(state):
    rows = "".join(
        f"<table:table-row>{''.join(map(cell, each))}</table:table-row>" for each in (HEADER, row("1"))
    )
    hidden = "".join(map(cell, row("2", application_id="B")))
    table = f'{rows}<table:table-row table:visibility="{state}">{hidden}</table:table-row>'
    table += '<table:table-row table:visibility="collapse" table:number-rows-repeated="1000000"/>'
    assert [said(group.rows[0]) for group in groups_of(books.ods(table=table))] == [
        [],
        ["This row is hidden in the sheet"],
    ]


def test_the_shared_workbook_with_a_hidden_row():
    assert [said(group.rows[0]) for group in case("xlsx-hidden-row.xlsx")] == [
        [],
        ["This row is hidden in the sheet"],
        [],
    ]


# Links behind cells.


@pytest.mark.parametrize("name", ["xlsx-hyperlink-cells.xlsx", "csv-hyperlink.csv"])
def test_the_shared_lists_with_links_behind_cells(name):
    (group,) = case(name)
    assert group.ready and all(
        each.file_url.startswith("https://docs.lender.example/c/") for each in group.rows
    )
    assert all("its link lies behind it" in said(each)[0] for each in group.rows)


def test_a_link_behind_a_cell_is_read_in_the_other_formats():
    words = f'<text:a xlink:href="{A}">Open</text:a>'
    (group,) = groups_of(ods_of(HEAD, [*map(cell, row("1")[:4]), cell(words)]))
    assert (group.rows[0].file_url, said(group.rows[0])) == (
        A,
        ["The cell shows “Open”; its link lies behind it"],
    )

    formula = f"of:=HYPERLINK(&quot;{B}&quot;;&quot;Open&quot;)"
    (group,) = groups_of(ods_of(HEAD, [*map(cell, row("1")[:4]), cell("Open", table_formula=formula)]))
    assert group.rows[0].file_url == B

    (group,) = groups_of(books.xlsx(HEADER, [*row("1")[:4], f'=HYPERLINK("{A}","x")']))
    assert (group.rows[0].file_url, said(group.rows[0])) == (
        A,
        ["The cell shows “found”; its link lies behind it"],
    )


def test_another_link_behind_a_link_is_said():
    def arrange(sheet):
        sheet.write_url(1, 4, f"{B}#page=2", string=A)

    (group,) = groups_of(books.xlsx(HEADER, row("1", url=""), arrange=arrange))
    assert (group.rows[0].file_url, said(group.rows[0])) == (
        A,
        [f"Behind this cell lies another link: {B}#page=2"],
    )


def test_the_same_link_behind_a_link_is_nothing_to_say():
    def arrange(sheet):
        sheet.write_url(1, 4, A)

    (group,) = groups_of(books.xlsx(HEADER, row("1", url=""), arrange=arrange))
    assert (group.rows[0].file_url, said(group.rows[0])) == (A, [])


# Bytes, parts and columns.


def test_a_byte_that_is_no_character_is_a_fault_at_its_row_alone():
    first, second = case("csv-utf8-one-bad-byte.csv")
    assert (ids(first), first.ready) == (["चालान-1"], True)
    assert (second.rows[0].fault, second.rows[0].cell) == ("Characters lost", "applicant_name")


def test_a_file_of_windows_1252_is_still_read():
    (group,) = groups_of(books.as_text(row("1", applicant="Zoë Müller"), encoding="cp1252"))
    assert (group.applicant_name, group.ready) == ("Zoë Müller", True)


@pytest.mark.parametrize("name", ["csv-concatenated.csv", "csv-space-before-quote.csv"])
def test_the_shared_texts_are_read_as_a_paste_is(name):
    groups = case(name)
    assert all(group.ready for group in groups)
    assert [group.application_id for group in groups] == ["LN-1", "LN-2"][: len(groups)]
    assert groups[0].applicant_name in ("Asha Rao", "Rao, Asha")


@pytest.mark.parametrize("name", ["xlsx-backslash-parts.xlsx", "xlsx-document-and-document-id.xlsx"])
def test_the_shared_workbooks_of_other_programs(name):
    (group,) = case(name)
    assert (group.application_id, ids(group), group.ready) == ("LN-1", ["INV-1"], True)


def test_a_part_in_other_letters_is_found():
    book = books.renamed(books.xlsx(HEADER, row("1")), {"xl/workbook.xml": "xl/Workbook.xml"})
    assert sheets.read_sheet(book).kind == "xlsx"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/styles.xml", b"<styleSheet"),
        ("xl/styles.xml", b"<styleSheet><numFmts><numFmt/></numFmts></styleSheet>"),
        ("xl/_rels/workbook.xml.rels", b"<a"),
    ],
)
def test_parts_that_are_not_as_they_should_be_raise_nothing_else(part, content):
    book = books.changed(books.xlsx(HEADER, row("1")), part, lambda _: content)
    for read in (sheets.read_sheet, lambda content: reading.read(content, 10)):
        with pytest.raises(Unreadable, match=NOT_TAKEN):
            read(book)


def test_a_workbook_without_styles_or_places_is_read():
    def without_places(xml):
        return re.sub(rb' r="[A-Z]*[0-9]+"', b"", xml).replace(b"</worksheet>", b"<mergeCells>" + ODD)

    book = books.changed(books.xlsx(HEADER, row(7, url=A)), "xl/styles.xml", lambda _: b"<styleSheet/>")
    assert ids(groups_of(book)[0]) == ["7"]
    book = books.changed(book, "xl/worksheets/sheet1.xml", without_places)
    shown = ooxml.read(book, "List")
    assert (len(shown.merged), dict(shown.links)) == (1, {})


# References that lead nowhere.
ODD = b"""<mergeCell ref="A1:?"/><mergeCell/><mergeCell ref="A1:B1"/></mergeCells>
<hyperlinks><hyperlink ref="E2"/></hyperlinks></worksheet>"""


def test_a_sheet_that_is_not_where_it_should_be_shows_nothing_more():
    book = books.xlsx(HEADER, row("1"))
    assert ooxml.read(book, "Another").hidden == set()


def test_a_link_of_a_whole_workbook_or_place_is_read():
    def arrange(sheet):
        sheet.write_url(1, 4, "internal:List!A1", string="x")

    (group,) = groups_of(books.xlsx(HEADER, row("1", url=""), arrange=arrange))
    assert group.rows[0].fault == "Not a web link"


def test_a_place_in_an_old_workbook_is_no_link():
    body = struct.pack("<4H", 1, 1, 4, 4) + uuid.UUID("79eac9d0-baf9-11ce-8c82-00aa004ba90b").bytes_le
    body += struct.pack("<3I", 2, 8, 8) + "List!A1\0".encode("utf-16-le")
    (group,) = groups_of(books.xls(HEADER, [*row("1")[:4], "Open"], arrange=with_record(body)))
    assert (group.rows[0].file_url, group.rows[0].fault) == ("Open", "Not a web link")


def with_record(body):
    """Puts the record of a link (MS-XLS, 2.4.140) before the one that ends the sheet."""
    record = struct.pack("<2H", 0x01B8, len(body)) + body

    def arrange(sheet):
        written = sheet.get_biff_data
        sheet.get_biff_data = lambda: written()[:-4] + record + written()[-4:]

    return arrange


def test_links_of_old_workbooks_are_read():
    # For the cell E2; no package writes such links.
    moniker = uuid.UUID("79eac9e0-baf9-11ce-8c82-00aa004ba90b").bytes_le
    standard = uuid.UUID("79eac9d0-baf9-11ce-8c82-00aa004ba90b").bytes_le
    url = (A + "\0").encode("utf-16-le")
    body = struct.pack("<4H", 1, 1, 4, 4) + standard + struct.pack("<2I", 2, 3) + moniker
    body += struct.pack("<I", len(url)) + url
    (group,) = groups_of(books.xls(HEADER, [*row("1")[:4], "Open"], arrange=with_record(body)))
    assert group.rows[0].file_url == A
