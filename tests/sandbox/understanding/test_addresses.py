"""Addresses: lines joined, taken apart, and told from what stands around them."""

import pytest

from sandbox.understanding import addresses, places


@pytest.mark.parametrize(
    ("address", "state", "postcode", "city", "lines"),
    [
        (
            "Flat 304, Palash Residency, Baner Road, Pune, Maharashtra - 411045",
            "Maharashtra", "411045", "Pune", ("Flat 304, Palash Residency", "Baner Road"),
        ),
        ("No 17/4, Main Street, Chennai, Tamilnadu 600018", "Tamil Nadu", "600018", "Chennai",
         ("No 17/4, Main Street", "")),
        ("118 Lajpat Rai Market, New Delhi - 110006", "Delhi", "110006", "New Delhi",
         ("118 Lajpat Rai Market", "")),
        ("Shop 4, FC Road, Pune 411005", "", "411005", "Pune", ("Shop 4, FC Road", "")),
        ("12, Park Street, Kolkata, West Bengal, India, PIN: 700016", "West Bengal", "700016", "Kolkata",
         ("12, Park Street", "")),
        ("Karnataka", "Karnataka", "", "", ("", "")),
        ("", "", "", "", ("", "")),
    ],
)  # fmt: skip
def test_an_address_is_taken_apart(address, state, postcode, city, lines):
    assert addresses.formatted(address) == {
        "state": state,
        "postcode": postcode,
        "address_line_1": lines[0],
        "address_line_2": lines[1],
        "city": city,
    }


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (["Flat 12, Karve Road,", "Pune - 411038"], "Flat 12, Karve Road, Pune - 411038"),
        (["S/O: Ramesh Kulkarni,", "Flat 12, Pune-411038"], "Flat 12, Pune - 411038"),
        (["W/O Ramesh, Flat 12", "Pune -.411038"], "Flat 12, Pune - 411038"),
        (["C/O Asha", "", "Flat 12,,", "VTC: Pune, PO: Kothrud"], "Flat 12, Pune, Kothrud"),
        # A comma that was read as a point, but not the point of an initial.
        (["D/O Ashok Reddy. Plot No. 9", "Pune - 411038"], "Plot No. 9, Pune - 411038"),
        (["S/O K. Rao, Plot No. 9", "Pune - 411038"], "Plot No. 9, Pune - 411038"),
        (["Addees: Plot No. 34, Pune", "411038"], "Plot No. 34, Pune, 411038"),
        (["Plot No. B-7.5, Pune - 302.758"], "Plot No. B-75, Pune - 302758"),
        # Broken by the width of the paper.
        (["Ring Road, Opp. Bus", "Stand, Pune - 411038"], "Ring Road, Opp. Bus Stand, Pune - 411038"),
        (["Flat 9, Sunrise", "Building, Pune - 411038"], "Flat 9, Sunrise Building, Pune - 411038"),
        (["Indore, Madhya", "Pradesh - 452024"], "Indore, Madhya Pradesh - 452024"),
    ],
)
def test_lines_become_one_address(lines, address):
    assert addresses.tidy(lines) == address


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("Pune - 411038", "411038"),
        ("Pune 411 038", "411038"),
        ("PIN:411038", "411038"),
        ("Mobile 9876543210", ""),
        ("5-9-42 Abids", ""),
        ("Plot 011038", ""),
    ],
)
def test_a_postcode_is_told_from_other_numbers(text, postcode):
    assert places.postcode(text) == postcode


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (["12, Pillaiyar Koil", "Street, Chennai - 600017"], "12, Pillaiyar Koil Street, Chennai - 600017"),
        (["B-204, Shreeji", "Residency, Ahmedabad - 382481"], "B-204, Shreeji Residency, Ahmedabad - 382481"),
        (["Flat 3, 2nd", "Main, Bengaluru -", "560097"], "Flat 3, 2nd Main, Bengaluru - 560097"),
        (["5, Beside", "Saibaba Temple, Pune", "- 411005"], "5, Beside Saibaba Temple, Pune - 411005"),
        (["Ganga Apartments", "Karve Road, Pune 411038"], "Ganga Apartments, Karve Road, Pune 411038"),
        (["Manarcad P.O", "Kottayam - 686019"], "Manarcad P.O, Kottayam - 686019"),
    ],
)
def test_words_that_the_width_of_a_paper_broke_apart_are_joined(lines, address):
    assert addresses.tidy(lines) == address
