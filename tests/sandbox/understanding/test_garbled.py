"""Labels of which OCR left little, and what stands behind them."""

import pytest

from sandbox.understanding.labels import Labelled
from sandbox.understanding.layout import Paper
from sandbox.understanding.purchase_labels import ORDER_LABELS
from sandbox.understanding.reading_values import a_code, a_date, some_text
from sandbox.understanding.spellings import Labels
from tests.sandbox.understanding.drawing import drawn

SHOP = Labels(
    {
        "number": ("registration certificate no",),
        "employer": ("name of employer",),
        "name": ("name of establishment",),
        "registered": ("date of registration",),
        "valid": ("valid upto",),
        "other": ("nature of business", "number of employees"),
    }
)


def first(text, key, parse, labels=SHOP, score=0.75):
    found = Labelled(Paper([drawn(text, score)]), labels).first((key,), parse)
    return found and found.value


@pytest.mark.parametrize(
    ("label", "key", "parse", "value"),
    [
        ("Dekvay Orde N0.7 4mke 4m", "do_number", a_code, "DO/MH/5703581"),
        ("Deaw Name796km", "dealer", some_text, "Royal Tele Services"),
        ("Dealm Adkress 7 989", "dealer_address", some_text, "Shop No. 24"),
        ("fala / DO Dase", "do_date", a_date, "18/03/2026"),
        ("Customver Name", "customer", some_text, "Naidu Rajesh Harish"),
    ],
)
def test_a_garbled_label_is_the_one_it_is_most_like(label, key, parse, value):
    assert first(f"{label}                {value}", key, parse, ORDER_LABELS) == value


@pytest.mark.parametrize("label", ["Name of E", "Nature", "Vhik", "Akbear | 908", "Please name the"])
def test_what_may_be_any_label_is_none(label):
    labels = Labelled(Paper([drawn(f"{label}          Value 12", 0.75)]), SHOP)
    assert [hit for key in ("number", "employer", "name", "valid") for hit in labels.hits(key)] == []


def test_a_line_that_is_read_well_must_be_nothing_but_its_label():
    text = "Registration Certificate of Establishment     MP/SE/2019/773222"
    assert first(text, "number", a_code, score=0.99) is None
    assert first("Registration Certficate Nc     MP/SE/2019/773222", "number", a_code, score=0.99)


def test_a_sentence_is_no_label():
    text = "Nawe cf emplayee must be shown at a place where all can see it     Ravi"
    assert first(text, "employer", some_text) is None


def test_the_less_a_label_is_like_itself_the_less_sure_is_its_value():
    sure, unsure = (
        Labelled(Paper([drawn(f"{label}       12/03/2019", 0.9)]), SHOP).first(("registered",), a_date)
        for label in ("Date of Registration", "Dale of Regisratnen")
    )
    assert unsure.validity < sure.validity


def test_what_stands_there_to_the_letter_comes_before_what_is_like_it():
    text = "Dale of Regisratnen      01/01/2001\nDate of Registration     02/02/2002"
    assert first(text, "registered", a_date) == "02/02/2002"


@pytest.mark.parametrize("rest", ["/ 9ttan", ". / 3o00", "| if ay", "/8833"])
@pytest.mark.parametrize("beside", [True, False])
def test_what_follows_a_slash_translates_the_label(rest, beside):
    value = "Sai Digital Point 7" if beside else ""
    text = f"Name of Establishment{rest}          {value}"
    assert (first(text, "name", some_text, score=0.98) or "") == value


def test_behind_a_badly_read_label_noise_may_stand_before_the_cell_beside_it():
    assert first("Name of Employer km 8          Rajesh Pillai", "employer", some_text) == "Rajesh Pillai"
    assert first("Name of Employer: Rajesh Pillai    5 7", "employer", some_text) == "Rajesh Pillai"


def test_signs_of_a_script_that_is_not_known_are_no_lines():
    pieces = Paper([drawn("器\n回回\nव्यापार\nName μ 12\n<<<<<")]).pieces
    assert [piece.text for piece in pieces] == ["Name u 12", "<<<<<"]
