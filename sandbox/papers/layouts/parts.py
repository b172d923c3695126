"""What many papers have: tables, bar codes, portraits."""

import random

from reportlab.lib.units import mm

from sandbox.papers.forms import parts_in_lines
from sandbox.papers.layouts.sheet import Pen, words_in_lines


def grid(sheet, left, top, widths, rows, pen=None):
    """Draw a table with frames: the first row is its head, columns of figures stand right; returns its end.

    A column is (width, alignment); a cell too long for its column goes on in a second line.
    """
    pen = pen or Pen(8)
    for number, row in enumerate(rows):
        style = pen.strong() if number == 0 else pen
        cells = [words_in_lines(cell, width - 2, style) for cell, (width, _) in zip(row, widths, strict=True)]
        height = max(len(lines) for lines in cells) * pen.leading + 2
        x = left
        for lines, (width, align) in zip(cells, widths, strict=True):
            sheet.box(x, top, width, height, fill="#f1f1f1" if number == 0 else None)
            at = x + 1 if align == "left" else x + width - 1
            sheet.lines(at, top + pen.leading, lines, style, align)
            x += width
        top += height
    return top


def pairs(sheet, left, top, widths, rows, pen=None):
    """Draw a table of label and value, both framed; an address breaks between its parts; returns its end."""
    pen = pen or Pen(9)
    label_width, value_width = widths
    for label, value in rows:
        labels = words_in_lines(label, label_width - 3, pen)
        values = _value_in_lines(value, value_width - 3, pen)
        height = max(len(labels), len(values)) * pen.leading + 2.2
        sheet.box(left, top, label_width, height)
        sheet.box(left + label_width, top, value_width, height)
        sheet.lines(left + 1.5, top + pen.leading + 0.3, labels, pen)
        sheet.lines(left + label_width + 1.5, top + pen.leading + 0.3, values, pen.strong())
        top += height
    return top


def _value_in_lines(value, width, pen):
    if ", " not in value:
        return words_in_lines(value, width, pen.strong())
    lines = parts_in_lines(value, lambda line: pen.strong().width(line) <= width)
    return [f"{line}," for line in lines[:-1]] + lines[-1:]


def bars(sheet, left, top, width, height, text):
    """Draw stripes like a bar code's: they look right and mean nothing."""
    chance = random.Random(text)
    x = left
    while x < left + width:
        thick = chance.choice((0.25, 0.25, 0.5, 0.75))
        sheet.box(x, top, thick, height, fill="#111111", line=None)
        x += thick + chance.choice((0.25, 0.25, 0.5, 0.75))


def squares(sheet, left, top, size, text):
    """Draw a square like a QR code: it looks right and means nothing."""
    chance = random.Random(text)
    count = 25
    step = size / count
    for row in range(count):
        for column in range(count):
            corner = _in_corner(row, column, count)
            dark = corner if corner is not None else chance.random() < 0.47
            if dark:
                sheet.box(left + column * step, top + row * step, step, step, fill="#111111", line=None)


def _in_corner(row, column, count):
    """Whether a finder pattern is dark here; None outside the three of them."""
    low = count - 8
    if (row > 7 and row < low) or (column > 7 and column < low) or (row >= low and column >= low):
        return None
    near = [min(place, count - 1 - place) for place in (row, column)]
    if 7 in near:
        return False
    ring = max(abs(place - 3) for place in near)
    return ring != 2


def portrait(sheet, left, top, width, height):
    """Draw the place of a photo: a head and shoulders in grey, nobody's."""
    sheet.box(left, top, width, height, fill="#d5dbe2", line="#8a8a8a")
    canvas = sheet.canvas
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(left * mm, (sheet.height - top - height) * mm, width * mm, height * mm)
    canvas.clipPath(path, stroke=0)
    canvas.setFillGray(0.55)
    middle = left + width / 2
    canvas.circle(middle * mm, (sheet.height - top - height * 0.42) * mm, width * 0.2 * mm, stroke=0, fill=1)
    canvas.ellipse(
        (middle - width * 0.38) * mm,
        (sheet.height - top - height * 1.3) * mm,
        (middle + width * 0.38) * mm,
        (sheet.height - top - height * 0.66) * mm,
        stroke=0,
        fill=1,
    )
    canvas.restoreState()
