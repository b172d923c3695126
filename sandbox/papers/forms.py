"""How dates, amounts and addresses stand on paper."""

from datetime import datetime

MONTHS = "%d-%b-%Y"
DOTS = "%d.%m.%Y"
SLASHES = "%d/%m/%Y"
DASHES = "%d-%m-%Y"
LONG = "%d %B %Y"
DATES = (MONTHS, DOTS, SLASHES, DASHES, LONG)

ONES = (
    "", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
    "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
)  # fmt: skip
TENS = ("", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety")


def dated(date, form):
    """A label's DD/MM/YYYY in another form."""
    return datetime.strptime(date, SLASHES).strftime(form)


def rupees(amount):
    """An amount with Indian grouping: 124999 → 1,24,999.00."""
    whole, _, paise = f"{float(amount):.2f}".partition(".")
    head, tail = whole[:-3], whole[-3:]
    groups = [tail]
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return f"{','.join(groups)}.{paise}"


def in_words(amount):
    """Whole rupees in words, as bills end: 'Rupees One Lakh Two Only'."""
    rest = int(float(amount))
    words = []
    for size, name in ((100_000, "Lakh"), (1_000, "Thousand"), (100, "Hundred"), (1, "")):
        count, rest = divmod(rest, size)
        if count:
            words += [_below_hundred(count), name]
    return f"Rupees {' '.join(word for word in words if word)} Only"


def _below_hundred(number):
    if number < 20:
        return ONES[number]
    return f"{TENS[number // 10]} {ONES[number % 10]}".strip()


def parts_in_lines(address, fits):
    """Break an address between its parts only, so that the lines joined by ", " give it back."""
    lines = []
    for part in address.split(", "):
        if lines and fits(f"{lines[-1]}, {part},"):
            lines[-1] += f", {part}"
        else:
            lines.append(part)
    return lines
