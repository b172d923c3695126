"""Edits to a text, ids that are offered, and what a rich clipboard holds."""

import json

import pytest

from verifications.text import Row, clipboard_text, editing, suggested, understand

A, B, C = "https://docs.example/a.jpg", "https://docs.example/b.pdf", "https://docs.example/c.png"
HEADER = "document_id\tfile_url\texpected_type"
TEXT = f"101 {A}\n102 {B}\nINV 3 {C}"
REQUEST = json.dumps({"flow_uuid": "LOS-1", "file_urls": [{"document_id": "1", "file_url": A}]})
UPLOAD = "attached:6f9619ff-8b86-4d01-b42d-00cf4fc964ff"


def test_a_cell_is_written_and_all_else_stays():
    text, flow = editing.set_cell(TEXT, 0, "document_id", " 0101 ")

    assert (text, flow) == (f"{HEADER}\n0101\t{A}\t\n102\t{B}\t\nINV 3 {C}", "")
    assert [row.fault for row in understand(text).rows] == ["", "", "Not one id"]


def test_a_line_that_was_not_understood_is_a_row_of_its_cells_once_one_is_written():
    text, _ = editing.set_cell(TEXT, 2, "document_id", "INV-3")

    assert understand(text).rows[2].document_id == "INV-3"
    assert understand(text).sendable


@pytest.mark.parametrize(
    ("typed", "kept"), [("delivery order", "DELIVERY_ORDER"), ("cheque", "cheque"), ("", "")]
)
def test_a_type_is_written_as_atlas_names_it(typed, kept):
    text, _ = editing.set_cell(TEXT, 1, "expected_type", typed)

    assert understand(text).rows[1].expected_type == kept


@pytest.mark.parametrize("value", ['a "b"\tc', "a\nb", '"', "=1+1", "\u202e1", "<b>", "{}", " "])
@pytest.mark.parametrize("cell", ["document_id", "file_url"])
def test_whatever_is_typed_into_a_cell_stays_in_that_cell(cell, value):
    text, _ = editing.set_cell(TEXT, 0, cell, value)

    rows = understand(text).rows
    assert (len(rows), getattr(rows[0], cell), rows[1].document_id) == (3, value.strip(), "102")


def test_rows_are_taken_out_to_the_last():
    text, _ = editing.remove_row(TEXT, 1)
    assert [row.file_url for row in understand(text).rows] == [A, C]

    text, _ = editing.remove_row(editing.remove_row(text, 1)[0], 0)
    assert text == ""


@pytest.mark.parametrize(("index", "to", "order"), [(0, 2, [B, C, A]), (2, 0, [C, A, B]), (1, 1, [A, B, C])])
def test_a_row_is_moved(index, to, order):
    text, _ = editing.move_row(TEXT, index, to)

    assert [row.file_url for row in understand(text).rows] == order


@pytest.mark.parametrize("index", [-1, 3])
def test_a_place_that_does_not_exist_changes_nothing(index):
    assert editing.set_cell(TEXT, index, "document_id", "1") == (TEXT, "")
    assert editing.remove_row(TEXT, index) == (TEXT, "")
    assert editing.move_row(TEXT, index, 0) == editing.move_row(TEXT, 0, index) == (TEXT, "")
    assert editing.accept_ids(TEXT, "LN", index) == (TEXT, "")


def test_a_cell_that_does_not_exist_changes_nothing():
    assert editing.set_cell(TEXT, 0, "fault", "none") == (TEXT, "")


def test_the_flow_of_a_pasted_request_is_handed_out():
    row = understand(f"2 {B}").rows[0]
    edits = (
        editing.set_cell(REQUEST, 0, "document_id", "2"),
        editing.remove_row(REQUEST, 0),
        editing.move_row(REQUEST, 0, 0),
        editing.accept_ids(REQUEST, "LN"),
        editing.append_rows(REQUEST, [row]),
    )

    assert [flow for _, flow in edits] == ["LOS-1"] * 5


def test_all_ids_that_are_offered_are_taken_at_once_or_one_by_one():
    text = f"{A}\n{B}\n101 {C}"

    rows = understand(editing.accept_ids(text, "LN-1")[0]).rows
    assert [row.document_id for row in rows] == ["a", "b", "101"]

    rows = understand(editing.accept_ids(text, "LN-1", 1)[0]).rows
    assert [row.document_id for row in rows] == ["", "b", "101"]


def test_rows_are_put_below():
    row = Row(1, "", f"{UPLOAD}/scan 1.pdf")

    text, _ = editing.append_rows(TEXT, [row])

    rows = understand(text).rows
    assert (rows[3].attachment, rows[3].file_name) == (UPLOAD[9:], "scan 1.pdf")
    assert editing.append_rows("", [row])[0] == f"{HEADER}\n\t{UPLOAD}/scan 1.pdf\t"
    assert editing.append_rows(HEADER, []) == ("", "")


