import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Value
from django.utils import timezone

from tests import factories
from verifications.models import (
    Addition,
    AtlasAccount,
    Batch,
    Case,
    CaseList,
    Credential,
    CrossCheck,
    DataKey,
    Document,
    Examination,
    Exchange,
    ExpectedDocument,
    FileRecord,
    LinkCheck,
    LinkFetch,
    ListContent,
    ListedCase,
    Payload,
    ProductTemplate,
    WrongState,
)
from verifications.models.states import NEXT

State = Batch.State
NOW = timezone.now()


def test_a_sentence_is_a_plain_column_to_migrations():
    field = Case._meta.get_field("progress_note")
    assert field.deconstruct()[1:] == ("django.db.models.CharField", [], {"max_length": 300, "blank": True})


@pytest.fixture
def plain(asha):
    """A queued batch of an account that nobody will call."""
    return factories.batch(account=factories.account(), by=asha)


def refused(constraint):
    """The database refuses what follows, by this constraint."""
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize("state", State)
def test_every_state_says_where_it_may_go(state):
    assert NEXT[state] <= set(State)
    assert state not in NEXT[state]


@pytest.mark.parametrize("state", sorted(set(State) - {State.ACCEPTED}))
def test_proof_moves_a_batch_from_any_state_to_accepted(state):
    assert State.ACCEPTED in NEXT[state]


def test_nothing_is_ever_sent_again_by_itself_once_it_may_have_been_taken():
    assert {state for state, following in NEXT.items() if State.QUEUED in following} == {
        State.SENDING,
        State.FAILED,
    }


def test_a_move_takes_what_belongs_to_the_state_with_it(plain):
    plain.move_to(State.SENDING, claim=uuid.uuid4(), claimed_until=NOW)
    plain.move_to(State.NOT_CONFIRMED, problem="lost")

    stored = Batch.objects.get()
    assert (stored.state, stored.problem, stored.claim, stored.claimed_until) == (
        State.NOT_CONFIRMED,
        "lost",
        None,
        None,
    )
    assert stored.state_at == plain.state_at > plain.created_at


def test_a_move_that_is_not_allowed_changes_nothing(plain):
    with pytest.raises(WrongState, match="is no longer Queued; it cannot become Rejected"):
        plain.move_to(State.REJECTED, problem="no")

    assert Batch.objects.get().problem == plain.problem == ""
    assert plain.state == State.QUEUED


def test_of_two_who_move_a_batch_the_second_is_told(plain):
    same = Batch.objects.get()
    plain.move_to(State.WITHDRAWN)

    with pytest.raises(WrongState):
        same.move_to(State.SENDING, claim=uuid.uuid4(), claimed_until=NOW)


def test_a_worker_whose_claim_was_given_to_another_cannot_move_the_batch(plain):
    plain.move_to(State.SENDING, claim=uuid.uuid4(), claimed_until=NOW)
    Batch.objects.update(claim=uuid.uuid4())

    with pytest.raises(WrongState):
        plain.move_to(State.QUEUED, next_try_at=NOW)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("batch_state|cannot go from that state", {"state": "lost", "next_try_at": None}),
        ("batch_claimed_while_sending", {"claim": uuid.uuid4()}),
        ("batch_claimed_while_sending", {"state": State.SENDING, "next_try_at": None}),
        ("batch_claimed_while_sending", {"claimed_until": NOW}),
        ("batch_queued_has_its_time", {"next_try_at": None}),
        ("batch_queued_has_its_time", {"state": State.WITHDRAWN}),
        ("batch_queued_has_not_left", {"left_at": NOW}),
        ("batch_has_documents", {"document_count": 0}),
    ],
)
def test_what_belongs_together_in_a_batch_is_held_together(plain, constraint, changes):
    with refused(constraint), transaction.atomic():
        Batch.objects.update(**changes)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("case_progress", {"progress": "lost"}),
        ("case_decision", {"decision": "lost"}),
        ("case_draft_until_sent", {"progress": Case.Progress.DRAFT}),
        ("case_draft_until_sent", {"first_sent_at": None}),
        ("case_sent_is_complete", {"account": None}),
        ("case_sent_is_complete", {"application_id": ""}),
        ("case_sent_is_complete", {"applicant_name": ""}),
        ("case_sent_is_complete", {"product_type": ""}),
        ("case_flow_not_empty", {"flow_uuid": ""}),
    ],
)
def test_what_belongs_together_in_a_case_is_held_together(plain, constraint, changes):
    with refused(constraint), transaction.atomic():
        Case.objects.update(**changes)


