"""What may stand at a label: each reader takes a text and gives (value, validity), or None."""

import re

from sandbox.understanding import amounts, dates, names, numbers
from sandbox.understanding.confidence import FORM, LABELLED, PLACED
from sandbox.understanding.labels import Found

_CODE = re.compile(r"[A-Za-z0-9]+(?:\s?[/\\_-]\s?[A-Za-z0-9]+)*")
_STARTS_WITH_LETTERS = re.compile(r"^([A-Za-z]{1,6})[ .]+(\d[\w/-]*)")

_GENDER = re.compile(r"(?<![a-z])(fe\s?ma[l1i]e|ma[l1i]e|transgender)(?![a-z])", re.IGNORECASE)

a_name = names.person


def a_date(text):
    """The first date of a text."""
    found = dates.find(text)
    return (found[0], FORM) if found else None


def the_last_date(text):
    """The latest date of a text: a validity is given from … to …"""
    found = sorted(dates.find(text), key=lambda value: value.split("/")[::-1])
    return (found[-1], FORM) if found else None


def the_only_date(paper):
    """The date of a paper that has no other one."""
    dated = [(value, piece) for piece in paper.in_order for value in dates.find(piece.text)]
    if len({value for value, _ in dated}) != 1:
        return None
    value, piece = dated[0]
    return Found(value, (piece,), PLACED)


def in_time(paper, count):
    """The dates of a paper from the earliest to the latest, where it has so many; None else."""
    dated = {value: piece for piece in reversed(paper.in_order) for value in dates.find(piece.text)}
    if len(dated) != count:
        return None
    ordered = sorted(dated.items(), key=lambda pair: pair[0].split("/")[::-1])
    return [Found(value, (piece,), PLACED) for value, piece in ordered]


def an_amount(text):
    """The last amount of a text: totals stand at the end of their row."""
    found = [value for value in amounts.find(text) if not value.startswith("0.")]
    return (found[-1], FORM) if found else None


def a_code(text):
    """A running number of someone's own making: letters, digits and dashes, a digit at least."""
    if match := _STARTS_WITH_LETTERS.match(text):
        return f"{match[1]} {match[2]}", LABELLED
    for match in _CODE.finditer(text):
        if any(char.isdigit() for char in match[0]) and len(match[0]) <= 30:
            return re.sub(r"\s", "", match[0]), LABELLED
    return None


def a_gender(text):
    """Male, Female or Transgender, if a text says one, also behind a word in another script."""
    match = _GENDER.search(text)
    if not match:
        return None
    word = re.sub(r"\s", "", match[1]).lower().replace("1", "l").replace("aie", "ale")
    # Alone behind a slash it is the card's own line, in a sentence it may be about anyone.
    return word.capitalize(), FORM if len(text) < 40 else PLACED


def some_text(text):
    """Any words."""
    text = names.tidy(text)
    return (text, LABELLED) if sum(char.isalpha() for char in text) >= 3 else None


def a_number(kind):
    """The most certain number of a kind."""

    def parse(text):
        found = numbers.best(kind, [text])
        return (found.value, found.validity) if found else None

    return parse


def anywhere(paper, parse, keep=lambda piece: True):
    """The most certain value in any line of a paper; the first of equals."""
    best = None
    for piece in paper.in_order:
        parsed = parse(piece.text) if keep(piece) else None
        if parsed and (best is None or parsed[1] > best.validity):
            best = Found(parsed[0], (piece,), parsed[1])
    return best


def present(fields):
    """Those fields that were found."""
    return {name: found for name, found in fields.items() if found is not None}
