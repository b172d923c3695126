"""How a picture came about, as far as its points tell: Atlas's `document_quality_flag`."""

import cv2
import numpy as np

from sandbox.reading.lines import ORIGINAL, PHOTO_OF_PHOTO, XEROX_COPY

# A copying machine leaves no colour; on an original at least a stamp or a line has one.
LEAST_COLOUR = 24
LEAST_COLOURED = 0.001

# Waves are looked for in so many tiles each way, of so many points; print makes them in some tiles, a
# screen in most. Slower waves than this are the paper's own.
TILES = 8
TILE = 128
FASTEST_OF_PAPER = 0.15
# How far the strongest wave of a tile stands out from its others.
LEAST_WAVE = 80

_frequency = np.hypot(*np.mgrid[-TILE // 2 : TILE // 2, -TILE // 2 : TILE // 2]) / TILE
_window = np.outer(np.hanning(TILE), np.hanning(TILE)).astype(np.float32)


def quality(picture, paper):
    """The flag for a picture and for the paper that was cut out of it.

    The points of a screen beat with those of the camera and leave waves that no paper has. A paper that
    never had a colour cannot be told from its copy.
    """
    if _shows_a_screen(picture):
        return PHOTO_OF_PHOTO
    return ORIGINAL if _has_colour(paper) else XEROX_COPY


def _has_colour(paper):
    small = cv2.resize(paper, (400, 400), interpolation=cv2.INTER_AREA).astype(np.float32)
    # Under a lamp the whitest of the paper is yellow: that is the lamp's colour, not the paper's.
    white = np.maximum(np.percentile(small.reshape(-1, 3), 90, axis=0), 1)
    balanced = np.minimum(small * (255 / white), 255)
    return np.mean(balanced.max(axis=2) - balanced.min(axis=2) > LEAST_COLOUR) > LEAST_COLOURED


def _shows_a_screen(picture):
    height, width = picture.shape[:2]
    if min(height, width) < TILE:
        return False
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    waves = [
        _strongest_wave(grey[top : top + TILE, left : left + TILE])
        for top in np.linspace(0, height - TILE, TILES).astype(int)
        for left in np.linspace(0, width - TILE, TILES).astype(int)
    ]
    return np.median(waves) > LEAST_WAVE


def _strongest_wave(tile):
    waves = np.abs(np.fft.fftshift(np.fft.fft2((tile - tile.mean()) * _window)))
    fast = waves[_frequency > FASTEST_OF_PAPER]
    return fast.max() / (np.median(fast) + 1)
