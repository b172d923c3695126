"""Specimens read by real reader processes: the goals that `make accuracy` measures over all of them."""

import pytest

from sandbox.accuracy import labelled, read_all, scores_by, verdicts
from sandbox.papers import SETS
from sandbox.papers.writing import write

# Photos, cards and scans, and what differs in two of the four ways; the figures are over all sets.
READ = ("photos", "identity", "imei-differs", "amount-differs")


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """The sets with their labels, and the reading of each paper."""
    folder = tmp_path_factory.mktemp("papers")
    for name in READ:
        write(SETS[name], folder / name)
    sets = labelled([folder])
    return sets, read_all(sets)


def part(of):
    return of[True] / of.total()


def test_types_and_key_numbers_are_read(read):
    scores = scores_by("manner", *read)
    assert scores["all"].types / scores["all"].papers >= 0.99, scores["all"].wrong
    assert part(scores["scan"].keys) >= 0.98, scores["scan"].wrong
    assert part(scores["photo"].keys) >= 0.9, scores["photo"].wrong
    assert part(scores["all"].fields) >= 0.95, scores["all"].wrong


def test_every_planted_mismatch_is_found_and_nothing_else_is_alarmed(read):
    sets, readings = read
    planted = 0
    for folder, labels in sets:
        of_set = {paper["file"]: readings[folder / paper["file"]] for paper in labels["papers"]}
        said = verdicts(labels, of_set)
        assert [verdict for verdict in said if not verdict.right] == []
        planted += sum(verdict.planted for verdict in said)
    assert planted == 3


def test_an_aadhaar_card_gets_a_picture_without_its_number(read):
    sets, readings = read
    cards = [reading for reading in readings.values() if reading.document_type == "AADHAAR"]
    assert cards and all(reading.redacted.startswith(b"\xff\xd8") for reading in cards)
    others = [reading for reading in readings.values() if reading.document_type != "AADHAAR"]
    assert not any(reading.redacted for reading in others)
