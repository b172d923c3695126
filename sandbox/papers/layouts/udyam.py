"""A certificate of registration as a small enterprise (Udyam)."""

from sandbox.papers.layouts.parts import grid, pairs, squares
from sandbox.papers.layouts.sheet import GREY, Pen, Sheet

PEN = Pen(9)


def certificate(facts, details):
    """One page with its figures in tables."""
    sheet = Sheet()
    sheet.box(8, 10, 194, 279, line="#2b5fa8")
    sheet.say(105, 20, "Government of India", Pen(12, bold=True), "centre")
    sheet.say(105, 26, "Ministry of Micro, Small and Medium Enterprises", Pen(11), "centre")
    sheet.say(105, 37, "UDYAM REGISTRATION CERTIFICATE", Pen(15, bold=True, colour="#2b5fa8"), "centre")
    squares(sheet, 172, 14, 22, facts["udyam_number"])
    rows = (
        ("UDYAM REGISTRATION NUMBER", facts["udyam_number"]),
        ("NAME OF ENTERPRISE", facts["enterprise_name"]),
        ("TYPE OF ENTERPRISE", "MICRO"),
        ("MAJOR ACTIVITY", "TRADING"),
        ("SOCIAL CATEGORY OF ENTREPRENEUR", "GENERAL"),
        ("OFFICIAL ADDRESS OF ENTERPRISE", facts["address"]),
        ("DISTRICT", details["city"]),
        ("MOBILE", details["phone"]),
        ("DATE OF INCORPORATION / REGISTRATION OF ENTERPRISE", "01/04/2018"),
        ("DATE OF COMMENCEMENT OF PRODUCTION/BUSINESS", "15/04/2018"),
    )
    end = pairs(sheet, 15, 45, (68, 112), rows, PEN)
    widths = ((15, "left"), (55, "left"), (80, "left"), (30, "left"))
    rows = (
        ("SNo.", "NIC 2 Digit", "NIC 5 Digit", "Activity"),
        ("1", "47 - Retail trade", "47599 - Retail sale of other household equipment", "Trading"),
    )
    end = grid(sheet, 15, end + 6, widths, rows)
    end = pairs(sheet, 15, end + 6, (68, 112), (("DATE OF UDYAM REGISTRATION", "22/09/2020"),), PEN)
    text = (
        "Disclaimer: This is a computer generated statement and needs no signature. "
        "For details visit the registration portal."
    )
    sheet.prose(15, end + 8, 180, text, Pen(8, colour=GREY))
    return sheet.finish()
