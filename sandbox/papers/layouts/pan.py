"""Cards like PAN: the older one, whose values have no labels, and the newer one with labels."""

from sandbox.papers.layouts.parts import portrait, squares
from sandbox.papers.layouts.sheet import CARD, GREY, Pen, Sheet

PAPER = "#dfe9f3"


def newer(facts, details):
    """Labels above their values; the number below its title."""
    sheet = Sheet(CARD, PAPER)
    _head(sheet)
    portrait(sheet, 5, 12.5, 16, 18)
    sheet.say(47, 16.5, "Permanent Account Number Card", Pen(7), "centre")
    sheet.say(47, 22.5, facts["pan_number"], Pen(13, bold=True), "centre")
    squares(sheet, 64, 24, 19, facts["pan_number"])
    y = 34
    for label, value in (("Name", facts["name_as_per_pan"]), ("Father's Name", facts["father_name"])):
        y = sheet.lines(5, y, [label], Pen(6, colour=GREY))
        y = sheet.lines(5, y + 0.6, [value], Pen(8.5, bold=True))
    sheet.say(5, y + 0.6, "Date of Birth", Pen(6, colour=GREY))
    sheet.say(5, y + 4.4, facts["dob"], Pen(8.5, bold=True))
    sheet.say(58, 51.5, "Signature", Pen(6, colour=GREY), "right")
    return sheet.finish()


def older(facts, details):
    """Name, father and date without labels, the number at the foot: their order tells them apart."""
    sheet = Sheet(CARD, PAPER)
    _head(sheet)
    rows = (facts["name_as_per_pan"], facts["father_name"], facts["dob"])
    y = sheet.lines(5, 17, rows[:1], Pen(9, bold=True))
    y = sheet.lines(5, y + 2, rows[1:2], Pen(9, bold=True))
    y = sheet.lines(5, y + 2, rows[2:], Pen(9, bold=True))
    sheet.say(5, y + 3.5, "Permanent Account Number", Pen(7))
    sheet.say(5, y + 9, facts["pan_number"], Pen(12, bold=True))
    portrait(sheet, 62, 26, 17, 20)
    sheet.say(5, 51, "Signature", Pen(6, colour=GREY))
    return sheet.finish()


def _head(sheet):
    sheet.say(5, 7.5, "INCOME TAX DEPARTMENT", Pen(9, bold=True))
    sheet.say(80.6, 7.5, "GOVT. OF INDIA", Pen(9, bold=True), "right")
    sheet.rule(5, 9.5, 75.6, "#53718f", 0.8)
