"""Cross-checks: each pair of documents, each fact that both of them state."""

import re
from functools import lru_cache
from itertools import combinations

from sandbox.understanding import amounts, dates
from sandbox.understanding.comparing_addresses import addresses
from sandbox.understanding.comparing_names import firms, people
from sandbox.understanding.comparing_products import products
from sandbox.understanding.confidence import CLEARLY_READ, DOUBTED, WELL_READ, WELL_READ_NUMBER
from sandbox.understanding.likeness import (
    ALIKE,
    CONTAINED,
    DIFFERENT,
    LEAST_ALIKE,
    SAME,
    UNCERTAIN,
    confused,
    unlike,
)

_BUSINESS = ("GST_CERT", "UDYAM_CERT", "SHOP_ACT_LICENSE", "FSSAI")
_PEOPLE = ("AADHAAR", "DRIVING_LICENSE", "VOTER_ID", "PASSPORT")

# How much two values have in common that differ in a slip: a letter of ten, or a number of an address. Of
# amounts this says nothing.
NEARLY = dict.fromkeys(("name", "dealer_name", "product", "serial_number", "date_of_birth"), 0.9)
NEARLY |= dict.fromkeys(("address", "dealer_address"), 0.75)
_WITH_CHECK_DIGITS = ("imei", "gstin")

_PERSONS = ("Proprietorship", "Sole Proprietorship")

# No name or address is longer; what is, was misread, and would take long to compare.
LONGEST = 400

# A loan has six papers. Pairs grow with the square: those of 300 invoices would be 110 MB of answer.
MOST_COMPARED = 100

# Fact → where it stands: (document types, or None for any; the fields that may state it).
FACTS = {
    "dealer_name": (
        (("INVOICE", "DELIVERY_ORDER"), ("dealer_name",)),
        # The dealer's shop may bear the trade name or the legal one.
        (("GST_CERT",), ("trade_name", "legal_name")),
        (("UDYAM_CERT",), ("enterprise_name",)),
        (("SHOP_ACT_LICENSE",), ("shop_name",)),
        (("FSSAI",), ("business_name",)),
    ),
    "dealer_address": ((("INVOICE", "DELIVERY_ORDER"), ("dealer_address",)), (_BUSINESS, ("address",))),
    "gstin": ((("INVOICE",), ("dealer_gstin",)), (("GST_CERT",), ("gst_number",))),
    "name": (
        (("INVOICE", "DELIVERY_ORDER"), ("customer_name",)),
        (_PEOPLE, ("name",)),
        (("PAN",), ("name_as_per_pan",)),
    ),
    "address": ((("INVOICE",), ("customer_address",)), (_PEOPLE, ("address",))),
    "date_of_birth": ((_PEOPLE, ("date_of_birth",)), (("PAN",), ("dob",))),
    "product": ((("INVOICE", "DELIVERY_ORDER"), ("product",)),),
    "imei": ((None, ("imei", "imei_2")),),
    "serial_number": ((None, ("serial_number",)),),
    "amount": ((("INVOICE",), ("total_amount",)), (("DELIVERY_ORDER",), ("invoice_amount",))),
}  # fmt: skip


def cross_checks(items):
    """The `cross_checks` items for documents as `extracts` gives them (`ocr_data`).

    They come document by document, in the order of the documents and, of two, in that of the facts.
    """
    found = {}
    for position, fact in enumerate(FACTS):
        documents = [
            (number, item, stated) for number, item in enumerate(items) if (stated := _stated(fact, item))
        ]
        for (first, one, said), (second, other, says) in combinations(documents[:MOST_COMPARED], 2):
            found[first, second, position] = _check(fact, (one, said), (other, says))
    return [found[place] for place in sorted(found)]


def similarity(fact, one, other):
    """How alike two values of a fact are, from 0 to 1, whatever their spelling."""
    # Whichever stands first: the score is the same.
    return _similarity(fact, *sorted((str(one)[:LONGEST], str(other)[:LONGEST])))


# Many documents of one application say the same: few pairs of values, many pairs of documents.
@lru_cache(maxsize=4096)
def _similarity(fact, one, other):
    return MEASURES[fact](one, other)


