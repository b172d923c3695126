"""A certificate of GST registration, Form GST REG-06, with its two annexures."""

from sandbox.papers.layouts.parts import pairs, portrait
from sandbox.papers.layouts.sheet import GREY, Pen, Sheet

SERIF = Pen(10, "serif")


def certificate(facts, details):
    """Three pages: the certificate, Annexure A (places of business), Annexure B (who is in charge)."""
    sheet = Sheet()
    _head(sheet)
    sheet.say(105, 43, "Registration Certificate", Pen(15, "serif", True), "centre")
    sheet.say(20, 52, f"Registration Number : {facts['gst_number']}", Pen(12, "serif", True))
    rows = (
        ("1. Legal Name", facts["legal_name"]),
        ("2. Trade Name, if any", facts["trade_name"]),
        ("3. Constitution of Business", facts["constitution_of_business"]),
        ("4. Address of Principal Place of Business", facts["address"]),
        ("5. Date of Liability", ""),
        ("6. Period of Validity", "From 01/07/2019 To Not Applicable"),
        ("7. Type of Registration", "Regular"),
        ("8. Particulars of Approving Authority", f"Goods and Services Tax, {details['state']}"),
    )
    end = pairs(sheet, 20, 57, (66, 104), rows, SERIF)
    rows = (
        ("Signature", "Validity unknown - specimen"),
        ("Name", details["officer"]),
        ("Designation", "Assistant Commissioner"),
        ("Jurisdictional Office", f"Ward 3, {details['city']}"),
        ("9. Date of issue of Certificate", "04/07/2019"),
    )
    end = pairs(sheet, 20, end, (66, 104), rows, SERIF)
    text = (
        "Note: The registration certificate is required to be prominently displayed at all places of "
        "business in the State."
    )
    sheet.prose(20, end + 7, 170, text, Pen(9, "serif"))
    sheet.say(105, 283, "This is a system generated digitally signed Registration Certificate.",
              Pen(8, "serif", colour=GREY), "centre")  # fmt: skip
    _annexure(sheet, facts, "Annexure A", "Details of Additional Places of Business")
    sheet.say(20, 74, "Total Number of Additional Places of Business in the State : 0", SERIF)
    _annexure(sheet, facts, "Annexure B", f"Details of {details['owner_title']}")
    portrait(sheet, 20, 72, 22, 27)
    rows = (("Name", details["owner"]), ("Designation/Status", details["owner_title"]),
            ("Resident of State", details["state"]))  # fmt: skip
    pairs(sheet, 50, 72, (45, 95), rows, SERIF)
    return sheet.finish()


def _head(sheet):
    sheet.say(105, 18, "Government of India", Pen(13, "serif", True), "centre")
    sheet.say(105, 26, "Form GST REG-06", Pen(13, "serif", True), "centre")
    sheet.say(105, 32, "[See Rule 10(1)]", Pen(10, "serif"), "centre")


def _annexure(sheet, facts, title, words):
    sheet.next_page()
    sheet.say(190, 18, title, Pen(11, "serif", True), "right")
    sheet.say(20, 28, words, Pen(12, "serif", True))
    rows = (
        ("GSTIN", facts["gst_number"]),
        ("Legal Name", facts["legal_name"]),
        ("Trade Name, if any", facts["trade_name"]),
    )
    pairs(sheet, 20, 36, (66, 104), rows, SERIF)
