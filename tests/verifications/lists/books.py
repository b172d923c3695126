"""Files of lists as spreadsheet programs, and those who mean harm, make them."""

import io
import zipfile
from dataclasses import dataclass

import xlsxwriter
import xlwt

HEADER = ["Application ID", "Applicant", "Product", "Document ID", "URL"]


# In the place of a cell that is not written.
NOTHING = object()


@dataclass(frozen=True)
class Formatted:
    """A number or a text that its cell shows in a format."""

    value: float | str
    code: str


def row(document_id, *, application_id="CDL1", applicant="Sunil Patil", product="POC_CDL", url=None):
    """One row of a list."""
    url = f"https://docs.example/{document_id}.pdf?sig=a%2Bb" if url is None else url
    return [application_id, applicant, product, document_id, url]


def as_text(*rows, header=HEADER, delimiter=",", encoding="utf-8"):
    """A CSV file of these rows below the header."""
    lines = [delimiter.join(cells) for cells in (header, *rows)]
    return "\r\n".join(lines).encode(encoding)


def xlsx(*rows, sheets=None, arrange=None):
    """A workbook: of one sheet with these rows, or of several by their names; each is `arrange`d at last."""
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as workbook:
        date = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for name, cells in (sheets or {"List": rows}).items():
            sheet = workbook.add_worksheet(name.removeprefix("hidden "))
            if name.startswith("hidden "):
                sheet.hide()
            for number, values in enumerate(cells):
                for column, value in enumerate(values):
                    if isinstance(value, Formatted):
                        code = workbook.add_format({"num_format": value.code})
                        sheet.write(number, column, value.value, code)
                    else:
                        _put(sheet, number, column, value, date)
            if arrange:
                arrange(sheet)
    return book.getvalue()


def _put(sheet, number, column, value, date):
    if isinstance(value, bool):
        sheet.write_boolean(number, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(number, column, value)
    elif isinstance(value, str) and value.startswith("="):
        sheet.write_formula(number, column, value, None, "#DIV/0!" if "/0" in value else "found")
    elif isinstance(value, str):
        sheet.write_string(number, column, value)
    else:
        sheet.write_datetime(number, column, value, date)


def xls(*rows, arrange=None):
    """A workbook of the old format; its sheet is `arrange`d at last."""
    workbook, book = xlwt.Workbook(), io.BytesIO()
    sheet = workbook.add_sheet("List")
    for number, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, Formatted):
                sheet.write(number, column, value.value, xlwt.easyxf(num_format_str=value.code))
            elif value is not NOTHING:
                sheet.write(number, column, value)
    if arrange:
        arrange(sheet)
    workbook.save(book)
    return book.getvalue()


def ods(*rows, table=""):
    """An OpenDocument spreadsheet of text cells, or with this XML as its table."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in values
        )
        + "</table:table-row>"
        for values in rows
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    names += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="List">{table or cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def zipped(parts):
    """A zip file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def changed(book, name, change):
    """A workbook with one part changed, or added, by a function of what it held."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = change(parts.get(name, b""))
    return zipped(parts)


def renamed(book, names):
    """A workbook with some parts under other names."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return zipped({names.get(part, part): archive.read(part) for part in archive.namelist()})