def _check(fact, one, other):
    (item_1, values_1), (item_2, values_2) = one, other
    scored = [(similarity(fact, a[0], b[0]), a, b) for a in values_1 for b in values_2]
    # Of two IMEIs, or trade and legal name, one that fits is enough. Only of the pair that is meant does it
    # count how well it was read.
    score, (value_1, sure), (value_2, as_sure) = max(scored, key=lambda pair: pair[0])
    if score < UNCERTAIN and _may_be_misread(fact, (value_1, value_2), score, min(sure, as_sure)):
        # That they differ means little: it is uncertain, and no alarm.
        score = round(UNCERTAIN + (LEAST_ALIKE - UNCERTAIN) * score, 4)
    return {
        "field": fact,
        "document_type_1": item_1.get("document_type", ""),
        "document_id_1": item_1["document_id"],
        "value_1": value_1,
        "document_type_2": item_2.get("document_type", ""),
        "document_id_2": item_2["document_id"],
        "value_2": value_2,
        "similarity_score": score,
    }


def _may_be_misread(fact, values, score, confidence):
    """Whether two values may differ only in what OCR made of them; the worse read one has a confidence."""
    if fact not in _WITH_CHECK_DIGITS:
        # The less they differ, the likelier it is a letter that was misread.
        slip = score >= NEARLY.get(fact, SAME) * DIFFERENT
        return confidence < (CLEARLY_READ if slip else WELL_READ)
    # A check digit is wrong; figures that look alike are confused however clear they seem.
    return confidence < WELL_READ_NUMBER or (confidence <= DOUBTED and confused(*values))


def _stated(fact, item):
    """What a document states of a fact: pairs of a value and its confidence (0 to 1)."""
    kind = item.get("document_type", "")
    fields = {**item, **item["file_data"]} if isinstance(item.get("file_data"), dict) else item
    values = []
    if fact == "dealer_name" and kind == "GST_CERT" and _says(fields, "constitution_of_business") in _PERSONS:
        # A proprietor is registered under a person's own name, which need not be on the shop.
        fields = fields if _says(fields, "trade_name") else {**fields, "legal_name": None}
    for kinds, names in FACTS[fact]:
        if kinds is None or kind in kinds:
            found = [fields[name] for name in names if isinstance(fields.get(name), dict)]
            values += [
                (field["value"], field.get("confidence_score", 1.0))
                for field in found
                if isinstance(field.get("value"), str) and field["value"].strip()
            ]
    if fact == "imei" and "imei" not in fields:
        # The first of two could not be read: it may well be the one that the other paper states.
        values = [(value, 0.0) for value, _ in values]
    return values


def _says(fields, name):
    return fields[name].get("value") if isinstance(fields.get(name), dict) else None


def _amounts(one, other):
    a, b = amounts.plain(one), amounts.plain(other)
    if a is None or b is None:
        return unlike(one, other)
    if a == b:
        return SAME
    # Paise that one paper rounds away are no difference.
    if abs(a - b) < 1:
        return ALIKE
    return round(DIFFERENT * float(min(a, b) / max(a, b)), 4)


def _device_numbers(one, other):
    a, b = re.sub(r"\D", "", one), re.sub(r"\D", "", other)
    if a == b:
        return SAME
    # The fifteenth digit only checks the others; some papers leave it out or give a software version.
    if len(a) != len(b) and min(len(a), len(b)) >= 14 and a[:14] == b[:14]:
        return ALIKE
    return unlike(a, b)


def _codes(one, other):
    a, b = (re.sub(r"[^A-Z0-9]", "", text.upper()) for text in (one, other))
    if a == b:
        return SAME
    # A serial number has no form that tells letters from digits.
    alike = str.maketrans("OQILZSBG", "00112586")
    return ALIKE if a.translate(alike) == b.translate(alike) else unlike(a, b)


def _dates(one, other):
    if one == other:
        return SAME
    a, b = dates.find(one), dates.find(other)
    if a and b:
        return SAME if a[0] == b[0] else unlike(a[0], b[0])
    # Old cards give the year of birth alone.
    years = sorted((one.strip(), other.strip()), key=len)
    return (
        CONTAINED if re.fullmatch(r"\d{4}", years[0]) and years[1].endswith(years[0]) else unlike(one, other)
    )


MEASURES = {
    "dealer_name": firms,
    "dealer_address": addresses,
    "gstin": _codes,
    "name": people,
    "address": addresses,
    "date_of_birth": _dates,
    "product": products,
    "imei": _device_numbers,
    "serial_number": _codes,
    "amount": _amounts,
}
