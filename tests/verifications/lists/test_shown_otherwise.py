"""What a sheet shows where its cells stand, or are shown, otherwise than in most lists."""

import pytest

from tests.verifications.lists import books
from tests.verifications.lists.books import HEADER, NOTHING, Formatted, row
from tests.verifications.lists.test_shown import cell, groups_of, ids, ods_of, said
from verifications.lists.sheets import Unreadable

URL = "https://docs.example/{}.pdf"


def rows_of(content):
    return {row.line: row for group in groups_of(content) for row in group.rows}


def moved(down, right):
    """A list that begins so many rows and columns from the corner: its second row is hidden."""
    rows = [HEADER, row("INV-1"), row("INV-2")]
    rows[1][3] = Formatted(7, "0000")
    return [[]] * down + [[NOTHING] * right + cells for cells in rows]


def hide(sheet, down):
    sheet.set_row(down + 2, None, None, {"hidden": True})


def xlsx_of(down, right):
    rows = [["" if each is NOTHING else each for each in cells] for cells in moved(down, right)]
    return books.xlsx(*rows, arrange=lambda sheet: hide(sheet, down))


def xls_of(down, right):
    def arrange(sheet):
        sheet.row(down + 2).hidden = True

    return books.xls(*moved(down, right), arrange=arrange)


@pytest.mark.parametrize("make", [xlsx_of, xls_of])
@pytest.mark.parametrize(("down", "right"), [(0, 0), (2, 0), (0, 2), (3, 1)])
def test_a_list_may_begin_anywhere_in_its_sheet(make, down, right):
    rows = rows_of(make(down, right))
    assert {line: row.document_id for line, row in rows.items()} == {down + 2: "0007", down + 3: "INV-2"}
    assert said(rows[down + 3]) == ["This row is hidden in the sheet"]


def test_an_opendocument_list_may_begin_anywhere_in_its_sheet():
    before = '<table:table-cell table:number-columns-repeated="2"/>'
    number = cell("007", office_value_type="float", office_value="7")
    empty = f'<table:table-row table:number-rows-repeated="3">{before}</table:table-row>'
    lines = [
        [before, *map(cell, HEADER)],
        [before, *map(cell, ("CDL1", "Asha Rao", "POC_CDL")), number, cell(URL.format(1))],
    ]
    table = empty + "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in lines)
    assert {line: row.document_id for line, row in rows_of(books.ods(table=table)).items()} == {5: "007"}


# What lies under a cell that is merged over it.


def test_what_lies_under_a_merged_cell_is_not_sent():
    def merge(sheet):
        sheet.merge_range(1, 0, 2, 0, "CDL7")
        sheet.merge_range(1, 1, 2, 2, "Asha Rao")

    first, second = rows_of(books.xlsx(HEADER, row("INV-1"), row("INV-2"), arrange=merge)).values()
    (group,) = groups_of(books.xlsx(HEADER, row("INV-1"), row("INV-2"), arrange=merge))
    assert (group.application_id, group.applicant_name, group.product_type) == ("CDL7", "Asha Rao", "")
    assert (first.fault, second.fault) == ("No product", "")


def test_ids_that_are_one_cell_are_one_id():
    def merge(sheet):
        sheet.merge_range(1, 3, 2, 3, "INV-1")

    (group,) = groups_of(books.xlsx(HEADER, row("INV-1"), row("INV-2"), arrange=merge))
    assert (ids(group), group.rows[1].fault) == (["INV-1", "INV-1"], "Duplicate id")


def test_what_lies_under_a_merged_cell_of_opendocument_is_not_sent():
    merged = cell("CDL1", table_number_rows_spanned=2, table_number_columns_spanned=1)
    under = cell("CDL9").replace("table-cell", "covered-table-cell")
    rest = [*map(cell, ("Asha Rao", "POC_CDL"))]
    (group,) = groups_of(
        ods_of(
            map(cell, HEADER),
            [merged, *rest, cell("INV-1"), cell(URL.format(1))],
            [under, *rest, cell("INV-2"), cell(URL.format(2))],
        )
    )
    assert (group.application_id, ids(group)) == ("CDL1", ["INV-1", "INV-2"])


# Formats, formulas and remarks.


@pytest.mark.parametrize("make", [books.xlsx, books.xls])
@pytest.mark.parametrize(
    ("value", "code", "shown", "fault"),
    [
        ("INV-1", ";;;", "", "Needs an id"),
        ("INV-1", '0;-0;0;"none"', "none", ""),
        ("INV-1", "0;-0;0;[Red]yy", "INV-1", "Shown otherwise"),
        (7, "[$INV-]000", "INV007", ""),
        (7, "[$\u20b9-4009] 0", "\u20b9 7", ""),
        (7, "0*-", "7", "Shown otherwise"),
    ],
)
def test_an_id_is_what_its_format_shows(make, value, code, shown, fault):
    cells = row("INV-1")
    cells[3] = Formatted(value, code)
    (found,) = rows_of(make(HEADER, cells)).values()
    assert (found.document_id, found.fault) == (shown, fault)


