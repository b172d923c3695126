"""How well the sandbox reads: `python -m sandbox.accuracy [FOLDER …]`, without a folder over the specimens.

A folder holds papers and a `labels.json` beside them, in one of the forms that `sandbox.labelled` knows, or
folders of such; this is how a lender measures its own papers.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from sandbox.items import item
from sandbox.labelled import labelled
from sandbox.papers import SETS
from sandbox.papers.writing import write
from sandbox.reading.readers import Readers
from sandbox.understanding.comparing import cross_checks
from sandbox.understanding.likeness import SAME
from sandbox.understanding.spellings import squeezed

# Below this, the portal shows a cross-check as a difference to look at.
DIFFERS_BELOW = 0.7
COLUMNS = (
    "papers", "type", "fields", "key numbers", "of those that the letters hold", "amounts", "dates",
    "errors in names", "character errors", "cross-checks",
)  # fmt: skip
_DATES = ("date", "dob", "valid_till", "valid_upto")
_AMOUNTS = ("amount", "payment")
_NAMES = ("name", "names", "surname", "name_as_per_pan")


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


class Errors:
    """How many characters of some values were read wrongly."""

    def __init__(self):
        self.wrong = self.characters = 0

    def add(self, value, expected):
        """Count one value; one that was not read counts as all of its characters."""
        self.wrong += min(Levenshtein.distance(value, expected), len(expected))
        self.characters += len(expected)


class Score:
    """What was right among some papers."""

    def __init__(self):
        self.papers = self.types = 0
        self.fields = Counter()
        self.keys = Counter()
        self.held = Counter()
        self.amounts = Counter()
        self.dates = Counter()
        self.checks = Counter()
        self.in_names = Errors()
        self.in_all = Errors()
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
            self._add_field(paper, reading, name, expected)

    def _add_field(self, paper, reading, name, expected):
        expected, value = _plain(expected), _plain(reading.fields.get(name, {}).get("value", ""))
        same = value == expected
        if name in paper["key_fields"]:
            # Blanks and dashes inside a number are a matter of taste.
            same = squeezed(value) == squeezed(expected)
            self.keys[same] += 1
            if squeezed(expected) in squeezed("".join(reading.lines)):
                self.held[same] += 1
        if name.endswith(_AMOUNTS):
            self.amounts[same] += 1
        if name.endswith(_DATES) or name.startswith("date_of"):
            self.dates[same] += 1
        if name.endswith(_NAMES):
            self.in_names.add(value, expected)
        self.in_all.add(value, expected)
        self.fields[same] += 1
        if not same:
            self.wrong.append(f"{paper['file']}: {name} is “{expected}”, read “{value}”")

    def row(self):
        """The figures as texts, in the order of COLUMNS."""
        return (
            str(self.papers),
            share(self.types, self.papers),
            share(self.fields[True], self.fields.total()),
            share(self.keys[True], self.keys.total()),
            share(self.held[True], self.held.total()),
            share(self.amounts[True], self.amounts.total()),
            share(self.dates[True], self.dates.total()),
            share(self.in_names.wrong, self.in_names.characters),
            share(self.in_all.wrong, self.in_all.characters),
            share(self.checks[True], self.checks.total()),
        )


@dataclass(frozen=True)
class Verdict:
    """What was said of one fact of two papers: how alike it is, and whether a difference is planted.

    Of a planted difference that was not seen nothing was said: its similarity is that of equal values.
    """

    field: str
    papers: frozenset
    similarity: float
    planted: bool

    @property
    def differs(self):
        return self.similarity < DIFFERS_BELOW

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
    said = dict.fromkeys(planted, SAME) | {
        (check["field"], frozenset((check["document_id_1"], check["document_id_2"]))): (
            check["similarity_score"]
        )
        for check in cross_checks(items)
    }
    return [Verdict(field, pair, score, (field, pair) in planted) for (field, pair), score in said.items()]


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
    said = [(labels["set"], verdicts(labels, _of_set(folder, labels, readings))) for folder, labels in sets]
    _print_verdicts(said, out)
    for line in [*_wrong_verdicts(said), *(scores["all"].wrong if wrong else [])]:
        print(f"  {line}", file=out)


def _of_set(folder, labels, readings):
    return {paper["file"]: readings[folder / paper["file"]] for paper in labels["papers"]}


def _print_verdicts(said, out):
    counts = Counter((verdict.planted, verdict.differs) for _, of_set in said for verdict in of_set)
    planted = counts[True, True] + counts[True, False]
    print(f"Planted mismatches found: {counts[True, True]} of {planted}. ", end="", file=out)
    print(f"False alarms: {counts[False, True]} in {counts.total()} cross-checks.", file=out)
    mixed = [of_set for _, of_set in said if any(verdict.planted for verdict in of_set)]
    lowest = sum(min(of_set, key=lambda verdict: verdict.similarity).planted for of_set in mixed)
    consistent = [of_set for _, of_set in said if of_set and of_set not in mixed]
    quiet = sum(not any(verdict.differs for verdict in of_set) for of_set in consistent)
    print(f"Consistent sets without a false alarm: {quiet} of {len(consistent)}. ", end="", file=out)
    print(f"A planted mismatch has the lowest similarity in {lowest} of {len(mixed)} sets.", file=out)


def _wrong_verdicts(said):
    for name, of_set in said:
        for verdict in of_set:
            if not verdict.right:
                what = "not seen" if verdict.planted else "false alarm"
                yield f"{name}: {what}, {verdict.field} of {' and '.join(sorted(verdict.papers))}"


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
