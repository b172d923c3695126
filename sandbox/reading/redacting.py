"""Blackens the digits of an Aadhaar number in the picture of its page, as UIDAI's masked Aadhaar does."""

import cv2
import numpy as np

from sandbox.reading.pages import drawn_page

BLACK = (0, 0, 0)
JPEG_QUALITY = 85


def as_jpeg(picture):
    """The bytes of a JPEG of a picture."""
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()


def redacted(path, pictures, secret_boxes):
    """A JPEG of the first page that holds secrets, without them.

    `pictures` has a JPEG for each page, empty for a page of a PDF with text: that is drawn from the file.
    A box is `(page, left, top, right, bottom)` in points of the page.
    """
    number = min(box[0] for box in secret_boxes)
    if pictures[number]:
        picture = cv2.imdecode(np.frombuffer(pictures[number], np.uint8), cv2.IMREAD_COLOR)
    else:
        picture = drawn_page(path, number)
    for page, left, top, right, bottom in secret_boxes:
        if page == number:
            cv2.rectangle(picture, (int(left), int(top)), (int(right), int(bottom)), BLACK, cv2.FILLED)
    return as_jpeg(picture)
