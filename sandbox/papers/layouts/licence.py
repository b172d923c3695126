"""Driving licences: the Union's common card, and a state's older one."""

from sandbox.papers import forms
from sandbox.papers.layouts.parts import portrait
from sandbox.papers.layouts.sheet import CARD, GREY, Pen, Sheet

SMALL = Pen(6, colour=GREY)


def common(facts, details):
    """Small labels above their values."""
    sheet = Sheet(CARD, "#f3f0e4")
    sheet.say(42.8, 6.5, "Indian Union Driving Licence", Pen(10, bold=True, colour="#2a3f7a"), "centre")
    sheet.say(42.8, 10.5, f"Issued by Government of {details['state']}", Pen(7), "centre")
    sheet.say(5, 17, facts["license_number"], Pen(12, bold=True))
    cells = (
        (5, "Issue Date", details["issued"]),
        (26, "Validity (NT)", facts["valid_till"]),
        (47, "Validity (TR)", "-"),
    )
    for x, label, value in cells:
        sheet.say(x, 21.5, label, SMALL)
        sheet.say(x, 25, forms.dated(value, forms.DASHES) if value != "-" else value, Pen(8))
    portrait(sheet, 64, 13, 17, 21)
    sheet.say(5, 29.5, "Name", SMALL)
    sheet.say(5, 33, facts["name"], Pen(8.5, bold=True))
    sheet.say(5, 37, "Date of Birth", SMALL)
    sheet.say(22, 37, forms.dated(facts["date_of_birth"], forms.DASHES), Pen(8))
    sheet.say(43, 37, "Blood Group", SMALL)
    sheet.say(58, 37, "U", Pen(8))
    sheet.say(5, 41, f"Son/Daughter/Wife of {details['father_name']}", Pen(7))
    sheet.say(5, 44.5, "Address", SMALL)
    sheet.address(5, 47.5, 66, facts["address"], Pen(7))
    return sheet.finish()


def of_a_state(facts, details):
    """Labels with colons, one row after another."""
    sheet = Sheet((100, 64), "#e9f2ea")
    head = f"{details['state'].upper()} STATE MOTOR DRIVING LICENCE"
    sheet.say(50, 7.5, head, Pen(8.5, bold=True), "centre")
    sheet.rule(4, 9.5, 92)
    pen = Pen(8)
    y = sheet.lines(5, 14.5, [f"DL No : {facts['license_number']}"], pen.strong())
    sheet.lines(62, 14.5, [f"DOI : {forms.dated(details['issued'], forms.DASHES)}"], pen)
    valid = forms.dated(facts["valid_till"], forms.DASHES)
    y = sheet.lines(5, y + 0.5, [f"Valid Till : {valid} (NT)"], pen)
    y = sheet.lines(5, y + 0.5, ["AUTHORISATION TO DRIVE THE FOLLOWING CLASS OF VEHICLES"], Pen(6))
    y = sheet.lines(5, y + 0.5, ["COV : MCWG, LMV"], pen)
    born = forms.dated(facts["date_of_birth"], forms.DASHES)
    y = sheet.lines(5, y + 1, [f"DOB : {born}      BG : U"], pen)
    y = sheet.lines(5, y + 0.5, [f"Name : {facts['name']}"], pen)
    y = sheet.lines(5, y + 0.5, [f"S/D/W of : {details['father_name']}"], pen)
    sheet.say(5, y + 0.5, "Add :", pen)
    sheet.address(5 + pen.width("Add : "), y + 0.5, 60, facts["address"], pen)
    portrait(sheet, 76, 18, 18, 22)
    sheet.say(5, 61, "Signature and ID of Issuing Authority : ZZ12", Pen(6, colour=GREY))
    return sheet.finish()
