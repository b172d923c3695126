"""A licence to sell food (FSSAI, Form C)."""

from sandbox.papers.layouts.sheet import GREY, Pen, Sheet


def licence(facts, details):
    """Numbered rows; name and address stand below one another in the first."""
    sheet = Sheet()
    sheet.box(10, 11, 190, 276, line="#2e7d3c")
    sheet.say(105, 21, "Government of India", Pen(11, bold=True), "centre")
    title = Pen(13, bold=True, colour="#2e7d3c")
    sheet.say(105, 28, "Food Safety and Standards Authority of India", title, "centre")
    sheet.say(105, 36, "FORM 'C'", Pen(10), "centre")
    sheet.say(105, 42, "License under Food Safety and Standards Act, 2006", Pen(10), "centre")
    sheet.say(105, 53, f"License Number : {facts['license_number']}", Pen(14, bold=True), "centre")
    pen = Pen(10)
    name = "1. Name and Registered Office Address of Licensee :"
    y = sheet.lines(18, 68, [name], pen)
    y = sheet.lines(24, y + 1, [facts["business_name"]], pen.strong())
    y = sheet.address(24, y, 130, facts["address"], pen.strong())
    for line in (
        "2. Address of Authorised Premises :   Same as above",
        "3. Kind of Business :   Retailer - packaged food",
        f"4. State :   {details['state']}",
        "5. Valid From :   02/05/2024",
        "6. Valid Upto :   01/05/2029",
    ):
        y = sheet.lines(18, y + 3, [line], pen)
    text = (
        "This license is granted under and is subject to the Food Safety and Standards Act, "
        "2006, all of which must be complied with by the licensee."
    )
    y = sheet.prose(18, y + 6, 170, text, Pen(9, colour=GREY))
    sheet.say(188, y + 24, "Designated Officer", pen, "right")
    return sheet.finish()
