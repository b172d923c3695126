"""What a number or a text looks like under a workbook's number format, where that can be told for certain.

The formats are those of ECMA-376, part 1, 18.8.31. Told is what ids are written with: digits, zeros in
front, and letters or signs around them. Of all else (decimals, thousands, powers, dates, conditions) only
that the cell shows it otherwise.
"""

import re

# 18.8.30: the formats that have a number and no text of their own, as far as they matter here.
BUILT_IN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"}
BUILT_IN |= {
    12: "# ?/?",
    13: "# ??/??",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    48: "##0.0E+0",
    49: "@",
}
BUILT_IN |= {39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)"}

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\* |\[(?:[a-z]{3,7}|\$([^\]-]*)[^\]]*)\]|([0#]+)|(.)', re.IGNORECASE | re.DOTALL
)
# Signs that need no quotes to stand for themselves.
_PLAIN = frozenset(" $-+/():!^&'~{}<>=")
_SECTIONS = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])*', re.DOTALL)


def sections(code: str) -> list[str]:
    """The parts of a format: for positive numbers, negative ones, zero and texts."""
    found, at = [], 0
    while at <= len(code):
        part = _SECTIONS.match(code, at)
        end = part.end() if part else at
        found.append(code[at:end])
        at = end + 1
    return found


def number(value: int, code: str) -> str | None:
    """What a whole number looks like; None where that cannot be told."""
    parts = sections(code)
    if code.lower() == "general" or parts[0] == "@":
        return str(value)
    if value < 0 or (value == 0 and len(parts) > 2):
        return None
    pieces = _pieces(parts[0])
    if pieces is None or not any(piece[0] for piece in pieces):
        return None
    return _filled(str(value), pieces)


def text(value: str, code: str) -> str | None:
    """What a text looks like; None where that cannot be told."""
    parts = sections(code)
    part = parts[3] if len(parts) > 3 else parts[-1] if "@" in parts[-1] else "@"
    shown = []
    for quoted, escaped, sign, digits, other in _TOKEN.findall(part):
        if digits or (other and other != "@" and other not in _PLAIN):
            return None
        shown.append(value if other == "@" else quoted or escaped or sign or other)
    return "".join(shown)


def _pieces(part: str) -> list[tuple[str, str]] | None:
    """A format as pairs of placeholders of digits and of what stands as it is; either is empty."""
    pieces = []
    for quoted, escaped, sign, digits, other in _TOKEN.findall(part):
        if other and other not in _PLAIN:
            return None
        pieces.append((digits, quoted or escaped or sign or other))
    return pieces


def _filled(digits: str, pieces: list[tuple[str, str]]) -> str:
    """The digits put into their places from the right; what is left over stands in the first of them."""
    first = next(at for at, (places, _) in enumerate(pieces) if places)
    shown: list[str] = []
    for at in range(len(pieces) - 1, -1, -1):
        places, literal = pieces[at]
        if not places:
            shown.append(literal)
            continue
        cut = 0 if at == first else max(len(digits) - len(places), 0)
        digits, taken = digits[:cut], digits[cut:]
        shown.append(
            taken.rjust(len(places)).replace(" ", "0") if "#" not in places else _short(taken, places)
        )
    return "".join(reversed(shown))


def _short(taken: str, places: str) -> str:
    return taken.rjust(len(places[places.find("0") :]) if "0" in places else 0, "0")
