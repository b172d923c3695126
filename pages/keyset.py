"""Pages by key: as quick on the thousandth page as on the first, and steady while rows come in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import IntegerField, Q, Subquery

PAGE_SIZE = 50
LARGEST_PAGE = 500
COUNT_LIMIT = 1000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the cursors of its neighbours (empty where there are none)."""

    rows: list
    previous: str
    following: str

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def page_of(queryset, query, *, key, newest_first) -> Page:
    """One page of a queryset ordered by the time `key` and the primary key.

    `query` is the request's GET: `after` or `before` is a cursor, `size` the number of rows;
    what cannot be read of them is ignored.
    """
    size = _size(query.get("size", ""))
    after, before = _read(query.get("after", "")), _read(query.get("before", ""))
    backwards = before is not None
    down = newest_first != backwards
    cursor = before if backwards else after
    if cursor:
        moment, pk = cursor
        side = "lt" if down else "gt"
        queryset = queryset.filter(Q(**{f"{key}__{side}": moment}) | Q(**{key: moment, f"pk__{side}": pk}))
    sign = "-" if down else ""
    rows = list(queryset.order_by(f"{sign}{key}", f"{sign}pk")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_previous = more if backwards else cursor is not None
    has_following = True if backwards else more
    return Page(
        rows,
        _write(rows[0], key) if rows and has_previous else "",
        _write(rows[-1], key) if rows and has_following else "",
    )


def capped_counts(querysets) -> dict[str, str]:
    """How many rows each queryset has, in one query: `37`, or `1,000+` where it stopped counting.

    The querysets are of one model; a row of its table carries the counts.
    """
    counts = [_Counted(rows.order_by().values("pk")[: COUNT_LIMIT + 1]) for rows in querysets.values()]
    carrier = next(iter(querysets.values())).model.objects.values_list(*counts)[:1]
    numbers = next(iter(carrier), [0] * len(counts))
    shown = [f"{COUNT_LIMIT:,}+" if number > COUNT_LIMIT else str(number) for number in numbers]
    return dict(zip(querysets, shown, strict=True))


class _Counted(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _size(value):
    return (
        min(max(int(value), 1), LARGEST_PAGE)
        if value.isascii() and value.isdigit() and len(value) < 6
        else PAGE_SIZE
    )


def _read(cursor):
    micros, _, pk = cursor.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (micros, pk)):
        return None
    try:
        return EPOCH + timedelta(microseconds=int(micros)), int(pk)
    except OverflowError:
        return None


def _write(row, key):
    return f"{(getattr(row, key) - EPOCH) // timedelta(microseconds=1)}-{row.pk}"
