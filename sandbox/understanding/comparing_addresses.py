"""Whether two addresses mean the same door."""

import re
from dataclasses import dataclass

from sandbox.understanding import places
from sandbox.understanding.comparing_names import key
from sandbox.understanding.likeness import DIFFERENT, SAME, apart, misread, ratio
from sandbox.understanding.names import RELATION, plain

_SHORT = {
    "rd": "road", "raod": "road", "st": "street", "str": "street", "mkt": "market", "nr": "near",
    "opp": "opposite", "flr": "floor", "fl": "floor", "apt": "apartment", "apts": "apartment",
    "appt": "apartment", "aptt": "apartment", "apartments": "apartment", "bldg": "building",
    "towers": "tower", "bld": "building", "soc": "society", "chs": "society", "hno": "house",
    "sec": "sector", "ph": "phase", "dist": "district", "distt": "district", "tal": "taluka",
    "taluk": "taluka", "tq": "taluka", "ngr": "nagar", "col": "colony", "blk": "block",
    "ind": "industrial", "indl": "industrial", "est": "estate", "av": "avenue", "ave": "avenue",
    "ln": "lane", "sq": "square", "cplx": "complex", "extn": "extension", "ext": "extension",
    "jn": "junction", "jnc": "junction", "stn": "station", "hosp": "hospital", "gr": "ground",
    "gf": "ground floor", "ff": "1 floor", "sf": "2 floor", "vill": "village", "po": "post",
    "ps": "police station", "crs": "cross", "xrd": "cross road", "first": "1", "second": "2", "third": "3",
    "fourth": "4", "fifth": "5", "hq": "headquarters", "blvd": "boulevard", "hwy": "highway",
    "res": "residency", "encl": "enclave",
}  # fmt: skip
_IGNORED = frozenset((
    "no", "number", "house", "flat", "shop", "plot", "door", "h", "d", "s", "f", "pin", "pincode",
    "code", "india", "state", "district", "taluka", "dist", "post", "the", "and", "of", "address",
    "unit", "office", "room", "at", "gala",
))  # fmt: skip
# They name no place: that both have them says little.
_GENERAL = frozenset((
    "road", "street", "marg", "near", "opposite", "floor", "apartment", "building", "society", "sector",
    "phase", "nagar", "colony", "block", "industrial", "estate", "avenue", "lane", "square", "complex",
    "extension", "junction", "station", "market", "main", "cross", "ground", "village", "city", "town",
    "old", "new", "behind", "beside", "next", "east", "west", "north", "south", "area", "layout", "tower",
    "wing", "plaza", "residency", "enclave",
))  # fmt: skip
_DIRECTIONS = frozenset(("north", "south", "east", "west"))
_ROADS = frozenset(("road", "street", "marg", "avenue", "lane", "salai", "path", "highway"))
_BUILDINGS = frozenset((
    "apartment", "society", "residency", "tower", "complex", "building", "enclave", "plaza", "heights",
    "mansion", "villa", "chambers", "arcade", "mall",
))  # fmt: skip
_NO_NAMES = _IGNORED | {"main", "near", "new", "old", "opposite", "behind"}
_STATES = {part for name in places.STATES for part in plain(name).split()} | set(places.STATES.values())
_MISREAD_FIGURES = str.maketrans("soliz", "50112")
# What a part of an address is worth where both have it.
WEIGHT_POSTCODE, WEIGHT_DOOR, WEIGHT_WORD, WEIGHT_GENERAL, WEIGHT_STATE = 2.0, 2.0, 1.0, 0.25, 0.25


@dataclass(frozen=True)
class _Address:
    postcode: str
    numbers: tuple
    words: tuple
    # The names of its roads and buildings, each as the words before "road" or "apartment".
    roads: tuple
    buildings: tuple
    town: tuple
    # Which main road and which cross road it is, where these have numbers.
    mains: tuple
    crosses: tuple


