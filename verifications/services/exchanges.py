"""Every HTTP call to Atlas is written down: before it leaves where it must not be repeated."""

from django.db import transaction
from django.utils import timezone

from atlas import Answer, Call
from verifications.models import Exchange

# A call that changes something at Atlas is on record before it leaves; one that only reads, after.
WRITTEN_BEFORE = {"flow_init", "multiupload"}


class ExchangeRecorder:
    """Stores the calls of one client as Exchanges under its credential, case and batch."""

    def __init__(self, *, credential, case=None, batch=None):
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
        if exchange.endpoint != "status" or not self._fold(exchange):
            exchange.save()

    @transaction.atomic
    def _fold(self, exchange: Exchange) -> bool:
        """Count a poll that said the same as the one before it; False if it said something new."""
        last = Exchange.objects.filter(case=exchange.case).order_by("-pk").first()
        same = ("endpoint", "credential_id", "status", "error", "response_sha256")
        if last is None or any(getattr(last, name) != getattr(exchange, name) for name in same):
            return False
        last.times += 1
        last.last_at = exchange.started_at
        last.seconds = exchange.seconds
        last.save(update_fields=("times", "last_at", "seconds"))
        return True


def record_callback(case, *, endpoint, method, body, sha256, size, status) -> Exchange:
    """Store one call from Atlas; `body` is redacted already."""
    now = timezone.now()
    return Exchange.objects.create(
        direction=Exchange.Direction.IN,
        account_id=case.account_id,
        case=case,
        endpoint=endpoint,
        method=method[:8],
        url=f"/callbacks/…/{endpoint}",
        started_at=now,
        finished_at=now,
        status=status,
        request_body=body,
        request_sha256=sha256,
        response_size=size,
    )
