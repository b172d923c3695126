"""Registrations of shops: an intimation receipt, and a certificate in Form C."""

from sandbox.papers.layouts.parts import pairs
from sandbox.papers.layouts.sheet import Pen, Sheet

SERIF = Pen(10.5, "serif")


def receipt(facts, details):
    """A receipt with a table, as western states issue it."""
    sheet = Sheet()
    sheet.say(105, 20, f"Government of {details['state']}", Pen(13, "serif", True), "centre")
    sheet.say(105, 26, "Office of the Deputy Commissioner of Labour", SERIF, "centre")
    sheet.say(105, 35, "FORM 'G'", SERIF.strong(), "centre")
    act = (
        f"{details['state']} Shops and Establishments (Regulation of Employment and Conditions of Service) "
        "Act, 2017"
    )
    sheet.prose(25, 42, 160, act, SERIF)
    sheet.say(105, 56, "INTIMATION RECEIPT", Pen(13, "serif", True), "centre")
    rows = (
        ("Application / Receipt Number", facts["license_number"]),
        ("Name of the Establishment", facts["shop_name"]),
        ("Address of the Establishment", facts["address"]),
        ("Name of Employer", details["owner"]),
        ("Nature of Business", "Retail sale of household goods"),
        ("Total Number of Workers", "6"),
        ("Date of Commencement of Business", "15/04/2018"),
    )
    end = pairs(sheet, 20, 62, (65, 105), rows, SERIF)
    text = "Received the intimation of the above establishment. This receipt is issued by the system."
    sheet.prose(20, end + 8, 170, text, SERIF)
    sheet.say(190, end + 30, "Facilitator", SERIF, "right")
    return sheet.finish()


def certificate(facts, details):
    """Numbered rows with colons, as southern states issue it."""
    sheet = Sheet()
    sheet.box(10, 11, 190, 276, line="#7a5a1f")
    sheet.say(105, 22, f"GOVERNMENT OF {details['state'].upper()}", Pen(13, bold=True), "centre")
    sheet.say(105, 29, "DEPARTMENT OF LABOUR", Pen(11, bold=True), "centre")
    sheet.say(105, 39, "FORM C", Pen(11, bold=True), "centre")
    sheet.say(105, 46, "REGISTRATION CERTIFICATE OF ESTABLISHMENT", Pen(12, bold=True), "centre")
    act = f"(The {details['state']} Shops and Commercial Establishments Act, 1961)"
    sheet.say(105, 52, act, Pen(9), "centre")
    pen = Pen(10)
    y = 66
    for label, value in (
        ("Registration Number", facts["license_number"]),
        ("Name of the Establishment", facts["shop_name"]),
        ("Name of the Employer", details["owner"]),
        ("Postal Address of the Establishment", facts["address"]),
        ("Nature of Business", "Retail trade"),
        ("Number of Employees", "6"),
        ("Valid up to", "31/12/2027"),
    ):
        sheet.say(18, y, label, pen)
        sheet.say(84, y, ":", pen)
        y = sheet.address(88, y, 100, value, pen.strong()) + 4
    text = "It is hereby certified that the establishment named above is registered under the said Act."
    sheet.prose(18, y + 6, 170, text, pen)
    sheet.say(188, y + 34, "Inspector of Labour", pen, "right")
    sheet.say(188, y + 40, details["city"], pen, "right")
    return sheet.finish()