@pytest.mark.parametrize(
    "text", ['{"file_urls": [\n\t{"document_id": "1",', "curl -d '{\n https://a.example", "[1, 2]"]
)
def test_a_text_with_a_mistake_is_kept_as_it_was_typed_above_new_rows(text):
    edited, _ = editing.append_rows(text, understand(f"2 {B}").rows)

    broken, added = understand(edited).rows
    assert (broken.source, bool(broken.fault), added.document_id) == (text, True, "2")
    assert editing.set_cell(edited, 0, "document_id", "1")[0].splitlines()[1] == "1\t\t"


@pytest.mark.parametrize("text", ["x" * 2_000_001, "a\n" * 6_000])
def test_a_text_that_is_too_long_to_be_read_is_left_as_it_is(text):
    assert editing.append_rows(text, understand(f"2 {B}").rows) == (text, "")
    assert editing.remove_row(text, 0) == (text, "")


def offered(text, application_id="LN 20/41"):
    understood = suggested(understand(text), application_id=application_id)
    assert all(row.fault == "Needs an id" for row in understood.rows if row.suggested_id)
    return [row.suggested_id for row in understood.rows]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://d.example/in/Invoice%20%281%29.final.pdf?sig=1", "Invoice-1-.final"),
        ("https://d.example/INV-0042.jpg", "INV-0042"),
        ("https://d.example/%E0%A4%9A%E0%A4%BE.pdf", "च"),
        ("https://d.example/..%2F..%2Fetc%2Fpasswd", "etc-passwd"),
        ("https://d.example/%3Cb%3E.png", "b"),
        ("https://d.example/" + "x" * 300 + ".jpg", "x" * 92),
        (f"{UPLOAD}/PAN card.pdf", "PAN-card"),
        (f"{UPLOAD}", "LN-20-41-1"),
        ("https://d.example/download?id=7", "LN-20-41-1"),
        ("https://d.example/", "LN-20-41-1"),
        ("https://d.example?x=/a/b", "LN-20-41-1"),
        ("https://d.example/0f9a8b7c6d5e4f3a2b1c.jpg", "LN-20-41-1"),
        ("https://d.example/6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "LN-20-41-1"),
        ("https://d.example/1AbCdEfGhIjKlMnOpQrStUvWxYz", "LN-20-41-1"),
        ("https://d.example/---.jpg", "LN-20-41-1"),
    ],
)
def test_an_id_is_offered_by_the_file_s_name_or_the_application(url, expected):
    assert offered(url) == [expected]


def test_what_is_offered_is_unlike_all_other_ids():
    text = "\n".join(
        [A, f"A-2 {B}", "https://e.example/a.png", "https://d.example/file", "https://d.example/image"]
    )

    assert offered(text + f"\nLN-20-41-2 {C}") == ["a", "", "a-3", "LN-20-41-1", "LN-20-41-3", ""]
    assert offered("https://d.example/file", "") == ["document-1"]


def test_nothing_is_offered_where_an_id_is_not_what_is_missing():
    assert offered(f"101\n101 {A}\nINV 3 {B}\nno link here\n{A};{B}") == [""] * 5


def test_5000_files_of_one_name_are_all_offered_ids_of_their_own():
    assert len(set(offered("https://d.example/scan-1.jpg\n" * 5_000))) == 5_000


def test_the_offer_of_a_text_does_not_change_what_it_says():
    understood = suggested(understand(REQUEST), application_id="LN")

    assert understood == understand(REQUEST)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"<p>Hi <b>all</b></p><ul><li><a href='{A}'>Invoice</a></ul>", f"Hi all\nInvoice <{A}>"),
        (f"<table><tr><td>id<td>url<tr><td>1<td><a href='{A}'>open</a></table>", f"id\turl\n1\t{A}"),
        (f"<table><tr><td>1<td><a href='https://x.example/?u=a'>{A}</a></table>", f"1\t{A}"),
        (f"<a href='https://x.example/?u=a'>{A}</a>", A),
        (f"<a href='{A}'>https://docs.example/…</a>", A),
        (f"<a href='{A}'><img src=1></a>", A),
        (f'<tr><td>"1<td>{A}</tr>', f'"""1"\t{A}'),
        (f"<table><tr><td>1<td>{A}</table>From <a href='{B}'>me</a>", f"1\t{A}\n{B}"),
        (f"<table><tr><td>1<td>{A}</table><table><tr><td>{B}<td>2</table>", f"{HEADER}\n1\t{A}\t\n2\t{B}\t"),
        ("<p>Hi <b>all</b><a name=1 href=mailto:a@b.example>me</a></p>", ""),
        ("<table><tr><td>1<td>2</table>", ""),
        ("<td>", ""),
        ("", ""),
        (f"<a href='{A}'>two<br>\n words</a><!doctype html><? x ?></ >.", f"two words <{A}>."),
        (f"<a href='{A}'>x</a>".ljust(10_000_001), ""),
    ],
)
def test_a_rich_clipboard_is_text_with_its_links_in_it(html, text):
    assert clipboard_text(html) == text


