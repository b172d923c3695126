"""Tables with a header, pasted: where it stands, what its words mean, and what stands between its cells."""

import pytest

from verifications.text import understand
from verifications.text.vocabulary import ROLES, columns, header, meaning

A, B = "https://docs.example/a.jpg", "https://docs.example/b.pdf"


def read(text):
    return [(row.document_id, row.file_url, row.expected_type, row.fault) for row in understand(text).rows]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Signed URL", "file_url"),
        ("S3_url", "file_url"),
        ("Record ID", "document_id"),
        ("DOC CODE", "document_id"),
        ("\u200bDoc. No.\xa0", "document_id"),
        ("Document", "document_id"),
        ("Kind", "expected_type"),
        ("Loan No.", "application_id"),
        ("Name of the Applicant", "applicant_name"),
        ("Scheme", "product_type"),
        ("flow-uuid", "flow_uuid"),
        ("Atlas account", "account"),
    ],
)
def test_a_column_is_known_by_its_words_whatever_is_between_them(name, field):
    assert meaning(name)[0] == field


@pytest.mark.parametrize("name", ["Doc", "Remarks", "Dokument", "", "document id " * 9])
def test_other_words_name_no_column(name):
    assert meaning(name) is None


@pytest.mark.parametrize(
    ("names", "places"),
    [
        (["ID", "Document ID", "URL", "File URL"], {"document_id": 1, "file_url": 3}),
        (["No", "ID", "Document", "Link"], {"document_id": 1, "file_url": 3}),
        (["Type", "Kind", "Document Type", "Link"], {"expected_type": 2, "file_url": 3}),
        (["Applicant", "Name", "Link"], {"applicant_name": 0, "file_url": 2}),
    ],
)
def test_of_two_columns_the_surer_word_counts(names, places):
    found = columns(names)

    assert (found.places, found.alike, found.claimed_twice(ROLES)) == (places, {}, "")


def test_two_columns_with_words_equally_sure_are_told():
    found = columns(["Document ID", "Doc No", "URL", "Link", "Customer", "Borrower"])

    assert found.claimed_twice(ROLES) == (
        "The columns “Document ID” and “Doc No” mean the same. Keep one of them."
    )
    assert "“Customer” and “Borrower”" in found.claimed_twice(["applicant_name"])
    # Who brought them does not matter to documents that are pasted.
    assert understand(f"id,url,customer,borrower\n101,{A},x,y").sendable


def test_the_header_is_the_row_that_names_the_most_columns_above_the_first_link():
    rows = [["Documents", "of LN-7"], ["Applicant", "Asha"], ["no", "link"], ["1", A], ["id", "link", "type"]]

    at, found = header(list(enumerate(rows)))

    assert (at, found.names) == (2, ("no", "link"))


def test_a_row_of_more_cells_than_any_table_has_is_not_looked_at():
    assert header([(1, ["id"] * 2_000)]) is None


@pytest.mark.parametrize("title", ["LN-2041", "Branch,Pune\nApplicant,Asha Rao", "Sent at 10:30, by Asha"])
def test_a_header_may_stand_below_titles(title):
    assert read(f"{title}\nid,url\n101,{A}") == [("101", A, "", "")]


def test_a_link_in_a_title_is_not_lost():
    understood = understand(f"Order of the day: {B}\nid,url\n101,{A}")

    assert [(row.line, row.document_id, row.file_url) for row in understood.rows] == [
        (1, "", B),
        (3, "101", A),
    ]
    assert understood.form == "CSV and the links around it"


@pytest.mark.parametrize("above", [f"100,{B}", f"{B},x", "Asha: ok, ref, and more"])
def test_what_stands_above_may_be_a_document_or_a_letter_and_not_a_title(above):
    assert not understand(f"{above}\nno,name\n101,{A}").form.startswith("CSV")


@pytest.mark.parametrize("again", ["id\turl", " id \turl\t", "\u200bid\turl\xa0"], ids=ascii)
def test_the_header_once_more_is_no_document(again):
    assert read(f"id\turl\n101\t{A}\n{again}\n102\t{B}") == [("101", A, "", ""), ("102", B, "", "")]
    assert read(f"x\turl\n101\t{A}\nx\turl\n102\t{B}") == [
        ("", A, "", "Needs an id"),
        ("", B, "", "Needs an id"),
    ]


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;", "\ufeffsep=;"])
def test_the_separator_that_the_first_line_names_is_taken(line):
    assert read(f"{line}\nid;url,a\n101;{A}") == [("101", A, "", "")]


def test_a_tab_may_be_named_as_the_separator():
    assert read(f"sep=\t\nid\turl\n101\t{A}") == [("101", A, "", "")]


def test_the_separator_is_the_one_by_which_the_header_names_the_most():
    assert read(f"id, no;document id;url\n1, 2;101;{A}") == [("101", A, "", "")]


def test_what_stands_under_no_header_may_be_the_end_of_a_link():
    assert read(f"id,url,\n101,{A},b.jpg") == [("101", A, "", "Too much in this line")]
    assert read(f",id,url\n0,101,{A}") == [("101", A, "", "")]
    assert read(f"id,\n101,{A}\n102,{B}") == [("101", A, "", ""), ("102", B, "", "")]


@pytest.mark.parametrize("shown", ["1.23E+11", "-1,5e+7", "2E+10"])
def test_an_id_that_a_spreadsheet_shows_as_a_power_of_ten_is_a_fault(shown):
    (row,) = understand(f"id\turl\n{shown}\t{A}").rows

    assert (row.fault, row.cell) == ("Id cut short", "document_id")
    assert row.todo == f"{shown} is what a spreadsheet makes of a long number. Make the column text"


def test_a_row_whose_known_columns_are_empty_is_told_and_not_left_out():
    text = f"document_id\tfile_url\tremarks\n1\t{A}\t\n\t\tthe invoice comes later"
    assert [row[3] for row in read(text)] == ["", "No link"]


def test_a_word_in_an_attribute_is_no_attribute_of_that_name():
    html = '<table><tr><td title="colspan">1</td><td>https://docs.example/a.pdf</td></tr></table>'
    (row,) = understand(html).rows
    assert (row.document_id, row.file_url) == ("1", "https://docs.example/a.pdf")
