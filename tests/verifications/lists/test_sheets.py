import datetime
import json
import struct
import sys

import pytest

from tests.verifications.lists import books
from untrusted.workbooks import __main__ as limits
from untrusted.workbooks import opening, reading
from verifications.lists import sheets
from verifications.lists.sheets import Unreadable

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def read(settings):
    return lambda content: sheets.read_sheet(content)


def cells_of(sheet):
    return [cells for _, cells in sheet.rows]


def problem_of(read, content):
    with pytest.raises(Unreadable) as caught:
        read(content)
    return str(caught.value)


@pytest.mark.parametrize("make", [books.xlsx, books.xls, books.ods])
def test_a_workbook_gives_its_texts_as_they_are(read, make):
    sheet = read(make(["Document ID", "URL"], ["00123", "https://docs.example/a?b=1"], ["aBc", "x"]))

    assert sheet.kind == make.__name__
    assert sheet.rows == [
        (1, ["Document ID", "URL"]),
        (2, ["00123", "https://docs.example/a?b=1"]),
        (3, ["aBc", "x"]),
    ]
    assert (sheet.read_as, sheet.flags) == ("sheet “List”", {})


@pytest.mark.parametrize(
    ("value", "text", "flag"),
    [
        (123456, "123456", ""),
        (-5, "-5", ""),
        (1.23e11, "123000000000", ""),
        (999999999999999, "999999999999999", ""),
        (1234567890123456, "1234567890123456", "digits"),
        (1e300, str(int(1e300)), "digits"),
        (12.5, "12.5", "fraction"),
        (True, "TRUE", "logical"),
        (datetime.datetime(2024, 1, 2), "2024-01-02", "date"),
        ("=A1/0", "", "error:#DIV/0!"),
        ('=HYPERLINK("https://evil.example")', "found", "behind:https://evil.example"),
        ("  CDL 7\t", "CDL 7", ""),
    ],
)
def test_a_cell_is_text_or_says_that_it_may_not_be_what_was_typed(read, value, text, flag):
    sheet = read(books.xlsx(["id", "x"], [value, "x"]))

    assert sheet.rows[1] == (2, [text, "x"])
    assert sheet.flags == ({2: {0: flag}} if flag else {})


def test_the_first_filled_sheet_that_can_be_seen_is_read(read):
    book = books.xlsx(sheets={"hidden": [], "hidden old": [["no"]], "My list": [["yes"]], "Notes": [["no"]]})

    sheet = read(book)

    assert cells_of(sheet) == [["yes"]]
    assert sheet.read_as == "sheet “My list”, the other sheets were not read"


def test_rows_keep_their_numbers_and_empty_ones_are_left_out(read):
    book = books.xlsx([""], [""], ["a", ""], [""], ["b"])

    assert read(book).rows == [(3, ["a"]), (5, ["b"])]
    assert read(b"\r\n\r\na,\r\n,\r\nb").rows == [(3, ["a"]), (5, ["b"])]


def test_the_empty_rows_that_an_ods_repeats_to_its_end_are_nothing(read):
    row = REPEATED.format(1, 1).replace(">x<", ">a<")
    rest = (
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )

    assert read(books.ods(table=row + rest)).rows == [(1, ["a"])]


def test_macros_are_not_read(read):
    book = books.changed(books.xlsx(["a"]), "xl/vbaProject.bin", lambda _: b"\x00macro")

    assert cells_of(read(book)) == [["a"]]


