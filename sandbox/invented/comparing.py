"""Invented cross-checks: each pair of documents, each fact that both of them state."""

from itertools import combinations

from sandbox.invented import inventing, recognising
from sandbox.invented.likeness import similarity

# As many as are compared of files that are really read: pairs grow with the square.
MOST_COMPARED = 100
COMPARED = ("dealer_name", "dealer_address", "name", "address", "imei", "serial_number", "amount")


def cross_checks(application_id, files):
    """The `cross_checks` items of a flow's files."""
    readable = [
        (
            recognising.document_type(file["file_url"], file["document_id"]),
            file["document_id"],
            inventing.values(application_id, file["file_url"], file["document_id"]),
        )
        for file in files
        if not recognising.error_code(file["file_url"], file["document_id"])
    ]
    return [
        _item(fact, one, other)
        for one, other in combinations(readable[:MOST_COMPARED], 2)
        for fact in COMPARED
        if fact in one[2] and fact in other[2]
    ]


def _item(fact, one, other):
    type_1, id_1, values_1 = one
    type_2, id_2, values_2 = other
    return {
        "field": fact,
        "document_type_1": type_1,
        "document_id_1": id_1,
        "value_1": values_1[fact],
        "document_type_2": type_2,
        "document_id_2": id_2,
        "value_2": values_2[fact],
        "similarity_score": similarity(values_1[fact], values_2[fact]),
    }
