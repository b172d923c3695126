"""A certificate of registration as a small enterprise (Udyam)."""

from sandbox.papers.layouts.parts import grid, pairs, squares
from sandbox.papers.layouts.sheet import GREY, Pen, Sheet

PEN = Pen(9)
WIDTHS = (68, 112)
KIND = (
    ("TYPE OF ENTERPRISE", "MICRO"),
    ("MAJOR ACTIVITY", "TRADING"),
    ("SOCIAL CATEGORY OF ENTREPRENEUR", "GENERAL"),
)
DATES = (
    ("DATE OF INCORPORATION / REGISTRATION OF ENTERPRISE", "01/04/2018"),
    ("DATE OF COMMENCEMENT OF PRODUCTION/BUSINESS", "15/04/2018"),
)


def certificate(facts, details):
    """The address in one cell."""
    sheet = _headed(facts)
    rows = (
        ("UDYAM REGISTRATION NUMBER", facts["udyam_number"]),
        ("NAME OF ENTERPRISE", facts["enterprise_name"]),
        *KIND,
        ("OFFICIAL ADDRESS OF ENTERPRISE", facts["address"]),
        ("DISTRICT", details["city"]),
        ("MOBILE", details["phone"]),
        *DATES,
    )
    _end(sheet, pairs(sheet, 15, 45, WIDTHS, rows, PEN))
    return sheet.finish()


def with_cells(facts, details):
    """The address in a table of its own: one cell for each part, two parts in a row."""
    sheet = _headed(facts)
    rows = (
        ("UDYAM REGISTRATION NUMBER", facts["udyam_number"]),
        ("NAME OF ENTERPRISE", facts["enterprise_name"]),
        *KIND,
    )
    top = pairs(sheet, 15, 45, WIDTHS, rows, PEN)
    sheet.box(15, top, sum(WIDTHS), 7, fill="#f1f1f1")
    sheet.say(16.5, top + 5, "OFFICIAL ADDRESS OF ENTERPRISE", PEN)
    top += 7
    cells = list(details["cells"].items())
    for left, right in zip(cells[::2], cells[1::2], strict=True):
        # Both halves of a row are equally high: no value is longer than its cell.
        pairs(sheet, 15, top, (48, 42), [left], PEN)
        top = pairs(sheet, 105, top, (48, 42), [right], PEN)
    _end(sheet, pairs(sheet, 15, top, WIDTHS, DATES, PEN))
    return sheet.finish()


def _headed(facts):
    sheet = Sheet()
    sheet.box(8, 10, 194, 279, line="#2b5fa8")
    sheet.say(105, 20, "Government of India", Pen(12, bold=True), "centre")
    sheet.say(105, 26, "Ministry of Micro, Small and Medium Enterprises", Pen(11), "centre")
    sheet.say(105, 37, "UDYAM REGISTRATION CERTIFICATE", Pen(15, bold=True, colour="#2b5fa8"), "centre")
    squares(sheet, 172, 14, 22, facts["udyam_number"])
    return sheet


def _end(sheet, end):
    widths = ((15, "left"), (55, "left"), (80, "left"), (30, "left"))
    rows = (
        ("SNo.", "NIC 2 Digit", "NIC 5 Digit", "Activity"),
        ("1", "47 - Retail trade", "47599 - Retail sale of other household equipment", "Trading"),
    )
    end = grid(sheet, 15, end + 6, widths, rows)
    end = pairs(sheet, 15, end + 6, WIDTHS, (("DATE OF UDYAM REGISTRATION", "22/09/2020"),), PEN)
    text = (
        "Disclaimer: This is a computer generated statement and needs no signature. "
        "For details visit the registration portal."
    )
    sheet.prose(15, end + 8, 180, text, Pen(8, colour=GREY))
