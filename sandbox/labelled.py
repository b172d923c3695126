"""Labelled papers: those of `sandbox.papers`, and those of another hand, with labels in a form of their own.

The other form has `files`, one for each paper, with the paper's folder (a loan), type and variant, dates as
YYYY-MM-DD and names of fields that are not always Atlas's; `folders` says of each loan what differs in it.
"""

import json
import re

from sandbox.understanding.comparing import FACTS
from sandbox.understanding.names import RELATION

# What the other form calls what Atlas calls something else, for one type of paper or for all.
_NAMES = {
    ("INVOICE", "gst_number"): "dealer_gstin",
    ("DELIVERY_ORDER", "gst_number"): "dealer_gstin",
    ("DELIVERY_ORDER", "total_amount"): "invoice_amount",
    ("DELIVERY_ORDER", "delivery_order_number"): "do_number",
    ("DELIVERY_ORDER", "delivery_order_date"): "do_date",
    ("UDYAM_CERT", "udyam_registration_number"): "udyam_number",
    ("SHOP_ACT_LICENSE", "registration_number"): "license_number",
    ("SHOP_ACT_LICENSE", "establishment_name"): "shop_name",
    ("DRIVING_LICENSE", "dl_number"): "license_number",
    ("VOTER_ID", "voter_id"): "epic_number",
}
# Atlas has no field for these, or gives them as a part of another one.
_WITHOUT_A_FIELD = ("mrz_line_1", "mrz_line_2", "formatted_address")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_KEYS = ("number", "gstin", "imei", "imei_2")


def labelled(folders):
    """Every set of labelled papers below some folders: pairs of a folder and its labels."""
    found = sorted(path for folder in folders for path in folder.rglob("labels.json"))
    sets = []
    for path in found:
        labels = json.loads(path.read_text())
        loans = _of_another_hand(labels) if "folders" in labels else [labels]
        sets += [(path.parent, loan) for loan in loans]
    return sets


def _of_another_hand(labels):
    """A set for each loan, in the form of `sandbox.papers`."""
    files = {}
    for file in labels["files"]:
        files.setdefault(file["folder"], []).append(file)
    return [_loan(name, files[name], said) for name, said in labels["folders"].items()]


def _loan(name, files, said):
    by_id = {file["document_id"]: file for file in files}
    mismatch = said["mismatch"]
    return {
        "set": name,
        "title": f"{name}, {said['kind']}",
        "papers": [_paper(file) for file in files],
        "mismatches": [
            {
                "field": _fact(by_id[one], mismatch["keys"][one]),
                "document_1": by_id[one]["file"],
                "document_2": by_id[other]["file"],
            }
            for one, other in (mismatch["pairs"] if mismatch else ())
        ],
    }


def _paper(file):
    fields = {
        _named(file["type"], name): _value(value)
        for name, value in file["fields"].items()
        if name not in _WITHOUT_A_FIELD
    }
    # The label of a device's box is a type here, and none of Atlas's.
    known = file["type"] != "IMEI"
    return {
        "file": file["file"],
        "document_type": file["type"] if known else "",
        "error_code": "" if known else "UNRECOGNISED",
        "manner": file["variant"],
        "fields": fields,
        "key_fields": [name for name in fields if name.endswith(_KEYS)],
    }


def _named(kind, name):
    return _NAMES.get((kind, name), name)


def _fact(file, name):
    """The compared fact that a field of a paper states."""
    own = _named(file["type"], name)
    for fact, stated in FACTS.items():
        for kinds, names in stated:
            if own in names and (kinds is None or file["type"] in kinds):
                return fact
    return own


def _value(value):
    # The name of father or husband is no part of the address that follows it.
    value = value.partition(", ")[2] if RELATION.match(value) else value
    return "/".join(reversed(value.split("-"))) if _DATE.fullmatch(value) else value
