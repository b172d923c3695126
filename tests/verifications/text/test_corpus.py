"""Pastes as they come, each beside what is to be understood of it (the folder corpus)."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from verifications.text import canonical, understand

FOLDER = Path(__file__).parent / "corpus"
PASTES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".txt", ".html"))
FIELDS = ("line", "document_id", "file_url", "expected_type", "fault")


def paste_of(path):
    return path.read_bytes().decode()


def in_short(row):
    return {name: value for name in FIELDS if (value := getattr(row, name))}


@pytest.mark.parametrize("path", PASTES, ids=lambda path: path.stem)
def test_a_paste_is_understood(path):
    expected = json.loads(path.with_suffix(".json").read_text())

    understood = understand(paste_of(path))

    assert [in_short(row) for row in understood.rows] == expected["rows"]
    assert understood.form == expected["form"]
    assert understood.problem == expected.get("problem", "")
    assert understood.flow_uuid == expected.get("flow_uuid", "")
    assert all(row.todo for row in understood.rows if row.fault)


@pytest.mark.parametrize("path", PASTES, ids=lambda path: path.stem)
def test_what_is_written_back_is_understood_as_the_same_rows(path):
    rows = understand(paste_of(path)).rows

    again = understand(canonical(rows)).rows

    def without_place(row):
        return replace(row, line=0, notes=(), todo=row.todo if row.fault != "Duplicate id" else "")

    assert list(map(without_place, again)) == list(map(without_place, rows))


def test_the_corpus_is_whole():
    assert len(PASTES) >= 100
    assert {path.stem for path in PASTES} == {path.stem for path in FOLDER.glob("*.json")}
