import json
from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.growth import assert_grows_with_its_input
from verifications.text import canonical, file_name, judged, link_fingerprint, understand, without_query
from verifications.text.formats.prose import PUNCTUATION

LINK = "https://docs.example/a%2Bb/in,voice;v=1.jpg?sig=x%2By&amp;n=1,2;3#p,4"
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}", fullmatch=True)
LINKS = st.builds(
    "{}://{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda rest: not any(map(str.isspace, rest))),
)


def read(text):
    """What was understood of one line."""
    (row,) = understand(text).rows
    return row.document_id, row.file_url, row.fault


def fault(text):
    return read(text)[2]


@pytest.mark.parametrize("separator", ["\t", ",", ";", " ", ", ", "; ", " \t ", "   "])
def test_an_id_and_a_link_are_read_in_either_order(separator):
    assert read(f"101{separator}{LINK}") == ("101", LINK, "")
    assert read(f"{LINK}{separator}101") == ("101", LINK, "")


@settings(deadline=None)
@given(IDS, LINKS)
@example("101", "https://docs.example/,;.")
def test_a_link_in_a_cell_behind_its_id_survives_byte_for_byte(document_id, link):
    assert read(f"{document_id}\t{link}")[:2] == (document_id, link)


@settings(deadline=None)
@given(IDS, LINKS.filter(lambda link: link[-1] not in PUNCTUATION), st.sampled_from([",", ";", " ", ", "]))
@example("101", "https://docs.example/,;!=", " ")
def test_a_link_behind_its_id_survives_but_for_what_ends_a_sentence(document_id, link, separator):
    assert read(f"{document_id}{separator}{link}")[:2] == (document_id, link)
    assert read(f"{document_id}{separator}{link}.,;")[:2] == (document_id, link)


@settings(deadline=None)
@given(IDS, LINKS, st.sampled_from(["\t", ",", ";"]))
@example("101", "https://docs.example/,;", ",")
def test_a_link_before_its_id_survives_byte_for_byte(document_id, link, separator):
    assert read(f"{link}{separator}{document_id}")[:2] == (document_id, link)


@settings(deadline=None)
@given(IDS, LINKS.filter(lambda link: link[-1] not in PUNCTUATION), st.sampled_from([" ", ", ", "; "]))
def test_before_a_space_only_a_link_that_ends_in_punctuation_loses_it(document_id, link, separator):
    assert read(f"{link}{separator}{document_id}")[:2] == (document_id, link)


@settings(deadline=None)
@given(st.lists(st.tuples(IDS, LINKS), unique_by=lambda pair: pair[0]))
def test_a_request_s_json_survives_byte_for_byte(pairs):
    entries = [{"file_url": link, "document_id": document_id} for document_id, link in pairs]

    understood = understand(json.dumps({"flow_uuid": "LOS-1", "file_urls": entries}))

    assert [(row.document_id, row.file_url) for row in understood.rows] == pairs
    assert understood.flow_uuid == "LOS-1"


PIECES = st.sampled_from(
    ["http://", "https://[", "a:b", "{", "[", '"', "\t", "\n", "\r", " ", ",", ";", "101"]
)


@settings(deadline=None)
@given(st.one_of(st.text(st.characters()), st.lists(st.one_of(PIECES, st.text(max_size=3))).map("".join)))
@example('{"file_urls": [{"document_id": "\\ud800", "file_url": "http://["}]}')
@example("101 http://[")
def test_no_text_makes_it_raise(text):
    understood = understand(text)

    assert understood.ready + understood.warned + understood.faulty == len(understood.rows)
    assert all(row.file_name and row.verdict for row in understood.rows)


@settings(deadline=None)
@given(st.text())
@example("http://[")
@example("http://[::1")
def test_no_link_makes_its_name_or_hash_raise(link):
    assert file_name(link)
    assert isinstance(without_query(link), str)
    assert len(link_fingerprint(link)) == 64


@pytest.mark.parametrize(
    ("link", "shown", "name"),
    [
        ("https://u:p@docs.example/a%20b.jpg?sig=1#2", "https://docs.example/a%20b.jpg", "a b.jpg"),
        ("https://u:p@docs.example/", "https://docs.example/", "docs.example"),
        ("http://[", "", "no name"),
        ("https://docs.example/a%00%1bb.jpg", "https://docs.example/a%00%1bb.jpg", "ab.jpg"),
    ],
)
def test_a_link_is_shown_without_what_opens_it(link, shown, name):
    assert (without_query(link), file_name(link)) == (shown, name)


