"""Files on disk: pictures in their manners, and labels beside them."""

import io
import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from sandbox.papers import SETS
from sandbox.papers.writing import labels, made


def picture(name, file):
    """One paper's picture as it is stored, whatever its Exif says."""
    (paper,) = (paper for paper in SETS[name].papers if paper.file == file)
    return Image.open(io.BytesIO(made(paper)))


def test_a_command_writes_a_set_with_its_labels(tmp_path):
    command = [sys.executable, "-m", "sandbox.papers", str(tmp_path), "--set", "business"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == f"{tmp_path / 'business'}: 4 papers\n"
    assert [folder.name for folder in tmp_path.iterdir()] == ["business"]
    written = json.loads((tmp_path / "business" / "labels.json").read_text())
    files = {paper["file"] for paper in written["papers"]}
    assert files | {"labels.json"} == {file.name for file in (tmp_path / "business").iterdir()}
    assert written == labels(SETS["business"])


@pytest.mark.parametrize("name", SETS)
def test_labels_say_all_that_a_measure_needs(name):
    told = labels(SETS[name])
    assert set(told) == {"set", "title", "papers", "mismatches"}
    files = {paper["file"] for paper in told["papers"]}
    for paper in told["papers"]:
        assert set(paper) == {"file", "document_type", "error_code", "manner", "fields", "key_fields"}
        assert bool(paper["document_type"]) != bool(paper["error_code"])
        assert paper["fields"] and all(isinstance(value, str) for value in paper["fields"].values())
        assert set(paper["key_fields"]) <= set(paper["fields"])
    for pair in told["mismatches"]:
        assert set(pair) == {"field", "document_1", "document_2"}
        assert {pair["document_1"], pair["document_2"]} <= files


@pytest.mark.parametrize(
    ("name", "file"),
    [("scans", "pan.jpg"), ("photos", "imei.jpg"), ("copies", "pan.jpg"), ("identity", "pan.jpg")],
)
def test_a_picture_is_made_alike_each_time(name, file):
    assert np.array_equal(np.asarray(picture(name, file)), np.asarray(picture(name, file)))


def test_a_scan_has_the_papers_size_at_250_dots_per_inch():
    width, height = picture("scans", "gst-certificate.jpg").size
    # A4 and the scanner's lid, four millimetres on each side.
    assert (width, height) == pytest.approx((218 / 25.4 * 250, 305 / 25.4 * 250), abs=3)


def test_photos_are_as_large_as_a_phones_and_darker_than_scans():
    photo, scan = picture("photos", "imei.jpg"), picture("scans", "imei.jpg")
    assert 1500 <= max(photo.size) <= 2600
    assert np.asarray(photo).mean() < np.asarray(scan).mean() - 40


def test_a_photo_on_its_side_says_so_in_exif_or_not_at_all():
    told, silent = picture("photos", "delivery-order.jpg"), picture("photos", "pan.jpg")
    assert told.getexif()[0x0112] == 6 and told.width > told.height
    assert 0x0112 not in silent.getexif() and silent.height > silent.width


def test_a_copy_is_grey_and_hard():
    copy = np.asarray(picture("copies", "serial-number.jpg")).astype(int)
    assert np.abs(copy[:, :, 0] - copy[:, :, 2]).max() <= 2
    middle = (copy[:, :, 0] > 90) & (copy[:, :, 0] < 190)
    assert middle.mean() < 0.12


def test_a_photo_of_a_screen_shows_its_frame():
    shown = np.asarray(picture("identity", "pan.jpg").convert("L")).astype(int)
    height, width = shown.shape
    frame = shown[height // 2, int(width * 0.03) : int(width * 0.05)]
    card = shown[height // 2, int(width * 0.3) : int(width * 0.7)]
    assert frame.mean() < 45 and np.median(card) > 120
