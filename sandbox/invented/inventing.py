"""Invented results: the same application, file names and ids give the same results every time."""

import random
import string
from functools import lru_cache

from stdnum import luhn, verhoeff

from sandbox.invented import recognising
from sandbox.invented.likeness import similarity
from sandbox.invented.people import (
    CONSTITUTIONS,
    DEALERS,
    FATHERS,
    FIRST_NAMES,
    GOODS,
    HOMES,
    QUALITY_FLAGS,
    SURNAMES,
)
from sandbox.items import item

# The alphabet of a GSTIN's check character.
BASE_36 = string.digits + string.ascii_uppercase

# Per type, which fact stands in which field. Facts of the same name are what cross-checks compare.
FIELDS = {
    "INVOICE": {
        "invoice_number": "invoice_number",
        "invoice_date": "purchase_date",
        "customer_name": "name",
        "dealer_name": "dealer_name",
        "dealer_address": "dealer_address",
        "dealer_gstin": "gstin",
        "product": "product",
        "imei": "imei",
        "serial_number": "serial_number",
        "total_amount": "amount",
    },
    "DELIVERY_ORDER": {
        "do_number": "do_number",
        "do_date": "purchase_date",
        "customer_name": "name",
        "dealer_name": "dealer_name",
        "dealer_address": "dealer_address",
        "product": "product",
        "imei": "imei",
        "serial_number": "serial_number",
        "invoice_amount": "amount",
    },
    "AADHAAR": {
        "name": "name",
        "address": "address",
        "formatted_address": "formatted_address",
        "aadhaar_number": "aadhaar_number",
        "date_of_birth": "date_of_birth",
    },
    "PAN": {
        "name_as_per_pan": "name",
        "father_name": "father_name",
        "dob": "date_of_birth",
        "pan_number": "pan_number",
        "document_quality_flag": "quality_flag",
    },
    "DRIVING_LICENSE": {
        "name": "name",
        "address": "address",
        "license_number": "driving_license_number",
        "date_of_birth": "date_of_birth",
    },
    "VOTER_ID": {
        "name": "name",
        "father_name": "father_name",
        "epic_number": "epic_number",
        "address": "address",
    },
    "PASSPORT": {
        "name": "name",
        "passport_number": "passport_number",
        "date_of_birth": "date_of_birth",
        "address": "address",
    },
    "GST_CERT": {
        "gst_number": "gstin",
        "legal_name": "dealer_name",
        "address": "dealer_address",
        "constitution_of_business": "constitution",
    },
    "UDYAM_CERT": {
        "udyam_number": "udyam_number",
        "enterprise_name": "dealer_name",
        "address": "dealer_address",
    },
    "SHOP_ACT_LICENSE": {
        "license_number": "shop_number",
        "shop_name": "dealer_name",
        "address": "dealer_address",
    },
    "FSSAI": {
        "license_number": "fssai_number",
        "business_name": "dealer_name",
        "address": "dealer_address",
    },
}

# What a document says that does not fit the others.
ADDRESSES = tuple(address for _, address, _, _ in DEALERS)
NAMES = tuple(f"{first} {surname}" for first in FIRST_NAMES for surname in SURNAMES)


def extract(application_id, file_url, document_id):
    """The `ocr_data` item of one document."""
    error_code = recognising.error_code(file_url, document_id)
    kind = recognising.document_type(file_url, document_id)
    fields = {} if error_code else _fields(application_id, file_url, document_id)
    return item(document_id, kind, error_code, fields)


def values(application_id, file_url, document_id):
    """What one readable document says: a value for each fact that stands in it."""
    kind = recognising.document_type(file_url, document_id)
    known = facts(application_id)
    said = {fact: known[fact] for fact in FIELDS[kind].values() if fact in known}
    if kind == "DELIVERY_ORDER":
        said["dealer_address"] = _abbreviated(said["dealer_address"])
    if kind == "PAN":
        said["name"] = said["name"].upper()
    if recognising.is_mismatch(file_url):
        fact, others = ("dealer_address", ADDRESSES) if "dealer_address" in said else ("name", NAMES)
        said[fact] = _least_alike(known[fact], others)
    return said


