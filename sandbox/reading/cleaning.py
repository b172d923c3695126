"""Makes the photo of a paper look like a scan: cut out of its desk, seen from above, lit evenly."""

import cv2
import numpy as np

# Where to look for the paper: edges need no more points than this.
LOOKED_AT = 600
# A paper fills the photo that somebody took of it.
LEAST_SHARE = 0.2
MOST_SHARE = 0.97
# The frame of a table is as light outside as inside; the edge of a paper is not.
LEAST_STEP = 20
# So far from an edge its two sides are compared: an edge is not sharp.
MARGIN = 8
# Grain, as the middle of how far points lie from their neighbours in grey; scans and good photos have 2 at
# the most, and photos in a bad light 6 and more. What reads takes grain for dots and strokes, and misses
# less of letters that are a little soft.
MOST_GRAIN = 3.5
SOFTNESS = 1.3
# How much lighter the light parts of a page may be than its dark parts before light counts as uneven.
MOST_UNEVEN = 1.35


def cleaned(picture):
    """The paper of a picture without its surroundings, shadows and grain; a scan comes back as it is."""
    return _without_grain(_lit_evenly(_cut_out(picture)))


def _cut_out(picture):
    corners = _paper(picture)
    if corners is None:
        return picture
    top_left, top_right, bottom_right, bottom_left = corners
    width = round(max(_distance(top_left, top_right), _distance(bottom_left, bottom_right)))
    height = round(max(_distance(top_left, bottom_left), _distance(top_right, bottom_right)))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    view = cv2.getPerspectiveTransform(corners, target)
    return cv2.warpPerspective(picture, view, (width, height), flags=cv2.INTER_CUBIC)


def _paper(picture):
    """The corners of the paper from the top left clockwise, or None where no paper stands out."""
    scale = LOOKED_AT / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (7, 7), 0)
    shapes = (corners for mask in _masks(grey) for corners in _four_cornered(mask))
    papers = [corners for corners in shapes if _stands_out(corners, grey)]
    if not papers:
        return None
    largest = max(papers, key=cv2.contourArea)
    return _clockwise(largest.reshape(4, 2).astype(np.float32) / scale)


def _masks(grey):
    _, light = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    kernel = np.ones((9, 9), np.uint8)
    yield cv2.morphologyEx(light, cv2.MORPH_CLOSE, kernel)
    yield cv2.morphologyEx(cv2.Canny(grey, 40, 120), cv2.MORPH_CLOSE, kernel)


def _four_cornered(mask):
    area = mask.shape[0] * mask.shape[1]
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        hull = cv2.convexHull(contour)
        corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True)
        if len(corners) == 4 and LEAST_SHARE < cv2.contourArea(corners) / area < MOST_SHARE:
            yield corners


def _stands_out(corners, grey):
    """Whether the shape is lighter than what lies around it, all along at least three of its edges."""
    corners = corners.reshape(4, 2).astype(float)
    centre = corners.mean(axis=0)
    height, width = grey.shape
    steps = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        points = start + np.linspace(0.1, 0.9, 30)[:, None] * (end - start)
        outwards = (points - centre) / np.linalg.norm(points - centre, axis=1)[:, None]
        outside = (points + MARGIN * outwards).round().astype(int)
        inside = (points - MARGIN * outwards).round().astype(int)
        if ((outside >= 0) & (outside < (width, height))).all():
            steps.append(np.median(_at(grey, inside) - _at(grey, outside)))
    return len(steps) >= 3 and min(steps) > LEAST_STEP


def _at(grey, points):
    return grey[points[:, 1], points[:, 0]].astype(int)


def _clockwise(corners):
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    ordered = corners[np.argsort(angles)]
    return np.roll(ordered, -int(ordered.sum(axis=1).argmin()), axis=0)


def _distance(one, other):
    return float(np.linalg.norm(one - other))


def _lit_evenly(picture):
    small = cv2.resize(picture, (64, 64), interpolation=cv2.INTER_AREA)
    # Letters are darker than their paper: the lightest of a neighbourhood is the paper.
    light = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 7)
    grey = cv2.cvtColor(light, cv2.COLOR_BGR2GRAY)
    dark_parts, light_parts = np.percentile(grey, (5, 95))
    if light_parts < MOST_UNEVEN * max(dark_parts, 1):
        return picture
    ground = cv2.resize(light, picture.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return cv2.divide(picture, cv2.max(ground, 1), scale=235)


def _without_grain(picture):
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    if np.median(np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 1))) < MOST_GRAIN:
        return picture
    return cv2.GaussianBlur(picture, (0, 0), SOFTNESS)
