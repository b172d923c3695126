"""The parts of a workbook that is a zip of XML, gone through element by element."""

import zipfile
from xml.parsers import expat


def find(parts: zipfile.ZipFile, path: str) -> str:
    """The name of a part; some programs write it with backslashes or in other letters. Empty for none."""
    wanted = path.lower()
    return next((name for name in parts.namelist() if name.replace("\\", "/").lower() == wanted), "")


class Reader:
    """Goes through a part of a workbook element by element; names are without what stands before a colon."""

    def __init__(self, parts: zipfile.ZipFile, path: str) -> None:
        self.text: list[str] = []
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, attributes: self.begin(name.rpartition("}")[2], attributes)
        parser.EndElementHandler = lambda name: self.end(name.rpartition("}")[2])
        parser.CharacterDataHandler = self.text.append
        with parts.open(find(parts, path)) as part:
            parser.ParseFile(part)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""


class Elements(Reader):
    """The elements of a small part, each with its attributes and the one around it."""

    def __init__(self, parts: zipfile.ZipFile, path: str) -> None:
        self.found: list[tuple[str, dict[str, str], str]] = []
        self._around: list[str] = [""]
        if find(parts, path):
            super().__init__(parts, path)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.found.append((name, attributes, self._around[-1]))
        self._around.append(name)

    def end(self, name: str) -> None:
        self._around.pop()
