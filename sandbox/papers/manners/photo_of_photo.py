"""A photo of a screen that shows a card."""

import cv2
import numpy as np

from sandbox.papers.manners.picture import cloud, jpeg, noisy, rendered

SHOWN_WIDTH = 860  # points of the screen across the card
PICTURE = (1180, 1650)  # height, width
BEZEL = 46  # points of black frame around the screen
# How much of each colour a screen's three stripes let through: blue, green, red.
STRIPES = np.float32([[0.5, 0.5, 1.0], [0.5, 1.0, 0.5], [1.0, 0.5, 0.5]])
GAP = 0.72  # the dark line between two rows of points


def photographed_from_screen(pdf, chance):
    """The first page on a screen, whose points make a moiré with the camera's."""
    screen = _points(_shown(pdf))
    height, width = PICTURE
    half = np.float32([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width * 0.485, height * 0.475)
    corners = half + (width / 2, height / 2) + chance.uniform(-12, 12, (4, 2))
    source = np.float32(
        [[0, 0], [screen.shape[1], 0], [screen.shape[1], screen.shape[0]], [0, screen.shape[0]]]
    )
    view = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    picture = cv2.warpPerspective(
        screen, view, (width, height), flags=cv2.INTER_LINEAR, borderValue=(38, 36, 34)
    )
    picture = cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.float32) * np.float32((1.32, 1.26, 1.22))
    glare = cloud(chance, PICTURE, 3, 0, 1) ** 3 * 46
    picture = np.clip(picture + glare[:, :, None], 0, 255)
    return jpeg(noisy(picture, chance, 3.5), quality=80)


def _shown(pdf):
    """The screen's content: the card on a viewer's dark ground, the frame of the screen around it."""
    card = rendered(pdf, 300)
    shown_height = round(card.shape[0] * SHOWN_WIDTH / card.shape[1])
    card = cv2.resize(card, (SHOWN_WIDTH, shown_height), interpolation=cv2.INTER_AREA)
    across = 60
    down = max(30, (round((SHOWN_WIDTH + 2 * across) * PICTURE[0] / PICTURE[1]) - shown_height) // 2)
    ground = cv2.copyMakeBorder(card, down, down, across, across, cv2.BORDER_CONSTANT, value=(70, 64, 60))
    return cv2.copyMakeBorder(ground, BEZEL, BEZEL, BEZEL, BEZEL, cv2.BORDER_CONSTANT, value=(14, 14, 14))


def _points(content):
    """Each point of the screen as three coloured stripes with a gap below."""
    large = np.repeat(np.repeat(content, 3, axis=0), 3, axis=1).astype(np.float32)
    large *= np.tile(STRIPES, (content.shape[1], 1))[None]
    large[2::3] *= GAP
    return np.clip(large, 0, 255).astype(np.uint8)
