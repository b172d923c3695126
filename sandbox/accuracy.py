"""How well the sandbox reads: `python -m sandbox.accuracy [FOLDER …]`, without a folder over the specimens.

A folder holds papers and a `labels.json` beside them, in the form that `sandbox.papers` writes, or
folders of such; this is how a lender measures its own papers.
"""

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from sandbox.items import item
from sandbox.papers import SETS
from sandbox.papers.writing import write
from sandbox.reading.readers import Readers
from sandbox.understanding.comparing import cross_checks

# Below this, the portal shows a cross-check as a difference to look at.
DIFFERS_BELOW = 0.7
COLUMNS = ("papers", "type", "fields", "key numbers", "character errors", "cross-checks")


def main():
    """Read every labelled paper and print what was right, by type and by manner of the picture."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.accuracy", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="folders with labels.json; none: the specimens")
    parser.add_argument("--wrong", action="store_true", help="also print every field that was read wrongly")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sets = labelled(options.folders or [specimens(Path(folder))])
        if not sets:
            parser.error("no labels.json found in these folders")
        readings = read_all(sets)
    print_report(sets, readings, sys.stdout, wrong=options.wrong)


def specimens(folder):
    """Write the specimen papers into a folder; returns it."""
    for name, papers in SETS.items():
        write(papers, folder / name)
    return folder


def labelled(folders):
    """Every set of labelled papers below some folders: pairs of a folder and its labels."""
    found = sorted(path for folder in folders for path in folder.rglob("labels.json"))
    return [(path.parent, json.loads(path.read_text())) for path in found]


def read_all(sets):
    """The reading of each paper of all sets, by its path, made by a process for each core."""
    paths = [folder / paper["file"] for folder, labels in sets for paper in labels["papers"]]
    processes = os.cpu_count() or 1
    readers = Readers(processes)
    try:
        with ThreadPoolExecutor(processes) as threads:
            return dict(zip(paths, threads.map(readers.read, map(str, paths)), strict=True))
    finally:
        readers.stop()


class Score:
    """What was right among some papers."""

    def __init__(self):
        self.papers = self.types = 0
        self.fields = Counter()
        self.keys = Counter()
        self.checks = Counter()
        self.errors = self.characters = 0
        self.wrong = []

    def add(self, paper, reading):
        """Count one paper."""
        self.papers += 1
        said = (reading.document_type, reading.error_code)
        right = said == (paper["document_type"], paper["error_code"])
        self.types += right
        if not right:
            self.wrong.append(f"{paper['file']}: read as {' '.join(said).strip() or 'nothing'}")
        for name, expected in paper["fields"].items():
            value = _plain(reading.fields.get(name, {}).get("value", ""))
            same = value == _plain(expected)
            self.fields[same] += 1
            if name in paper["key_fields"]:
                self.keys[same] += 1
            self.errors += min(Levenshtein.distance(value, _plain(expected)), len(expected))
            self.characters += len(expected)
            if not same:
                self.wrong.append(f"{paper['file']}: {name} is “{expected}”, read “{value}”")

    def row(self):
        """The figures as texts, in the order of COLUMNS."""
        return (
            str(self.papers),
            share(self.types, self.papers),
            share(self.fields[True], self.fields.total()),
            share(self.keys[True], self.keys.total()),
            share(self.errors, self.characters),
            share(self.checks[True], self.checks.total()),
        )


@dataclass(frozen=True)
class Verdict:
    """What was said of one fact of two papers: whether it differs, and whether that is planted.

    A planted difference of which nothing was said is one that was not seen.
    """

    field: str
    papers: frozenset
    differs: bool
    planted: bool

    @property
    def right(self):
        return self.differs == self.planted


def verdicts(labels, readings):
    """The verdicts on one set; `readings` has a reading for each file name."""
    items = [
        item(name, reading.document_type, reading.error_code, reading.fields)
        for name, reading in readings.items()
    ]
    planted = {
        (mismatch["field"], frozenset((mismatch["document_1"], mismatch["document_2"])))
        for mismatch in labels["mismatches"]
    }
    said = dict.fromkeys(planted, False) | {
        (check["field"], frozenset((check["document_id_1"], check["document_id_2"]))): (
            check["similarity_score"] < DIFFERS_BELOW
        )
        for check in cross_checks(items)
    }
    return [
        Verdict(field, pair, differs, (field, pair) in planted) for (field, pair), differs in said.items()
    ]


def scores_by(key, sets, readings):
    """A Score for each value of a label (`document_type` or `manner`), and one for all.

    A cross-check counts for both of its papers, and once for all.
    """
    scores = {"all": Score()}
    for folder, labels in sets:
        names = {paper["file"]: paper[key] or paper["error_code"] for paper in labels["papers"]}
        for paper in labels["papers"]:
            reading = readings[folder / paper["file"]]
            for score in (scores["all"], scores.setdefault(names[paper["file"]], Score())):
                score.add(paper, reading)
        for verdict in verdicts(labels, {name: readings[folder / name] for name in names}):
            for name in {"all", *(names[paper] for paper in verdict.papers)}:
                scores[name].checks[verdict.right] += 1
    return scores


def print_report(sets, readings, out, *, wrong=False):
    """Print a table by type and one by manner, and what the cross-checks found."""
    for key in ("document_type", "manner"):
        scores = scores_by(key, sets, readings)
        names = [*sorted(scores.keys() - {"all"}), "all"]
        rows = [(name, *scores[name].row()) for name in names]
        _print_table((key.replace("_", " "), *COLUMNS), rows, out)
    said = Counter()
    lines = []
    for folder, labels in sets:
        of_set = {paper["file"]: readings[folder / paper["file"]] for paper in labels["papers"]}
        for verdict in verdicts(labels, of_set):
            said[verdict.planted, verdict.differs] += 1
            if not verdict.right:
                what = "not seen" if verdict.planted else "false alarm"
                lines.append(
                    f"{labels['set']}: {what}, {verdict.field} of {' and '.join(sorted(verdict.papers))}"
                )
    planted = said[True, True] + said[True, False]
    print(f"Planted mismatches found: {said[True, True]} of {planted}. ", end="", file=out)
    print(f"False alarms: {said[False, True]} in {said.total()} cross-checks.", file=out)
    for line in lines + (scores["all"].wrong if wrong else []):
        print(f"  {line}", file=out)


def share(part, whole):
    """A part of a whole in per cent."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _plain(value):
    return " ".join(str(value).split())


def _print_table(head, rows, out):
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip(), file=out
        )
    print(file=out)


if __name__ == "__main__":
    main()
