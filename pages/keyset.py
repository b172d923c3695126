"""Pages by key: as quick on the thousandth page as on the first, and steady while rows come in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from django.db.models import DateTimeField, IntegerField, Model, Q, QuerySet, Subquery

PAGE_SIZE = 50
LARGEST_PAGE = 500
# A count reads every row that it counts, and a page of a list with tabs has several.
COUNT_LIMIT = 1000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# The last microsecond that a time can be; whole numbers that rows are ordered by stay far below it.
LAST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND

Row = TypeVar("Row", bound=Model)
Shown = TypeVar("Shown", bound=Model)


class Cursor(NamedTuple):
    """The row that a page lies beside: its key as a number, a time in microseconds, and its primary key."""

    number: int
    pk: int


@dataclass(frozen=True)
class Place:
    """Which page of a list is asked for: the first, the one after a row, or the one before it."""

    size: int | None = None
    after: Cursor | None = None
    before: Cursor | None = None


@dataclass(frozen=True)
class Page(Generic[Shown]):
    """The rows of one page, and the cursors of its neighbours (empty where there are none)."""

    rows: list[Shown]
    previous: str
    following: str

    def __iter__(self) -> Iterator[Shown]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_of(
    rows: QuerySet[Row, Shown], place: Place, *, key: str, newest_first: bool, size: int = PAGE_SIZE
) -> Page[Shown]:
    """One page of rows in the order of `key`, a time or a whole number, and of the primary key.

    `size` is how many rows it has unless the place says. A place where no row is, or is any more, is
    the first page: an empty one would say that there are none.
    """
    size = place.size or size
    backwards = place.before is not None
    down = newest_first != backwards
    cursor = place.before or place.after
    sign = "-" if down else ""
    beyond = _beyond(cursor, key, "lt" if down else "gt", rows.model) if cursor else Q()
    found = list(rows.filter(beyond).order_by(f"{sign}{key}", f"{sign}pk")[: size + 1])
    if cursor and not found:
        return page_of(rows, Place(size), key=key, newest_first=newest_first)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_previous = more if backwards else cursor is not None
    has_following = True if backwards else more
    return Page(
        found,
        write_cursor(found[0], key) if found and has_previous else "",
        write_cursor(found[-1], key) if found and has_following else "",
    )


def _beyond(cursor: Cursor, key: str, side: str, model: type[Model]) -> Q:
    """The rows on this side (`lt`, `gt`) of the one that the cursor stands for."""
    timed = isinstance(model._meta.get_field(key), DateTimeField)
    value = EPOCH + cursor.number * MICROSECOND if timed else cursor.number
    # The first part says nothing new; by it a database starts at the row instead of reading up to it.
    return Q(**{f"{key}__{side}e": value}) & (
        Q(**{f"{key}__{side}": value}) | Q(**{key: value, f"pk__{side}": cursor.pk})
    )


def read_cursor(text: str) -> Cursor | None:
    """The cursor that an address names, or None if it names none."""
    number, _, pk = text.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (number, pk)):
        return None
    cursor = Cursor(int(number), int(pk))
    return cursor if cursor.number <= LAST else None


def write_cursor(row: Model, key: str) -> str:
    """The cursor of a row, for an address."""
    value = getattr(row, key)
    return f"{(value - EPOCH) // MICROSECOND if isinstance(value, datetime) else value}-{row.pk}"


def read_size(text: str) -> int | None:
    """How many rows an address asks for, within bounds; None if it says no number."""
    plain = text.isascii() and text.isdigit() and len(text) < 6
    return min(max(int(text), 1), LARGEST_PAGE) if plain else None


def capped_counts(querysets: Mapping[str, QuerySet[Row]]) -> dict[str, str]:
    """How many rows each queryset has, in one query: `37`, or `1,000+` where it stopped counting.

    The querysets are of one model; a row of its table carries the counts.
    """
    counts = [_Counted(rows.order_by().values("pk")[: COUNT_LIMIT + 1]) for rows in querysets.values()]
    carrier = next(iter(querysets.values())).model._default_manager.values_list(*counts)[:1]
    numbers = next(iter(carrier), [0] * len(counts))
    shown = [f"{COUNT_LIMIT:,}+" if number > COUNT_LIMIT else str(number) for number in numbers]
    return dict(zip(querysets, shown, strict=True))


class _Counted(Subquery):
    # PostgreSQL before 16 asks for a name of what stands behind FROM.
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
