"""From lines of text to Atlas's words: types, fields with confidences, cross-checks."""
