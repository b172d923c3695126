"""A photo of a paper becomes the paper; a scan stays as it is."""

import cv2
import numpy as np
import pytest

from sandbox.reading.cleaning import cleaned

DESK = (60, 80, 90)


def paper(width=600, height=800):
    """A white page with a mark of its own colour in each corner, clockwise from the top left."""
    page = np.full((height, width, 3), 245, np.uint8)
    for colour, (x, y) in zip(
        [(0, 0, 255), (0, 255, 0), (255, 0, 0), (0, 0, 0)],
        [(20, 20), (width - 80, 20), (width - 80, height - 80), (20, height - 80)],
        strict=True,
    ):
        cv2.rectangle(page, (x, y), (x + 60, y + 60), colour, cv2.FILLED)
    return page


def photographed(page, corners, size=(1000, 1200)):
    """The page on a desk, its corners at these places of the photo."""
    height, width = page.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    view = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    photo = np.full((size[1], size[0], 3), DESK, np.uint8)
    shown = cv2.warpPerspective(page, view, size)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), view, size)
    photo[mask > 0] = shown[mask > 0]
    return photo


@pytest.mark.parametrize(
    "corners",
    [
        [(150, 120), (850, 160), (900, 1080), (90, 1040)],
        [(260, 150), (760, 130), (900, 1100), (120, 1090)],
    ],
)
def test_a_paper_is_cut_out_of_its_desk_and_seen_from_above(corners):
    page = cleaned(photographed(paper(), corners))
    height, width = page.shape[:2]
    assert width < height
    marks = [page[int(y * height), int(x * width)] for x, y in ((0.08, 0.06), (0.92, 0.06), (0.92, 0.94))]
    assert [int(mark.argmax()) for mark in marks] == [2, 1, 0]
    assert all(mark.min() < 90 for mark in marks)
    assert abs(page[height // 2, width // 2].astype(int) - 245).max() < 25


def test_a_scan_stays_as_it_is():
    page = paper()
    assert (cleaned(page) == page).all()


def test_a_frame_on_a_page_is_no_paper():
    page = paper()
    cv2.rectangle(page, (100, 150), (520, 700), (0, 0, 0), 3)
    assert cleaned(page).shape == page.shape


def test_a_shadow_is_lifted_and_the_ink_stays_dark():
    shade = np.linspace(0.35, 1, 600)[None, :, None]
    page = paper()
    cv2.rectangle(page, (280, 300), (320, 420), (20, 20, 20), cv2.FILLED)
    lit = cleaned((page * shade).astype(np.uint8))
    assert lit[600, 40].min() > 200 and lit[600, 560].min() > 200
    assert lit[360, 300].max() < 90


@pytest.mark.parametrize("size", [(48, 48), (48, 3000), (3000, 48)])
@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_picture_of_nothing_stays_a_picture_of_nothing(size, shade):
    picture = np.full((*size, 3), shade, np.uint8)
    assert cleaned(picture).shape == picture.shape


def test_grain_is_smoothed_and_fine_print_of_a_good_picture_is_left_alone():
    page = paper()
    chance = np.random.default_rng(1)
    grainy = np.clip(page + chance.normal(0, 15, page.shape[:2])[..., None], 0, 255).astype(np.uint8)
    good = np.clip(page + chance.normal(0, 2, page.shape[:2])[..., None], 0, 255).astype(np.uint8)
    assert np.std(cleaned(grainy)[200:400, 200:400]) < np.std(grainy[200:400, 200:400]) / 2
    assert np.array_equal(cleaned(good), good)
