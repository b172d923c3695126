"""Writes specimen papers and says in labels.json what stands on them."""

import json
from zlib import crc32

import numpy as np

from sandbox.papers.manners.copy import copied
from sandbox.papers.manners.photo import photographed
from sandbox.papers.manners.photo_of_photo import photographed_from_screen
from sandbox.papers.manners.scan import scanned

# The numbers that must be read exactly.
KEY_FIELDS = (
    "pan_number", "gst_number", "dealer_gstin", "imei", "invoice_number", "do_number", "total_amount",
    "invoice_amount", "aadhaar_number", "passport_number", "epic_number", "udyam_number", "license_number",
)  # fmt: skip


def write(paper_set, folder):
    """Write a set's papers and labels.json into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for paper in paper_set.papers:
        (folder / paper.file).write_bytes(made(paper))
    (folder / "labels.json").write_text(json.dumps(labels(paper_set), indent=1, ensure_ascii=False) + "\n")


def made(paper):
    """The bytes of one paper's file: the same each time."""
    drawn = paper.drawn()
    # Each paper lies a little differently, and always the same way.
    chance = np.random.default_rng(crc32(repr((paper.file, paper.manner, paper.facts)).encode()))
    match paper.manner:
        case "pdf":
            return drawn
        case "scan":
            return scanned(drawn, chance)
        case "photo":
            return photographed(drawn, chance, paper.turn)
        case "copy":
            return copied(drawn, chance)
        case "photo_of_photo":
            return photographed_from_screen(drawn, chance)
    raise ValueError(f"No such manner: {paper.manner}")


def labels(paper_set):
    """What a perfect reader finds in a set."""
    return {
        "set": paper_set.name,
        "title": paper_set.title,
        "papers": [
            {
                "file": paper.file,
                "document_type": paper.document_type,
                "error_code": paper.error_code,
                "manner": paper.manner,
                "fields": paper.facts,
                "key_fields": [name for name in KEY_FIELDS if name in paper.facts],
            }
            for paper in paper_set.papers
        ],
        "mismatches": [
            {"field": field, "document_1": one, "document_2": other}
            for field, one, other in paper_set.mismatches
        ],
    }
