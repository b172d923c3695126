"""Lenders' delivery orders to the dealer: a letter, and a form."""

from sandbox.papers import forms
from sandbox.papers.layouts.invoice import piece
from sandbox.papers.layouts.parts import grid, pairs
from sandbox.papers.layouts.sheet import GREY, Pen, Sheet


def letter(facts, details):
    """A letter with its figures in a table."""
    sheet = Sheet()
    sheet.say(20, 22, details["lender"].upper(), Pen(15, "serif", True, "#7a1f2b"))
    sheet.say(20, 27, "Registered Office: 5, Exchange House, MG Road   |   CIN: U00000ZZ0000PLC000000",
              Pen(7.5, "serif", colour=GREY))  # fmt: skip
    sheet.rule(20, 30, 170, "#7a1f2b", 1.2)
    sheet.say(105, 39, "DELIVERY ORDER", Pen(13, "serif", True), "centre")
    pen = Pen(10.5, "serif")
    sheet.say(20, 49, f"DO No.: {facts['do_number']}", pen)
    sheet.say(190, 49, f"Date: {forms.dated(facts['do_date'], forms.LONG)}", pen, "right")
    y = sheet.lines(20, 59, ["To,"], pen)
    y = sheet.lines(20, y, [f"M/s {facts['dealer_name']}"], pen.strong())
    y = sheet.address(20, y, 90, facts["dealer_address"], pen)
    y = sheet.lines(20, y + 4, ["Dear Sir / Madam,"], pen)
    text = (
        "We are pleased to inform you that we have sanctioned a consumer durable loan to the customer named "
        "below. We request you to deliver the following asset to the customer after collecting the down "
        "payment, and to send us the tax invoice marked with our hypothecation."
    )
    y = sheet.prose(20, y + 2, 170, text, pen)
    rows = (
        ("Customer Name", facts["customer_name"]),
        ("Loan Account No.", details["loan_number"]),
        ("Asset / Product", facts["product"]),
        piece(facts),
        ("Invoice Value", f"Rs. {forms.rupees(facts['invoice_amount'])}"),
        ("Down Payment", f"Rs. {forms.rupees(details['down_payment'])}"),
        ("Loan Amount", f"Rs. {forms.rupees(_lent(facts, details))}"),
        ("Tenure", "12 months"),
    )
    y = pairs(sheet, 20, y + 2, (55, 115), rows, pen)
    text = (
        "The loan amount will be credited to your account within two working days from the receipt of the "
        "invoice. This order is valid for 7 days from its date."
    )
    y = sheet.prose(20, y + 9, 170, text, pen)
    y = sheet.lines(20, y + 6, ["Yours faithfully,", f"For {details['lender']}"], pen)
    sheet.say(20, y + 16, "Authorised Signatory", pen)
    return sheet.finish()


def form(facts, details):
    """A form from the lender's system: labels above values, and a table of amounts."""
    sheet = Sheet()
    sheet.box(12, 13, 186, 15, fill="#1d4d4f", line=None)
    sheet.say(16, 23, details["lender"], Pen(14, bold=True, colour="#ffffff"))
    sheet.say(194, 23, "Delivery Order cum Disbursement Advice", Pen(9, colour="#ffffff"), "right")
    date = forms.dated(facts["do_date"], forms.DASHES)
    cells = (
        ("Delivery Order Number", facts["do_number"]), ("Delivery Order Date", date),
        ("Application No.", details["loan_number"]), ("Product Category", "Consumer Durable"),
    )  # fmt: skip
    for number, (label, value) in enumerate(cells):
        left, top = 12 + number % 2 * 93, 32 + number // 2 * 13
        sheet.box(left, top, 93, 13, line="#9a9a9a")
        sheet.say(left + 2, top + 4.5, label, Pen(8, colour=GREY))
        sheet.say(left + 2, top + 10, value, Pen(10, bold=True))
    sheet.box(12, 58, 186, 34, line="#9a9a9a")
    y = sheet.lines(14, 63, ["Dealer Name"], Pen(8, colour=GREY))
    y = sheet.lines(14, y + 0.5, [facts["dealer_name"]], Pen(10, bold=True))
    y = sheet.lines(14, y + 1, ["Dealer Address"], Pen(8, colour=GREY))
    sheet.address(14, y + 0.5, 150, facts["dealer_address"], Pen(10))
    sheet.box(12, 92, 186, 15, line="#9a9a9a")
    sheet.say(14, 97, "Customer Name", Pen(8, colour=GREY))
    sheet.say(14, 103, facts["customer_name"], Pen(10, bold=True))
    sheet.say(12, 115, "We request you to deliver the below mentioned product to the above customer.")
    label, number = piece(facts)
    widths = ((86, "left"), (50, "left"), (50, "left"))
    rows = (("Product", "Model", label), (facts["product"], details["model"], number))
    end = grid(sheet, 12, 119, widths, rows, Pen(9))
    widths = ((120, "left"), (66, "right"))
    rows = (
        ("Particulars", "Amount (INR)"),
        ("Invoice Amount", forms.rupees(facts["invoice_amount"])),
        ("Less: Margin Money paid by customer", forms.rupees(details["down_payment"])),
        ("Net Loan Amount payable to dealer", forms.rupees(_lent(facts, details))),
    )
    end = grid(sheet, 12, end + 6, widths, rows, Pen(9))
    text = (
        "Please raise the invoice in the name of the customer with hypothecation in our favour. "
        "This is a system generated document and needs no signature."
    )
    sheet.prose(12, end + 9, 186, text, Pen(8))
    return sheet.finish()


def _lent(facts, details):
    return float(facts["invoice_amount"]) - float(details["down_payment"])
