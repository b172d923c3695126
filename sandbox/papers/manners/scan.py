"""A flatbed scanner's picture."""

import cv2
import numpy as np

from sandbox.papers.manners.picture import jpeg, noisy, rendered

DOTS_PER_INCH = 250
SMALL_DOTS_PER_INCH = 300  # for cards and labels
LID = 4  # millimetres of the scanner's white lid that show around a paper
TONE = np.array((0.965, 0.98, 0.985), np.float32)  # paper is a little warmer than white


def scanned(pdf, chance):
    """The first page at 250 or 300 dots per inch, at most 0.6° askew."""
    page = rendered(pdf, DOTS_PER_INCH)
    dots = DOTS_PER_INCH
    if max(page.shape) < 150 / 25.4 * DOTS_PER_INCH:
        dots = SMALL_DOTS_PER_INCH
        page = rendered(pdf, dots)
    page = (page * TONE).astype(np.uint8)
    edge = int(LID / 25.4 * dots)
    page = cv2.copyMakeBorder(page, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(247, 248, 248))
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), chance.uniform(-0.6, 0.6), 1)
    page = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(247, 248, 248))
    page = cv2.GaussianBlur(page, (0, 0), 0.5)
    return jpeg(noisy(page, chance, 2.5), quality=85)