def addresses(one, other):
    """How alike two addresses are, 0 to 1; a shorter one that is a part of the longer is alike."""
    a, b = _taken_apart(one), _taken_apart(other)
    if not (a.words or a.numbers) or not (b.words or b.numbers):
        return 0.0
    alike = (a.postcode, sorted(a.numbers), sorted(a.words)) == (
        b.postcode,
        sorted(b.numbers),
        sorted(b.words),
    )
    if alike and not _other_crossing(a, b):
        return SAME
    shared, whole = _shared_weight(a, b)
    score = shared / whole if whole else 0.0
    if _contradict(a, b):
        # Another door, road or post office is another place, however much of the rest is alike.
        return round(min(score, 1.0) * DIFFERENT, 4)
    return round(min(score, 0.99), 4)


def _contradict(a, b):
    if a.postcode and b.postcode and a.postcode != b.postcode:
        return True
    elsewhere = _elsewhere(a, b) and not (a.postcode and a.postcode == b.postcode)
    return (
        elsewhere
        or _other_door(a, b)
        or _other_side(a, b)
        or _other_crossing(a, b)
        or _others(a.roads, b.roads, a, b)
        or _others(a.buildings, b.buildings, a, b)
    )


def _elsewhere(a, b):
    """Whether each ends in a town that the other does not know."""
    if not (a.town and b.town):
        return False
    return not any(_has_word(word, b.words) for word in a.town) and not any(
        _has_word(word, a.words) for word in b.town
    )


def _others(names, other_names, a, b):
    """Whether both name a road (or a building) and none of the one's is known to the other."""
    if not (names and other_names):
        return False
    known = any(_same_name(x, y) for x in names for y in other_names)
    return not known and not _mentions(b, names) and not _mentions(a, other_names)


def _mentions(address, names):
    return any(_has_word(word, address.words) for name in names for word in name)


def _other_door(a, b):
    """Whether each has a number that the other lacks."""
    left = [number for number in a.numbers if not _has_number(number, b.numbers)]
    right = [number for number in b.numbers if not _has_number(number, a.numbers)]
    return bool(left and right)


def _other_crossing(a, b):
    """3rd Main, 5th Cross is not 5th Main, 3rd Cross."""
    return any(
        one and other and not set(one) & set(other)
        for one, other in ((a.mains, b.mains), (a.crosses, b.crosses))
    )


def _other_side(a, b):
    """North Veli Street is not South Veli Street."""
    left, right = _DIRECTIONS & set(a.words), _DIRECTIONS & set(b.words)
    return bool(left and right and not left & right)


def _shared_weight(a, b):
    """How much of the smaller address the other has, and how much it is."""
    shorter, longer = sorted((a, b), key=_weight)
    shared = WEIGHT_POSTCODE if shorter.postcode and shorter.postcode == longer.postcode else 0.0
    shared += sum(WEIGHT_DOOR for number in shorter.numbers if _has_number(number, longer.numbers))
    shared += sum(_word_weight(word) for word in shorter.words if _has_word(word, longer.words))
    whole = _weight(shorter) - (WEIGHT_POSTCODE if shorter.postcode and not longer.postcode else 0.0)
    return shared, whole


def _weight(address):
    weight = WEIGHT_POSTCODE if address.postcode else 0.0
    return weight + WEIGHT_DOOR * len(address.numbers) + sum(map(_word_weight, address.words))


def _word_weight(word):
    if word in _STATES:
        return WEIGHT_STATE
    return WEIGHT_GENERAL if word in _GENERAL else WEIGHT_WORD


def _has_number(number, numbers):
    number = _figures(number)
    digits = re.sub(r"\D", "", number)
    for other in map(_figures, numbers):
        # "C-14" and "14" may be the same door, "9A" and "9B" are not.
        bare = number == digits or other == re.sub(r"\D", "", other)
        if number == other or (bare and digits == re.sub(r"\D", "", other)):
            return True
    return False


