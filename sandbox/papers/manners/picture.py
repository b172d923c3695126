"""Pictures as arrays: from a PDF's first page, to JPEG."""

from io import BytesIO

import cv2
import numpy as np
import pypdfium2
from PIL import Image

TURNED_RIGHT = 6  # Exif's word for "turn this by 90° clockwise before you show it".


def rendered(pdf, dots_per_inch):
    """The first page in blue, green and red."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render(scale=dots_per_inch / 72).to_numpy()[:, :, :3].copy()
    finally:
        document.close()


def jpeg(picture, quality, orientation=None):
    """The picture as a JPEG file, with an Exif orientation where one is given."""
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    kept = BytesIO()
    Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).save(kept, "JPEG", quality=quality, exif=exif)
    return kept.getvalue()


def noisy(picture, chance, strength):
    """Add grain, the same on all three colours; `strength` is its standard deviation of 255."""
    grain = chance.standard_normal(picture.shape[:2], dtype=np.float32) * strength
    return np.clip(picture + grain[:, :, None], 0, 255).astype(np.uint8)


def cloud(chance, shape, cells, low, high):
    """A soft random field over a picture, from low to high: for light and for grain of wood."""
    coarse = chance.random((cells, cells), dtype=np.float32)
    field = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return low + (high - low) * np.clip(field, 0, 1)
