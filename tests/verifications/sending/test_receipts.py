import pytest
from django.utils import timezone

from atlas import Receipt
from audit import trail
from tests.atlas.server import answer
from tests.verifications.parts import receipt, trail_of
from verifications.models import AtlasAccount, Batch, Case, FileRecord
from verifications.sending import calling, endings, progress, receipts

State, Comparison = Batch.State, FileRecord.Comparison


def sent(batch):
    calling.send(batch.pk)
    return Batch.objects.select_related("case").get(pk=batch.pk)


@pytest.mark.parametrize(
    ("entries", "differences", "compared"),
    [
        ([receipt("102"), receipt("101")], 0, ["101 answered", "102 answered"]),
        ([receipt("101")], 1, ["101 answered", "102 missing"]),
        (
            [receipt("101"), receipt("102"), receipt("999")],
            1,
            ["101 answered", "102 answered", "999 extra"],
        ),
        (
            [receipt("101"), receipt("101"), receipt("102")],
            1,
            ["101 answered", "101 repeated", "102 answered"],
        ),
        ([receipt("101"), receipt("102", batch_id="BATCH-2")], 1, ["101 answered", "102 answered"]),
        ([receipt("101"), {}, {"document_id": None}], 3, [" extra", " extra", "101 answered", "102 missing"]),
        ([{"document_id": 101}, {"document_id": "102"}], 0, ["101 answered", "102 answered"]),
    ],
)
def test_an_answer_is_accepted_for_what_it_proves(queued, server, entries, differences, compared):
    server.on("multiupload", answer(entries))

    after = sent(queued)

    assert (after.state, after.differences) == (State.ACCEPTED, differences)
    assert sorted(f"{file.document_id} {file.comparison}" for file in after.files.all()) == compared
    event = trail.events(after.case)[0]
    assert (event.action, event.details) == ("batch.accepted", {"documents": 2, "differences": differences})


def test_an_entry_that_nobody_asked_for_is_kept_as_it_came(queued, server):
    server.on("multiupload", answer([receipt("101"), receipt("9" * 1_000, batch_id="B" * 1_000)]))

    stranger = sent(queued).files.get(comparison=Comparison.EXTRA)

    assert (stranger.document_id, stranger.atlas_batch_id) == ("9" * 1_000, "B" * 1_000)
    assert (stranger.origin, stranger.file_url, stranger.case) == (None, None, queued.case)


def test_the_first_batch_id_that_is_named_is_the_batch_s(queued, server):
    server.on("multiupload", answer([receipt("101", batch_id=""), receipt("102", batch_id="BATCH-2")]))

    after = sent(queued)

    assert (after.batch_id, after.differences, after.name) == ("BATCH-2", 0, "BATCH-2")


def test_an_account_whose_documents_are_taken_is_no_longer_said_to_be_refused(queued, server):
    AtlasAccount.objects.update(problem="Atlas refused its credential: Invalid token")

    sent(queued)

    assert AtlasAccount.objects.get(pk=queued.case.account_id).problem == ""


def late(batch, server, entries):
    """Have the batch's answer come only after its claim ran out and the sweep has settled it."""
    claimed = calling._claim(batch.pk)
    Case.objects.filter(pk=batch.case_id).update(flow_uuid="LOS-1")
    claimed.flow_uuid = "LOS-1"
    files = list(batch.files.order_by("pk"))
    assert calling._mark_left(claimed, batch.case.account.credential, files)
    endings.settle_expired(Batch.objects.get(pk=batch.pk))
    server.on("multiupload", entries)
    return claimed, calling.accounts.client_for(batch.case.account.credential), files


def test_an_answer_that_comes_after_its_claim_ran_out_is_proof_all_the_same(queued, server):
    claimed = late(queued, server, answer([receipt("101"), receipt("102")]))

    calling._call(*claimed)

    queued.refresh_from_db()
    assert (queued.state, queued.was_unconfirmed, queued.problem) == (State.ACCEPTED, True, "")
    assert trail_of(queued.case)[-2:] == ["batch.not_confirmed", "batch.accepted"]


def test_an_answer_that_comes_after_the_proof_still_names_the_files(queued, server):
    claimed = late(queued, server, answer([receipt("101"), receipt("102")]))
    standing = progress.lock(queued.case_id)
    receipts.accepted(standing, standing.batches[0], by=trail.SCHEDULER, source=Case.Source.POLL)
    Case.objects.update(results_at=timezone.now())

    calling._call(*claimed)

    queued.refresh_from_db()
    assert (queued.state, queued.batch_id) == (State.ACCEPTED, receipt("101")["batch_id"])
    assert queued.files.filter(comparison=Comparison.ANSWERED).count() == 2
    assert trail_of(queued.case).count("batch.accepted") == 1
    assert Case.objects.get().results_at is not None


def test_a_second_answer_is_kept_beside_the_first(queued, server):
    """A try that was given up for lost is answered after the next one was."""
    server.on("multiupload", answer([receipt("101")]))
    calling.send(queued.pk)
    late = tuple(Receipt(name, f"late-{name}", "BATCH-2", {}) for name in ("101", "102"))

    receipts.accept(queued, late)

    batch = Batch.objects.get()
    assert sorted(batch.files.values_list("document_id", "file_uuid", "comparison")) == [
        ("101", "late-101", "repeated"),
        ("101", "uuid-of-101", "answered"),
        ("102", "late-102", "answered"),
    ]
    # The repeated one, and the second batch id.
    assert (batch.batch_id, batch.differences) == ("BATCH-1-A-20260101000000", 2)
