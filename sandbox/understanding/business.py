"""Papers of shops: GST registration, Udyam registration, shop licences, FSSAI licences."""

import re

from rapidfuzz import fuzz, process

from sandbox.understanding import addresses, places
from sandbox.understanding.confidence import FORM, LABELLED, PLACED
from sandbox.understanding.labels import Labelled
from sandbox.understanding.names import tidy
from sandbox.understanding.reading_values import (
    a_code,
    a_date,
    a_name,
    a_number,
    anywhere,
    in_time,
    present,
    some_text,
    the_last_date,
)
from sandbox.understanding.spellings import Labels, squeezed

_PARTS = {"address_part": addresses.PARTS}
GST_LABELS = Labels(
    _PARTS
    | {
        "number": ("registration number", "gstin", "registration no", "gstin/uin"),
        "legal": ("legal name", "legal name of business", "name of the taxpayer"),
        "trade": (
            "trade name if any", "trade name", "trade name if any of business",
            "additional trade names if any",
        ),
        "constitution": ("constitution of business",),
        "address": ("address of principal place of business", "principal place of business",
                    "address of principal place of", "address of principal place", "address"),
        "registered": ("date of liability", "period of validity", "date of validity", "date of registration"),
        "issued": ("date of issue of certificate", "date of issue"),
        "other": (
            "from", "to",
            "type of registration", "particulars of approving authority", "particulars of approving",
            "name", "designation", "jurisdictional office", "name of officer", "signature",
            "note", "business", "centre", "validity unknown",
            "details of approving authority",
        ),
    }
)  # fmt: skip
UDYAM_LABELS = Labels(
    _PARTS
    | {
        "number": ("udyam registration number", "udyam registration no", "udyog aadhaar number"),
        "registered": ("date of udyam registration", "date of registration", "udyam registration date"),
        "name": ("name of enterprise", "name of the enterprise", "enterprise name", "name of msme"),
        "address": ("official address of enterprise", "offical address of enterprise", "official address",
                    "address of enterprise", "address"),
        "other": (
            "type of enterprise", "major activity", "social category of entrepreneur", "name of unit s",
            "name of units", "mobile", "email", "date of incorporation",
            "date of commencement of production business", "national industry classification code",
            "date of incorporation registration of enterprise", "classification year", "s no", "sno",
            "disclaimer", "type of organisation", "unit name", "plant location", "name of entrepreneur",
        ),
    }
)  # fmt: skip
SHOP_LABELS = Labels(
    _PARTS
    | {
        "number": (
            "registration no", "registration number", "licence no", "license no",
            "registration certificate no", "certificate no", "registration certificate number",
            "application id", "intimation no", "receipt no", "intimation receipt number",
            "intimation receipt no", "application receipt number",
            "receipt number", "license number", "licence number", "reg no", "regn no",
            "certificate number",
        ),
        "name": ("name of the establishment", "name of establishment", "name of shop", "name of the shop",
                 "establishment name", "shop name", "name of the shop establishment", "name of business",
                 "name and style of establishment", "name of the establishment if any", "firm name"),
        "address": (
            "address of the establishment", "address of establishment",
            "postal address of the establishment", "postal address of establishment", "full address",
            "postal address", "address of shop", "full postal address of the establishment",
            "address of the shop", "address", "establishment address",
            "postal address and location of establishment", "location and address",
            "address and location",
        ),
        "employer": ("name of the employer", "name of employer", "employer", "employer's name",
                     "name of the owner", "name of owner", "name of proprietor", "name of the proprietor",
                     "proprietor", "owner name"),
        "registered": ("date of registration", "registration date", "date of issue", "issue date"),
        "valid": ("valid upto", "valid till", "valid until", "valid up to", "validity", "date of expiry",
                  "expiry date", "valid to", "period of validity", "certificate valid upto"),
        "other": (
            "nature of business", "category",
            "date", "category of establishment",
            "number of employees", "total number of employees", "manpower", "date of commencement",
            "fees paid", "inspector", "name of the manager",
            "residential address of employer", "residential address of the employer", "place",
            "form c", "form g", "ward", "name of the occupier", "date of commencement of business", "seal",
            "note", "signature", "nature of work", "total employees", "no of employees", "mobile", "email",
        ),
    }
)  # fmt: skip
FSSAI_LABELS = Labels(
    _PARTS
    | {
        "number": ("license number", "licence number", "license no", "licence no", "registration number",
                   "registration no", "fssai license no", "fssai lic no", "lic no", "fssai registration no",
                   "fssai license number"),
        "issued": ("date of issue", "issued on", "issue date"),
        "valid": ("valid upto", "valid till", "valid until", "valid up to", "validity", "date of expiry",
                  "expiry date", "period of validity"),
        "name_and_address": ("name and registered office address of licensee",
                             "name and permanent address of food business operator",
                             "name and address of food business operator", "name and address of licensee"),
        "name": ("name of licensee", "name of the licensee", "name of food business operator",
                 "name of business", "name of company", "business name", "name of fbo", "name",
                 "name of the company fbo", "name of company fbo",
                 "name of the food business operator", "name of the company", "name of organisation"),
        "address": ("address of authorized premises", "address of authorised premises", "address of premises",
                    "registered office address", "address of location where food business is to be conducted",
                    "premises address", "address of the premises", "address of location", "address"),
        "other": (
            "kind of business", "dairy business details", "category of license", "category of licence",
            "license category", "for dairy business details", "place", "designated officer",
            "this license is granted under", "note", "products", "mobile", "email",
        ),
    }
)  # fmt: skip

