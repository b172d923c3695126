"""What a sheet of an .xlsx shows, as ECMA-376, part 1, says (18.3, 18.8)."""

import io
import re
import zipfile
from posixpath import join, normpath

from untrusted.workbooks import formats
from untrusted.workbooks.parts import Elements, Reader, find
from untrusted.workbooks.shown import Shown

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_RELATIONS = "/relationships}id"


def read(content: bytes, sheet: str) -> Shown:
    """What the sheet of this name shows."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        targets = _relations(parts, "xl/workbook.xml")
        path = ""
        for name, attributes, _ in Elements(parts, "xl/workbook.xml").found:
            if name == "sheet" and attributes.get("name") == sheet:
                path = targets.get(_relation(attributes), "")
        return _Sheet(parts, path).shown if find(parts, path) else Shown()


def _relation(attributes: dict[str, str]) -> str:
    return next((value for key, value in attributes.items() if key.endswith(_RELATIONS)), "")


def _relations(parts: zipfile.ZipFile, path: str) -> dict[str, str]:
    """Where the relations of a part lead: paths in the workbook, or addresses outside it."""
    folder, _, name = path.rpartition("/")
    found = {}
    for element, about, _ in Elements(parts, f"{folder}/_rels/{name}.rels").found:
        if element == "Relationship":
            target = about.get("Target", "")
            if about.get("TargetMode") != "External":
                target = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            found[about.get("Id", "")] = target
    return found


def _codes(parts: zipfile.ZipFile) -> list[str]:
    """The number format of each style that a cell may have."""
    named = dict(formats.BUILT_IN)
    styles = []
    for name, about, around in Elements(parts, "xl/styles.xml").found:
        if name == "numFmt":
            named[int(about["numFmtId"])] = about.get("formatCode", "General")
        elif name == "xf" and around == "cellXfs":
            styles.append(int(about.get("numFmtId", 0)))
    # What is not named here are dates, whose cells are told by their values.
    return [named.get(style, "General") for style in styles]


class _Sheet(Reader):
    """A sheet of an .xlsx."""

    def __init__(self, parts: zipfile.ZipFile, path: str) -> None:
        self.shown = Shown()
        self._targets = _relations(parts, path)
        self._codes = _codes(parts)
        self._row, self._column = 0, -1
        self._cell: dict[str, str] = {}
        super().__init__(parts, path)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.text.clear()
        if name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), -1
            if attributes.get("hidden") in ("1", "true"):
                self.shown.hidden.add(self._row)
        elif name == "c":
            place = _place(attributes.get("r", ""))
            self._column = place[1] if place else self._column + 1
            self._cell = attributes
            if attributes.get("t") in ("s", "str", "inlineStr"):
                self.shown.text(self._row, self._column, self._code())
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            if (begins := _place(first)) and (ends := _place(last)):
                self.shown.merge(begins, ends)
        elif name == "hyperlink":
            self._link(attributes)

    def end(self, name: str) -> None:
        if name == "f":
            self.shown.formula(self._row, self._column, "".join(self.text))
        elif name == "v" and self._cell.get("t", "n") == "n":
            self._number("".join(self.text))
        elif name == "v" and self._cell["t"] == "e":
            self.shown.errors[self._row][self._column] = "".join(self.text)

    def _number(self, value: str) -> None:
        code = self._code()
        if code != "General":
            self.shown.number(self._row, self._column, float(value), code)

    def _code(self) -> str:
        style = int(self._cell.get("s", 0))
        return self._codes[style] if style < len(self._codes) else "General"

    def _link(self, attributes: dict[str, str]) -> None:
        target = self._targets.get(_relation(attributes), "")
        place = _place(attributes.get("ref", "").partition(":")[0])
        if target and place:
            behind = f"#{attributes['location']}" if attributes.get("location") else ""
            self.shown.links[place[0]][place[1]] = target + behind


def _place(reference: str) -> tuple[int, int] | None:
    """The row and the column that a reference such as `B12` names."""
    found = _CELL.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1
