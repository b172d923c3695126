"""Pages drawn as text: what a test writes line by line, as OCR would give it."""

import re

from sandbox.reading.lines import Line, Page

WIDTH, HEIGHT, ROW = 10, 20, 30


def drawn(text, score=0.98):
    """A page of a text's lines at their places; two blanks or more separate what OCR reads apart."""
    rows = text.strip("\n").split("\n")
    lines = []
    for number, row in enumerate(rows):
        for match in re.finditer(r"\S+(?: \S+)*", row):
            left, top = match.start() * WIDTH, number * ROW
            right = match.end() * WIDTH
            lines.append(Line(match[0], score, left, top, right, top + HEIGHT))
    return Page(1000, max(len(rows), 1) * ROW, tuple(lines))


def values(understood):
    """The fields' values by their names."""
    return {name: field["value"] for name, field in understood.fields.items()}
