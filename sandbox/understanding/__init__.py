"""From lines of text to Atlas's words: types, fields with confidences, cross-checks."""

from sandbox.understanding.understood import Understood, reading_of, secret_boxes_of

__all__ = ["Understood", "reading_of", "secret_boxes_of"]
