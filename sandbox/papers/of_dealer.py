"""The papers of a dealer: GST, Udyam, shop act, food licence."""

from sandbox.papers.layouts import food, gst, udyam
from sandbox.papers.paper import Paper


def gst_of(dealer, manner, **changes):
    """The dealer's registration."""
    facts = {
        "gst_number": dealer.numbers["gstin"],
        "legal_name": dealer.legal_name,
        "trade_name": dealer.trade_name,
        "address": dealer.address,
        "constitution_of_business": dealer.constitution,
    }
    titles = {"Proprietorship": "Proprietor", "Private Limited Company": "Director"}
    details = {
        "state": dealer.state[2],
        "city": dealer.address.split(", ")[-2],
        "officer": "A. Specimen",
        "owner": dealer.owner,
        "owner_title": titles.get(dealer.constitution, "Partner"),
    }
    return Paper("gst-certificate", "GST_CERT", gst.certificate, manner, facts | changes, details)


def udyam_of(dealer, manner, **changes):
    """The registration as a small enterprise, its address in one cell."""
    details = {"city": dealer.address.split(", ")[-2], "phone": dealer.numbers["phone"]}
    return Paper("udyam", "UDYAM_CERT", udyam.certificate, manner, _udyam_facts(dealer) | changes, details)


def udyam_in_cells_of(dealer, manner):
    """The same, each part of a six-part address in a cell of its own.

    The label has the cells in their order; the district is left out, as it repeats the city.
    """
    door, building, road, town, city, rest = dealer.address.split(", ")
    state, _, pin = rest.partition(" - ")
    facts = _udyam_facts(dealer) | {"address": ", ".join((door, building, town, road, city, state, pin))}
    cells = {
        "Flat/Door/Block No.": door,
        "Name of Premises/ Building": building,
        "Village/Town": town,
        "Block": "-",
        "Road/Street/Lane": road,
        "City": city,
        "State": state,
        "District": city,
        "Pin": pin,
        "Mobile": dealer.numbers["phone"],
    }
    return Paper("udyam", "UDYAM_CERT", udyam.with_cells, manner, facts, {"cells": cells})


def _udyam_facts(dealer):
    return {
        "udyam_number": dealer.numbers["udyam"],
        "enterprise_name": dealer.trade_name.upper(),
        "address": dealer.address,
    }


def shop_act_of(dealer, layout, manner, **changes):
    """The registration as a shop."""
    facts = {
        "license_number": dealer.numbers["shop"],
        "shop_name": dealer.trade_name,
        "address": dealer.address,
    }
    details = {"owner": dealer.owner, "state": dealer.state[2], "city": dealer.address.split(", ")[-2]}
    return Paper("shop-act", "SHOP_ACT_LICENSE", layout, manner, facts | changes, details)


def fssai_of(dealer, manner, **changes):
    """The licence to sell food."""
    facts = {
        "license_number": dealer.numbers["fssai"],
        "business_name": dealer.trade_name,
        "address": dealer.address,
    }
    return Paper("fssai", "FSSAI", food.licence, manner, facts | changes, {"state": dealer.state[2]})
