"""Reads the lines of a picture with RapidOCR, and finds out which way up it is meanwhile.

The models (PP-OCRv6, Apache-2.0) come inside the package and know Latin letters, not Devanagari.
"""

import cv2
import numpy as np
from rapidocr import RapidOCR

from sandbox.reading.lines import Line, in_reading_order

# One thread for each process: the processes share the cores, and two threads read a page hardly faster.
PARAMETERS = {
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
# So many of the widest lines are asked which way up they are; one alone is wrong now and then.
ASKED = 9
# The letters of a page with its right side up are surer than this on average; those on their head look
# like others, but not much.
UPRIGHT_FROM = 0.75
# Degrees; less does not mix up the rows of a page.
LEAST_SLOPE = 0.2
WHITE = (255, 255, 255)
# Less than this is noise of stamps, emblems and scripts that the models do not know.
LEAST_SCORE = 0.5


class Reader:
    """Holds the models, which take half a second to load and 0.5 GB while they read."""

    def __init__(self):
        self._engine = RapidOCR(params=PARAMETERS)

    def read(self, picture):
        """The picture turned upright, and its lines; a picture is an array of bytes in blue, green, red."""
        boxes = self._engine(picture, use_det=True, use_cls=False, use_rec=False).boxes
        if boxes is None:
            return picture, ()
        if _lie_on_their_side(boxes):
            picture, boxes = _quarter_turn(picture, boxes)
        pieces = self._engine.crop_text_regions(picture, boxes)
        if self._stand_on_their_head(pieces):
            picture, boxes = _half_turn(picture, boxes)
            pieces = [cv2.rotate(piece, cv2.ROTATE_180) for piece in pieces]
        picture, boxes, found = self._recognised(picture, boxes, pieces)
        picture, boxes = _level(picture, boxes)
        lines = [
            _line(text.strip(), score, box)
            for text, score, box in zip(found.txts, found.scores, boxes, strict=True)
            if text.strip() and score >= LEAST_SCORE
        ]
        return picture, in_reading_order(lines)

    def _recognised(self, picture, boxes, pieces):
        """The letters, with the picture and its boxes: the other way up if they make more sense so."""
        found = self._engine.recognize_txt(pieces)
        if np.mean(found.scores) < UPRIGHT_FROM:
            turned = self._engine.recognize_txt([cv2.rotate(piece, cv2.ROTATE_180) for piece in pieces])
            if np.mean(turned.scores) > np.mean(found.scores):
                return *_half_turn(picture, boxes), turned
        return picture, boxes, found

    def _stand_on_their_head(self, pieces):
        widest = sorted(pieces, key=lambda piece: piece.shape[1] / piece.shape[0])[-ASKED:]
        _, answers = self._engine.cls_and_rotate(widest)
        return sum(label == "180" for label, _ in answers.cls_res) > len(widest) / 2


def _line(text, score, box):
    (left, top), (right, bottom) = box.min(axis=0), box.max(axis=0)
    return Line(text, float(score), float(left), float(top), float(right), float(bottom))


def _lie_on_their_side(boxes):
    across = np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1)
    down = np.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)
    # Single letters and stamps are as tall as they are wide: only clear shapes count, by their length.
    return down[down > 1.5 * across].sum() > across[across > 1.5 * down].sum()


def _quarter_turn(picture, boxes):
    width = picture.shape[1]
    turned = np.stack([boxes[..., 1], width - boxes[..., 0]], axis=-1)
    # The corner that was top right is top left now.
    return np.ascontiguousarray(np.rot90(picture)), np.ascontiguousarray(
        np.roll(turned, -1, axis=1), dtype=np.float32
    )


def _half_turn(picture, boxes):
    height, width = picture.shape[:2]
    turned = np.array([width, height], dtype=np.float32) - boxes
    return cv2.rotate(picture, cv2.ROTATE_180), np.roll(turned, 2, axis=1)


def _level(picture, boxes):
    """Picture and boxes turned so that the lines run level: a picture is seldom straight to the degree."""
    edges = boxes[:, 1] - boxes[:, 0]
    slopes = np.degrees(np.arctan2(edges[:, 1], edges[:, 0]))
    # Long lines know the slope better than short ones.
    weights = np.maximum(np.linalg.norm(edges, axis=1) // 20, 1).astype(int)
    slope = float(np.median(np.repeat(slopes, weights)))
    if abs(slope) < LEAST_SLOPE:
        return picture, boxes
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), slope, 1)
    return cv2.warpAffine(picture, turn, (width, height), borderValue=WHITE), cv2.transform(boxes, turn)
