"""Files of lists as spreadsheet programs, and those who mean harm, make them."""

import io
import zipfile
from dataclasses import dataclass

import xlsxwriter
import xlwt

HEADER = ["Application ID", "Applicant", "Product", "Document ID", "URL"]


@dataclass(frozen=True)
class Padded:
    """A number that its cell shows with zeros in front."""

    number: int


def row(document_id, *, application_id="CDL1", applicant="Sunil Patil", product="POC_CDL", url=None):
    """One row of a list."""
    url = f"https://docs.example/{document_id}.pdf?sig=a%2Bb" if url is None else url
    return [application_id, applicant, product, document_id, url]


def as_text(*rows, header=HEADER, delimiter=",", encoding="utf-8"):
    """A CSV file of these rows below the header."""
    lines = [delimiter.join(cells) for cells in (header, *rows)]
    return "\r\n".join(lines).encode(encoding)


def xlsx(*rows, sheets=None):
    """A workbook: of one sheet with these rows, or of several by their names."""
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as workbook:
        padded = workbook.add_format({"num_format": "00000"})
        date = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for name, cells in (sheets or {"List": rows}).items():
            sheet = workbook.add_worksheet(name.removeprefix("hidden "))
            if name.startswith("hidden "):
                sheet.hide()
            for number, values in enumerate(cells):
                for column, value in enumerate(values):
                    _put(
                        sheet,
                        number,
                        column,
                        (value.number, padded) if isinstance(value, Padded) else value,
                        date,
                    )
    return book.getvalue()


def _put(sheet, number, column, value, date):
    if isinstance(value, tuple):
        sheet.write_number(number, column, *value)
    elif isinstance(value, bool):
        sheet.write_boolean(number, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(number, column, value)
    elif isinstance(value, str) and value.startswith("="):
        sheet.write_formula(number, column, value, None, "#DIV/0!" if "/0" in value else "found")
    elif isinstance(value, str):
        sheet.write_string(number, column, value)
    else:
        sheet.write_datetime(number, column, value, date)


def xls(*rows):
    """A workbook of the old format."""
    workbook, book = xlwt.Workbook(), io.BytesIO()
    sheet = workbook.add_sheet("List")
    for number, values in enumerate(rows):
        for column, value in enumerate(values):
            sheet.write(number, column, value)
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
