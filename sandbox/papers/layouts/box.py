"""The label on a box of goods, seen from near."""

from sandbox.papers.forms import rupees
from sandbox.papers.layouts.parts import bars
from sandbox.papers.layouts.sheet import GREY, Pen, Sheet


def phone(facts, details):
    """A telephone's: two IMEIs and the serial number, each with its bars."""
    sheet = Sheet((95, 66))
    _head(sheet, details)
    top = 19
    for label, value in (
        ("IMEI1", facts["imei"]), ("IMEI2", facts["imei_2"]), ("S/N", facts["serial_number"]),
    ):  # fmt: skip
        bars(sheet, 6, top, 56, 6, value)
        sheet.say(6, top + 10, f"{label}: {value}", Pen(10))
        top += 13.2
    sheet.lines(66, 22, (f"Model: {details['model']}", "Made in India", "Net Qty: 1 N"), Pen(7))
    sheet.lines(66, 40, ("MRP (incl. of", "all taxes):", f"Rs. {rupees(details['mrp'])}"), Pen(7))
    sheet.say(6, 62.5, "Complaints: care@nimbus.example", Pen(6, colour=GREY))
    return sheet.finish()


def appliance(facts, details):
    """An appliance's: a serial number alone."""
    sheet = Sheet((95, 60))
    _head(sheet, details)
    sheet.say(6, 24, f"Model No.: {details['model']}", Pen(10))
    sheet.say(6, 32, f"Serial No.: {facts['serial_number']}", Pen(11, bold=True))
    bars(sheet, 6, 36, 70, 9, facts["serial_number"])
    sheet.say(6, 52, f"MRP: Rs. {rupees(details['mrp'])} (incl. of all taxes)", Pen(8))
    sheet.say(6, 56, "220-240 V ~ 50 Hz   Made in India", Pen(7, colour=GREY))
    return sheet.finish()


def _head(sheet, details):
    sheet.say(6, 9, details["brand"].upper(), Pen(15, bold=True))
    sheet.say(6, 15, details["product"], Pen(8))
    sheet.rule(6, 17, sheet.width - 12)