@pytest.mark.parametrize(
    ("delimiter", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")]
)
@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_a_csv_file_is_read_in_any_dress(read, delimiter, name, encoding, shown):
    url = "https://docs.example/a,b;c?d=1|2"
    row = books.row("0101", applicant="Señor Patil", url=f'"{url}"')

    sheet = read(books.as_text(row, delimiter=delimiter, encoding=encoding))

    assert cells_of(sheet)[1] == ["CDL1", "Señor Patil", "POC_CDL", "0101", url]
    assert (sheet.kind, sheet.read_as) == ("csv", f"{name} between the cells, {shown}")


def test_the_delimiter_that_a_csv_file_names_is_taken(read):
    sheet = read(b"sep=;\r\na,b;c\r\n1;2")

    assert sheet.rows == [(2, ["a,b", "c"]), (3, ["1", "2"])]


def test_what_only_guards_a_cell_from_spreadsheet_programs_is_taken_off(read):
    sheet = read(b'id,a\n\'=1,\'x\n"=""00123""",=1+1\n\'-5,\'')

    assert cells_of(sheet) == [["id", "a"], ["=1", "'x"], ["00123", "=1+1"], ["-5", "'"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('id,a\n1,"b\n2,c', [(2, ["1", '"b']), (3, ["2", "c"])]),
        ('id,a\n1,b"c"\n2,"d"e', [(2, ["1", 'b"c"']), (3, ["2", '"d"e'])]),
        ('id,a\n1, "b,c" \n2,"d""e"', [(2, ["1", "b,c"]), (3, ["2", 'd"e'])]),
        (
            'id,a\n1,"b\r\nc"\n\n2,"d,\n\ne"\n3,f',
            [(2, ["1", "b\nc"]), (4, ["2", "d,\n\ne"]), (5, ["3", "f"])],
        ),
        ("id,a\r1,\u200b b\xa0\u200e\r\n\u2060,\n\x1a\n", [(2, ["1", "b"])]),
    ],
)
def test_text_is_taken_apart_as_pasted_text_is(read, text, rows):
    assert read(text.encode()).rows[1:] == rows


def test_no_more_rows_are_read_than_tell_that_there_are_too_many(read):
    lines = "\n".join(map(str, range(6000))).encode()

    assert (
        len(read(lines).rows) == len(read(books.xlsx(*([n] for n in range(6000)))).rows) == sheets.READ_LIMIT
    )


def _lied(book, name, size):
    """A zip whose part says that it unpacks to `size` bytes."""
    where = book.rindex(name.encode()) - 46  # its entry in the directory at the end
    return book[: where + 24] + struct.pack("<I", size) + book[where + 28 :]


def _encrypted(book):
    """A zip that says that its parts have a password."""
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        parts = book.split(head)
        marked = [part[: flags - 4] + b"\x01" + part[flags - 3 :] for part in parts[1:]]
        book = head.join([parts[0], *marked])
    return book


def _spoilt(book, name):
    """A zip with another byte in the middle of a part."""
    where = book.index(name.encode()) + 60
    return book[:where] + bytes([book[where] ^ 255]) + book[where + 1 :]


BOOK = books.xlsx(["a"])
BOMB = books.changed(BOOK, SHEET, lambda xml: xml + b" " * (70 * 1024 * 1024))
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>&a11;</t></is></c></row></sheetData></worksheet>'
)
CORNERS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="n"><v>1</v></c></row>'
    b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>'
    b"</sheetData></worksheet>"
)
REPEATED = (
    '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="{}" '
    'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
)
WORKBOOKS = [
    (books.zipped({"word/document.xml": "x"}), reading.OTHER),
    (books.zipped({"mimetype": "application/epub+zip", "content.xml": ""}), reading.OTHER),
    (books.zipped({"xl/workbook.bin": "x"}), reading.BINARY),
    (BOOK[:300], reading.DAMAGED),
    (b"PK\x03\x04" + b"\x00" * 90, reading.DAMAGED),
    (_spoilt(BOOK, SHEET), reading.DAMAGED),
    (reading.OLE + b"\x00" * 600, reading.DAMAGED),
    (books.changed(BOOK, SHEET, lambda _: b"<worksheet><sheetData><row"), reading.DAMAGED),
    (_encrypted(BOOK), reading.PASSWORD),
    (BOMB, reading.UNPACKED),
    (_lied(BOMB, SHEET, 100), reading.DAMAGED),
    (books.zipped({"xl/workbook.xml": ""} | {str(n): "" for n in range(2001)}), reading.UNPACKED),
    (books.xlsx([""]), reading.EMPTY),
    (books.xlsx([1] * 101), reading.WIDE),
    (books.xlsx(*[["x" * 30_000] * 30] * 40), reading.LONG),
    (books.ods(table=REPEATED.format(1_048_576, 16_384)), reading.DAMAGED),
]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", sheets.EMPTY),
        (b"\xef\xbb\xbf\r\n \r\n", sheets.EMPTY),
        (b"sep=;\n", sheets.EMPTY),
        (bytes(range(256)) * 40, reading.OTHER),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 60, reading.OTHER),
        (b"\x89PNG\r\n\x1a\n\x00\x00", reading.OTHER),
        (b"ab\x01\x02\x03\x04", reading.OTHER),
        (b"\x8d\x8f\x90 no text", sheets.NO_TEXT),
        (b"\xff\xfea", sheets.NO_TEXT),
        (b"<html><table><tr><td>id</td></tr></table></html>", sheets.MARKUP),
        (b"a," * 101 + b"b", reading.WIDE),
        *WORKBOOKS,
        (books.changed(BOOK, SHEET, lambda _: CORNERS), opening.TOO_MUCH),
        (books.ods(table=REPEATED.format(100_000, 1_000)), opening.TOO_MUCH),
    ],
)
def test_what_is_no_list_ends_in_a_sentence(read, content, sentence):
    assert sentence in problem_of(read, content)


