"""Lines of a picture, whichever way up it lies."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from sandbox.reading.lines import Line, in_reading_order
from sandbox.reading.ocr import Reader, _half_turn

ROWS = (("Invoice No", "INV-140891"), ("Date", "17/10/2025"), ("Dealer", "Sai Krupa Electronics"))


@pytest.fixture(scope="module")
def reader():
    return Reader()


@pytest.fixture(scope="module")
def sheet():
    """A page of three rows with a label and a value each."""
    image = Image.new("RGB", (900, 500), "white")
    draw = ImageDraw.Draw(image)
    for number, (label, value) in enumerate(ROWS):
        draw.text((60, 80 + 110 * number), label, "black", ImageFont.load_default(34))
        draw.text((420, 80 + 110 * number), value, "black", ImageFont.load_default(34))
    return np.ascontiguousarray(np.asarray(image)[..., ::-1])


def turned(picture, degrees):
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(picture, turn, (width, height), borderValue=(255, 255, 255))


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_picture_is_turned_upright_and_read_in_order(reader, sheet, quarters):
    upright, lines = reader.read(np.ascontiguousarray(np.rot90(sheet, quarters)))
    assert upright.shape == sheet.shape
    assert [line.text for line in lines] == [text for row in ROWS for text in row]
    assert all(0.9 < line.score <= 1 for line in lines)
    assert lines[0].left < 100 and lines[0].top < 100 and lines[1].left > 400


@pytest.mark.parametrize("degrees", [-4, 4])
def test_rows_run_level_in_a_picture_that_is_not_straight(reader, sheet, degrees):
    upright, lines = reader.read(turned(sheet, degrees))
    assert [line.text for line in lines] == [text for row in ROWS for text in row]
    for label, value in zip(lines[::2], lines[1::2], strict=True):
        assert abs(label.bottom - value.bottom) < 12
    # The picture was turned with its lines: each still lies on its ink.
    for line in lines:
        inside = upright[int(line.top) : int(line.bottom), int(line.left) : int(line.right)]
        assert (inside < 100).any()


def test_an_empty_page_has_no_lines(reader):
    blank = np.full((400, 300, 3), 255, np.uint8)
    upright, lines = reader.read(blank)
    assert lines == ()
    assert upright.shape == blank.shape


def test_lines_of_a_row_are_read_from_left_to_right():
    right = Line("right", 1, 200, 10, 300, 30)
    left = Line("left", 1, 10, 14, 100, 34)
    below = Line("below", 1, 10, 60, 100, 80)
    assert in_reading_order([below, right, left]) == (left, right, below)


def test_a_page_that_is_taken_for_standing_on_its_head_is_read_the_right_way_up(reader, sheet):
    boxes = reader._engine(sheet, use_det=True, use_cls=False, use_rec=False).boxes
    upside_down, turned_boxes = _half_turn(sheet, boxes)
    pieces = reader._engine.crop_text_regions(upside_down, turned_boxes)
    picture, _, found = reader._recognised(upside_down, turned_boxes, pieces)
    assert {"INV-140891", "17/10/2025"} <= set(found.txts)
    assert np.array_equal(picture, sheet)
