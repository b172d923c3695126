"""Pictures of Aadhaar papers without what an Aadhaar number could be had from."""

import re

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from sandbox.papers import SETS
from sandbox.papers.writing import made
from sandbox.reading.cleaning import cleaned
from sandbox.reading.lines import Page
from sandbox.reading.ocr import Reader
from sandbox.reading.pages import pages
from sandbox.reading.redacting import as_jpeg, redacted
from sandbox.understanding import reading_of
from tests.sandbox.reading.test_pages import pdf_by

LETTER = SETS["complete"].papers[2]


@pytest.fixture(scope="module")
def reader():
    return Reader()


def shown(jpeg):
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


def words(reader, picture):
    _, lines = reader.read(picture)
    return " ".join(line.text for line in lines)


def test_neither_the_number_nor_a_code_is_left_on_a_photo(reader, tmp_path):
    photo = cleaned(shown(made(LETTER)))
    upright, lines = reader.read(photo)
    understood = reading_of([Page(upright.shape[1], upright.shape[0], lines)])
    number = LETTER.facts["aadhaar_number"]
    assert understood.fields["aadhaar_number"]["value"] == number
    picture = shown(redacted(tmp_path, [as_jpeg(upright)], understood.secret_boxes, reader.read))
    left = words(reader, picture)
    assert LETTER.facts["name"] in left
    assert left.count(number[-4:]) >= 3
    assert not re.search(rf"{number[:4]}|{number[5:9]}", left)
    _, codes = cv2.QRCodeDetectorAruco().detectMulti(picture)
    assert codes is None


def test_a_page_of_a_pdf_is_drawn_without_its_number(reader, tmp_path):
    def draw(canvas):
        canvas.drawString(30, 250, "Government of India, Unique Identification Authority of India")
        canvas.drawString(30, 220, "Asha Deshpande")
        canvas.drawString(30, 200, "DOB: 14/08/1991")
        canvas.drawString(30, 180, "FEMALE")
        canvas.drawString(30, 120, LETTER.facts["aadhaar_number"])

    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf_by(draw))
    [(lines, (width, height))] = pages(path)
    understood = reading_of([Page(width, height, lines)])
    picture = shown(redacted(path, [b""], understood.secret_boxes, reader.read))
    assert picture.shape == pytest.approx((height, width, 3), abs=1)
    left = words(reader, picture)
    assert "Asha Deshpande" in left
    assert LETTER.facts["aadhaar_number"][-4:] in left
    assert LETTER.facts["aadhaar_number"][:9] not in left


def letter(draw_more):
    """A PDF with the text of a letter, and what a function draws on it besides."""

    def draw(canvas):
        canvas.drawString(30, 250, "Government of India, Unique Identification Authority of India")
        canvas.drawString(30, 220, "Asha Deshpande")
        canvas.drawString(30, 200, "DOB: 14/08/1991")
        canvas.drawString(30, 120, LETTER.facts["aadhaar_number"])
        draw_more(canvas)

    return pdf_by(draw)


def slanted(canvas):
    canvas.translate(60, 20)
    canvas.rotate(8)
    canvas.drawString(0, 0, LETTER.facts["aadhaar_number"])


def down(canvas):
    canvas.translate(350, 60)
    canvas.rotate(90)
    canvas.drawString(0, 0, LETTER.facts["aadhaar_number"])


def as_a_picture(canvas):
    stripe = Image.new("RGB", (800, 100), "white")
    ImageDraw.Draw(stripe).text((20, 20), LETTER.facts["aadhaar_number"], "black", ImageFont.load_default(50))
    canvas.drawInlineImage(stripe, 30, 40, 200, 25)


@pytest.mark.parametrize("draw_more", [slanted, down, as_a_picture])
def test_a_number_that_a_pdf_shows_and_its_text_does_not_say_is_blackened(draw_more, reader, tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter(draw_more))
    [(lines, (width, height))] = pages(path)
    boxes = reading_of([Page(width, height, lines)]).secret_boxes
    picture = shown(redacted(path, [b""], boxes, reader.read))
    for turned in (picture, cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE)):
        assert LETTER.facts["aadhaar_number"][:4] not in words(reader, turned)
