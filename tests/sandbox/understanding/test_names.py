"""Names of people as print and OCR leave them."""

import pytest

from sandbox.understanding import names


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("SANJAY SURESH 1YER", "SANJAY SURESH IYER"),
        ("Sanjay Suresh lyer", "Sanjay Suresh Iyer"),
        ("lqbal Khan", "Iqbal Khan"),
        ("Raj1v Rao", "Rajiv Rao"),
        ("RAME5H KUMAR", "RAMESH KUMAR"),
        ("0JAS K0UR", "OJAS KOUR"),
        ("latha rao", "latha rao"),
        ("Mr. Nitin Arvind Khan", "Nitin Arvind Khan"),
        ("Mt. GIRISH JHA", "GIRISH JHA"),
        ("Smt Lakshmi Devi", "Lakshmi Devi"),
        ("M. RAJESH NAIDU", "M. RAJESH NAIDU"),
        ("Md. Irfan", "Md. Irfan"),
        ("Srinivas Rao", "Srinivas Rao"),
    ],
)
def test_a_name_is_read_without_what_print_makes_of_its_letters(read, name):
    assert names.person(read)[0] == name


@pytest.mark.parametrize("text", ["Flat 10", "5 7", "A1 B2 C3", "10 months", "8G8 25608"])
def test_numbers_are_no_names(text):
    assert names.person(text) is None
