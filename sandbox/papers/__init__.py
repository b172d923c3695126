"""Specimen papers: drawn, scanned and photographed by script, labelled, nobody's."""

from sandbox.papers.paper import Paper
from sandbox.papers.sets import SETS, PaperSet

__all__ = ["SETS", "Paper", "PaperSet"]
