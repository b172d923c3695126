"""Dates and amounts in the spellings of Indian papers."""

from decimal import Decimal

import pytest

from sandbox.understanding import amounts, dates


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12/01/2025", ["12/01/2025"]),
        ("1-Apr-25", ["01/04/2025"]),
        ("Dated 01-Apr-2025", ["01/04/2025"]),
        ("12th January, 2025", ["12/01/2025"]),
        ("Jan 5, 2024", ["05/01/2024"]),
        ("2025-03-04", ["04/03/2025"]),
        ("12.1.1990", ["12/01/1990"]),
        ("O1/I2/1990", ["01/12/1990"]),
        ("12 01 2025", ["12/01/2025"]),
        ("12012025", ["12/01/2025"]),
        ("DOB:01/01/1990Male", ["01/01/1990"]),
        ("3/25/2024", ["25/03/2024"]),
        ("from 01/04/2024 to 31/03/2029", ["01/04/2024", "31/03/2029"]),
        ("2 une 2026", ["02/06/2026"]),
        ("01-Aag-2026", ["01/08/2026"]),
        ("12 Septmber 2025", ["12/09/2025"]),
        ("23-Jul:2026", ["23/07/2026"]),
        ("18.Apr=2026", ["18/04/2026"]),
        (":25-05-20.35", ["25/05/2035"]),
        ("03/122023", ["03/12/2023"]),
        # A month that may be either is none, and no price or count is a date.
        ("01-Jum-2026", []),
        ("18.Mm=2026", []),
        ("1 1,16,499.00", []),
        ("12 months 2025", []),
        ("5 star 2024", []),
        ("99/99/2020", []),
        ("31/02/2020", []),
        ("9999 1234 5678", []),
        ("phone 9876543210", []),
    ],
)
def test_dates_are_read_as_day_month_year(text, found):
    assert dates.find(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("₹ 1,24,999.00", ["124999.00"]),
        ("₹18,999.00", ["18999.00"]),
        ("?18,999.00", ["18999.00"]),
        ("Rs.18,999/-", ["18999.00"]),
        ("INR 18999", ["18999.00"]),
        ("18, 999.00", ["18999.00"]),
        ("18.999.00", ["18999.00"]),
        ("Total 1 Nos 2,898.15 18,999.00", ["1.00", "2898.15", "18999.00"]),
        ("CGST @9%", []),
        ("no figures", []),
    ],
)
def test_amounts_are_read_with_indian_grouping(text, found):
    assert amounts.find(text) == found


@pytest.mark.parametrize(
    ("text", "rupees"),
    [
        ("Rupees Eighteen Thousand Nine Hundred Ninety Nine Only", 18999),
        ("EighteenThousandNineHundredNinety NineOnly", 18999),
        ("INR One Lakh Twenty Four Thousand and Fifty Paise Only", 124000),
        ("Two Crore Five Lakh", 20500000),
        ("(Amount in words) Rupees Farty Six Thousand Five Hundred Only E. & O.E", 46500),
        ("Rupees Eightoon Thousand Nine Hundred Ninety Nine Only", 18999),
        ("Rupees One Xyzzy Thousand Nine Hundred Only", None),
        ("Amount in words", None),
        ("Only", None),
    ],
)
def test_amounts_in_words_are_read(text, rupees):
    assert amounts.in_words(text) == rupees


@pytest.mark.parametrize("text", ["18,999.00", "Rs. 18999/-", "₹ 18,999", "INR 18,999.00"])
def test_the_same_amount_is_the_same_number_however_it_is_written(text):
    assert amounts.plain(text) == Decimal("18999.00")
