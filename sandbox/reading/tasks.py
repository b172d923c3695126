"""What a reader process is told to do.

The web part names these functions without loading the libraries that they need.
"""

from pathlib import Path


def prepare():
    """Make a new process ready: before its first file."""
    from sandbox.reading import reader

    reader.prepare()


def read(path):
    """A Reading of the file at a path (a text)."""
    from sandbox.reading import reader

    return reader.read(Path(path))
