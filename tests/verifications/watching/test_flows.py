"""Claims, credentials, and what a poll that says nothing new costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit import trail
from tests import factories
from tests.atlas.server import answer, hang_up
from tests.verifications.parts import status
from verifications.connection import accounts
from verifications.models import Batch, Case, Credential, Exchange
from verifications.sending import calling
from verifications.watching import flows, looks

GOES_ON = answer(status("IN_PROGRESS"))


@pytest.fixture
def watched(queued, server):
    """A flow that Atlas is at work on, looked at once and due again."""
    server.on("status", GOES_ON)
    calling.send(queued.pk)
    flows.look(queued.case_id)
    return due(queued.case_id)


def due(pk):
    Case.objects.filter(pk=pk).update(look_at=timezone.now())
    return Case.objects.get(pk=pk)


def asked(account, limit=10):
    """The looks that were claimed and made."""
    claimed = flows.claim_due(account, limit)
    for look in claimed:
        looks.ask(look)
    return claimed


def poll():
    return Exchange.objects.get(endpoint="status")


def kinds(queries):
    """The statements by their first word, without the bounds of transactions."""
    # Django writes “3 times: UPDATE …” of what is executed for many rows.
    words = [query["sql"].rpartition("times: ")[2].split()[0] for query in queries]
    return [word for word in words if word not in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")]


def test_an_unchanged_poll_is_one_locked_read_and_two_writes(watched):
    (look,) = asked(watched.account)

    with CaptureQueriesContext(connection) as queries:
        assert looks.store_together([look]) == []

    assert kinds(queries) == ["SELECT", "UPDATE", "UPDATE"]
    case = Case.objects.get()
    assert (case.look_claimed_until, case.looks_failed, poll().times) == (None, 0, 2)
    assert case.looked_at == case.status_at > watched.looked_at
    assert case.look_at - case.looked_at == timedelta(seconds=5)


def test_claiming_costs_the_same_for_one_and_for_many(watched, server, moody, asha):
    for number in range(5):
        server.on("init", answer({"flow_uuid": f"LOS-more-{number}"}))
        calling.send(factories.batch(account=moody, by=asha).pk)
    Case.objects.update(look_at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        assert len(flows.claim_due(moody, 10)) == 6

    assert kinds(queries) == ["SELECT", "SELECT", "UPDATE"]


def test_asking_touches_no_row(watched):
    (look,) = flows.claim_due(watched.account, 1)

    with CaptureQueriesContext(connection) as queries:
        looks.ask(look)

    assert len(queries) == 0


def test_many_unchanged_polls_are_stored_together(watched, server, moody, asha):
    for number in range(3):
        server.on("init", answer({"flow_uuid": f"LOS-more-{number}"}))
        batch = factories.batch(account=moody, by=asha)
        calling.send(batch.pk)
        flows.look(batch.case_id)
    Case.objects.update(look_at=timezone.now())
    four = asked(moody)

    with CaptureQueriesContext(connection) as queries:
        assert looks.store_together(four) == []

    assert kinds(queries) == ["SELECT", "UPDATE", "UPDATE"]
    assert set(Exchange.objects.filter(endpoint="status").values_list("times", flat=True)) == {2}


@pytest.mark.parametrize(
    "changes",
    [
        {"progress": Case.Progress.FAILED},
        {"ended_at": timezone.now()},
        {"results_at": timezone.now()},
        {"look_at": timezone.now()},
    ],
)
def test_a_case_that_is_not_as_it_was_takes_the_long_way(watched, changes):
    (look,) = asked(watched.account)
    Case.objects.update(**changes)

    assert looks.store_together([look]) == [look]
    assert poll().times == 1
    looks.store(look)
    assert poll().times == 2


@pytest.mark.parametrize(
    "plan", [[hang_up], [answer(status("SUCCESS"))], [answer({}, status=401), GOES_ON], [GOES_ON]]
)
def test_only_a_status_that_went_through_at_once_may_be_nothing_new(watched, server, plan):
    server.on("status", *plan)

    (look,) = asked(watched.account)

    assert looks.store_together([look]) == ([] if plan == [GOES_ON] else [look])


def test_another_call_in_between_starts_a_row_of_its_own(watched):
    (look,) = asked(watched.account)
    Exchange.objects.create(case=watched, endpoint="callback", method="POST", url="u")

    assert looks.store_together([look]) == []

    assert [call.times for call in Exchange.objects.filter(endpoint="status")] == [1, 1]


def test_what_atlas_says_anew_is_stored_together_with_the_rest(watched, server, moody, asha):
    server.on("init", answer({"flow_uuid": "LOS-2"}))
    batch = factories.batch(account=moody, by=asha)
    calling.send(batch.pk)
    flows.look(batch.case_id)
    Case.objects.update(look_at=timezone.now())
    server.on("status", answer(status("IN_PROGRESS", crossheck_status="PENDING")), GOES_ON)

    assert looks.store_together(asked(moody)) == []

    case, other = Case.objects.order_by("pk")
    assert {case.crosscheck_status, other.crosscheck_status} == {"PENDING", "COMPLETED"}
    assert {case.progress_note, other.progress_note} == {"Cross-checks: PENDING", "Cross-checks: COMPLETED"}
    assert {case.progress, case.progress_source} == {Case.Progress.PROCESSING, Case.Source.POLL}


def test_after_two_weeks_an_unchanged_flow_is_let_go(watched):
    (look,) = asked(watched.account)
    look.sent_at -= timedelta(days=15)

    assert looks.store_together([look]) == [look]


def test_what_was_claimed_and_not_asked_is_given_back(watched):
    claimed = flows.claim_due(watched.account, 1)

    flows.give_back(claimed)

    assert len(flows.claim_due(watched.account, 1)) == 1


def test_without_a_token_one_look_gets_it_for_all(watched, server, moody, asha):
    server.on("init", answer({"flow_uuid": "LOS-2"}))
    calling.send(factories.batch(account=moody, by=asha).pk)
    Case.objects.update(look_at=timezone.now())
    Credential.objects.update(token_expires_at=timezone.now())

    assert flows.claim_due(moody, 10, busy=True) == []
    (look,) = asked(moody)
    assert looks.store_together([look]) == [look]
    assert len(flows.claim_due(moody, 10, busy=True)) == 1


def replaced(account, secret="the-next-secret", base_url=None):
    """Follow the account's credential with the next."""
    accounts.save_account(
        account,
        base_url=base_url or account.credential.base_url,
        client_id="sandbox",
        client_secret=secret,
        by=trail.COMMAND,
        changed=[],
    )
    return account.credential