def test_too_many_rows_in_html_are_said():
    rows = f"<tr><td>1<td>{A}" * 6_000

    assert "6,000 documents" in understand(f"<table>{rows}</table>").problem
    assert clipboard_text(f"<table>{rows}</table>").count("\n") == 5_999


LONG = 150_000


@pytest.mark.parametrize(
    "text",
    [
        "(" * LONG,
        "https://d.example/" + "(" * LONG + ")" * LONG,
        "[https://d.example/](" * (LONG // 20),
        "(https://d.example/" * (LONG // 20),
        "<https://d.example/ " * (LONG // 20),
        "Hi there you all: " + "https://d.example/," * (LONG // 20),
        "id\turl\n" + '"\t' * LONG,
        "id\turl\n" + '"x\t""""\t' * (LONG // 9),
        "id,url\n" + "," * LONG,
        "|id|url|\n|--|--|\n" + "|" * LONG,
        "<" * LONG,
        "<a href='" * (LONG // 9),
        "<html>" + "<!--" * (LONG // 4),
        "<a " + "a=1 " * (LONG // 4),
        "<table>" * (LONG // 7),
        "<table><tr><td>x" * (LONG // 16),
        "<table><tr>" + "<td rowspan=500 colspan=20>1" * 1_000 + "<tr><td>1" * 500,
        "[" * LONG,
        "{}" * LONG,
        '{"a":' * (LONG // 5),
        "curl " + "a'b'" * (LONG // 4),
        "curl -d " + "$'a" * (LONG // 3),
        " -" * LONG + " https://d.example/",
        "= " * LONG + "https://d.example/",
        "attached:" * (LONG // 9),
        "- " * LONG,
        "1." + "9" * LONG + " https://d.example/",
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_text_is_read_once_from_end_to_end(text):
    assert understand(text) == understand(text)
    assert isinstance(clipboard_text(text), str)
    assert isinstance(editing.move_row(text, 0, 0)[0], str)


def test_a_chat_of_years_with_few_links_is_read():
    text = "12/05/25, 10:30 - Asha: good morning to you all\n" * 6_000 + f"12/05/25, 10:31 - Ravi: {A}"

    (row,) = understand(text).rows

    assert (row.line, row.file_url) == (6_001, A)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Dear all, please see " + " ".join([A + str(n) for n in range(5_001)]), "5,001 documents"),
        ("id,url\n" + f"1,{A}\n" * 5_001, "5,001 documents"),
        (f"1 {A}\n" * 5_001, "5,001 documents"),
    ],
)
def test_too_many_in_any_form_are_said(text, problem):
    assert problem in understand(text).problem


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        (f"101,{A},late", ["The link ends with “,late”. Does that belong to it?"]),
        ("https://d.example/a?s=1,2", ["“2” behind the link is read as its id. Is it one?"]),
        (f"{A},2", []),
        (f"Please see the link {A} and, once more, {A}", ["The text names this link 2 times"]),
        (f"1 {A}.,", []),
        (
            "1 https://eu1.safelinks.protection.outlook.com/?url=x&data=1",
            ["A mail program wrapped this link; Atlas may not get through it"],
        ),
        ("1 https://safelinks.example/?url=x", []),
    ],
)
def test_what_may_be_wrong_is_noted(text, notes):
    assert [note.text for row in understand(text).rows for note in row.notes] == notes


@pytest.mark.parametrize("character", ["\ud800", "\x00", "\r", "\n"], ids=ascii)
def test_a_row_that_no_page_can_carry_hinders_no_edit_and_can_be_mended(character):
    entries = [{"document_id": "1", "file_url": A}, {"document_id": f"2{character}", "file_url": B}]
    shown = f"2{character}".encode(errors="replace").decode().replace("\x00", "\ufffd").strip("\r\n")

    text, _ = editing.edited(
        json.dumps(entries), "", edit="set", index=0, to=None, cell="document_id", value="9", was="1"
    )
    text.encode()
    assert [row.document_id for row in understand(text).rows] == ["9", f"2{character}"]

    text, _ = editing.edited(
        text, "", edit="set", index=1, to=None, cell="document_id", value="22", was=shown
    )
    assert [row.document_id for row in understand(text).rows] == ["9", "22"]


@pytest.mark.parametrize(("index", "was"), [(0, "2"), (1, "1")], ids=["another value", "no such row"])
def test_a_cell_that_is_not_as_it_was_shown_is_left_alone(index, was):
    text = f"1\t{A}"

    edit = {"edit": "set", "index": index, "to": None, "cell": "document_id", "value": "9", "was": was}

    assert editing.edited(text, "", **edit) == (text, "")
