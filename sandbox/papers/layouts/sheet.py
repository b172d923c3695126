"""A sheet of paper to draw on: millimetres from its top left corner."""

from io import BytesIO
from typing import NamedTuple

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from sandbox.papers import forms

A4 = (210, 297)
CARD = (85.6, 54)  # ID-1 of ISO 7810

FAMILIES = {
    "sans": ("Helvetica", "Helvetica-Bold"),
    "serif": ("Times-Roman", "Times-Bold"),
    "mono": ("Courier", "Courier-Bold"),
    "vera": ("Vera", "VeraBd"),
}
for _name in FAMILIES["vera"]:
    pdfmetrics.registerFont(TTFont(_name, f"{reportlab.__path__[0]}/fonts/{_name}.ttf"))

BLACK = "#1a1a1a"
GREY = "#5c5c5c"
# Pale enough to vanish behind the values, dark enough to be seen on the empty parts.
STAMP_ALPHA = 0.065


class Pen(NamedTuple):
    """What a text looks like; `size` is in points."""

    size: float = 9
    family: str = "sans"
    bold: bool = False
    colour: str = BLACK

    @property
    def font(self):
        """The name that reportlab knows."""
        return FAMILIES[self.family][self.bold]

    @property
    def leading(self):
        """From one line to the next, in millimetres."""
        return self.size * 1.28 / mm

    def width(self, text):
        """How wide a text becomes, in millimetres."""
        return pdfmetrics.stringWidth(text, self.font, self.size) / mm

    def strong(self):
        """The same in bold."""
        return self._replace(bold=True)


class Sheet:
    """One document being drawn, page after page; `y` is always a text's base line."""

    def __init__(self, size=A4, paper="#ffffff"):
        self.width, self.height = size
        self.paper = paper
        self._bytes = BytesIO()
        # invariant: neither date nor random id goes into the file.
        self.canvas = Canvas(self._bytes, pagesize=(self.width * mm, self.height * mm), invariant=1)
        self._mark()

    def say(self, x, y, text, pen=None, align="left"):
        """Write one line; `align` says which of its ends stands at x."""
        pen = pen or Pen()
        self.canvas.setFont(pen.font, pen.size)
        self.canvas.setFillColor(HexColor(pen.colour))
        draw = {
            "left": self.canvas.drawString,
            "right": self.canvas.drawRightString,
            "centre": self.canvas.drawCentredString,
        }[align]
        draw(x * mm, (self.height - y) * mm, text)

    def lines(self, x, y, lines, pen=None, align="left"):
        """Write lines below one another; returns the base line of the next."""
        pen = pen or Pen()
        for line in lines:
            self.say(x, y, line, pen, align)
            y += pen.leading
        return y

    def prose(self, x, y, width, text, pen=None):
        """Write a text broken at its words."""
        pen = pen or Pen()
        return self.lines(x, y, words_in_lines(text, width, pen), pen)

    def address(self, x, y, width, text, pen=None):
        """Write an address broken between its parts; each line but the last ends with a comma."""
        pen = pen or Pen()
        lines = forms.parts_in_lines(text, lambda line: pen.width(line) <= width)
        return self.lines(x, y, [f"{line}," for line in lines[:-1]] + lines[-1:], pen)

    def box(self, x, top, width, height, fill=None, line="#444444"):
        """Draw a frame; without a line it is only its filling."""
        self.canvas.setLineWidth(0.6)
        if fill:
            self.canvas.setFillColor(HexColor(fill))
        if line:
            self.canvas.setStrokeColor(HexColor(line))
        bottom = (self.height - top - height) * mm
        self.canvas.rect(x * mm, bottom, width * mm, height * mm, stroke=bool(line), fill=bool(fill))

    def rule(self, x, y, width, line="#444444", thick=0.6):
        """Draw a line across."""
        self.canvas.setLineWidth(thick)
        self.canvas.setStrokeColor(HexColor(line))
        self.canvas.line(x * mm, (self.height - y) * mm, (x + width) * mm, (self.height - y) * mm)

    def next_page(self):
        """Begin another page."""
        self.canvas.showPage()
        self._mark()

    def finish(self):
        """The document as PDF."""
        self.canvas.save()
        return self._bytes.getvalue()

    def _mark(self):
        """Say SPECIMEN behind everything, at the head and at the foot."""
        self.box(0, 0, self.width, self.height, fill=self.paper, line=None)
        self.canvas.saveState()
        self.canvas.translate(self.width / 2 * mm, self.height / 2 * mm)
        self.canvas.rotate(50 if self.height > self.width else 28)
        size = min(self.width, self.height) * 0.5
        self.canvas.setFont("Helvetica-Bold", size)
        self.canvas.setFillColor(HexColor(BLACK))
        self.canvas.setFillAlpha(STAMP_ALPHA)
        self.canvas.drawCentredString(0, -size / 3, "SPECIMEN")
        self.canvas.restoreState()
        if self.height > 150:
            pen = Pen(7.5, colour="#b03030")
            for y in (7, self.height - 5):
                self.say(self.width / 2, y, "SPECIMEN - not a real document", pen, "centre")
        else:
            pen = Pen(5, colour="#b03030")
            self.say(self.width - 2, self.height - 1.2, "SPECIMEN", pen, "right")


def words_in_lines(text, width, pen):
    """Break a text at its words."""
    lines = []
    for word in text.split():
        if lines and pen.width(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
