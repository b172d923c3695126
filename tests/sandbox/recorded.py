"""What OCR read on the papers of another hand, recorded: rules are tried without reading them anew.

`python -m tests.sandbox.recorded` records it again, after a change of what comes before the rules.
"""

import json
from pathlib import Path

from sandbox.reading.lines import Line, Page

PAPERS = Path(__file__).parent / "papers_of_another_hand"
LINES = Path(__file__).parent / "lines_of_another_hand.json"


def pages():
    """The recorded pages of each paper, by its path."""
    recorded = json.loads(LINES.read_text())
    return {
        PAPERS / name: [
            Page(width, height, tuple(Line(*line) for line in lines), quality)
            for width, height, quality, lines in paper
        ]
        for name, paper in recorded.items()
    }


def main():
    """Read every paper and write down its lines."""
    # They take memory and a while to load, and tests that use the record need none of them.
    from sandbox.reading import reader

    reader.prepare()
    files = sorted(path for path in PAPERS.rglob("*.*") if path.suffix in (".jpg", ".pdf"))
    recorded = {
        str(path.relative_to(PAPERS)): [_plain(page) for page in reader.pages_of(path)] for path in files
    }
    papers = ",\n".join(f"{json.dumps(name)}: {json.dumps(paper)}" for name, paper in recorded.items())
    LINES.write_text(f"{{\n{papers}\n}}\n")


def _plain(page):
    lines = [
        (
            line.text,
            round(line.score, 4),
            *(round(edge) for edge in (line.left, line.top, line.right, line.bottom)),
        )
        for line in page.lines
    ]
    return page.width, page.height, page.quality, lines


if __name__ == "__main__":
    main()
