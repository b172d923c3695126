"""Every HTTP call to Atlas is written down: before it leaves where it must not be repeated."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from atlas import Answer, Call
from verifications.models import Batch, Case, Credential, Exchange

# A call that changes something at Atlas is on record before it leaves; one that only reads, after.
READS = ("status", "extracts")
WRITTEN_BEFORE = {"flow_init", "multiupload"}
SAID = ("endpoint", "credential_id", "status", "error", "response_sha256")
COUNTED = ("times", "last_at", "seconds")


class ExchangeRecorder:
    """Stores the calls of one client as Exchanges under its credential, case and batch."""

    def __init__(
        self, *, credential: Credential, case: Case | None = None, batch: Batch | None = None
    ) -> None:
        self.about = {
            "account_id": credential.account_id,
            "credential_id": credential.pk,
            "case": case,
            "batch": batch,
        }

    def opened(self, call: Call) -> Exchange:
        """Note that a call is about to leave."""
        exchange = Exchange(
            endpoint=call.endpoint,
            method=call.method,
            url=call.url,
            request_body=call.body,
            request_sha256=call.sha256,
            started_at=timezone.now(),
            **self.about,
        )
        # A worker that dies in the call leaves at least this: what was sent, and when.
        if call.endpoint in WRITTEN_BEFORE:
            exchange.save()
        return exchange

    def closed(self, exchange: Exchange, answer: Answer) -> None:
        """Note what came back, or why nothing did."""
        exchange.finished_at = timezone.now()
        exchange.seconds = answer.seconds
        exchange.status = answer.status
        exchange.error = answer.error
        exchange.response_body = answer.body
        exchange.response_sha256 = answer.sha256
        exchange.response_size = answer.size
        self._store(exchange)

    def _store(self, exchange: Exchange) -> None:
        # A connection to the database that was cut during the call must not cost the answer.
        connection.health_check_done = False  # type: ignore[attr-defined]  # the stubs lack it
        write_down([exchange])


class LookRecorder(ExchangeRecorder):
    """Keeps the calls of one look in memory, for whoever stores what the look brought.

    They only read, so nothing needs to be on record before they leave.
    """

    def __init__(self, *, credential: Credential, case: Case, calls: list[Exchange]) -> None:
        super().__init__(credential=credential, case=case)
        self.calls = calls

    def _store(self, exchange: Exchange) -> None:
        self.calls.append(exchange)


def write_down(calls: Iterable[Exchange]) -> None:
    """Write calls down in their order; a poll that said what the last one said is only counted there."""
    for exchange in calls:
        if exchange.endpoint not in READS or not _fold(exchange):
            exchange.save()


@transaction.atomic
def _fold(exchange: Exchange) -> bool:
    """Count the call on the last that said the same, with nothing but looks of the other kind after it."""
    newest = Exchange.objects.filter(case=exchange.case_id).order_by("-pk")[: len(READS)]
    other = {*READS} - {exchange.endpoint}
    last = next((call for call in newest if call.endpoint not in other), None)
    if last is None or not says_the_same(last, exchange):
        return False
    count(last, exchange)
    last.save(update_fields=COUNTED)
    return True


def says_the_same(last: Exchange, exchange: Exchange) -> bool:
    """Whether a call said what the one before it said, of the same credential."""
    return all(getattr(last, name) == getattr(exchange, name) for name in SAID)


def count(last: Exchange, exchange: Exchange) -> None:
    """Count a call on the one that it repeats; `COUNTED` are the columns to save."""
    last.times += 1
    last.last_at = exchange.started_at
    last.seconds = exchange.seconds


def save_counts(counted: Iterable[Exchange]) -> None:
    """Save the counts of many calls at once.

    Not by `bulk_update`, whose one long statement costs eight times the CPU of all else a poll stores.
    """
    columns = {field.name: field for field in Exchange._meta.concrete_fields}
    fields = [columns[name] for name in (*COUNTED, "id")]
    rows = [
        [field.get_db_prep_save(getattr(last, field.attname), connection) for field in fields]
        for last in counted
    ]
    changes = ", ".join(f"{name} = %s" for name in COUNTED)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {Exchange._meta.db_table} SET {changes} WHERE id = %s", rows)
