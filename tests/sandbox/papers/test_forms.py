"""Dates, amounts and addresses as papers print them."""

import pytest

from sandbox.papers import forms


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        ("5.00", "5.00"),
        ("999.50", "999.50"),
        ("18999.00", "18,999.00"),
        ("131250.00", "1,31,250.00"),
        ("12345678.90", "1,23,45,678.90"),
    ],
)
def test_amounts_are_grouped_as_in_india(amount, printed):
    assert forms.rupees(amount) == printed


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("18999.00", "Rupees Eighteen Thousand Nine Hundred Ninety Nine Only"),
        ("131250.00", "Rupees One Lakh Thirty One Thousand Two Hundred Fifty Only"),
        ("40010.00", "Rupees Forty Thousand Ten Only"),
        ("100.00", "Rupees One Hundred Only"),
    ],
)
def test_amounts_are_said_in_lakhs_and_thousands(amount, words):
    assert forms.in_words(amount) == words


def test_an_address_breaks_between_its_parts_only():
    address = "Shop 4, Laxmi Plaza, FC Road, Pune, Maharashtra - 411005"
    lines = forms.parts_in_lines(address, lambda line: len(line) <= 22)
    assert lines == ["Shop 4, Laxmi Plaza", "FC Road, Pune", "Maharashtra - 411005"]
    assert ", ".join(lines) == address
