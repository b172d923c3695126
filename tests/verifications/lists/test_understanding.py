import pytest

from tests.verifications.lists.books import HEADER, row
from verifications.lists import sheets, understanding
from verifications.lists.sheets import Unreadable


@pytest.fixture
def groups():
    """A function that gives the cases of a list of these rows."""

    def groups(*rows, header=HEADER, flags=None, delimited=False):
        columns, below = understanding.split(sheets.Sheet("csv", "", list(enumerate([header, *rows], 1))))
        return understanding.groups_of(
            columns,
            below,
            flags or {},
            account_name="Nilgiri POC",
            product_types=["POC_CDL"],
            delimited=delimited,
        )

    return groups


def faults(groups):
    return {row.line: (row.fault, row.cell) for group in groups for row in group.rows if row.fault}


def test_rows_of_one_application_make_one_case_wherever_they_stand(groups):
    first, second = groups(row("1"), row("2", application_id="CDL2", applicant="Meena Rao"), row("0003"))

    assert [(each.line, each.document_id) for each in first.rows] == [(2, "1"), (4, "0003")]
    assert (first.application_id, first.applicant_name, first.product_type) == (
        "CDL1",
        "Sunil Patil",
        "POC_CDL",
    )
    assert (first.position, second.position, second.first_row) == (1, 2, 3)
    assert first.ready and first.calm and second.ready
    assert first.rows[0].file_url == "https://docs.example/1.pdf?sig=a%2Bb"


@pytest.mark.parametrize(
    "header",
    [
        ["application_id", "applicant_name", "product_type", "document_id", "file_url"],
        ["Loan No.", "Name of the Applicant", "SCHEME", "Doc. No", "Download-Link"],
        ["  Application   Number ", "Borrower", "Product Code", "DOCID", "Document URL"],
        ["LOS id", "Customer", "product", "Record ID", "Signed URL"],
        ["Loan No.", "Name", "product", "Doc code", "S3 URL"],
        ["Application", "Applicant", "product", "Document", "scan"],
    ],
)
def test_columns_are_known_by_many_names(groups, header):
    assert groups(row("7"), header=header)[0].rows[0].document_id == "7"


def test_columns_stand_in_any_order_below_any_title(groups):
    sheet = sheets.Sheet(
        "csv",
        "",
        [
            (1, ["Disbursals of November"]),
            (3, ["Link", "Branch", "Doc id", "Document type", "Product", "Customer", "Loan id"]),
            (4, ["https://x.example/1", "Pune", "1", "PAN", "POC_CDL", "A", "L1"]),
            (5, ["https://x.example/2", "Pune", "2"]),
        ],
    )

    columns, rows = understanding.split(sheet)

    found = understanding.groups_of(columns, rows, {}, account_name="x", product_types=["POC_CDL"])
    assert (found[0].application_id, found[0].rows[0].expected_type) == ("L1", "PAN")
    assert faults(found) == {5: ("No application id", "application_id")}
    assert columns.unused(columns.places) == ["Branch"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["a", "b"], ["c", "d"]], "No row names the columns."),
        ([["Application id", "Applicant"], ["1", "A"]], "No column for: product, document id, URL."),
        ([[*HEADER, "Link"], row("1")], "The columns “URL” and “Link” mean the same."),
        ([HEADER], "There are no rows below"),
        ([HEADER, *[row("1")] * 5001], "More than 5,000 rows."),
    ],
)
def test_a_sheet_that_is_no_list_is_said(rows, sentence):
    with pytest.raises(Unreadable, match=sentence):
        understanding.split(sheets.Sheet("csv", "", list(enumerate(rows, 1))))


def test_of_two_columns_the_surer_word_counts(groups):
    header = ["Loan No", *HEADER, "ID", "File URL"]

    (found,) = groups(
        ["L1", *row("7", url="https://crm.example/1"), "1", "https://docs.example/7"], header=header
    )

    assert found.application_id == "CDL1" and found.ready
    assert (found.rows[0].document_id, found.rows[0].file_url) == ("7", "https://docs.example/7")


def test_the_header_once_more_is_no_row(groups):
    (found,) = groups(row("1"), HEADER, row("2"))

    assert [(each.line, each.document_id) for each in found.rows] == [(2, "1"), (4, "2")]
    assert found.ready


def test_of_rows_that_were_not_all_read_none_is_left_out_because_a_header_was_among_them():
    rows = [HEADER, *[row("1")] * 4000, *[HEADER] * 1001]

    with pytest.raises(Unreadable, match="More than 5,000 rows"):
        understanding.split(sheets.Sheet("csv", "", list(enumerate(rows, 1))))
    with pytest.raises(Unreadable, match="There are no rows below"):
        understanding.split(sheets.Sheet("csv", "", [(1, HEADER), (2, HEADER)]))


def test_the_type_of_a_document_may_be_written_as_people_say_it(groups):
    header = [*HEADER, "Document type"]

    (found,) = groups(row("1") + ["driving licence"], row("2") + ["cheque"], header=header)

    assert [each.expected_type for each in found.rows] == ["DRIVING_LICENSE", "cheque"]
    assert faults([found]) == {3: ("Unknown type", "expected_type")}


