"""What a sheet of an .xls shows, as xlrd reads it."""

import codecs
import io

import xlrd
from xlrd.biffh import encoding_from_codepage

from untrusted.workbooks.shown import Shown

# In which a workbook may keep its texts; nothing can be loaded any more once the process is confined.
CODE_PAGES = (437, 850, 852, 855, 857, 862, 866, 874, 932, 936, 949, 950, 1361, *range(1250, 1259))
for encoding in ("utf_16_le", *encoding_from_codepage.values(), *(f"cp{page}" for page in CODE_PAGES)):
    codecs.lookup(encoding)


def read(content: bytes, sheet: str) -> Shown:
    """What the sheet of this name shows."""
    shown = Shown()
    with xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO()) as book:
        found = book.sheet_by_name(sheet)
        shown.hidden = {row + 1 for row, info in found.rowinfo_map.items() if info.hidden}
        for first_row, last_row, first_column, last_column in found.merged_cells:
            shown.merge((first_row + 1, first_column), (last_row, last_column - 1))
        for link in found.hyperlink_list:
            # A path is bytes, and no link for a portal; a place in the workbook has neither.
            if isinstance(link.url_or_path, str):
                shown.links[int(link.frowx or 0) + 1][int(link.fcolx or 0)] = link.url_or_path
        for row in range(found.nrows):
            for column in range(found.row_len(row)):
                style = book.xf_list[found.cell_xf_index(row, column)]
                code = book.format_map[style.format_key].format_str
                kind = found.cell_type(row, column)
                if kind == xlrd.XL_CELL_NUMBER:
                    shown.number(row + 1, column, float(found.cell_value(row, column)), code)
                elif kind == xlrd.XL_CELL_TEXT:
                    shown.text(row + 1, column, code)
                elif kind == xlrd.XL_CELL_ERROR:
                    number = int(found.cell_value(row, column))
                    shown.errors[row + 1][column] = xlrd.error_text_from_code.get(number, "#")
    return shown
