"""One row of a list: what it says of its case, and its document, with its fault."""

from collections.abc import Mapping
from dataclasses import dataclass

from verifications.models import lengths
from verifications.models.document_types import document_type
from verifications.text import Row
from verifications.text.cells import Record
from verifications.text.faults import cut_short
from verifications.text.formats.prose import TOO_MUCH
from verifications.text.rows import has_invisible
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
    "digits": ("Digits lost", "A number cell keeps 15 digits. Make the column text and type it anew"),
}
_IDS = ("application_id", "document_id", "flow_uuid")
# A name or a link may be a number, but not a date or TRUE.
_NO_TEXT = ("date", "logical")


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
    for name in (*_IDS, "applicant_name", "product_type", "file_url"):
        flag = flags.get(columns.places.get(name, -1))
        if flag and (name in _IDS or flag in _NO_TEXT):
            fault, todo = FLAGS[flag]
            row = row.refused(fault, todo.format(cell[name]), name)
    return Entry(**said, row=_refused(row, said, cell.get("account", ""), account_name))


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