def test_a_link_that_a_separator_has_parted_is_told_and_not_sent_in_part(groups):
    header = ["", *HEADER, ""]
    whole = ["0", *row("1")]
    wide, slipped = whole + ["b.jpg", "c.jpg"], ["0", *row("2"), "b.jpg"]

    assert faults(groups(whole, wide, slipped, header=header, delimited=True)) == {
        3: ("Too much in this line", ""),
        4: ("Too much in this line", ""),
    }
    # In a workbook a cell is whole, and what stands beside the list is somebody's remark.
    assert faults(groups(whole, slipped, header=header)) == {}


def test_five_thousand_rows_are_a_list():
    rows = [HEADER, *(row(str(number)) for number in range(5000))]

    assert len(understanding.split(sheets.Sheet("csv", "", list(enumerate(rows, 1))))[1]) == 5000


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        (row("2", applicant="Meena Rao"), ("Another applicant", "applicant_name")),
        (row("2", product="PFL_CDL"), ("Another product", "product_type")),
        (row("1"), ("Duplicate id", "document_id")),
        (row("2", url=""), ("No link", "file_url")),
        (row("2", url="ftp://docs.example/a"), ("Not a web link", "file_url")),
        (row("2", url="attached:6d9c1b6e-6f2a-4c43-8b6e-6f2a4c438b6e/a.pdf"), ("Not a web link", "file_url")),
        (row(""), ("Needs an id", "document_id")),
        (row("1.23E+11"), ("Id cut short", "document_id")),
        (row("2", application_id="1,5e+7"), ("Id cut short", "application_id")),
        (row("2", application_id="x\u202ey"), ("Hidden characters", "application_id")),
        (row("2", application_id="x" * 101), ("Too long", "application_id")),
        (row("2", application_id="CDL2", applicant="x" * 201), ("Too long", "applicant_name")),
        (row("2", application_id="CDL2", applicant=""), ("No applicant", "applicant_name")),
        (row("2", application_id="CDL2", product=""), ("No product", "product_type")),
        (row("2", application_id="CDL2", product="PFL_CDL"), ("Product not offered", "product_type")),
    ],
)
def test_a_fault_is_at_its_row_and_its_case_is_not_ready(groups, second, fault):
    found = groups(row("1"), second)

    assert faults(found) == {3: fault}
    assert not found[-1].ready and not found[-1].calm


def test_an_account_without_products_offers_none_yet():
    columns, rows = understanding.split(sheets.Sheet("csv", "", [(1, HEADER), (2, row("1"))]))

    found = understanding.groups_of(columns, rows, {}, account_name="x", product_types=[])

    assert found[0].rows[0].todo == "The account offers: none yet"


@pytest.mark.parametrize(
    ("column", "flag", "fault"),
    [
        (0, "date", "Became a date"),
        (3, "date", "Became a date"),
        (3, "fraction", "Not a whole number"),
        (3, "digits", "Digits lost"),
        (1, "logical", "Not a text"),
        (4, "date", "Became a date"),
        (1, "digits", ""),
    ],
)
def test_what_a_spreadsheet_has_made_of_a_cell_is_told_and_not_guessed(groups, column, flag, fault):
    found = groups(row("1"), flags={2: {column: flag}})

    assert found[0].rows[0].fault == fault


def test_what_one_row_says_of_its_case_the_others_may_leave_out(groups):
    (found,) = groups(row("1", applicant=""), row("2", product=""), row("3"))

    assert found.ready
    assert (found.applicant_name, found.product_type) == ("Sunil Patil", "POC_CDL")


def test_the_same_link_in_another_row_is_a_warning(groups):
    link = "https://docs.example/a.pdf?sig="

    found = groups(row("1", url=f"{link}1"), row("2", application_id="CDL2", url=f"{link}2"))

    assert [note.text for note in found[1].rows[0].notes] == ["Row 2 has the same link"]
    assert not found[0].noted
    assert found[1].ready and not found[1].calm


def test_a_flow_belongs_to_one_application(groups):
    header = [*HEADER, "Flow"]
    one, two = row("1") + ["LOS-1"], row("2", application_id="CDL2") + ["LOS-1"]

    found = groups(one, two, header=header)

    assert [group.ready for group in found] == [False, False]
    assert found[0].problem.startswith("Another application of this list has the same flow.")
    assert groups(one, row("2") + ["LOS-2"], header=header)[0].rows[1].fault == "Another flow"
    assert groups(one, row("2") + [""], header=header)[0].flow_uuid == "LOS-1"


def test_a_row_of_another_account_is_no_row_of_this_list(groups):
    header = [*HEADER, "Account"]

    found = groups(row("1") + ["nilgiri poc"], row("2") + ["Other"], row("3") + [""], header=header)

    assert faults(found) == {3: ("Another account", "account")}


def test_a_case_of_more_documents_than_a_batch_takes_is_not_ready(groups):
    (found,) = groups(*(row(str(number)) for number in range(501)))

    assert found.problem.startswith("501 documents. A batch takes 500 at most")
    assert not found.ready and not found.faulty


@pytest.mark.parametrize("other", ["cdl1", "0CDL1", "\uff23DL1"], ids=ascii)
def test_applications_that_are_nearly_the_same_stay_apart_and_are_noted(groups, other):
    first, second = groups(row("1"), row("2", application_id=other))

    assert (first.application_id, second.application_id) == ("CDL1", other)
    assert first.calm and second.ready
    assert [note.text for note in second.rows[0].notes] == ["Row 2 has nearly the same application id"]


def test_what_is_invisible_in_an_application_id_is_a_fault(groups):
    assert faults(groups(row("1", application_id="CDL\u200d1"))) == {
        2: ("Hidden characters", "application_id")
    }
