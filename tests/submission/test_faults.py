"""Every fault has its right end: the table of docs/submission.md, through a real worker."""

from contextlib import nullcontext
from datetime import timedelta
from itertools import count

import pytest
import requests
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from atlas import Token
from audit import trail
from sandbox.faults import FAULTS
from tests import factories
from tests.atlas.server import Server
from tests.processes.running import wait_until
from verifications.connection import accounts
from verifications.models import Batch, Case, Exchange

from .conftest import waking
from .table import rows

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = rows()
known_flows = count()
SETTLED = {Batch.State.ACCEPTED, Batch.State.REJECTED, Batch.State.FAILED}
# The connection never stands: another address instead of a fault of the sandbox.
ADDRESSES = {
    "refused": "http://127.0.0.1:9",
    "dns": "http://no-such-host.invalid",
    "tls": "https://127.0.0.1:{port}",
    "connect timeout": "{full}",
}
# What never answers in time, and so is a matter of the hurried worker; no other may touch it until then.
NEVER_IN_TIME = {"connect timeout", "late", "slow", "endless"}


def token_of(url):
    """A token that the sandbox takes."""
    headers = {"Client-Id": "sandbox", "Client-Secret": "sandbox-secret"}
    answer = requests.post(f"{url}/v3/verification/authtoken", headers=headers)
    return Token(answer.json()["access_token"], timezone.now() + timedelta(hours=1))


def account_of(row, url, full):
    """An account with a token at hand, at the address that the row asks for."""
    address = ADDRESSES.get(row.fault, url).format(port=url.rsplit(":", 1)[1], full=full)
    account = factories.account(base_url=address)
    accounts.TokenStore(account.credential).save(token_of(url))
    return account


def outcome(batch):
    """The state of a batch once its first try is over, or False."""
    batch.refresh_from_db()
    return batch.state if batch.tries and batch.state != Batch.State.SENDING else False


def settled(batch):
    """The state of a batch once nothing more becomes of it by itself, or False; hurries its next try."""
    Batch.objects.filter(pk=batch.pk, state=Batch.State.QUEUED).update(
        next_try_at=timezone.now(), woken_at=F("created_at")
    )
    batch.refresh_from_db()
    return batch.state if batch.state in SETTLED else False


def send(row, account, switch, elsewhere):
    """Have the fault strike a new batch; the batch and its state after the first try."""
    name, _, times = row.fault.partition(", ")
    if row.fault not in ADDRESSES:
        values = {"redirect": elsewhere, "late": "3600"}
        switch(row.call, name, value=values.get(name, ""), times=1 if times == "once" else None)
    flow = {"flow_uuid": f"LOS-known-{next(known_flows)}"} if row.call == "multiupload" else {}
    text = factories.lines("invoice.jpg", "pan.jpg")
    # The sweep finds what was not woken; it leaves alone what was.
    woken = timedelta(hours=1 if row.fault in NEVER_IN_TIME else -1)
    with transaction.atomic():
        batch = factories.batch(account=account, by=factories.officer("asha"), text=text, **flow)
        if flow:
            # As if the portal had opened it, so that its status can tell.
            Case.objects.filter(pk=batch.case_id).update(flow_credential=account.credential, flow_opened=True)
        Batch.objects.filter(pk=batch.pk).update(woken_at=F("created_at") + woken)
    return batch, wait_until(lambda: outcome(batch), "the first try is over")


@pytest.fixture
def elsewhere():
    """Another host, to which no token may go."""
    server = Server()
    yield server
    server.close()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_fault_ends_as_the_table_says(row, portal, faulty, full_socket, switch, elsewhere, request):
    waking_one = waking(request.getfixturevalue("hurried")) if row.fault in NEVER_IN_TIME else nullcontext()
    with waking_one:
        batch, first = send(row, account_of(row, faulty, full_socket), switch, elsewhere.url)
    reads, credential = batch.problem, batch.case.account.credential
    requests.delete(f"{faulty}/faults")
    if row.last == "queued":
        assert batch.next_try_at > batch.state_at
        last = batch.state
    else:
        last = wait_until(lambda: settled(batch), "the batch is settled")

    actions = trail.events(batch.case_id).order_by("position").values_list("action", flat=True)
    assert (first, reads or "–", last) == (row.first, row.reads, row.last)
    assert tuple(action for action in actions if action.startswith("batch."))[: len(row.trail)] == row.trail
    assert elsewhere.connections == 0
    kept = str(list(Exchange.objects.values_list("url", "request_body", "response_body", "error")))
    assert credential.token not in kept + reads and "sandbox-secret" not in kept


def test_the_table_names_every_fault_for_the_call_that_must_not_be_repeated():
    named = {row.fault.partition(",")[0] for row in ROWS if row.call == "multiupload"}
    assert named == set(FAULTS) | set(ADDRESSES)
