"""A bad copy: grey, hard, speckled, striped and coarse."""

import cv2
import numpy as np

from sandbox.papers.manners.picture import cloud, jpeg, rendered

DOTS_PER_INCH = 160
SMALL_DOTS_PER_INCH = 210  # for cards and labels


def copied(pdf, chance):
    """The first page as an old copier gives it."""
    page = rendered(pdf, DOTS_PER_INCH)
    if max(page.shape) < 150 / 25.4 * DOTS_PER_INCH:
        page = rendered(pdf, SMALL_DOTS_PER_INCH)
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    grey = cv2.copyMakeBorder(grey, 24, 24, 24, 24, cv2.BORDER_CONSTANT, value=255)
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), chance.uniform(-0.9, 0.9), 1)
    grey = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    grey = cv2.GaussianBlur(grey, (0, 0), 0.8).astype(np.float32)
    grey += chance.standard_normal(grey.shape, dtype=np.float32) * 10 - cloud(chance, grey.shape, 5, 0, 22)
    # Toner knows little between black and white.
    grey = 255 / (1 + np.exp(-(grey - 165) / 17))
    grey = _striped(_speckled(grey, chance), chance)
    grey = np.clip(grey, 18, 250).astype(np.uint8)
    return jpeg(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), quality=62)


def _speckled(grey, chance):
    """Dust on the glass: small black dots, about one to 60 mm²."""
    height, width = grey.shape
    for _ in range(height * width // 2400):
        x, y = int(chance.integers(width)), int(chance.integers(height))
        radius = int(chance.integers(0, 2))
        grey[y : y + radius + 1, x : x + radius + 1] = chance.uniform(0, 120)
    return grey


def _striped(grey, chance):
    """A worn drum: a few pale and dark lines down the page, and a dark edge."""
    width = grey.shape[1]
    for _ in range(5):
        x, broad = int(chance.integers(width)), int(chance.integers(2, 9))
        grey[:, x : x + broad] = grey[:, x : x + broad] * 0.88 - 4
    grey[:, : int(chance.integers(6, 14))] = 40
    return grey