def test_a_flow_belongs_to_one_case_of_an_account(asha):
    accounts = [factories.account(name=name) for name in ("One", "Other")]
    one, same, other = (factories.draft(account=accounts[n], by=asha) for n in (0, 0, 1))
    Case.objects.filter(pk__in=(one.pk, other.pk)).update(flow_uuid="LOS-1")

    # SQLite names the columns, PostgreSQL the constraint.
    with refused("one_case_per_account_and_flow|flow_uuid"), transaction.atomic():
        Case.objects.filter(pk=same.pk).update(flow_uuid="LOS-1")


def test_a_document_id_is_used_once_in_a_case(plain):
    first, second = plain.case.documents.all()

    with refused("one_document_id_per_case|document_id"), transaction.atomic():
        Document.objects.filter(pk=second.pk).update(document_id=first.document_id)
    with refused("document_id_not_empty"), transaction.atomic():
        Document.objects.filter(pk=second.pk).update(document_id="")


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("file_record_comparison", {"comparison": "lost"}),
        ("file_record_sent_has_origin", {"origin": None}),
        ("file_record_sent_has_origin", {"file_url": None}),
        ("one_file_record_per_document_and_batch|document_id", {"document_id": "102"}),
    ],
)
def test_what_was_sent_has_its_document(plain, constraint, changes):
    with refused(constraint), transaction.atomic():
        FileRecord.objects.filter(document_id="101").update(**changes)


def test_what_nobody_asked_for_has_none_and_may_repeat(plain):
    for comparison in ("extra", "repeated", "repeated"):
        stranger = {"batch": plain, "case": plain.case, "account": plain.case.account}
        FileRecord.objects.create(**stranger, document_id="101", comparison=comparison)

    assert plain.files.filter(origin=None).count() == 3


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("credential_token_with_its_end", {"token": Value("a", models.TextField())}),
        ("credential_token_with_its_end", {"token_expires_at": NOW}),
    ],
)
def test_a_token_comes_with_its_end(plain, constraint, changes):
    with refused(constraint), transaction.atomic():
        Credential.objects.update(**changes)


def test_the_words_of_small_tables_are_held(plain):
    account = plain.case.account
    with refused("atlas_account_environment"), transaction.atomic():
        AtlasAccount.objects.update(environment="demo")
    with refused("one_credential_per_version|version"), transaction.atomic():
        Credential.objects.create(account=account, version=1, base_url="https://a", client_secret="s")
    with refused("payload_kind"), transaction.atomic():
        Payload.objects.create(case=plain.case, kind="other", body="{}")
    with refused("exchange_direction"), transaction.atomic():
        Exchange.objects.create(direction="up", endpoint="status")
    with refused("exchange_at_least_once|times"), transaction.atomic():
        Exchange.objects.create(endpoint="status", times=0)


@pytest.mark.parametrize("text", ["x" * 1_000, "", "😀 ₹"])
def test_what_atlas_sends_is_kept_as_it_came(plain, text):
    FileRecord.objects.update(file_uuid=text, atlas_batch_id=text, document_type=text, error_code=text)
    Batch.objects.update(batch_id=text)
    Case.objects.update(upload_status=text, master_status=text)

    assert {file.file_uuid for file in FileRecord.objects.all()} == {text}
    assert (Batch.objects.get().batch_id, Case.objects.get().master_status) == (text, text)