def test_the_same_link_with_another_signature_has_the_same_fingerprint():
    one, same = "https://docs.example/a.jpg?sig=1", "https://docs.example/a.jpg?sig=2"

    assert link_fingerprint(one) == link_fingerprint(same)
    assert link_fingerprint(one) != link_fingerprint("https://docs.example/b.jpg")


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ('"101","https://docs.example/a.jpg"', ("101", "https://docs.example/a.jpg", "")),
        ('"https://docs.example/a,b.jpg","101"', ("101", "https://docs.example/a,b.jpg", "")),
        ("'https://docs.example/a.jpg' 101", ("101", "https://docs.example/a.jpg", "")),
        ("LOS:101\thttps://docs.example/a", ("LOS:101", "https://docs.example/a", "")),
        ("my invoice, no 1\thttps://docs.example/a", ("my invoice, no 1", "https://docs.example/a", "")),
        ("<b>101</b> https://docs.example/a", ("<b>101</b>", "https://docs.example/a", "")),
        ("https://docs.example/a,b.jpg", ("", "https://docs.example/a,b.jpg", "Needs an id")),
        ("https://docs.example/a;v=1", ("", "https://docs.example/a;v=1", "Needs an id")),
        ("\thttps://docs.example/a", ("", "https://docs.example/a", "Needs an id")),
        ("101", ("101", "", "No link")),
        ("101\t", ("101", "", "No link")),
        ("101\t102", ("101", "", "No link")),
        ("no link here", ("", "", "No link")),
        ("101\t\t", ("101", "", "No link")),
        ("one two https://docs.example/a", ("one two", "https://docs.example/a", "Not one id")),
        (
            f"{'https://docs.example/a,' * 2}7",
            ("", f"{'https://docs.example/a,' * 2}7", "Too much in this line"),
        ),
        ("1 https://docs.example/a 2", ("1", "https://docs.example/a", "Too much in this line")),
        ("1\thttps://docs.example/a\t2", ("1", "https://docs.example/a", "Too much in this line")),
        (
            "https://docs.example/a\thttps://d.example/b",
            ("", "https://docs.example/a", "Too much in this line"),
        ),
        ("101 https:///a.jpg", ("101", "https:///a.jpg", "Not a web link")),
        ("101 http://[", ("101", "http://[", "Not a web link")),
        ("101 javascript:alert(1)", ("101", "javascript:alert(1)", "Not a web link")),
        ("101\tfile:///etc/passwd", ("101", "file:///etc/passwd", "Not a web link")),
        ("ftp://docs.example/a,101", ("101", "ftp://docs.example/a", "Not a web link")),
        ("10\x001 https://docs.example/a", ("10\x001", "https://docs.example/a", "Hidden characters")),
        ("101 https://docs.example/\x07a", ("101", "https://docs.example/\x07a", "Hidden characters")),
        ("101 https://docs.example/\u202ea", ("101", "https://docs.example/\u202ea", "Hidden characters")),
        ("101\thttps://docs.example/a b", ("101", "https://docs.example/a b", "Spaces in the link")),
    ],
)
def test_a_line_is_understood_or_its_fault_is_said(text, understood):
    assert read(text) == understood


@pytest.mark.parametrize(("length", "said"), [(100, ""), (101, "Id too long"), (300, "Id too long")])
def test_an_id_has_100_characters_at_most(length, said):
    assert fault("9" * length + " https://docs.example/a") == said


@pytest.mark.parametrize(("length", "said"), [(8_000, ""), (8_001, "Link too long")])
def test_a_link_has_8000_characters_at_most(length, said):
    assert fault("101 " + "https://docs.example/".ljust(length, "a")) == said


def test_of_two_lines_with_one_id_the_second_is_at_fault():
    text = "101 https://docs.example/a\r\n\r\n102 https://docs.example/b\r\n101 https://docs.example/c"

    understood = understand(text)

    assert [(row.line, row.fault) for row in understood.rows] == [(1, ""), (3, ""), (4, "Duplicate id")]
    assert understood.rows[2].todo == "Line 1 has it too"
    assert (understood.ready, understood.faulty, understood.sendable) == (2, 1, False)


