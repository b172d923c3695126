"""Three shops' tax invoices: values under their labels, beside them in a table, after a colon."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from sandbox.papers import forms
from sandbox.papers.layouts.parts import grid, pairs
from sandbox.papers.layouts.sheet import GREY, Pen, Sheet

NUMBER_LABELS = {"imei": "IMEI", "serial_number": "Serial No."}


class Taxes(NamedTuple):
    """A price taken apart: goods within one state bear half the tax twice."""

    taxable: Decimal
    half: Decimal
    round_off: Decimal


def taxes(amount):
    """What of an amount is tax at 18 %."""
    total, paisa = Decimal(amount), Decimal("0.01")
    taxable = (total / Decimal("1.18")).quantize(paisa, ROUND_HALF_UP)
    half = (taxable * Decimal("0.09")).quantize(paisa, ROUND_HALF_UP)
    return Taxes(taxable, half, total - taxable - 2 * half)


def piece(facts):
    """The number of the piece: its label and itself."""
    name = next(name for name in NUMBER_LABELS if name in facts)
    return NUMBER_LABELS[name], facts[name]


def boxed(facts, details):
    """As accounting programs print it: frames, in each a small label above its value."""
    sheet = Sheet()
    sheet.say(105, 17, "TAX INVOICE", Pen(13, bold=True), "centre")
    sheet.say(198, 17, "(ORIGINAL FOR RECIPIENT)", Pen(7.5, colour=GREY), "right")
    sheet.box(12, 21, 100, 36)
    y = sheet.lines(14, 26.5, [facts["dealer_name"]], Pen(12, bold=True))
    y = sheet.address(14, y, 96, facts["dealer_address"])
    sheet.lines(14, y, [f"GSTIN/UIN: {facts['dealer_gstin']}", f"Phone: {details['dealer_phone']}"])
    date = forms.dated(facts["invoice_date"], forms.MONTHS)
    order_date = forms.dated(details["do_date"], forms.MONTHS)
    cells = (
        ("Invoice No.", facts["invoice_number"]), ("Dated", date),
        ("Buyer's Order No.", details["do_number"]), ("Order Date", order_date),
        ("Delivery Note", "-"), ("Mode/Terms of Payment", "Finance"),
    )  # fmt: skip
    for number, (label, value) in enumerate(cells):
        left, top = 112 + number % 2 * 43, 21 + number // 2 * 12
        sheet.box(left, top, 43, 12)
        sheet.say(left + 1.5, top + 4, label, Pen(7.5))
        sheet.say(left + 1.5, top + 9.2, value, Pen(9.5, bold=True))
    sheet.box(12, 57, 186, 32)
    y = sheet.lines(14, 61.5, ["Buyer (Bill to)"], Pen(7.5))
    y = sheet.lines(14, y + 1, [facts["customer_name"]], Pen(10, bold=True))
    y = sheet.address(14, y, 120, facts["customer_address"])
    sheet.say(14, y, f"State Name : {details['state']}, Code : {details['state_code']}")
    _foot_boxed(sheet, facts, details, _goods(sheet, facts, details, 89))
    return sheet.finish()


def _goods(sheet, facts, details, top):
    """The table of goods with its sums; returns its end."""
    parts = taxes(facts["total_amount"])
    label, number = piece(facts)
    widths = ((10, "left"), (76, "left"), (24, "left"), (18, "right"), (28, "right"), (30, "right"))
    taxable, half = forms.rupees(parts.taxable), forms.rupees(parts.half)
    rows = (
        ("Sl", "Description of Goods", "HSN/SAC", "Quantity", "Rate", "Amount"),
        ("1", facts["product"], details["hsn"], "1 Nos", taxable, taxable),
        ("", f"{label}: {number}", "", "", "", ""),
        ("", "CGST 9%", "", "", "", half),
        ("", "SGST 9%", "", "", "", half),
        ("", "Round Off", "", "", "", f"{parts.round_off:.2f}"),
    )
    top = grid(sheet, 12, top, widths, rows, Pen(9))
    sheet.box(12, top, 186, 9, fill="#f1f1f1")
    sheet.say(24, top + 6, "Total", Pen(10, bold=True))
    sheet.say(197, top + 6, f"Rs. {forms.rupees(facts['total_amount'])}", Pen(11, bold=True), "right")
    return top + 9


def _foot_boxed(sheet, facts, details, top):
    parts = taxes(facts["total_amount"])
    sheet.box(12, top, 186, 13)
    sheet.say(14, top + 5, "Amount Chargeable (in words)", Pen(7.5))
    sheet.say(14, top + 10, forms.in_words(facts["total_amount"]), Pen(9.5, bold=True))
    taxable, half = forms.rupees(parts.taxable), forms.rupees(parts.half)
    widths = ((46, "left"), (35, "right"), (35, "right"), (35, "right"), (35, "right"))
    rows = (
        ("HSN/SAC", "Taxable Value", "CGST 9%", "SGST 9%", "Tax Amount"),
        (details["hsn"], taxable, half, half, forms.rupees(2 * parts.half)),
    )
    top = grid(sheet, 12, top + 13, widths, rows)
    sheet.box(12, top, 186, 38)
    y = sheet.lines(14, top + 5, [f"Hypothecated to {details['lender']}", "Declaration"], Pen(8))
    sheet.prose(14, y, 90, "We declare that this invoice shows the actual price of the goods described and "
                           "that all particulars are true and correct.", Pen(8))  # fmt: skip
    sheet.say(196, top + 6, f"for {facts['dealer_name']}", Pen(9, bold=True), "right")
    sheet.say(196, top + 34, "Authorised Signatory", Pen(8), "right")
    sheet.say(105, top + 44, "This is a Computer Generated Invoice", Pen(8, colour=GREY), "centre")


def tabled(facts, details):
    """As a chain of stores prints it: labels left, values right of them in tables."""
    sheet = Sheet()
    blue = Pen(17, "vera", True, "#1f3f77")
    y = sheet.lines(15, 21, [facts["dealer_name"]], blue)
    pen = Pen(8.5, "vera")
    y = sheet.address(15, y - 1, 110, facts["dealer_address"], pen)
    sheet.say(15, y, f"GSTIN: {facts['dealer_gstin']}   Tel: {details['dealer_phone']}", pen)
    sheet.say(195, 34, "Tax Invoice", Pen(15, "vera", True), "right")
    sheet.rule(15, 42, 180, thick=1.4)
    rows = (
        ("Invoice Number", facts["invoice_number"]),
        ("Invoice Date", forms.dated(facts["invoice_date"], forms.SLASHES)),
        ("Finance By", details["lender"]),
        ("DO Reference", details["do_number"]),
    )
    pairs(sheet, 113, 47, (32, 50), rows, Pen(8.5, "vera"))
    rows = (
        ("Customer Name", facts["customer_name"]),
        ("Address", facts["customer_address"]),
        ("Mobile", details["customer_phone"]),
    )
    pairs(sheet, 15, 47, (32, 62), rows, Pen(8.5, "vera"))
    parts = taxes(facts["total_amount"])
    label, number = piece(facts)
    taxable = forms.rupees(parts.taxable)
    widths = ((10, "left"), (70, "left"), (42, "left"), (22, "left"), (10, "right"), (26, "right"))
    rows = (
        ("#", "Item", label, "HSN", "Qty", "Value"),
        ("1", facts["product"], number, details["hsn"], "1", taxable),
    )
    end = grid(sheet, 15, 92, widths, rows, Pen(8.5, "vera"))
    half = forms.rupees(parts.half)
    rows = (
        ("Taxable Amount", taxable),
        ("CGST @ 9%", half),
        ("SGST @ 9%", half),
        ("Round Off", f"{parts.round_off:.2f}"),
        ("Grand Total", f"Rs. {forms.rupees(facts['total_amount'])}"),
    )
    end = pairs(sheet, 115, end + 5, (40, 40), rows, Pen(9, "vera"))
    sheet.say(15, end + 8, f"Amount in words: {forms.in_words(facts['total_amount'])}", Pen(8.5, "vera"))
    sheet.rule(15, end + 13, 180)
    sheet.prose(15, end + 19, 120, "Goods once sold are not taken back. Warranty as per the maker's terms. "
                "Subject to local jurisdiction. E. & O.E.", Pen(7.5, "vera", colour=GREY))  # fmt: skip
    sheet.say(195, end + 38, "Authorised Signatory", pen, "right")
    return sheet.finish()


def lined(facts, details):
    """As a small shop's printer writes it: one row after another, a colon between label and value."""
    sheet = Sheet((210, 200))
    pen = Pen(10, "mono")
    sheet.say(105, 17, facts["dealer_name"], Pen(15, "mono", True), "centre")
    lines = forms.parts_in_lines(facts["dealer_address"], lambda line: pen.width(line) < 130)
    y = sheet.lines(105, 23, [f"{line}," for line in lines[:-1]] + lines[-1:], pen, "centre")
    sheet.say(105, y, f"GSTIN: {facts['dealer_gstin']}", pen, "centre")
    sheet.rule(12, y + 3, 186)
    sheet.say(105, y + 9, "GST INVOICE", Pen(12, "mono", True), "centre")
    y = sheet.lines(14, y + 17, [f"Bill No: {facts['invoice_number']}", "Bill To:"], pen)
    date = forms.dated(facts["invoice_date"], forms.DOTS)
    sheet.say(196, y - 2 * pen.leading, f"Bill Date: {date}", pen, "right")
    y = sheet.lines(14, y, [f"Name: {facts['customer_name']}"], pen)
    sheet.say(14, y, "Address:", pen)
    y = sheet.address(14 + pen.width("Address: "), y, 140, facts["customer_address"], pen)
    sheet.rule(12, y, 186)
    parts = taxes(facts["total_amount"])
    taxable = forms.rupees(parts.taxable)
    sheet.lines(14, y + 6, ["Particulars", facts["product"]], pen)
    sheet.lines(128, y + 6, ["HSN", details["hsn"]], pen)
    y = sheet.lines(196, y + 6, ["Amount (Rs.)", taxable], pen, "right")
    y = sheet.lines(14, y, [": ".join(piece(facts)), f"Qty: 1   Finance: {details['lender']}"], pen)
    sheet.rule(12, y, 186)
    half = forms.rupees(parts.half)
    sums = (
        f"Taxable Value: {taxable}", f"CGST 9%: {half}", f"SGST 9%: {half}",
        f"Round Off: {parts.round_off:.2f}",
    )  # fmt: skip
    y = sheet.lines(196, y + 6, sums, pen, "right")
    total = f"Total Amount: Rs. {forms.rupees(facts['total_amount'])}"
    y = sheet.lines(196, y + 1, [total], Pen(12, "mono", True), "right")
    y = sheet.lines(14, y + 2, [f"({forms.in_words(facts['total_amount'])})"], pen)
    sheet.rule(12, y - 1, 186)
    sheet.say(14, y + 8, "Thank you. Visit again.", pen)
    sheet.say(196, y + 8, f"For {facts['dealer_name']}", pen, "right")
    sheet.say(196, y + 22, "Proprietor / Signatory", pen, "right")
    return sheet.finish()
