"""Papers like Aadhaar: the letter with its cut-out card, and the card with both its sides."""

from sandbox.papers.layouts.parts import portrait, squares
from sandbox.papers.layouts.sheet import CARD, GREY, Pen, Sheet

SAFFRON, GREEN = "#e08a2b", "#2e7d3c"


def letter(facts, details):
    """A letter by post: address above, number in the middle, the card to cut out below."""
    sheet = Sheet()
    sheet.rule(15, 14, 180, SAFFRON, 2)
    sheet.say(105, 21, "Government of India", Pen(12, bold=True), "centre")
    sheet.say(105, 27, "Unique Identification Authority of India", Pen(12, bold=True), "centre")
    sheet.rule(15, 31, 180, GREEN, 2)
    sheet.say(20, 42, f"Enrolment No.: {details['enrolment']}", Pen(10))
    y = sheet.lines(20, 54, ["To"], Pen(11))
    y = sheet.lines(20, y, [facts["name"], f"{details['relation']} {details['father_name']},"], Pen(11))
    y = sheet.address(20, y, 80, facts["address"], Pen(11))
    sheet.say(20, y, f"Mobile: {details['phone'].replace(' ', '')}", Pen(11))
    squares(sheet, 140, 45, 42, facts["aadhaar_number"])
    sheet.say(105, 118, "Your Aadhaar No. :", Pen(13, bold=True), "centre")
    sheet.say(105, 127, facts["aadhaar_number"], Pen(20, bold=True), "centre")
    sheet.say(105, 134, f"VID : {details['vid']}", Pen(10), "centre")
    y = sheet.lines(25, 150, ["INFORMATION"], Pen(11, bold=True))
    sheet.lines(25, y + 1, (
        "- Aadhaar is a proof of identity, not of citizenship.",
        "- Verify identity using the secure QR code or offline XML.",
        "- This is an electronically generated letter.",
    ), Pen(10))  # fmt: skip
    sheet.canvas.setDash(3, 2)
    sheet.rule(10, 190, 190)
    sheet.canvas.setDash()
    _front(sheet, 16, 203, facts)
    _back(sheet, 108, 203, facts, details)
    return sheet.finish()


def card(facts, details):
    """The card's two sides on one sheet, as people copy it."""
    sheet = Sheet((110, 128), "#fdfdfb")
    _front(sheet, 12, 6, facts)
    _back(sheet, 12, 66, facts, details)
    return sheet.finish()


def front(facts, details):
    """The card's front alone: no address."""
    sheet = Sheet(CARD, "#fdfbf5")
    _front(sheet, 0, 0, facts)
    return sheet.finish()


def _front(sheet, left, top, facts):
    width, height = CARD
    sheet.box(left, top, width, height, line="#9a9a9a")
    sheet.rule(left + 4, top + 3.5, width - 8, SAFFRON, 1.6)
    sheet.say(left + width / 2, top + 8.5, "Government of India", Pen(10, bold=True), "centre")
    portrait(sheet, left + 5, top + 13, 20, 25)
    rows = (facts["name"], f"DOB: {facts['date_of_birth']}", facts["gender"])
    sheet.lines(left + 29, top + 17.5, rows, Pen(9.5))
    sheet.say(left + width / 2, top + 45, facts["aadhaar_number"], Pen(15, bold=True), "centre")
    sheet.rule(left + 4, top + 47.5, width - 8, "#c03030", 1.2)
    sheet.say(left + width / 2, top + 51.5, "Aadhaar - my identity", Pen(7.5, colour=GREY), "centre")


def _back(sheet, left, top, facts, details):
    width, height = CARD
    sheet.box(left, top, width, height, line="#9a9a9a")
    sheet.rule(left + 4, top + 3.5, width - 8, GREEN, 1.6)
    title = "Unique Identification Authority of India"
    sheet.say(left + width / 2, top + 8.5, title, Pen(9, bold=True), "centre")
    y = sheet.lines(left + 4, top + 14.5, ["Address:"], Pen(8.5, bold=True))
    y = sheet.lines(left + 4, y, [f"{details['relation']} {details['father_name']},"], Pen(8.5))
    sheet.address(left + 4, y, 50, facts["address"], Pen(8.5))
    squares(sheet, left + 57, top + 12, 25, facts["aadhaar_number"])
    sheet.say(left + width / 2, top + 45, facts["aadhaar_number"], Pen(15, bold=True), "centre")
    sheet.rule(left + 4, top + 47.5, width - 8, "#c03030", 1.2)
    sheet.say(left + width / 2, top + 51.5, "1947   |   help@uidai.example", Pen(7, colour=GREY), "centre")