def test_nothing_pasted_is_nothing_to_send():
    understood = understand(" \n\n")

    assert (understood.rows, understood.form, understood.sendable) == ((), "", False)


ENTRY = {"file_url": "https://docs.example/a", "document_id": "101"}


@pytest.mark.parametrize(
    ("entry", "document_id", "said"),
    [
        ({"document_id": 101}, "101", ""),
        ({"document_id": 10**20}, str(10**20), ""),
        ({"document_id": True}, "", "Not understood"),
        ({"document_id": 1.5}, "", "Not understood"),
        ({"document_id": None}, "", "Not understood"),
        ({"document_id": "a\tb"}, "a\tb", "Hidden characters"),
        ({"document_id": "\ud800"}, "\ud800", "Hidden characters"),
        ({"document_id": " 101"}, " 101", "Hidden characters"),
        ({"document_id": " "}, " ", "Needs an id"),
        ({"file_url": 5}, "", "Not understood"),
        ({"file_url": ""}, "101", "No link"),
        ({"file_url": "docs.example/a"}, "101", "Not a web link"),
    ],
)
def test_an_entry_of_the_json_is_understood_or_its_fault_is_said(entry, document_id, said):
    (row,) = understand(json.dumps({"file_urls": [ENTRY | entry]})).rows

    assert (row.document_id, row.fault) == (document_id, said)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"flow_uuid": "LOS-1",\n "file_urls": [', "not complete, or has a mistake in line 2"),
        ('{"file_urls": [' + "9" * 5_000 + "]}", "not complete, or has a mistake in line 1"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "no list “file_urls”"),
        ("[1, 2]", "no list “file_urls”"),
        ('{"file_urls": {}}', "no list “file_urls”"),
        ('{"file_urls": [], "flow_uuid": 5}', "“flow_uuid” in this JSON is not a text"),
        ('{"file_urls": [], "flow_uuid": "a\\u0000b"}', "“flow_uuid” in this JSON has hidden characters"),
        ('{"file_urls": [], "flow_uuid": "\\ud800"}', "“flow_uuid” in this JSON has hidden characters"),
        ('{"file_urls": [' + "1," * 6_000 + "1]}", "6,001 documents. A batch takes 500 at most"),
    ],
)
def test_what_is_wrong_with_the_whole_json_is_said(text, problem):
    understood = understand(text)

    assert problem in understood.problem
    assert (understood.rows, understood.form) == ((), "the JSON of a request")
    assert not understood.sendable


@pytest.mark.parametrize(
    ("entry", "url", "said"),
    [
        ("https://docs.example/a", "https://docs.example/a", "Needs an id"),
        ("docs.example/a", "", "Not understood"),
        (5, "", "Not understood"),
        (None, "", "Not understood"),
        ([ENTRY], "", "Not understood"),
    ],
)
def test_an_entry_that_is_no_object_is_at_fault(entry, url, said):
    (row,) = understand(json.dumps({"file_urls": [entry]})).rows

    assert (row.document_id, row.file_url, row.fault) == ("", url, said)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("\n".join(f"{n}\thttps://docs.example/{n}" for n in range(501)), "501 documents. A batch takes 500"),
        (
            "\n".join(f"{n}\thttps://docs.example/{n}" for n in range(5_000)),
            "5,000 documents. A batch takes 500",
        ),
        ("a\n" * 999_999, "999,999 documents. A batch takes 500"),
        ("x" * 10_000_000, "10,000,000 characters long; 2,000,000 is the most"),
        ("a" * 1_990_000 + "\n" + "1 2", ""),
    ],
)
def test_too_much_is_said_clearly(text, problem):
    understood = understand(text)

    assert problem in understood.problem
    assert not understood.sendable


@pytest.mark.deadline
@pytest.mark.parametrize(
    ("piece", "size"),
    [("7\thttps://docs.example/7\n", 600), ("a\n", 50_000), ("x", 250_000), ("x", 1_250_000)],
)
def test_a_text_takes_as_long_as_it_is(piece, size):
    assert_grows_with_its_input(lambda size: partial(understand, piece * size), size)


def test_500_documents_are_a_batch():
    assert understand("\n".join(f"{n}\thttps://docs.example/{n}" for n in range(500))).sendable


