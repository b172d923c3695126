"""Writes the specimen papers: `python -m sandbox.papers FOLDER [--set NAME]`."""

import argparse
from pathlib import Path

from sandbox.papers import SETS
from sandbox.papers.writing import write


def main():
    """Write every set, or one, each into a folder of its name."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.papers", description="Writes specimen papers and what stands on them."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", choices=SETS, dest="name", help="only this one")
    options = parser.parse_args()
    for name in [options.name] if options.name else SETS:
        write(SETS[name], options.folder / name)
        print(f"{options.folder / name}: {len(SETS[name].papers)} papers")


if __name__ == "__main__":
    main()
