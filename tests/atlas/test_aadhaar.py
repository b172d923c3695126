"""Aadhaar numbers and virtual ids: masked however they are written, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import verhoeff

from atlas import masked
from atlas.aadhaar import replaced

SIGNS = st.text(st.sampled_from(" .,-/_–:|a\u200b\u00a0"), max_size=3)


@pytest.mark.parametrize(
    "text",
    [
        "234123412346",
        "2341 2341 2346",
        "2341.2341.2346",
        "2341/2341/2346",
        "2341_2341_2346",
        "2341–2341–2346",
        "2341 - 2341 - 2346",
        "2341   2341   2346",
        "2341, 2341, 2346",
        "2341\u200b2341\u200b2346",
        "2341 \u200b\u200d 2341 \u2060\u2060\u2060 2346",
        "2 3 4 1 2 3 4 1 2 3 4 6",
        "２３４１ ２３４１ ２３４６",
        "२३४१ २३४१ २३४६",
        "23-41-23-41-23-46",
        "²³⁴¹ ²³⁴¹ ²³⁴⁶",
    ],
)
def test_an_aadhaar_number_is_masked_whatever_stands_between_its_digits(text):
    assert masked(text) == "XXXX XXXX 2346"
    assert masked(f"Flat 12, {text}, Pune 411001") == "Flat 12, XXXX XXXX 2346, Pune 411001"


@pytest.mark.parametrize(("before", "after"), [("²", ""), ("", "²"), ("no.¹", "₂")])
def test_the_mark_of_a_footnote_is_no_part_of_a_number(before, after):
    assert masked(f"{before}234123412346{after}") == f"{before}XXXX XXXX 2346{after}"


@pytest.mark.parametrize("text", ["9152183476294012", "9152 1834 7629 4012", "9152.1834/7629_4012"])
def test_a_virtual_id_is_masked(text):
    assert masked(f"VID {text}.") == "VID XXXX XXXX XXXX 4012."


@pytest.mark.parametrize(
    "text",
    [
        "234123412347",  # the check digit is another
        "919876543210",  # a telephone number with its country
        "034123412345",
        "12341234123462",
        "2341 2341 23467",
        "2341    2341 2346",
        "2341 and 2341 2346",
        "27ZZZFS1234Z1Z5",
        "½ 17/10/2025, 45,000.00",
        "",
    ],
)
def test_what_is_no_such_number_stays(text):
    assert masked(text) == text


@given(
    st.text(max_size=5).filter(lambda text: not any(map(str.isdecimal, text))),
    st.text("0123456789", min_size=10, max_size=10),
    st.lists(SIGNS.filter(lambda text: not any(map(str.isdigit, text))), min_size=11, max_size=11),
)
def test_every_number_is_found_in_any_writing(around, digits, between):
    number = f"2{digits}"
    number += verhoeff.calc_check_digit(number)
    written = "".join(digit + signs for digit, signs in zip(number, [*between, ""], strict=True))
    assert replaced(f"{around}{written}", str.lower) == f"{around}{number}"