INVISIBLE = ["\xad", "\u061c", "\u200c", "\u200d", "\u2063", "\ufe0f", "\u3164", "\U000e0041"]


@pytest.mark.parametrize("character", INVISIBLE, ids=ascii)
def test_what_is_invisible_in_an_id_or_a_link_is_a_fault(character):
    for document_id, link in (
        (f"IN{character}V", "https://docs.example/a.pdf"),
        ("INV", f"https://docs.example/a{character}b.pdf"),
    ):
        (row,) = understand(f"{document_id}\t{link}").rows
        assert (row.document_id, row.file_url) == (document_id, link)
        assert row.fault == "Hidden characters"


def test_a_joiner_between_letters_of_an_indian_script_is_a_part_of_the_id():
    (row,) = understand("\u0915\u094d\u200d\u0937\thttps://docs.example/a.pdf").rows
    assert row.verdict == "ok"


@pytest.mark.parametrize(
    ("first", "second"),
    [("INV-1", "inv-1"), ("007", "7"), ("7", "007"), ("e\u0301", "\xe9"), ("\uff21\uff11", "A1")],
    ids=ascii,
)
def test_ids_that_are_nearly_the_same_are_noted_and_not_changed(first, second):
    one, two = understand(f"{first} https://docs.example/a\n{second} https://docs.example/b").rows
    assert (one.document_id, two.document_id) == (first, second)
    assert one.verdict == "ok"
    assert [note.text for note in two.notes] == ["Line 1 has nearly the same id"]
    assert two.verdict == "warning"


@pytest.mark.parametrize("document_id", ["123456789012345000", "'0012"])
def test_an_id_that_excel_may_have_changed_is_noted(document_id):
    (row,) = understand(f"{document_id}\thttps://docs.example/a").rows
    assert row.document_id == document_id
    assert row.verdict == "warning"


@pytest.mark.parametrize(
    ("cell", "document_id"), [('="0012"', "0012"), ("'=1+1", "=1+1"), ("'-5", "-5"), ('"=""0012"""', "0012")]
)
@pytest.mark.parametrize("header", ["", "id\turl\n"])
def test_what_only_guards_an_id_from_spreadsheet_programs_is_taken_off(header, cell, document_id):
    (row,) = understand(f"{header}{cell}\thttps://docs.example/a").rows
    assert (row.document_id, row.verdict) == (document_id, "ok")


def test_a_formula_is_no_id():
    (row,) = understand('="00"&"12"\thttps://docs.example/a').rows
    assert row.fault == "A formula, not an id"


@pytest.mark.parametrize("blank", [",", ",,", " , ", "\u200b,\xa0"], ids=ascii)
def test_a_row_of_empty_cells_is_no_document(blank):
    text = "id,url\n101,https://docs.example/a\n{}102,https://docs.example/b"
    assert understand(text.format(f"{blank}\n")).sendable


def test_the_sign_of_the_end_of_a_file_is_no_line():
    text = "101\thttps://docs.example/a\r\n102\thttps://docs.example/b\r\n"
    assert understand(f"{text}\x1a") == understand(text)


@pytest.mark.parametrize("name", ["file_url", "signed_url", "Download-Link", "document_link"])
def test_the_name_of_a_link_is_no_id(name):
    for sign in (": ", "=", " "):
        (row,) = understand(f"{name}{sign}https://docs.example/a.pdf").rows
        assert (row.document_id, row.fault) == ("", "Needs an id")


@pytest.mark.parametrize(
    ("line", "below"),
    [
        ("https://docs.example/long/path-", "over/two.pdf?sig=1"),
        ("> https://docs.example/a?sig=abc=", "> 3Ddef"),
        ("https://docs.example/" + "a" * 60, "0a1b2c3d"),
    ],
)
def test_a_link_that_a_mail_may_have_broken_is_noted_and_not_joined(line, below):
    (row,) = understand(f"Dear Asha, here it is\n{line}\n{below}\nBest regards").rows
    assert row.file_url == line.removeprefix("> ")
    assert [note.text[:31] for note in row.notes] == ["Does it go on in the next line,"]


@pytest.mark.parametrize("below", ["Thanks", "", "and one more, please", "https://docs.example/b"])
def test_what_follows_a_whole_link_is_no_part_of_it(below):
    first, *_ = understand(f"Dear Asha, here it is\nhttps://docs.example/a.pdf\n{below}").rows
    assert first.notes == ()