def _figures(number):
    """A number without the letters that figures are read as and that no door has: 3S, 35."""
    return number.translate(_MISREAD_FIGURES)


def _has_word(word, words):
    return any(_same_word(word, other) for other in words)


def _same_word(one, other):
    if one == other or key(one) == key(other) or misread(key(one), key(other), shortest=4):
        return True
    shorter = min(len(one), len(other))
    if (shorter >= 6 and ratio(one, other) >= 0.8) or (shorter >= 5 and not apart(one, other, 1)):
        return True
    # OCR drops the space between two words.
    return shorter >= 5 and (one in other or other in one)


def _slip(one, other):
    return min(len(one), len(other)) >= 4 and not apart(one, other, 1)


def _same_name(one, other):
    if any(_same_word(x, y) or misread(x, y, shortest=2) or _slip(x, y) for x in one for y in other):
        return True
    for x, y in ((one, other), (other, one)):
        # "MG Road" is "Mahatma Gandhi Road".
        if (
            len(x[-1]) >= 2
            and len(y) >= len(x[-1])
            and "".join(word[0] for word in y[-len(x[-1]) :]) == x[-1]
        ):
            return True
    return False


def _taken_apart(address):
    text = plain(str(address))
    text = text.partition(",")[2] if RELATION.match(text) and "," in text else text
    postcode = places.postcode(text)
    if postcode:
        text = re.sub(rf"{postcode[:3]}\s?{postcode[3:]}", " ", text)
    parts = [_words(part) for part in re.split(r"[,;\n]", text)]
    words = [word for part in parts for word in part]
    return _Address(
        postcode=postcode,
        numbers=tuple(dict.fromkeys(word for word in words if any(char.isdigit() for char in word))),
        words=tuple(dict.fromkeys(word for word in words if word.isalpha() and word not in _IGNORED)),
        roads=tuple(name for part in parts for name in _named(part, _ROADS)),
        buildings=tuple(name for part in parts for name in _named(part, _BUILDINGS)),
        town=_town(parts),
        mains=_numbered(words, "main"),
        crosses=_numbered(words, "cross"),
    )


def _numbered(words, kind):
    """The numbers that stand before a word: of "3rd Main" the 3."""
    return tuple(
        number for number, word in zip(words, words[1:], strict=False) if word == kind and number.isdigit()
    )


def _town(parts):
    """What the last part says that is no state; nothing in an address of a single part."""
    for part in reversed(parts[1:]):
        words = [word for word in part if word.isalpha() and word not in _STATES | _IGNORED]
        if words:
            return tuple(word for word in words if word not in _GENERAL)
    return ()


def _words(text):
    text = text.replace("'", "").replace("&", " and ")
    text = re.sub(r"\bh\s?[./]?\s?no\b", " house ", text)
    text = re.sub(r"(?<![a-z])([a-z])[. ]+(?=[a-z](?![a-z]))", r"\1", text)
    text = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", text)
    # A single letter belongs to the number beside it: C-14, 9 B.
    text = re.sub(r"(?<![a-z0-9])([a-z])\s?[-/ ]\s?(?=\d)", r"\1", text)
    text = re.sub(r"(?<=\d)\s?[-/ ]\s?([a-z])(?![a-z0-9])", r"\1", text)
    # "Shop4" has lost its space.
    text = re.sub(r"(?<=[a-z]{2})(?=\d)", " ", text)
    text = re.sub(r"(?<=\d)(?=[a-z]{2})", " ", text)
    words = []
    for word in re.findall(r"[a-z0-9]+", text):
        word = places.RENAMED.get(word, word)
        words += _SHORT.get(word, word).split()
    return [word.lstrip("0") if word.isdigit() else word for word in words]


def _named(words, kinds):
    """The names of a kind's things in a part: the words, three at the most, before "road" and its like."""
    for place, word in enumerate(words):
        before = [w for w in words[max(place - 3, 0) : place] if w.isalpha() and w not in _NO_NAMES]
        if word in kinds and before:
            yield tuple(before)