def test_a_link_that_a_formula_puts_together_is_not_known():
    def formula(sheet):
        sheet.write_formula(1, 4, '=HYPERLINK("https://docs.example/"&D2,"open")', None, "open")
        sheet.write_formula(2, 4, '=HYPERLINK("https://docs.example/"&D3)', None, URL.format(2))
        sheet.write_formula(3, 4, f'=HYPERLINK("{URL.format(3)}" , "open")', None, "open")

    rows = rows_of(books.xlsx(HEADER, *map(row, ("INV-1", "INV-2", "INV-3")), arrange=formula))
    assert (rows[2].file_url, rows[2].fault) == ("open", "Not a web link")
    assert (rows[3].file_url, said(rows[3])) == (URL.format(2), [])
    assert (rows[4].file_url, rows[4].fault) == (URL.format(3), "")


def failed(column):
    return lambda sheet: sheet.write_formula(1, column, "=A99", None, "#REF!")


@pytest.mark.parametrize("column", range(6))
def test_a_formula_that_failed_is_a_fault_wherever_it_stands(column):
    header, cells = [*HEADER, "Flow UUID"], [*row("INV-1"), "F-1"]
    found = rows_of(books.xlsx(header, cells, [*row("INV-2"), "F-1"], arrange=failed(column)))
    assert (found[2].fault, found[2].todo) == (
        "Formula failed",
        "The cell shows #REF!. Type in what belongs there",
    )


def test_a_formula_that_failed_in_an_old_workbook_is_a_fault():
    def fail(sheet):
        sheet.row(1).set_cell_error(3, "#REF!")

    cells = row("INV-1")
    cells[3] = NOTHING
    found = rows_of(books.xls(HEADER, cells, arrange=fail))[2]
    assert (found.fault, found.todo) == ("Formula failed", "The cell shows #REF!. Type in what belongs there")


def test_a_failed_formula_and_a_shown_text_of_opendocument():
    names = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    error = cell("#N/A", office_string_value="").replace("<table:table-cell", f"<table:table-cell {names}")
    error = error.replace(
        ' office:value-type="string"', ' office:value-type="string" calcext:value-type="error"'
    )
    shown = cell("INV 2", office_string_value="2").replace("INV 2", "INV<text:s/>2")
    lines = [
        [*map(cell, ("CDL1", "Asha Rao", "POC_CDL")), each, cell(URL.format(1))] for each in (error, shown)
    ]
    rows = rows_of(ods_of(map(cell, HEADER), *lines))
    assert rows[2].fault == "Formula failed"
    assert (rows[3].document_id, rows[3].fault) == ("INV 2", "")


def test_a_remark_at_a_cell_is_no_part_of_it():
    remark = (
        "<office:annotation><text:p>ask <text:a xlink:href='https://a.example/x'>here</text:a></text:p>"
        "</office:annotation>"
    )
    number = cell("007", office_value_type="float", office_value="7")
    number = number.replace("<text:p>", f"{remark}<text:p>", 1)
    link = cell(URL.format(1)).replace("<text:p>", f"{remark}<text:p>", 1)
    lines = [*map(cell, ("CDL1", "Asha Rao", "POC_CDL")), number, link]
    found = rows_of(ods_of(map(cell, HEADER), lines))[2]
    assert (found.document_id, found.file_url, said(found)) == ("007", URL.format(1), [])


def test_a_text_of_several_lines_of_opendocument_is_no_id():
    text = cell("x", office_string_value="x").replace(
        "x</text:p>", "INV<text:line-break/>1</text:p><text:p>2</text:p>"
    )
    lines = [*map(cell, ("CDL1", "Asha Rao", "POC_CDL")), text, cell(URL.format(1))]
    found = rows_of(ods_of(map(cell, HEADER), lines))[2]
    assert (found.document_id, found.fault) == ("INV\n1\n2", "Hidden characters")


# Another table in the sheet.

SWAPPED = ["Document ID", "Applicant", "Product", "Application ID", "URL"]


def test_another_table_below_whose_columns_stand_elsewhere_is_not_read_with_the_first():
    with pytest.raises(Unreadable, match="Row 4 names the columns anew, in another order"):
        groups_of(books.xlsx(HEADER, row("INV-1"), [""] * 5, SWAPPED, row("CDL2", application_id="INV-2")))


def test_the_same_columns_in_other_words_are_the_same_table():
    again = ["Loan No", "Borrower", "Product Code", "Doc No", "Link"]
    rows = rows_of(books.xlsx(HEADER, row("INV-1"), again, row("INV-2")))
    assert [row.document_id for row in rows.values() if not row.fault] == ["INV-1", "INV-2"]