def test_a_name_behind_a_pipe_is_noted():
    (row,) = understand("Look at <https://docs.example/a.pdf|INV-1> please").rows
    assert row.file_url == "https://docs.example/a.pdf|INV-1"
    assert [note.text for note in row.notes] == ["The link ends with “|INV-1”. Does that belong to it?"]


A = "https://docs.example/a.pdf"


@pytest.mark.parametrize(
    ("text", "document_id"),
    [
        (f"document_id\tfile_url\n“1”\t“{A}”", "1"),
        (f"“1”\t“{A}”", "1"),
        (f"“{A}”\t“1”", "1"),
        (f'document_id,file_url\n"""1""","""{A}"""', "1"),
        (f'document_id,file_url\n"INV,1",{A}', "INV,1"),
        (f'"INV,1",{A}', "INV,1"),
        (f'{A},"INV,1"', "INV,1"),
        (f"document_id,file_url\n'1','{A}'", "1"),
        (f"document_id\tfile_url\n1\t<{A}>", "1"),
        (f"1\t<{A}>", "1"),
        (f"id,url\n1,<{A}>", "1"),
        (f"id\turl\n1\t1 <{A}>", "1"),
        (f"id\turl\n\tInvoice 1 <{A}>", "Invoice 1"),
        (f"document\tx\nInvoice 1 <{A}>\ty", "Invoice 1"),
        (f"1 <{A}>\t", "1"),
        (f"id;url\n1;{A}\n;;\n;", "1"),
        (f"1,{A}\n,,\n,", "1"),
        (f"1\t{A}\n\t\t\n\t", "1"),
    ],
)
def test_what_stands_around_a_cell_hides_neither_id_nor_link(text, document_id):
    (row,) = understand(text).rows
    assert row.file_url == A
    assert (row.document_id, row.fault) == (document_id, "")


def test_an_id_beside_another_id_is_a_fault():
    (row,) = understand(f"id\turl\nINV-1\tINV-2 <{A}>").rows
    assert (row.document_id, row.file_url) == ("INV-1", A)
    assert row.fault


def test_quotes_that_are_the_id_s_own_stay():
    assert read(json.dumps([{"document_id": '"1"', "file_url": A}])) == ('"1"', A, "")


@pytest.mark.parametrize(
    ("text", "document_id", "fault"),
    [
        ('{"document_id": "1", "document_id": "2", "file_url": "%s"}', "", "Named twice"),
        ('[{"document_id": "1", "document_id": "1", "file_url": "%s"}]', "1", ""),
        ('{"file_urls": [{"file_url": "x", "file_url": "%s", "document_id": "1"}]}', "", "Named twice"),
    ],
)
def test_a_key_that_stands_twice_with_other_values_is_a_fault(text, document_id, fault):
    (row,) = understand(text % A).rows
    assert (row.document_id, row.fault) == (document_id, fault)
    (again,) = understand(canonical([row])).rows
    assert (again.document_id, again.fault, again.todo) == (row.document_id, row.fault, row.todo)


def test_a_request_with_two_lists_is_a_problem():
    understood = understand('{"file_urls": [], "file_urls": [{"document_id": "1"}]}')
    assert understood.problem == "“file_urls” stands twice in this JSON, with different values. Keep one."


def test_a_formula_for_a_link_is_read_and_said():
    for text in (
        f'id\turl\n1\t=HYPERLINK("{A}","Open")',
        f'1\t=HYPERLINK("{A}";"Open")',
        f'=hyperlink("{A}")\t1',
    ):
        (row,) = understand(text).rows
        assert (row.document_id, row.file_url, row.fault) == ("1", A, "")
        assert [note.text.endswith("its link lies behind it") for note in row.notes] == [True]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("ftp://docs.example/a", "“ftp:” cannot be fetched; a link begins with https:// or http://"),
        ("=HYPERLINK(A1)", "A link begins with https:// or http://"),
        ("“https://docs.example/a", "A link begins with https:// or http://"),
        ("https:/docs.example/a", "A link begins with https:// or http://"),
        ("note: see mail", "A link begins with https:// or http://"),
        ("note:", "A link begins with https:// or http://"),
    ],
)
def test_a_fault_of_a_link_misleads_nobody(link, said):
    assert judged("1", link).todo == said
