"""From a link to lines of text: download, pages, pictures made readable, OCR."""
