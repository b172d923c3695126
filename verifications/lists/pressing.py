"""What people do with lists: upload, look, have cases made. The worker's part is `making`."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import trail
from users.models import User
from verifications import wakeups
from verifications.lists import ending, sheets, understanding
from verifications.lists.understanding import Group
from verifications.models import AtlasAccount, Case, CaseList, Document, ListContent, ListedCase, WrongState
from verifications.models.cases import reference_of
from verifications.text import Row, link_fingerprint
from verifications.text.cells import Record
from verifications.text.vocabulary import Columns

SEEN_SHOWN = 3
# So many earlier cases are looked at for a whole list.
SEEN_LIMIT = 5_000
NAME_LENGTH = 200
# So many cases with faults, and so many of all rows that need a person, a page shows; the copy has all.
FAULTY_SHOWN = 500
ROWS_SHOWN = 1_000


class LooksRepeated(Exception):
    """Chosen cases look like earlier ones, and nobody has said that they are others."""


@dataclass(frozen=True)
class Opened:
    """A list as it is understood now."""

    columns: Columns
    rows: list[Record]
    groups: list[understanding.Group]

    @property
    def unused(self) -> Sequence[str]:
        """The names of the columns that say nothing to the portal."""
        return self.columns.unused(self.columns.places)

    @property
    def ready(self) -> list[Group]:
        return [group for group in self.groups if group.ready]

    @property
    def seen(self) -> list[Group]:
        """The cases that could be made, and look like earlier ones."""
        return [group for group in self.groups if group.ready and group.seen]

    @property
    def doubtful(self) -> list[Group]:
        """The cases that could be made, and want a look first."""
        return [group for group in self.groups if group.ready and not group.calm]

    @property
    def refused(self) -> list[Group]:
        return [group for group in self.groups if not group.ready]

    @property
    def attention(self) -> list[Group]:
        return [group for group in self.groups if not group.calm]

    def lines(self) -> list[tuple[Group, tuple[Row, ...]]]:
        """What a page shows: each case with those of its rows that stand open below it.

        Whatever can be chosen is there; of a list that is nothing but faults, a part.
        """
        lines, faulty, room = [], 0, ROWS_SHOWN
        for group in self.groups:
            faulty += not group.ready
            if group.ready or faulty <= FAULTY_SHOWN:
                lines.append((group, group.noted[:room]))
                room -= len(lines[-1][1])
        return lines

    @property
    def faulty_rows(self) -> int:
        return sum(len(group.faulty) for group in self.groups)


def receive(content: bytes, *, name: str, account: AtlasAccount, form_key: uuid.UUID, by: User) -> CaseList:
    """Read an uploaded file and keep it as a list; pressing twice leads to the same one.

    Raises sheets.Unreadable, with nothing stored, for what is no list.
    """
    if present := _present(form_key):
        return present
    sheet = sheets.read_sheet(content, whose=str(by.pk))
    columns, rows = understanding.split(sheet)
    kept = {"header": columns.names, "columns": columns.places, "rows": rows, "flags": sheet.flags}
    application = columns.places["application_id"]
    applications = {cells[application] if application < len(cells) else "" for _, cells in rows}
    case_list = CaseList(
        account=account,
        uploaded_by=by,
        file_name=_shown_name(name),
        kind=sheet.kind,
        read_as=sheet.read_as,
        row_count=len(rows),
        case_count=len(applications),
        form_key=form_key,
    )
    try:
        with transaction.atomic():
            case_list.save()
            ListContent.objects.create(case_list=case_list, text=json.dumps(kept))
            trail.record(
                "list.uploaded",
                by=by,
                target=case_list,
                details={"rows": len(rows), "cases": len(applications)},
            )
    except IntegrityError:
        return CaseList.objects.get(form_key=form_key)  # the same press twice: the other one was first
    return case_list


def _present(form_key: uuid.UUID) -> CaseList | None:
    """The list that this form has already brought, or None."""
    return CaseList.objects.filter(form_key=form_key).first()


def opened(case_list: CaseList) -> Opened:
    """The list as it is understood: its cases in order, every fault at its row. Asks no database."""
    content = ListContent.objects.select_related("key").get(pk=case_list.pk)
    kept = json.loads(content.text)
    columns = Columns(tuple(kept["header"]), kept["columns"])
    flags = {
        # JSON has no keys but texts.
        int(row): {int(column): flag for column, flag in cells.items()}
        for row, cells in kept["flags"].items()
    }
    rows = [(number, cells) for number, cells in kept["rows"]]
    account = case_list.account
    products = account.product_types if case_list.is_new else case_list.product_types
    groups = understanding.groups_of(
        columns,
        rows,
        flags,
        account_name=account.name,
        product_types=products,
        delimited=case_list.kind == CaseList.Kind.CSV,
    )
    return Opened(columns, rows, groups)


def looked_up(case_list: CaseList, *, by: User) -> Opened:
    """The opened list with what the database knows: earlier cases like these, flows that are taken.

    Three queries, however long the list.
    """
    found = opened(case_list)
    flows = {group.flow_uuid for group in found.groups if group.flow_uuid}
    taken = Case.objects.filter(account=case_list.account, flow_uuid__in=flows)
    hidden = taken.hidden_from(by) if flows else set()
    cases = taken.only("flow_uuid") if flows else ()
    why_not = {case.flow_uuid: case.flow_is_taken(hidden=case.pk in hidden) for case in cases}
    seen = _seen(found.groups, by)
    groups = []
    for group in found.groups:
        if (problem := why_not.get(group.flow_uuid)) and not group.problem:
            group = replace(group, problem=problem)
        if references := seen.get(group.position):
            group = replace(group, seen=references)
        groups.append(group)
    return replace(found, groups=groups)


def _seen(groups: list[Group], by: User) -> dict[int, tuple[str, ...]]:
    """By position, the references of cases sent earlier with the same application id or link; a few each."""
    positions_of_id = {group.application_id: group.position for group in groups if group.application_id}
    positions_of_link: dict[str, list[int]] = {}
    for group in groups:
        for row in group.rows:
            if row.file_url:
                positions_of_link.setdefault(link_fingerprint(row.file_url), []).append(group.position)
    sent = Case.objects.visible_to(by).sent()
    same_id = sent.filter(application_id__in=positions_of_id).order_by("pk")
    links = Document.objects.sent_before(positions_of_link, by=by).order_by("case_id")
    found: dict[int, dict[str, None]] = {}
    for case in same_id.only("application_id")[:SEEN_LIMIT]:
        found.setdefault(positions_of_id[case.application_id], {})[case.reference] = None
    for link, key in links.values_list("url_fingerprint", "case_id")[:SEEN_LIMIT]:
        for position in positions_of_link[link]:
            found.setdefault(position, {})[reference_of(key)] = None
    return {position: tuple(references)[:SEEN_SHOWN] for position, references in found.items()}


def create(case_list: CaseList, positions: set[int], *, action: str, confirmed: bool, by: User) -> None:
    """Have the chosen cases made, as drafts or sent; a worker is woken on commit.

    Raises LooksRepeated if cases to send look like earlier ones and `confirmed` is not said, and
    WrongState if the list was pressed before or a chosen case cannot be made as it is.
    """
    if not case_list.account.active:
        raise WrongState(f"{case_list.account} is switched off. Choose another or have it switched on.")
    chosen = [group for group in looked_up(case_list, by=by).groups if group.position in positions]
    if not chosen:
        raise WrongState("Tick at least one case.")
    if faulty := sum(not group.ready for group in chosen):
        raise WrongState(f"{faulty} of the ticked cases cannot be created as they are. Look at their rows.")
    if action == CaseList.Action.SEND and not confirmed and any(group.seen for group in chosen):
        raise LooksRepeated(
            "Some of the ticked cases look like earlier ones. Look at them, then say so below."
        )
    _press(case_list, chosen, action, by=by)


@transaction.atomic
def _press(case_list: CaseList, chosen: list[Group], action: str, *, by: User) -> None:
    now = timezone.now()
    # One statement decides between two who press at once.
    unpressed = CaseList.objects.filter(pk=case_list.pk, state=CaseList.State.NEW)
    if not unpressed.update(
        state=CaseList.State.CREATING,
        action=action,
        pressed_by=by,
        pressed_at=now,
        woken_at=now,
        product_types=case_list.account.product_types,
    ):
        raise WrongState(ending.why_over(case_list))
    ListedCase.objects.bulk_create(_listed(case_list, group) for group in chosen)
    trail.record(
        "list.created",
        by=by,
        target=case_list,
        outcome="queued",
        details={"cases": len(chosen), "action": str(action)},
    )
    wakeups.wake_lister(case_list.pk)


def _listed(case_list: CaseList, group: Group) -> ListedCase:
    return ListedCase(
        case_list=case_list,
        position=group.position,
        application_id=group.application_id,
        applicant_name=group.applicant_name,
        product_type=group.product_type,
        flow_uuid=group.flow_uuid,
        document_count=len(group.rows),
        first_row=group.first_row,
    )


@transaction.atomic
def change_account(case_list: CaseList, account: AtlasAccount, *, by: User) -> None:
    """Have the cases of this list go to another account. Raises WrongState once it was pressed."""
    case_list = CaseList.objects.select_for_update(of=("self",)).get(pk=case_list.pk)
    if not case_list.is_new:
        raise WrongState(f"{ending.why_over(case_list)} Its account stays.")
    before = case_list.account_id
    if before == account.pk:
        return
    case_list.account = account
    case_list.save(update_fields=("account",))
    details = {"account_before": before, "account": account.pk}
    trail.record("list.account_changed", by=by, target=case_list, details=details)


def _shown_name(name: str) -> str:
    """A file's name as it may be shown: its last part, without control characters."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in name if char.isprintable())[:NAME_LENGTH] or "list"
