"""Outages of one account: noticed, probed, ended, and no matter of the others'."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from tests import factories
from tests.atlas.server import answer, hang_up
from tests.verifications.parts import status, together
from verifications.connection import breaker
from verifications.models import AtlasAccount, Case
from verifications.sending import calling
from verifications.watching import flows, looks

pytestmark = pytest.mark.usefixtures("still")
GOES_ON = answer(status("IN_PROGRESS"))


@pytest.fixture
def six(moody, server, asha):
    """Six flows of one account that Atlas is at work on, looked at once."""
    server.on("status", GOES_ON)
    for number in range(6):
        server.on("init", answer({"flow_uuid": f"LOS-{number}"}))
        calling.send(factories.batch(account=moody, by=asha).pk)
    for key in due_now():
        flows.look(key)
    return due_now()


def due_now():
    """Make every flow due an hour ago; their keys."""
    Case.objects.filter(flow_uuid__isnull=False).update(look_at=timezone.now() - timedelta(hours=1))
    return list(Case.objects.order_by("pk").values_list("pk", flat=True))


def looked(six):
    for key in six:
        flows.look(key)
    return AtlasAccount.objects.get()


def outage(moody):
    """Put the account into an outage whose next probe is due."""
    now = timezone.now()
    AtlasAccount.objects.filter(pk=moody.pk).update(
        outage_since=now - timedelta(seconds=90), probe_at=now, failures_in_row=7, outage_problem="No."
    )
    return AtlasAccount.objects.get(pk=moody.pk)


def actions():
    events = AuditEvent.objects.filter(target_kind="atlas_account", actor_kind="scheduler")
    return list(events.order_by("position").values_list("action", "details"))


def test_looks_that_go_unanswered_in_a_row_are_an_outage(six, server):
    server.on("status", hang_up)

    before = looked(six[:4])
    account = looked(six[4:5])

    assert (before.failures_in_row, before.outage_since, before.probe_at) == (4, None, None)
    assert before.outage_problem == "The connection broke before the answer was complete."
    assert account.outage_since == timezone.now()
    assert account.probe_at - account.outage_since == breaker.PROBE_EVERY
    assert actions() == [("atlas_account.outage", {"failures": 5})]


def test_an_answer_in_between_starts_the_count_anew(six, server):
    server.on("status", hang_up, hang_up, hang_up, hang_up, GOES_ON, hang_up)

    account = looked(six)

    assert (account.failures_in_row, account.outage_since) == (1, None)
    assert actions() == []


def test_what_atlas_refuses_is_an_answer(six, server):
    server.on("status", hang_up, hang_up, hang_up, hang_up, answer({"error": "no"}, status=409))

    account = looked(six)

    assert (account.failures_in_row, account.outage_since, account.outage_problem) == (0, None, "")


def test_in_an_outage_a_flow_stays_due_and_is_not_backed_off(six, server, moody):
    outage(moody)
    server.on("status", hang_up)
    due = Case.objects.get(pk=six[0]).look_at

    looked(six[:1] * 3)

    case = Case.objects.get(pk=six[0])
    assert (case.look_at, case.looks_failed, case.look_claimed_until) == (due, 0, None)
    assert case.look_problem == "The connection broke before the answer was complete."
    assert len(actions()) == 0


def test_in_an_outage_one_flow_at_a_time_is_claimed_every_few_seconds(six, moody):
    account = outage(moody)
    Case.objects.filter(pk=six[3]).update(looked_at=timezone.now() - timedelta(hours=2))

    (probe,) = flows.claim_due(account, 10)

    assert probe.case.pk == six[3]
    assert flows.claim_due(account, 10) == []
    assert flows.due_accounts() == [account]
    Case.objects.update(look_at=None)
    assert flows.due_accounts() == []


def test_a_probe_looks_at_what_was_backed_off_too(six, moody):
    account = outage(moody)
    Case.objects.update(look_at=timezone.now() + timedelta(hours=1))

    assert flows.due_accounts() == [account]
    assert len(flows.claim_due(account, 10)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_several_schedulers_one_gets_the_probe(moody, wakeups):
    account = outage(moody)

    turns = together(*[lambda: breaker.may_probe(account, timedelta(seconds=30))] * 4)

    assert sorted(turns) == [False, False, False, True]


@pytest.mark.parametrize("reply", [GOES_ON, answer(status("SUCCESS")), answer({"error": "no"}, status=409)])
def test_the_first_answer_ends_the_outage(six, server, moody, reply):
    account = outage(moody)
    server.on("status", reply)
    (probe,) = flows.claim_due(account, 10)

    looks.ask(probe)
    for news in looks.store_together([probe]):
        looks.store(news)

    account.refresh_from_db()
    assert (account.outage_since, account.probe_at, account.failures_in_row) == (None, None, 0)
    assert account.outage_problem == ""
    ((action, details),) = actions()
    assert (action, details) == ("atlas_account.recovered", {"seconds": 90})


def test_after_an_outage_everything_is_due_within_seconds_but_not_at_once(six, moody):
    account = outage(moody)
    later = timezone.now() + timedelta(hours=1)
    Case.objects.filter(pk=six[0]).update(look_at=later, looks_failed=3)
    Case.objects.filter(pk=six[1]).update(look_at=later)
    Case.objects.filter(pk=six[2]).update(look_claimed_until=later)

    breaker.answered(account)

    now = timezone.now()
    seconds = {case.pk: (case.look_at - now).total_seconds() for case in Case.objects.all()}
    waited = [seconds.pop(six[1]), seconds.pop(six[2])]
    assert waited == [3600, -3600]
    assert all(0 <= wait <= breaker.SPREAD_SECONDS for wait in seconds.values())
    assert len({round(wait) for wait in seconds.values()}) == 4


def test_two_who_see_the_end_of_an_outage_tell_of_it_once(six, moody):
    account = outage(moody)

    breaker.answered(account)
    breaker.answered(account)

    assert len(actions()) == 1


def test_an_outage_of_one_account_leaves_the_other_s_flows_alone(six, server, moody, asha):
    other = factories.account("Other", base_url=server.url)
    server.on("init", answer({"flow_uuid": "LOS-other"}))
    calling.send(factories.batch(account=other, by=asha).pk)
    due_now()
    outage(moody)
    AtlasAccount.objects.filter(pk=moody.pk).update(probe_at=timezone.now() + timedelta(seconds=5))

    assert flows.due_accounts() == [moody, other]
    assert flows.claim_due(AtlasAccount.objects.get(pk=moody.pk), 10) == []
    assert len(flows.claim_due(other, 10)) == 1


def test_an_account_that_is_switched_off_is_not_probed(six, server, moody):
    outage(moody)
    AtlasAccount.objects.update(active=False)

    claimed = flows.claim_due(AtlasAccount.objects.get(), 10)

    assert len(claimed) == 6
    assert claimed[0].credentials == []


def test_a_hint_in_an_outage_waits_for_its_turn(six, moody, wakeups, django_capture_on_commit_callbacks):
    outage(moody)

    with django_capture_on_commit_callbacks(execute=True):
        flows.hint(Case.objects.get(pk=six[0]))

    assert wakeups == []
    assert Case.objects.get(pk=six[0]).look_at == timezone.now()
