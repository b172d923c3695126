"""Blackens the digits of an Aadhaar number in the picture of its page, as UIDAI's masked Aadhaar does."""

import cv2
import numpy as np

from sandbox.reading.lines import Page
from sandbox.reading.pages import drawn_page
from sandbox.understanding import secret_boxes_of

BLACK = (0, 0, 0)
JPEG_QUALITY = 85
# The finder patterns at a code's corners reach a little beyond what is found.
MARGIN = 1.15

_detector = cv2.QRCodeDetectorAruco()


def as_jpeg(picture):
    """The bytes of a JPEG of a picture."""
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()


def redacted(path, pictures, secret_boxes, read):
    """A JPEG of the first page that holds secrets, without them and without QR codes, which hold them too.

    `pictures` has a JPEG for each page, empty for a page of a PDF with text: that is drawn from the file.
    A box is `(page, left, top, right, bottom)` in points of the page. `read` gives a picture turned upright
    and its lines.
    """
    number = min(box[0] for box in secret_boxes)
    boxes = [box for box in secret_boxes if box[0] == number]
    if pictures[number]:
        picture = cv2.imdecode(np.frombuffer(pictures[number], np.uint8), cv2.IMREAD_COLOR)
        _blacken(picture, boxes)
    else:
        picture = drawn_page(path, number)
        _blacken(picture, boxes)
        # The page may show more than its text says, a scan or a slanted number: look as at a photo.
        picture, lines = read(picture)
        _blacken(picture, secret_boxes_of([Page(picture.shape[1], picture.shape[0], lines)]))
    for corners in _qr_codes(picture):
        cv2.fillConvexPoly(picture, corners, BLACK)
    return as_jpeg(picture)


def _blacken(picture, boxes):
    for _, left, top, right, bottom in boxes:
        cv2.rectangle(picture, (int(left), int(top)), (int(right), int(bottom)), BLACK, cv2.FILLED)


def _qr_codes(picture):
    """The corners of each QR code, a little outside of it."""
    half = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    # What is too fine at one size is found at another, and what lies under specks once they are gone.
    for seen, scale in ((picture, 1), (half, 2), (cv2.medianBlur(half, 3), 2)):
        _, found = _detector.detectMulti(seen)
        for corners in () if found is None else found * scale:
            centre = corners.mean(axis=0)
            yield (centre + MARGIN * (corners - centre)).round().astype(np.int32)
