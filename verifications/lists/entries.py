"""One row of a list: what it says of its case, and its document, with its fault."""

from collections.abc import Mapping
from dataclasses import dataclass

from untrusted.workbooks.reading import WHOLE_ROW
from verifications.models import lengths
from verifications.models.document_types import document_type
from verifications.text import Note, Row
from verifications.text.cells import Record, link_of_formula
from verifications.text.faults import cut_short
from verifications.text.formats.prose import TOO_MUCH
from verifications.text.links import same_address
from verifications.text.rows import has_invisible, is_link
from verifications.text.vocabulary import Columns

LENGTHS = {
    "application_id": lengths.APPLICATION_ID,
    "applicant_name": lengths.APPLICANT_NAME,
    "product_type": lengths.PRODUCT_TYPE,
    "flow_uuid": lengths.FLOW_UUID,
}
LABELS = {
    "application_id": "application id",
    "applicant_name": "applicant",
    "product_type": "product",
    "flow_uuid": "flow",
}
# What a workbook's cell may hold in the place of what was typed, by the flag of its reader.
FLAGS = {
    "date": ("Became a date", "The cell holds the date {}. Make the column text and type it anew"),
    "logical": ("Not a text", "The cell holds the value {}. Make the column text and type it anew"),
    "fraction": ("Not a whole number", "The cell holds the number {}. Make the column text and type it anew"),
    "byte": (
        "Characters lost",
        "The cell holds {}, and what cannot be read. Type it anew, and save as UTF-8",
    ),
    "format": (
        "Shown otherwise",
        "The cell holds {} and shows it in the format {}. Make the column text and type what it shows",
    ),
    "error": ("Formula failed", "The cell shows {1}. Type in what belongs there"),
    "digits": ("Digits lost", "A number cell keeps 15 digits. Make the column text and type it anew"),
}
_IDS = ("application_id", "document_id", "flow_uuid")
# A name or a link may be a number, but not a date or TRUE.
_NO_TEXT = ("date", "logical", "byte", "error")
HIDDEN_ROW = Note("This row is hidden in the sheet")


@dataclass(frozen=True)
class Entry:
    """One row of the list: what it says of its case, and its document."""

    application_id: str
    applicant_name: str
    product_type: str
    flow_uuid: str
    row: Row


def entry_of(
    columns: Columns, record: Record, flags: Mapping[int, str], *, account_name: str, delimited: bool
) -> Entry:
    """What a row says, each fault at its cell; `flags` say, by the column, what its cells became.

    `delimited`: it was a text, in which a separator may stand in a cell and part it.
    """
    number, cells = record
    cell = {name: cells[at] if at < len(cells) else "" for name, at in columns.places.items()}
    said = {name: cell.get(name, "") for name in LENGTHS}
    expected = cell.get("expected_type", "")
    row = Row(
        number,
        cell.get("document_id", ""),
        cell.get("file_url", ""),
        expected_type=document_type(expected) or expected,
    )
    if delimited and columns.overflow(cells):
        row = row.refused(*TOO_MUCH)
    row = _linked(row, flags.get(columns.places.get("file_url", WHOLE_ROW), ""))
    if WHOLE_ROW in flags:
        row = row.noted(HIDDEN_ROW)
    for name in (*_IDS, "applicant_name", "product_type", "file_url"):
        flag, _, more = flags.get(columns.places.get(name, WHOLE_ROW), "").partition(":")
        if flag in FLAGS and (name in _IDS or flag in _NO_TEXT):
            fault, todo = FLAGS[flag]
            row = row.refused(fault, todo.format(cell[name], more), name)
    return Entry(**said, row=_refused(row, said, cell.get("account", ""), account_name))


def _linked(row: Row, flag: str) -> Row:
    """The row with the link that lies behind its cell, in the sheet's own way or by a formula."""
    kind, _, link = flag.partition(":")
    looks = row.file_url
    if made := link_of_formula(looks):
        kind, link, looks = "behind", *made
    if kind != "behind" or same_address(link, looks):
        return row
    if is_link(looks):
        return row.noted(Note(f"Behind this cell lies another link: {link[:200]}"))
    return row.but(file_url=link).noted(
        Note(f"The cell shows “{looks[:40]}”; its link lies behind it", calm=True)
    )


def _refused(row: Row, said: Mapping[str, str], account: str, account_name: str) -> Row:
    """The row with its fault, if what it says of its case has one."""
    application_id = said["application_id"]
    if fault := cut_short(application_id):
        row = row.refused(*fault, "application_id")
    if not application_id:
        row = row.refused("No application id", "Every row names its application", "application_id")
    for name, text in said.items():
        if has_invisible(text):
            todo = f"The {LABELS[name]} has invisible characters in it; type it anew"
            row = row.refused("Hidden characters", todo, name)
        if len(text) > LENGTHS[name]:
            todo = f"The {LABELS[name]} has {len(text):,} characters; {LENGTHS[name]} is the most"
            row = row.refused("Too long", todo, name)
    if account and account.casefold() != account_name.casefold():
        todo = f"This list goes to {account_name}. Upload these rows as a list of their own"
        row = row.refused("Another account", todo, "account")
    if row.attachment:
        todo = "A list has links that begin with https:// or http://"
        row = row.refused("Not a web link", todo, "file_url")
    return row
