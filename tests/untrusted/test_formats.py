"""What a number or a text looks like under a format, as Excel and LibreOffice show it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from untrusted.workbooks import formats


@pytest.mark.parametrize(
    ("value", "code", "looks"),
    [
        (42, "General", "42"),
        (42, "0", "42"),
        (42, "@", "42"),
        (42, "#", "42"),
        (42, "0000", "0042"),
        (123456, "0000", "123456"),
        (42, '"INV-"0000', "INV-0042"),
        (42, '0000"/26"', "0042/26"),
        (42, r"\I\N\V0", "INV42"),
        (2500012, "00-000-00", "25-000-12"),
        (123456789, "00-000-00", "1234-567-89"),
        (7, "##-#0", "-7"),
        (42, "LN", None),
        (42, "[Red]000", "042"),
        (42, '[$-409]"A"000;[Red]-000', "A042"),
        (42, "0_)", "42"),
        (42, "0.00", None),
        (42, "#,##0", None),
        (20000000000, "0.00E+00", None),
        (42, "0%", None),
        (42, "# ?/?", None),
        (42, '"always the same"', None),
        (-42, "0000", None),
        (0, "0000", "0000"),
        (0, '0000;-0000;"none"', None),
    ],
)
def test_a_number_looks_as_its_format_says(value, code, looks):
    assert formats.number(value, code) == looks


@pytest.mark.parametrize(
    ("value", "code", "looks"),
    [
        ("42", "General", "42"),
        ("42", "@", "42"),
        ("42", '"INV-"@', "INV-42"),
        ("42", "0000", "42"),
        ("42", '0;-0;0;"T "@', "T 42"),
        ("42", '0;-0;0;"T "', "T "),
        ("42", '"x"0@', None),
    ],
)
def test_a_text_looks_as_its_format_says(value, code, looks):
    assert formats.text(value, code) == looks


# Without literals, whose own digits could not be told from the number's.
SIGNS = "0#-/; .,@[]$AEG?%_*"


@given(st.integers(0, 10**14), st.text(alphabet=SIGNS, max_size=20))
def test_no_digit_gets_lost(value, code):
    looks = formats.number(value, code)
    if looks is not None:
        digits = "".join(filter(str.isdigit, looks))
        assert str(value).lstrip("0") in digits or value == 0


@given(st.integers(0, 10**14), st.text(alphabet=SIGNS + '\\"', max_size=20))
def test_no_format_raises(value, code):
    formats.text(str(value), code)
    formats.number(value, code)