def _fields(application_id, file_url, document_id):
    chance = random.Random(f"{application_id}\n{document_id}")
    said = values(application_id, file_url, document_id)
    kind = recognising.document_type(file_url, document_id)
    fields = {
        name: {"value": said[fact], "confidence_score": _confidence(chance)}
        for name, fact in FIELDS[kind].items()
        if fact in said
    }
    if "aadhaar_number" in fields:
        # A name that can never resolve: nothing is stored there.
        picture = f"https://sandbox.invalid/redacted/{chance.getrandbits(64):016x}.jpg"
        fields["aadhaar_number"]["redact_url"] = picture
    return fields


def _confidence(chance):
    if chance.random() < 0.15:
        return round(chance.uniform(0.52, 0.79), 2)
    return round(chance.uniform(0.86, 0.99), 2)


@lru_cache(maxsize=4096)
def _least_alike(value, others):
    return min(others, key=lambda other: similarity(value, other))


def _abbreviated(address):
    return address.replace("Road", "Rd").replace("Street", "St").replace("Market", "Mkt")


@lru_cache(maxsize=4096)
def facts(application_id):
    """All that is true in one application, whichever document says it."""
    chance = random.Random(application_id)
    return {**_person(chance), **_dealer(chance), **_purchase(chance)}


def _person(chance):
    surname = chance.choice(SURNAMES)
    first, father = chance.choice(FIRST_NAMES), chance.choice(FATHERS)
    street, locality, city, state, postcode = chance.choice(HOMES)
    line_1 = f"Flat {chance.randint(1, 990)}, {street}"
    # 9999 is where UIDAI's own test numbers begin.
    aadhaar = f"9999{_digits(chance, 7)}"
    aadhaar += verhoeff.calc_check_digit(aadhaar)
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1965, 2003)
    return {
        "name": f"{first} {surname}",
        "father_name": f"{father} {surname}",
        "date_of_birth": f"{day:02}/{month:02}/{year}",
        "address": f"{line_1}, {locality}, {city}, {state} {postcode}",
        "formatted_address": {
            "state": state,
            "postcode": postcode,
            "address_line_1": line_1,
            "address_line_2": locality,
            "city": city,
        },
        "aadhaar_number": f"{aadhaar[:4]} {aadhaar[4:8]} {aadhaar[8:]}",
        "pan_number": f"ZZZP{surname[0]}{_digits(chance, 4)}Z",
        "quality_flag": chance.choice(QUALITY_FLAGS),
        "driving_license_number": f"ZZ{_digits(chance, 2)} 2015{_digits(chance, 7)}",
        "epic_number": f"ZZZ{_digits(chance, 7)}",
        "passport_number": f"Z{_digits(chance, 7)}",
    }


def _dealer(chance):
    name, address, state_code, state = chance.choice(DEALERS)
    gstin = f"{state_code}ZZZF{name[0]}{_digits(chance, 4)}Z1Z"
    return {
        "dealer_name": name,
        "dealer_address": address,
        "gstin": gstin + luhn.calc_check_digit(gstin, BASE_36),
        "constitution": chance.choice(CONSTITUTIONS),
        "udyam_number": f"UDYAM-{state}-{_digits(chance, 2)}-{_digits(chance, 7)}",
        "shop_number": f"{state}/SE/{_digits(chance, 6)}",
        "fssai_number": f"1{_digits(chance, 13)}",
    }


def _purchase(chance):
    product, kind, price = chance.choice(GOODS)
    # Device numbers that begin with 00 are kept for tests.
    number = f"00{_digits(chance, 12)}"
    return {
        "product": product,
        kind: number + luhn.calc_check_digit(number),
        "amount": f"{price + chance.randint(0, 40) * 25}.00",
        "invoice_number": f"INV-{_digits(chance, 6)}",
        "do_number": f"DO-{_digits(chance, 8)}",
        "purchase_date": f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2025",
    }


def _digits(chance, count):
    return "".join(chance.choice("0123456789") for _ in range(count))
