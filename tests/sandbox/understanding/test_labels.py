"""Labels and their values, beside, below, and in one line."""

import pytest

from sandbox.reading.lines import Line, Page
from sandbox.understanding.labels import Labelled
from sandbox.understanding.layout import Paper
from sandbox.understanding.reading_values import a_code, a_date, some_text
from sandbox.understanding.spellings import Labels
from tests.sandbox.understanding.drawing import drawn

LABELS = Labels(
    {
        "number": ("invoice no", "bill no"),
        "date": ("date", "dated"),
        "name": ("name", "customer name"),
        "to": ("to",),
        "father": ("father's name",),
    }
)


def seen(text):
    return Labelled(Paper([drawn(text)]), LABELS)


def value(text, key, parse=a_code):
    found = seen(text).first((key,), parse)
    return found and found.value


@pytest.mark.parametrize(
    "text",
    [
        "Invoice No: INV-12",
        "Invoice No. INV-12",
        "InvoiceNo:INV-12",
        "INVOICE NO   INV-12",
        "Invoice No   :   INV-12",
        "Invoice No\nINV-12",
        "lnvoice N0: INV-12",
        "Invoicc No: INV-12",
        "1. Invoice No: INV-12",
        "Ref / Invoice No: INV-12",
        "Date: 1-4-25   Invoice No: INV-12",
        "Invoice No: INV-12  Dated: 1-4-25",
        "Invoice No   Dated\nINV-12       1-4-25",
    ],
)
def test_a_value_is_found_at_its_label(text):
    assert value(text, "number") == "INV-12"


def test_two_labels_of_one_line_have_their_own_values():
    text = "Invoice No. INV-12 Dated 1-4-25"
    assert (value(text, "number"), value(text, "date", a_date)) == ("INV-12", "01/04/2025")


def test_a_longer_label_is_not_its_last_word():
    assert value("Father's Name: Ravi", "name", some_text) is None
    assert value("Names: Ravi", "name", some_text) is None


def test_a_small_word_of_a_sentence_is_no_label():
    assert value("we wish to inform you", "to", some_text) is None
    assert value("to inform you that", "to", some_text) is None
    assert value("To,\nRavi", "to", some_text) == "Ravi"


def test_a_label_is_no_value_of_another():
    assert value("Invoice No   Date", "number", some_text) is None


def test_lines_of_a_tilted_row_still_stand_beside_one_another():
    page = Page(500, 200, (Line("Bill No", 1, 10, 100, 90, 120), Line("A-7", 1, 200, 108, 240, 128)))
    found = Labelled(Paper([page]), LABELS).first(("number",), a_code)
    assert found.value == "A-7"


def test_a_watermark_across_the_page_joins_no_rows():
    watermark = Line("SPECIMEN", 0.9, 0, 0, 900, 900)
    page = drawn("Bill No: A-7\nName: Ravi\nDate: 1-4-25\nName: Asha")
    paper = Paper([Page(900, 900, (watermark, *page.lines))])
    assert len(paper.rows) == 4


def test_lines_of_the_second_page_stand_below_the_first():
    paper = Paper([drawn("Name: Ravi"), drawn("Name: Asha")])
    assert [piece.text for piece in paper.in_order] == ["Name: Ravi", "Name: Asha"]


def test_where_nothing_but_its_letters_speaks_for_a_value_their_doubts_count_the_most():
    sure, unsure = (
        Labelled(Paper([drawn("Bill No: A-7", score)]), LABELS).first(("number",), a_code)
        for score in (1.0, 0.6)
    )
    assert sure.confidence == sure.validity
    assert unsure.confidence == pytest.approx(0.6**4 * sure.validity, abs=0.001)


def test_a_running_number_holds_no_label():
    assert value("Bill No. 26/T/0871", "number") == "26/T/0871"
    assert not seen("Bill No. 26/T/0871").hits("to")


def test_a_label_broken_by_a_narrow_column_is_still_a_label():
    labels = Labels({"place": ("address of the place where goods are sold",), "number": ("registration no",)})
    paper = "Address of the place where    Shop 4, Laxmi Plaza\ngoods are sold"
    labelled = Labelled(Paper([drawn(paper)]), labels)
    assert labelled.first(("place",), some_text).value == "Shop 4, Laxmi Plaza"
    assert not Labelled(Paper([drawn("Registration")]), labels).hits("number")


def test_a_label_may_say_the_or_not():
    labelled = Labelled(
        Paper([drawn("Name of the Dealer: Sai Krupa")]), Labels({"name": ("name of dealer",)})
    )
    assert labelled.first(("name",), some_text).value == "Sai Krupa"


def test_a_shorter_label_stands_where_a_longer_one_only_begins():
    labelled = Labelled(Paper([drawn("Add : Room 6, Haji Chawl")]), Labels({"place": ("add", "addr")}))
    assert labelled.first(("place",), some_text).value == "Room 6, Haji Chawl"


def test_another_word_is_no_misread_label():
    assert not Labelled(Paper([drawn("Ward No 11")]), Labels({"number": ("card no",)})).hits("number")


def test_a_short_label_in_capitals_may_stand_before_a_date():
    labels = Labels({"birth": ("dob",), "to": ("to",)})
    assert Labelled(Paper([drawn("DOB 04-09-1987")]), labels).first(("birth",), a_date).value == "04/09/1987"
    assert not Labelled(Paper([drawn("to 15 days")]), labels).hits("to")
