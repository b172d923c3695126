"""What a sheet of an .ods shows: in OpenDocument 1.3, part 3 (9.1), each cell has the text that it shows."""

import io
import zipfile

from untrusted.workbooks.parts import Reader
from untrusted.workbooks.shown import Shown

# A sheet may end with a million empty rows in one.
_MOST_ROWS = 10_000
# Signs that are elements, as spaces side by side would be one.
_SIGNS = {"s": " ", "tab": "\t", "line-break": "\n"}


def read(content: bytes, sheet: str) -> Shown:
    """What the sheet of this name shows."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return _Sheet(parts, sheet).shown


class _Sheet(Reader):
    """A sheet: its cells say what they show, and how often they stand side by side."""

    def __init__(self, parts: zipfile.ZipFile, sheet: str) -> None:
        self.shown = Shown()
        self._name, self._reading = sheet, False
        self._row, self._rows, self._column, self._columns = 1, 1, 0, 1
        self._about: dict[str, str] = {}
        # Where in the text a remark about the cell begins; none while that is -1.
        self._aside = -1
        super().__init__(parts, "content.xml")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        about = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        if name == "table":
            self._reading, self._row = about.get("name") == self._name, 1
        elif not self._reading:
            return
        elif name == "table-row":
            self._rows, self._column = int(about.get("number-rows-repeated", 1)), 0
            if about.get("visibility") in ("collapse", "filter"):
                self.shown.hidden |= set(range(self._row, self._row + min(self._rows, _MOST_ROWS)))
        elif name in ("table-cell", "covered-table-cell"):
            self._columns, self._about = int(about.get("number-columns-repeated", 1)), about
            self.text.clear()
        elif name == "annotation":
            self._aside = len(self.text)
        elif name in _SIGNS:
            self.text.append(_SIGNS[name] * int(about.get("c", 1)))
        elif name == "p" and self._aside < 0 and "".join(self.text).strip():
            self.text.append("\n")
        elif name == "a" and about.get("href") and self._aside < 0:
            self.shown.links[self._row][self._column] = about["href"]

    def end(self, name: str) -> None:
        if name == "table":
            self._reading = False
        elif name == "annotation" and self._aside >= 0:
            del self.text[self._aside :]
            self._aside = -1
        elif self._reading and name == "table-row":
            self._row += self._rows
        elif self._reading and name in ("table-cell", "covered-table-cell"):
            self._cell("".join(self.text).strip())
            self._column += self._columns

    def _cell(self, looks: str) -> None:
        about, here = self._about, (self._row, self._column)
        rows, columns = (int(about.get(f"number-{each}-spanned", 1)) for each in ("rows", "columns"))
        self.shown.merge(here, (self._row + rows - 1, self._column + columns - 1))
        self.shown.formula(self._row, self._column, about.get("formula", ""))
        if about.get("value-type") in ("float", "currency", "percentage") and looks:
            value = float(about.get("value", "nan"))
            if value == value and value == int(value) and looks != str(int(value)):
                self.shown.texts[self._row][self._column] = looks
        elif about.get("value-type") == "error":
            self.shown.errors[self._row][self._column] = looks
        elif "string-value" in about:
            self.shown.texts[self._row][self._column] = looks