_CONSTITUTIONS = (
    "Private Limited Company", "Public Limited Company", "Limited Liability Partnership", "Partnership",
    "Proprietorship", "Sole Proprietorship", "Hindu Undivided Family", "Society/ Club/ Trust/ AOP",
    "Government", "Public Sector Undertaking", "Unlimited Company", "Foreign Company", "Others",
)  # fmt: skip
_PLAIN_CONSTITUTIONS = {known: squeezed(known) for known in _CONSTITUTIONS}
_LIKE_A_CONSTITUTION = 75
# Its slash is thin: "MIS JYOTI" is "M/S JYOTI".
_MESSRS = re.compile(r"^m(?:\s?/\s?s\.?\s*|\s?[|li1]\s?s\.?\s+|s\.\s*)", re.IGNORECASE)
# "MP/SE/2019/773222": what offices number papers with.
_REGISTRATION = re.compile(r"(?<![A-Za-z0-9/])[A-Z]{2,}(?:[/-][A-Z0-9]+){2,}(?![A-Za-z0-9/])")
_LEAST_DIGITS = 4
_NUMBERED = re.compile(r"^\(?\d{1,2}[.)]\s*")


def gst(paper):
    """Fields of a GST registration certificate (form GST REG-06)."""
    seen = Labelled(paper, GST_LABELS)
    return present(
        {
            "gst_number": seen.first(("number",), a_number("gstin")) or anywhere(paper, a_number("gstin")),
            "legal_name": seen.first(("legal",), some_text),
            "trade_name": seen.first(("trade",), some_text),
            "address": _address(seen),
            "constitution_of_business": seen.first(("constitution",), _constitution),
            "date_of_registration": seen.first(("registered",), a_date),
            "date_of_issue": seen.first(("issued",), a_date),
        }
    )


def udyam(paper):
    """Fields of a Udyam registration certificate."""
    seen = Labelled(paper, UDYAM_LABELS)
    return present(
        {
            "udyam_number": anywhere(paper, _udyam_number),
            "enterprise_name": seen.first(("name",), _business_name),
            "address": _address(seen),
            "date_of_registration": seen.first(("registered",), a_date),
        }
    )


def shop(paper):
    """Fields of a licence or registration under a state's shops and establishments law."""
    seen = Labelled(paper, SHOP_LABELS)
    # Where the labels are lost: it is registered before it ends.
    first, second = in_time(paper, 2) or (None, None)
    return present(
        {
            "license_number": seen.first(("number",), a_code) or anywhere(paper, _registration_number),
            "shop_name": seen.first(("name",), _business_name),
            "employer_name": seen.first(("employer",), a_name),
            "address": _address(seen),
            "date_of_registration": seen.first(("registered",), a_date) or first,
            "valid_upto": seen.first(("valid",), the_last_date) or second,
        }
    )


def fssai(paper):
    """Fields of a food business's licence or registration."""
    seen = Labelled(paper, FSSAI_LABELS)
    number = a_number("fssai")
    name = seen.first(("name_and_address",), _before_address) or seen.first(("name",), _business_name)
    return present(
        {
            "license_number": seen.first(("number",), number) or anywhere(paper, number),
            "business_name": name,
            "address": _address(seen) or (name and addresses.under(seen, name.pieces[0])),
            "date_of_issue": seen.first(("issued",), a_date),
            "valid_upto": seen.first(("valid",), the_last_date),
        }
    )


def _address(seen):
    whole, parts = addresses.at_label(seen, ("address",)), addresses.in_parts(seen)
    if not (whole and places.postcode(whole.value)):
        return parts or whole
    # Annexures name other places of the same business.
    first = parts and places.postcode(parts.value) and parts.pieces[0].top < whole.pieces[0].top
    return parts if first else whole


def _business_name(text):
    text = tidy(_MESSRS.sub("", _NUMBERED.sub("", text)))
    return (text, LABELLED) if sum(char.isalpha() for char in text) >= 3 else None


def _registration_number(text):
    match = _REGISTRATION.search(text)
    return (match[0], PLACED) if match and sum(map(str.isdigit, match[0])) >= _LEAST_DIGITS else None


def _before_address(text):
    return _business_name(text.partition(",")[0])


def _constitution(text):
    plain = squeezed(text)
    near = process.extractOne(
        plain, _PLAIN_CONSTITUTIONS, scorer=fuzz.ratio, score_cutoff=_LIKE_A_CONSTITUTION
    )
    return (near[2], FORM if near[1] == 100 else LABELLED) if near else some_text(text)


def _udyam_number(text):
    found = a_number("udyam")(text)
    if not found:
        return None
    number, validity = found
    return f"UDYAM-{number[5:7]}-{number[7:9]}-{number[9:]}", validity
