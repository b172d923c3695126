"""The sets of specimen papers: whole loans, other manners, and loans in which one thing does not fit."""

from dataclasses import dataclass

from sandbox.papers import cases
from sandbox.papers.layouts import aadhaar, delivery_order, invoice, pan
from sandbox.papers.making import aadhaar_of, box_of, delivery_order_of, gst_of, invoice_of, pan_of


@dataclass(frozen=True)
class PaperSet:
    """Papers that are sent together; `mismatches` names a compared fact and the two files that differ."""

    name: str
    title: str
    words: str
    papers: tuple
    mismatches: tuple = ()


COMPLETE = PaperSet(
    "complete",
    "A complete loan",
    "Six papers of one purchase, as they come in: two PDFs, two scans, two photos.",
    (
        invoice_of(cases.PHONE, invoice.boxed, "pdf"),
        delivery_order_of(cases.PHONE, delivery_order.letter, "scan"),
        aadhaar_of(cases.PHONE, aadhaar.letter, "photo"),
        pan_of(cases.PHONE, pan.newer, "scan"),
        gst_of(cases.PHONE, "pdf"),
        box_of(cases.PHONE, "photo"),
    ),
)
SCANS = PaperSet(
    "scans",
    "Clean scans",
    "Six papers of one purchase from a scanner.",
    (
        invoice_of(cases.TABLET, invoice.tabled, "scan"),
        delivery_order_of(cases.TABLET, delivery_order.form, "scan"),
        aadhaar_of(cases.TABLET, aadhaar.card, "scan"),
        pan_of(cases.TABLET, pan.older, "scan"),
        gst_of(cases.TABLET, "scan"),
        box_of(cases.TABLET, "scan"),
    ),
)

SETS = {paper_set.name: paper_set for paper_set in (COMPLETE, SCANS)}