def test_while_a_secret_is_being_replaced_the_one_before_is_tried_next(watched, server, moody):
    replaced(moody)
    Credential.objects.update(token=None, token_expires_at=None)
    server.on("authtoken", answer({"error": "unknown"}, status=401), server._plans["authtoken"][0])

    (look,) = asked(moody)

    assert (look.status.master, look.problem) == ("IN_PROGRESS", "")
    assert [call.credential_id for call in look.calls] == [
        credential.pk for credential in (moody.credentials.order_by("-version")[i] for i in (0, 1, 1))
    ]


def test_a_credential_with_a_token_at_hand_is_used_first(watched, moody):
    newest = replaced(moody)

    (look,) = flows.claim_due(moody, 10)

    assert [credential.pk for credential in look.credentials] == [newest.pk - 1, newest.pk]


def test_a_refusal_that_is_not_about_the_credential_is_the_answer(watched, server, moody):
    replaced(moody)
    server.on("status", answer({"error": "no such flow"}, status=409))

    (look,) = asked(moody)

    assert (look.problem, look.unanswered) == ("Atlas refused: no such flow (409).", False)
    assert len(look.calls) == 1


def test_a_flow_stays_with_the_address_it_was_opened_at(watched, server, moody):
    replaced(moody, base_url="http://127.0.0.1:9")

    (look,) = flows.claim_due(moody, 10)

    assert [credential.base_url for credential in look.credentials] == [server.url]


def test_a_look_asks_for_all_that_is_claimed_of_it_but_once(watched, server):
    Case.objects.update(look_claimed_until=timezone.now() + timedelta(hours=1))

    flows.look(watched.pk)

    assert len(server.asked("status")) == 1


def test_a_flow_that_never_ends_is_given_up_in_words(watched, server):
    long_ago = timezone.now() - looks.WATCHED_FOR
    Batch.objects.update(queued_at=long_ago, state_at=long_ago)

    flows.look(watched.pk)

    case = Case.objects.get()
    assert (case.progress, case.look_at, case.is_unwatched) == (Case.Progress.PROCESSING, None, True)
    assert case.progress_note == "Not ended in 14 days, no longer asked about"


def test_a_press_asks_once_more_about_a_flow_that_was_given_up(watched, server, asha):
    long_ago = timezone.now() - looks.WATCHED_FOR
    Batch.objects.update(queued_at=long_ago, state_at=long_ago)
    flows.look(watched.pk)
    server.on("status", answer(status("SUCCESS")))

    flows.check_now(watched, by=asha)
    flows.look(watched.pk)

    case = Case.objects.get()
    assert case.ended_at is not None and not case.is_unwatched


def test_a_press_is_followed_though_a_claim_was_left_behind(watched, server, asha):
    Case.objects.update(look_claimed_until=timezone.now() + timedelta(hours=1))
    server.on("status", answer(status("SUCCESS")))

    flows.check_now(watched, by=asha)
    flows.look(watched.pk)

    assert Case.objects.get().ended_at is not None
