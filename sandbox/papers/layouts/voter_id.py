"""A voter's card, both its sides on one sheet."""

from sandbox.papers.layouts.parts import bars, portrait
from sandbox.papers.layouts.sheet import CARD, GREY, Pen, Sheet


def card(facts, details):
    """Names, number and photo on one side, address and date of birth on the other."""
    sheet = Sheet((110, 128), "#fcfcf8")
    _front(sheet, 12, 6, facts)
    _back(sheet, 12, 66, facts, details)
    return sheet.finish()


def _front(sheet, left, top, facts):
    sheet.box(left, top, *CARD, line="#9a9a9a")
    middle = left + CARD[0] / 2
    sheet.say(
        middle, top + 6.5, "ELECTION COMMISSION OF INDIA", Pen(9.5, bold=True, colour="#1d3f8a"), "centre"
    )
    sheet.say(middle, top + 11, "ELECTOR PHOTO IDENTITY CARD", Pen(7.5, bold=True), "centre")
    sheet.rule(left + 4, top + 13, CARD[0] - 8, "#1d3f8a")
    portrait(sheet, left + 5, top + 16, 20, 25)
    sheet.say(left + 30, top + 21, facts["epic_number"], Pen(13, bold=True))
    bars(sheet, left + 30, top + 24, 44, 4, facts["epic_number"])
    sheet.say(left + 30, top + 35, f"Name : {facts['name']}", Pen(8.5))
    sheet.say(left + 30, top + 41, f"Father's Name : {facts['father_name']}", Pen(8.5))


def _back(sheet, left, top, facts, details):
    sheet.box(left, top, *CARD, line="#9a9a9a")
    pen = Pen(8.5)
    sheet.say(left + 4, top + 7, f"Gender : {details['gender']}", pen)
    sheet.say(left + 4, top + 12.5, f"Date of Birth / Age : {facts['date_of_birth']}", pen)
    y = sheet.lines(left + 4, top + 18.5, ["Address :"], pen)
    sheet.address(left + 4, y, 74, facts["address"], pen)
    sheet.say(left + 4, top + 39, "Electoral Registration Officer", Pen(7, colour=GREY))
    sheet.say(left + 4, top + 43, "Assembly Constituency No. and Name : 000 - Specimen", Pen(7))
    text = "Note : Mere possession of this card is no proof that its bearer is a present elector."
    sheet.prose(left + 4, top + 48, 76, text, Pen(6, colour=GREY))
