"""A passport's page of data with its machine-readable zone, and the last page with the address."""

from sandbox.papers.layouts.parts import portrait
from sandbox.papers.layouts.sheet import GREY, Pen, Sheet

WIDTH, HEIGHT = 125, 88  # ID-3 of ISO 7810
SMALL = Pen(6, colour=GREY)
BIG = Pen(9, bold=True)


def data_page(facts, details):
    """The page with the photo alone."""
    sheet = Sheet((WIDTH, HEIGHT), "#eef0ea")
    _data(sheet, 0, facts, details)
    return sheet.finish()


def both_pages(facts, details):
    """The page with the photo and, below it, the last one, as people copy them."""
    sheet = Sheet((WIDTH, 2 * HEIGHT), "#eef0ea")
    _data(sheet, 8, facts, details)
    _last(sheet, 8 + HEIGHT, facts, details)
    return sheet.finish()


def _data(sheet, top, facts, details):
    sheet.say(62, top + 6, "REPUBLIC OF INDIA", Pen(10, bold=True, colour="#24386b"), "centre")
    portrait(sheet, 6, top + 15, 30, 38)
    rows = (
        ((41, "Type", "P"), (55, "Country Code", "IND"), (85, "Passport No.", facts["passport_number"])),
        ((41, "Surname", details["family"]),),
        ((41, "Given Name(s)", details["given"]),),
        (
            (41, "Nationality", facts["nationality"]),
            (66, "Sex", details["sex"]),
            (85, "Date of Birth", facts["date_of_birth"]),
        ),
        ((41, "Place of Birth", details["place"]),),
        ((41, "Place of Issue", details["place"]),),
        ((41, "Date of Issue", details["issued"]), (85, "Date of Expiry", facts["date_of_expiry"])),
    )
    for number, row in enumerate(rows):
        for x, label, value in row:
            sheet.say(x, top + 13 + number * 8.4, label, SMALL)
            sheet.say(x, top + 16.8 + number * 8.4, value, BIG)
    # OCR-B is not at hand; Courier is as wide: 44 characters fill the page.
    for number, line in enumerate(details["mrz"]):
        sheet.say(WIDTH / 2, top + 77 + number * 5.5, line, Pen(12, "mono", True), "centre")


def _last(sheet, top, facts, details):
    sheet.rule(4, top, WIDTH - 8)
    y = sheet.lines(8, top + 9, ["Name of Father / Legal Guardian"], SMALL)
    y = sheet.lines(8, y + 1, [details["father_name"]], BIG)
    y = sheet.lines(8, y + 1, ["Address"], SMALL)
    y = sheet.address(8, y + 1, 80, facts["address"], BIG)
    y = sheet.lines(8, y + 1, ["Old Passport No. with Date and Place of Issue"], SMALL)
    y = sheet.lines(8, y + 1, ["-"], BIG)
    y = sheet.lines(8, y + 1, ["File No."], SMALL)
    sheet.lines(8, y + 1, ["ZZ0000000000022"], BIG)
