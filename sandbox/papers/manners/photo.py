"""A telephone's photo of a paper on a desk."""

import cv2
import numpy as np

from sandbox.papers.manners.picture import TURNED_RIGHT, cloud, jpeg, noisy, rendered

LONG_SIDE = (2100, 2600)
SMALL_LONG_SIDE = (1500, 1900)  # for cards and labels
# Blue, green, red of the desks: wood, dark wood, grey stone, cardboard.
DESKS = ((92, 132, 172), (52, 70, 96), (128, 126, 122), (104, 142, 178))


def photographed(pdf, chance, turn=""):
    """The first page in perspective, under uneven light, a little soft.

    `turn`: "exif" lies on its side and says so in Exif, "side" lies on its side, "over" is upside down.
    """
    page = rendered(pdf, 300)
    small = max(page.shape) < 150 / 25.4 * 300
    long_side = int(chance.integers(*(SMALL_LONG_SIDE if small else LONG_SIDE)))
    if page.shape[0] >= page.shape[1]:
        size = (long_side, int(long_side * 0.78))
    else:
        size = (int(long_side * 0.75), long_side)
    picture = _lit(_laid(page, _desk(chance, size), chance), chance)
    picture = cv2.GaussianBlur(picture, (0, 0), chance.uniform(0.7, 1.15))
    picture = noisy(picture, chance, 3.0)
    if turn in ("exif", "side"):
        picture = cv2.rotate(picture, cv2.ROTATE_90_COUNTERCLOCKWISE)
    if turn == "over":
        picture = cv2.rotate(picture, cv2.ROTATE_180)
    return jpeg(picture, quality=82, orientation=TURNED_RIGHT if turn == "exif" else None)


def _desk(chance, size):
    """A surface with a grain along it."""
    colour = np.array(DESKS[int(chance.integers(len(DESKS)))], np.float32)
    grain = chance.standard_normal((size[0], 24), dtype=np.float32)
    grain = cv2.GaussianBlur(cv2.resize(grain, (size[1], size[0])), (0, 0), 1.5)
    return colour * (1 + 0.10 * grain * cloud(chance, size, 6, 0.3, 1.0))[:, :, None]


def _laid(page, desk, chance):
    """The page on the desk, its corners where a tilted camera sees them, with its own soft shadow."""
    height, width = desk.shape[:2]
    corners = _corners(page.shape, width, height, chance)
    source = np.float32([[0, 0], [page.shape[1], 0], [page.shape[1], page.shape[0]], [0, page.shape[0]]])
    view = cv2.getPerspectiveTransform(source, corners)
    # Shrinking by more than half without it would break thin strokes.
    shrink = np.linalg.norm(corners[1] - corners[0]) / page.shape[1]
    if shrink < 0.8:
        page = cv2.GaussianBlur(page, (0, 0), 0.35 / shrink)
    seen = cv2.warpPerspective(page, view, (width, height), flags=cv2.INTER_LINEAR)
    mask = np.zeros((height, width), np.float32)
    cv2.fillConvexPoly(mask, corners.astype(np.int32), 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), 0.9)
    # The shadow is broad and soft: made small, blurred there, made large again.
    small = cv2.resize(mask, (width // 8, height // 8))
    moved = cv2.warpAffine(small, np.float32([[1, 0, 2], [0, 1, 3]]), small.shape[::-1])
    shadow = cv2.resize(cv2.GaussianBlur(moved, (0, 0), 2.5), (width, height))
    desk = desk * (1 - 0.45 * shadow)[:, :, None]
    return desk * (1 - mask)[:, :, None] + seen * mask[:, :, None] * np.float32((0.93, 0.96, 0.97))


def _corners(shape, width, height, chance):
    """Where the page's corners lie: most of the picture, turned by up to 6°, its sides not parallel."""
    scale = min(width * 0.90 / shape[1], height * 0.90 / shape[0])
    half_width, half_height = shape[1] * scale / 2, shape[0] * scale / 2
    corners = np.float32([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (half_width, half_height)
    angle = np.radians(chance.uniform(-6, 6))
    turn = np.float32([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners[:2, 0] *= 1 - chance.uniform(0.03, 0.12)
    corners[:2, 1] *= 1 - chance.uniform(0.0, 0.04)
    corners += chance.uniform(-0.008, 0.008, (4, 2)) * width
    corners = corners @ turn.T * 0.94
    return (corners + (width / 2, height / 2)).astype(np.float32)


def _lit(picture, chance):
    """Light that falls off to one side, and the shadow of the hand that holds the telephone."""
    height, width = picture.shape[:2]
    angle = chance.uniform(0, 2 * np.pi)
    across = np.linspace(-1, 1, width, dtype=np.float32) * np.float32(np.cos(angle))
    down = np.linspace(-1, 1, height, dtype=np.float32) * np.float32(np.sin(angle))
    light = 0.90 + 0.11 * (across[None, :] + down[:, None])
    edge = chance.uniform(-0.2, 0.5)
    lean = chance.uniform(-0.6, 0.6)
    axis = np.linspace(-1, 1, width // 8, dtype=np.float32)[None, :]
    other = np.linspace(-1, 1, height // 8, dtype=np.float32)[:, None]
    dark = 1 / (1 + np.exp(-(axis + lean * other - edge) * np.float32(chance.uniform(7, 14))))
    light *= 1 - chance.uniform(0.18, 0.34) * cv2.resize(dark.astype(np.float32), (width, height))
    return np.clip(picture * light[:, :, None], 0, 255)
