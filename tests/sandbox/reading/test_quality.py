"""The flag of a picture: an original, a copy, or a photo of a screen."""

import cv2
import numpy as np
import pytest

from sandbox.papers import SETS
from sandbox.papers.writing import made
from sandbox.reading.cleaning import cleaned
from sandbox.reading.quality import quality

CARDS = [
    (paper_set.name, paper)
    for paper_set in SETS.values()
    for paper in paper_set.papers
    if paper.document_type in ("PAN", "AADHAAR") and paper.manner != "pdf"
]
FLAGS = {"copy": "xerox_copy", "photo_of_photo": "photo_of_photo"}
# The same paper in another set is the same picture.
DIFFERENT = {(paper.file, paper.manner, str(paper.facts)): (name, paper) for name, paper in CARDS}


@pytest.mark.parametrize(
    ("name", "paper"), DIFFERENT.values(), ids=[f"{n}-{p.name}" for n, p in DIFFERENT.values()]
)
def test_the_manner_of_a_card_tells_its_flag(name, paper):
    picture = cv2.imdecode(np.frombuffer(made(paper), np.uint8), cv2.IMREAD_COLOR)
    assert quality(picture, cleaned(picture)) == FLAGS.get(paper.manner, "original")


def test_the_light_of_a_lamp_is_no_colour_of_the_paper():
    copy = np.full((600, 900, 3), 235, np.uint8)
    cv2.putText(copy, "PERMANENT ACCOUNT NUMBER", (60, 300), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (30, 30, 30), 3)
    by_lamp = (copy * np.array([0.72, 0.88, 1])).astype(np.uint8)
    assert quality(by_lamp, by_lamp) == "xerox_copy"


@pytest.mark.parametrize("size", [(48, 48), (48, 3000)])
def test_a_small_picture_has_a_flag_too(size):
    picture = np.full((*size, 3), 128, np.uint8)
    assert quality(picture, picture) == "xerox_copy"
