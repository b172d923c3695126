"""What the columns of a table are, by the words of its header: of pasted text and of uploaded lists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from verifications.text.cells import Record, cleaned
from verifications.text.rows import is_link

# What a column may hold of a document, and of its case; pasted text is read for documents alone.
ROLES = ("document_id", "file_url", "expected_type")
# The first line of rows that were written by us, as a TSV.
WRITTEN_HEADER = "\t".join(ROLES)
OF_CASE = ("application_id", "applicant_name", "product_type", "flow_uuid", "account")
# So many of the first filled rows may be the header.
ABOVE = 10
# For each field the words of a header without case, spaces and signs; of two columns the surer word counts.
# Words that may as well stand for the same thing are in one text, so that two of them are told to the person.
_WORDS = {
    "document_id": (
        "documentid docid documentno docno documentnumber docnumber documentref documentreference",
        "docref docreference documentkey dockey documentcode doccode documentidentifier documentuid docuid "
        "documentuuid docuuid documentidno documentnum docnum",
        "fileid fileno filenumber fileref filereference",
        "attachmentid recordid uniqueid externalid",
        "id ids uid identifier",
        "no number ref refs reference refno refnumber refid referenceno referencenumber referenceid key",
        # Often the name of a document, and its number stands beside it.
        "document",
    ),
    "file_url": (
        "fileurl documenturl docurl filelink documentlink doclink fileurls documenturls",
        "downloadurl downloadlink signedurl presignedurl signedlink sasurl publicurl publiclink "
        "attachmenturl attachmentlink imageurl imagelink s3url bloburl fileuri documenturi filehref",
        "url urls link links href uri uris hyperlink weblink webaddress",
    ),
    "expected_type": (
        "expectedtype expecteddocumenttype expecteddoctype",
        "documenttype doctype typeofdocument",
        "documentcategory doccategory documentkind",
        "type",
        "kind",
    ),
    "application_id": (
        "applicationid applicationno applicationnumber applicationref applicationreference "
        "appid appno appnumber loanapplicationid loanapplicationno loanapplicationnumber",
        "loanid loanno loannumber losid",
        "application",
    ),
    "applicant_name": (
        "applicant applicantname nameofapplicant nameoftheapplicant",
        "customer customername borrower borrowername",
        "name",
    ),
    "product_type": ("producttype productcode", "product loanproduct", "scheme"),
    "flow_uuid": ("flowuuid flowid", "flow"),
    "account": ("atlasaccount", "account accountname"),
}
_MEANINGS = {
    word: (role, rank)
    for role, ranks in _WORDS.items()
    for rank, words in enumerate(ranks)
    for word in words.split()
}
_LONGEST = 60
# Text without lines may have a million cells by a separator that is none.
_WIDEST = 1_000


@dataclass(frozen=True)
class Columns:
    """Where in a row each field stands that the header names; `names` are the header's cells.

    `alike` has, for each field that two columns claim with words equally sure, these two.
    """

    names: tuple[str, ...]
    places: dict[str, int]
    alike: dict[str, tuple[str, str]] = field(default_factory=dict)

    def unused(self, fields: Collection[str]) -> list[str]:
        """The headers of the columns that are none of these fields."""
        used = {at for name, at in self.places.items() if name in fields}
        return [name for at, name in enumerate(self.names) if name and at not in used]

    def claimed_twice(self, fields: Sequence[str]) -> str:
        """What to do about two columns that claim one of these fields; empty if there are none."""
        for one, other in (self.alike[name] for name in fields if name in self.alike):
            return f"The columns “{one[:60]}” and “{other[:60]}” mean the same. Keep one of them."
        return ""

    def is_repeated_in(self, cells: Sequence[str]) -> bool:
        """Whether a row is the header once more, as when pages were copied one by one."""
        if cleaned(cells[0]) != self.names[0]:
            return False
        again = tuple(map(cleaned, cells))
        return again == self.names[: len(again)] and not any(self.names[len(again) :])

    def is_reordered_in(self, cells: Sequence[str]) -> bool:
        """Whether a row is the header of another table, whose columns stand elsewhere."""
        if any("://" in cell for cell in cells):
            return False
        named = columns(cells)
        if named is None or len(named.places) < 3 or not names_document(named):
            return False
        return any(self.places.get(name, at) != at for name, at in named.places.items())

    def overflow(self, cells: Sequence[str]) -> bool:
        """Whether a row has something under no header, where the rest of a cell may have slipped to.

        What stands before all columns that are read has slipped from none of them.
        """
        if len(cells) > len(self.names):
            return True
        return any(at < len(cells) and cleaned(cells[at]) for at in self._unnamed)

    @cached_property
    def _unnamed(self) -> list[int]:
        used = sorted(self.places.values())
        return [at for at, name in enumerate(self.names) if not name and at not in used and at > min(used)]


def meaning(name: str) -> tuple[str, int] | None:
    """The field that a header or a key names, and how surely: 0 is the surest. None for other words."""
    if len(name) > _LONGEST:
        return None
    return _MEANINGS.get("".join(filter(str.isalnum, name.casefold())))


def columns(cells: Sequence[str]) -> Columns | None:
    """The columns that these cells are the header of; None if they name none."""
    names = tuple(map(cleaned, cells))
    claims: dict[str, list[tuple[int, int]]] = {}
    for at, name in enumerate(names):
        if meant := meaning(name):
            claims.setdefault(meant[0], []).append((meant[1], at))
    if not claims or any("://" in name or is_link(name) for name in names):
        return None
    places, alike = {}, {}
    for role, ranked in claims.items():
        (rank, places[role]), *others = sorted(ranked)
        if others and others[0][0] == rank:
            alike[role] = names[places[role]], names[others[0][1]]
    return Columns(names, places, alike)


def names_document(columns: Columns) -> bool:
    """Whether the columns say of a document what it is called or where it lies."""
    return "document_id" in columns.places or "file_url" in columns.places


def header(records: Sequence[Record]) -> tuple[int, Columns] | None:
    """Where the header stands, and its columns: of the first rows, the one that names the most columns.

    Once one was found, it is not looked for below a link: there stands another table.
    """
    found: tuple[int, Columns] | None = None
    for at, (_, cells) in enumerate(records[:ABOVE]):
        if len(cells) > _WIDEST:
            continue
        named = columns(cells)
        if named and (found is None or weight(named) > weight(found[1])):
            found = at, named
        elif found and any(map(is_link, map(cleaned, cells))):
            break
    return found


def weight(columns: Columns) -> tuple[int, int]:
    """How much speaks for a header: the fields of a document that it names, then those of the case."""
    of_document = sum(role in columns.places for role in ROLES)
    return of_document, len(columns.places)


def with_link_column(columns: Columns, rows: Sequence[Record]) -> Columns:
    """The columns with the only one that has links in it, where no header names it."""
    if "file_url" in columns.places:
        return columns
    linked = {at for _, cells in rows for at, cell in enumerate(cells) if is_link(cleaned(cell))}
    linked.discard(columns.places.get("document_id", -1))
    if len(linked) != 1:
        return columns
    (at,) = linked
    places = {role: place for role, place in columns.places.items() if place != at}
    return replace(columns, places=places | {"file_url": at})