def test_a_thousand_million_laughs_are_not_told(read):
    book = books.changed(BOOK, SHEET, lambda _: LAUGHS)

    try:
        assert "ha" not in json.dumps(read(book).rows)
    except Unreadable as error:
        assert str(error) in (reading.DAMAGED, reading.EMPTY)


def test_a_text_that_is_shared_by_too_many_cells_is_too_long(read, monkeypatch):
    book = books.xlsx(*[["x" * 30_000] * 30] * 40)

    assert problem_of(read, book) == reading.LONG
    monkeypatch.setattr(reading, "TEXT_LIMIT", 20)
    assert problem_of(read, b"aaaaaaaaaaa,b\naaaaaaaaaaaaa,c") == reading.LONG


def test_a_reader_that_takes_too_long_is_ended(read, monkeypatch):
    monkeypatch.setattr(opening, "SECONDS", 0.001)

    assert problem_of(read, BOOK) == opening.TOO_MUCH


def test_the_reader_s_process_limits_itself_before_it_reads(read, monkeypatch):
    code = "import resource, json; from untrusted.workbooks import __main__ as m, reading; "
    code += "reading.read = lambda content, rows: {'problem': str(["
    code += "resource.getrlimit(what)[0] for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU, "
    code += "resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)])}; m.main()"
    monkeypatch.setattr(opening.runner, "command", lambda *words: [sys.executable, "-c", code, "1"])

    assert problem_of(read, BOOK) == str([limits.MEMORY, limits.CPU_SECONDS, 0, 0])


@pytest.mark.parametrize("rows", [1, 2])
def test_the_reader_says_in_this_process_what_it_says_in_its_own(rows):
    found = reading.read(books.xlsx(["a", ""], [""], [True]), rows)

    assert found["rows"] == [(1, ["a"]), (3, ["TRUE"])][:rows]
    assert found["flags"] == ({3: {0: "logical"}} if rows == 2 else {})


def test_the_reader_passes_over_what_cannot_be_seen_or_is_empty():
    book = books.xlsx(
        sheets={"hidden": [], "hidden old": [["no"]], "Empty": [], "Blank": [[""]], "List": [["a"]]}
    )

    assert reading.read(book, 9)["sheet"] == "List"


@pytest.mark.parametrize(("content", "sentence"), WORKBOOKS)
def test_the_reader_s_sentences(content, sentence):
    with pytest.raises(reading.Unreadable, match=sentence[:30]):
        reading.read(content, 100)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (float("nan"), ("nan", "fraction")),
        (float("inf"), ("inf", "fraction")),
        (12.5, ("12.5", "fraction")),
        (10.0**15, ("1000000000000000", "digits")),
        (7, ("7", "")),
        (" 07 ", ("07", "")),
        (False, ("FALSE", "logical")),
        (datetime.timedelta(hours=30), ("1 day, 6:00:00", "date")),
        (datetime.time(10, 2), ("10:02:00", "date")),
    ],
)
def test_a_value_of_any_kind_is_text(value, found):
    assert reading.text_of(value) == found


def test_a_workbook_with_a_password_is_told_from_a_damaged_one(monkeypatch):
    def refuse(file):
        raise reading.PasswordError("encrypted")

    monkeypatch.setattr(reading, "load_workbook", refuse)

    with pytest.raises(reading.Unreadable, match="has a password"):
        reading.read(reading.OLE, 10)
