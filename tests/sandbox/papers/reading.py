"""Reads the text layer of drawn papers."""

import re

import pypdfium2

from sandbox.papers import forms


def text_of(pdf):
    """All that stands in the text layer, page after page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def says(text, value):
    """Whether a text states a label's value, in any of the forms that papers print it in."""
    squeezed = _squeezed(text)
    return any(_squeezed(form) in squeezed for form in _printed(value))


def _printed(value):
    if re.fullmatch(r"\d\d/\d\d/\d{4}", value):
        return [forms.dated(value, form) for form in forms.DATES]
    if re.fullmatch(r"\d+\.\d\d", value):
        return [forms.rupees(value)]
    return [value]


def _squeezed(text):
    return re.sub(r"\s+", "", text)
