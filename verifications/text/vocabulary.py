"""What the columns of a table are, by the words of its header."""

from collections.abc import Sequence
from dataclasses import dataclass

from verifications.text.cells import Record, bare
from verifications.text.rows import is_link

ROLES = ("document_id", "file_url", "expected_type")
# For each field the words of a header without case, spaces and signs; of two columns the surer word counts.
_WORDS = {
    "document_id": (
        "documentid docid documentno docno documentnumber docnumber documentnum docnum documentref docref "
        "documentreference docreference documentkey dockey documentcode doccode documentidentifier "
        "documentuid docuid documentuuid docuuid documentidno",
        "fileid fileno filenumber fileref filereference attachmentid recordid uniqueid externalid",
        "id ids no number ref refs reference refno refnumber refid referenceno referencenumber referenceid "
        "key uid identifier",
    ),
    "file_url": (
        "fileurl documenturl docurl filelink documentlink doclink fileurls documenturls",
        "downloadurl downloadlink signedurl presignedurl signedlink sasurl publicurl publiclink "
        "attachmenturl attachmentlink imageurl imagelink s3url bloburl fileuri documenturi filehref",
        "url urls link links href uri uris hyperlink weblink webaddress",
    ),
    "expected_type": (
        "expectedtype expecteddocumenttype expecteddoctype",
        "documenttype doctype typeofdocument documentcategory doccategory documentkind",
        "type kind",
    ),
}
_MEANINGS = {
    word: (role, rank)
    for role, ranks in _WORDS.items()
    for rank, words in enumerate(ranks)
    for word in words.split()
}
_LONGEST = 60


@dataclass(frozen=True)
class Columns:
    """Where in a row each field stands; None where no column has it.

    `names` are the header's cells. `twice` is a header that two columns claim, so that neither counts.
    """

    names: tuple[str, ...]
    document_id: int | None
    file_url: int | None
    expected_type: int | None
    twice: str = ""

    @property
    def unused(self) -> tuple[str, ...]:
        """The headers of the columns that have no meaning here."""
        used = (self.document_id, self.file_url, self.expected_type)
        return tuple(name for at, name in enumerate(self.names) if name and at not in used)

    def is_unnamed(self, at: int) -> bool:
        """Whether a column stands under no header."""
        return at >= len(self.names) or not self.names[at]


def meaning(name: str) -> tuple[str, int] | None:
    """The field that a header or a key names, and how surely: 0 is the surest. None for other words."""
    if len(name) > _LONGEST:
        return None
    return _MEANINGS.get("".join(filter(str.isalnum, name.casefold())))


def columns(cells: Sequence[str]) -> Columns | None:
    """The columns that these cells are the header of; None if they are no header."""
    names = tuple(map(bare, cells))
    places: dict[str, list[tuple[int, int]]] = {role: [] for role in ROLES}
    for at, name in enumerate(names):
        if "://" in name or is_link(name):
            return None
        if meant := meaning(name):
            places[meant[0]].append((meant[1], at))
    if not places["document_id"] and not places["file_url"]:
        return None
    found: dict[str, int | None] = {}
    twice = ""
    for role, ranked in places.items():
        ranked.sort()
        if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
            twice = twice or names[ranked[0][1]]
        found[role] = ranked[0][1] if ranked else None
    return Columns(names, found["document_id"], found["file_url"], found["expected_type"], twice)


def header(records: Sequence[Record]) -> tuple[int, Columns] | None:
    """Where the header stands, and its columns. Only titles, rows of a single cell, may stand above it."""
    for at, (_, cells) in enumerate(records[:10]):
        filled = [cell for cell in map(bare, cells) if cell]
        if len(cells) > 1 and (found := columns(cells)):
            return at, found
        if len(filled) > 1 or any("://" in cell for cell in filled):
            return None
    return None