def test_rows_have_the_names_that_people_use(plain):
    file = plain.files.get(document_id="101")

    assert (plain.case.reference, plain.our_id, file.our_id) == (
        f"C-{plain.case.pk:06d}",
        f"b-{plain.pk:06d}",
        f"f-{file.pk:06d}",
    )
    assert (plain.name, file.name) == (plain.our_id, file.our_id)
    plain.batch_id, file.file_uuid = "BATCH-1", "uuid-1"
    assert (plain.name, file.name) == ("BATCH-1", "uuid-1")
    assert file.case_reference == Exchange(case=plain.case).case_reference == plain.case.reference
    assert Exchange().case_reference == ""


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("C-{}", True),
        ("c-{}", True),
        ("{}", True),
        ("C-00{}", True),
        ("C-", False),
        ("C-²", False),
        ("", False),
    ],
)
def test_a_case_is_found_by_its_reference(plain, name, found):
    assert Case.objects.with_reference(name.format(plain.case.pk)).exists() is found


def test_everyone_sees_every_row(plain, meera):
    for model in (Case, Batch, FileRecord):
        assert model.objects.visible_to(meera).exists()


@pytest.mark.parametrize("state", State)
def test_a_batch_is_open_while_it_changes_by_itself(state):
    assert Batch(state=state).is_open is (state in ("queued", "sending", "not_confirmed"))


@pytest.mark.parametrize(
    ("fields", "moving"),
    [
        ({"progress": "queued"}, True),
        ({"progress": "sending"}, True),
        ({"progress": "processing", "look_at": NOW}, True),
        ({"progress": "ready"}, False),
        ({"progress": "draft"}, False),
    ],
)
def test_a_case_moves_while_someone_works_on_it(fields, moving):
    assert Case(**fields).is_moving is moving


def test_two_cases_never_share_the_address_that_atlas_delivers_to(asha):
    account = factories.account()
    one, other = factories.draft(account=account, by=asha), factories.draft(account=account, by=asha)

    assert one.callback_key != other.callback_key
    assert len(one.callback_key) >= 40


def test_no_row_shows_a_secret_when_it_is_printed(plain):
    account = plain.case.account
    end = NOW + timedelta(hours=1)
    credential = account.credential
    credential.token, credential.token_expires_at = "the-token", end
    credential.save()
    payload = Payload.objects.create(case=plain.case, kind="extracts", body='{"name": "Kavitha"}')
    CrossCheck.objects.create(payload=payload, case=plain.case, position=0, field="name")
    file = factories.attachment(by=plain.sent_by)
    LinkFetch.objects.create(attachment=file, mark="0" * 64, ends_at=end)
    Exchange.objects.create(
        account=account, endpoint="status", method="GET", url="https://a", request_body="b"
    )
    LinkCheck.objects.create(fingerprint="0" * 64, outcome="good", sentence="docs.example is fine")

    case_list = CaseList.objects.create(
        account=account,
        uploaded_by=plain.sent_by,
        file_name="list.csv",
        kind="csv",
        row_count=1,
        case_count=1,
        form_key=uuid.uuid4(),
    )
    ListContent.objects.create(case_list=case_list, text="https://docs.example/a?sig=1")
    ListedCase.objects.create(
        case_list=case_list, position=1, application_id="CDL1", document_count=1, first_row=2
    )
    template = ProductTemplate.objects.create(product_type="POC_CDL")
    ExpectedDocument.objects.create(template=template, document_type="PAN")
    Addition.objects.create(
        case=plain.case,
        person=plain.sent_by,
        form_key=uuid.uuid4(),
        documents_text="1 https://docs.example/b",
    )

    Examination.objects.create(
        name="aadhaar.jpg",
        size=1,
        sha256="0" * 64,
        file="kept",
        key=DataKey.objects.fresh(),
        uploaded_by=plain.sent_by,
        form_key=uuid.uuid4(),
    )

    rows = [row for model in apps.get_app_config("verifications").get_models() for row in model.objects.all()]
    printed = " ".join(f"{row} {row!r}" for row in rows)

    assert {type(row) for row in rows} == set(apps.get_app_config("verifications").get_models())
    for secret in ("sandbox-secret", "the-token", "docs.example", "sig=", plain.case.callback_key, "Kavitha"):
        assert secret not in printed
