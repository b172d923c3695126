"""Texts under the key of what they belong to: as plain to use as any other, and gone with their key."""

import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atlas_portal.encryption import Erased
from tests import factories
from tests.stored import put_under_field_key, stored_text
from verifications.models import (
    Case,
    Credential,
    DataKey,
    Document,
    FileRecord,
    ListContent,
    Payload,
)
from verifications.models.keys.texts import StoredText

LINK = "https://docs.example/invoice.jpg?sig=a%2Bb"


def fresh(case):
    return Case.objects.get(pk=case.pk)


def asked(ask):
    """What a function gives, and how many queries it took."""
    with CaptureQueriesContext(connection) as captured:
        found = ask()
    return found, len(captured)


def documents(case, count):
    Document.objects.bulk_create(
        Document(case=case, document_id=str(number), position=number, file_url=f"{LINK}&n={number}")
        for number in range(100, 100 + count)
    )
    return case.documents.filter(position__gte=100)


def test_the_column_names_the_key_of_its_case_and_holds_nothing_in_clear(batch, account):
    key, credential = batch.case.key, account.credential
    Payload.objects.create(case=batch.case, kind="extracts", body='{"pan": "ABCDE1234F"}')
    columns = {Document: "file_url", FileRecord: "file_url", Payload: "body"}

    for model, column in columns.items():
        assert stored_text(model, column).startswith(f"k{key.pk}:gAAAA")
        assert "docs.example" not in stored_text(model, column)
    assert Payload.objects.get().data == {"pan": "ABCDE1234F"}
    assert Document.objects.first().file_url == FileRecord.objects.first().file_url == LINK
    assert stored_text(Credential, "client_secret").startswith(f"k{credential.key_id}:gAAAA")
    assert credential.key_id != key.pk


def test_each_case_and_each_list_has_a_key_of_its_own(account, asha):
    one, other = (factories.draft(account=account, by=asha) for _ in range(2))
    first, second = (factories.case_list(account=account, by=asha) for _ in range(2))

    keys = {one.key_id, other.key_id, first.content.key_id, second.content.key_id}
    assert len(keys) == 4 and None not in keys
    assert stored_text(ListContent, "text", first.pk).startswith(f"k{first.content.key_id}:")


def test_many_rows_are_written_at_once_under_the_key_at_hand(draft):
    found, queries = asked(lambda: documents(draft, 300))

    assert found.count() == 300 and queries < 6
    assert DataKey.objects.count() == 2  # the case's, and the account's credential's


def test_many_rows_are_changed_at_once(draft):
    documents(draft, 3)
    rows = list(draft.documents.order_by("position"))
    before = stored_text(Document, "file_url", rows[0].pk)
    rows[1].file_url = "https://docs.example/another"
    Document.objects.bulk_update(rows, ["file_url"])

    urls = draft.documents.order_by("position").values_list("file_url", flat=True)
    assert [*map(str, urls)] == [f"{LINK}&n=100", "https://docs.example/another", f"{LINK}&n=102"]
    assert stored_text(Document, "file_url", rows[0].pk) == before


def test_what_is_saved_unchanged_stays_as_it_is_stored(draft):
    before = stored_text(Case, "draft_form")
    case = fresh(draft)
    assert asked(case.save)[1] == 1  # for its key nobody asks
    assert stored_text(Case, "draft_form") == before

    case.draft_form = str(case.draft_form)
    case.save()
    assert stored_text(Case, "draft_form") != before
    assert fresh(draft).draft_form == draft.draft_form


def test_an_update_has_to_say_whose_text_it_is(draft):
    for write in (lambda: Case.objects.update(draft_form="{}"), lambda: Case.objects.get(draft_form="{}")):
        with pytest.raises(TypeError, match="Case.draft_form is written with its row"), transaction.atomic():
            write()
    Case.objects.update(draft_form=draft.draft_form)
    assert fresh(draft).draft_form == draft.draft_form
    Case.objects.update(draft_form=None)
    assert Case.objects.get(draft_form=None).draft_form is None


def test_a_text_may_be_left_for_later(draft):
    for rows in (Case.objects.defer("draft_form"), Case.objects.only("pk")):
        case = rows.get()
        assert "draft_form" not in vars(case)
        assert case.draft_form == draft.draft_form
        assert isinstance(vars(case)["draft_form"], StoredText)


def test_rows_that_are_read_as_values_compare_as_they_are_stored(draft, account, asha):
    factories.draft(account=account, by=asha)
    one, other = (list(Case.objects.values_list("draft_form", flat=True).order_by("pk")) for _ in range(2))

    assert one == other and len({*one, *other}) == 2 and one[0] != other[1]
    assert str(one[0]) == draft.draft_form


def test_a_row_that_is_read_anew_is_as_it_is_stored(draft):
    case = fresh(draft)
    case.draft_form = "never saved"
    case.refresh_from_db()

    assert case.draft_form == draft.draft_form
    assert isinstance(vars(case)["draft_form"], StoredText)


def test_a_thousand_rows_of_as_many_cases_ask_once_for_their_keys(batch):
    template, files = batch.case, []
    for number in range(50):
        case = Case(account=template.account, created_by=template.created_by, draft_form="{}", key=None)
        case.form_key, case.callback_key = uuid.uuid4(), str(number)
        case.save()
        files.append(
            FileRecord(batch=batch, case=case, account=template.account, origin=None, comparison="extra")
        )
        files[-1].document_id, files[-1].file_url = str(number), f"{LINK}&n={number}"
    FileRecord.objects.bulk_create(files)
    rows = FileRecord.objects.filter(comparison="extra").order_by("pk")

    urls, queries = asked(lambda: [row.file_url for row in rows])
    assert (urls, queries) == ([f"{LINK}&n={number}" for number in range(50)], 2)
    joined, queries = asked(lambda: [row.file_url for row in rows.select_related("case__key").all()])
    assert (joined, queries) == (urls, 1)
    assert asked(lambda: [row.document_id for row in rows.all()])[1] == 1


def test_a_link_that_is_copied_to_another_case_is_under_that_one_s_key(draft, account, asha):
    other = factories.draft(account=account, by=asha)
    document = documents(draft, 1).get()
    document.pk, document.case = None, other
    document.file_url = document.file_url + ""
    document.save()

    assert stored_text(Document, "file_url", document.pk).startswith(f"k{other.key_id}:")


@pytest.mark.parametrize(
    ("model", "column"), [(Case, "draft_form"), (Credential, "client_secret"), (ListContent, "text")]
)
def test_what_lies_under_the_field_key_is_read_and_its_row_gets_a_key_when_it_is_written(
    draft, account, asha, model, column
):
    factories.case_list(account=account, by=asha)
    text = getattr(model.objects.get(), column)
    put_under_field_key(model, column)
    row = model.objects.get()
    assert (getattr(row, column), row.key_id) == (text, None)

    other = model.objects.get()
    row.save()
    # Whoever read the row before writes it with the key that it has by now.
    other.save()

    written = model.objects.get()
    assert written.key_id is not None and other.key_id == row.key_id == written.key_id
    assert getattr(written, column) == text


def test_of_two_who_give_a_case_its_key_one_does(draft):
    put_under_field_key(Case, "draft_form")
    before = DataKey.objects.count()
    one, other = fresh(draft), fresh(draft)

    assert one.own_key() == other.own_key() == fresh(draft).key
    assert DataKey.objects.count() == before + 1


@pytest.mark.parametrize("model", [Case, Credential, ListContent])
def test_the_key_of_a_row_is_never_changed(draft, account, asha, model):
    factories.case_list(account=account, by=asha)

    for key in (DataKey.objects.fresh(), None):
        with pytest.raises(DatabaseError, match="is never changed"), transaction.atomic():
            model.objects.update(key=key)


def test_what_a_destroyed_key_protected_is_erased(batch):
    Payload.objects.create(case=batch.case, kind="extracts", body="{}")
    DataKey.objects.filter(pk=batch.case.key_id).destroy()

    for row, column in ((Payload.objects.get(), "body"), (batch.files.first(), "file_url")):
        with pytest.raises(Erased):
            getattr(row, column)
    with pytest.raises(Erased), transaction.atomic():
        Payload.objects.create(case=fresh(batch.case), kind="extracts", body="{}")
    assert FileRecord.objects.first().document_id == "101"


def test_a_row_whose_text_is_erased_is_saved_all_the_same(draft):
    DataKey.objects.filter(pk=draft.key_id).destroy()
    case = fresh(draft)
    case.applicant_name, case.saved_at = "Another", timezone.now()
    case.save()

    assert fresh(draft).applicant_name == "Another"


def test_a_text_that_was_changed_in_the_database_says_so(draft):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE verifications_case SET draft_form = %s", [f"k{draft.key_id}:gAAAAother"])

    with pytest.raises(ImproperlyConfigured, match="Case.draft_form was changed in the database"):
        _ = fresh(draft).draft_form


def test_under_a_number_that_no_key_has_nothing_is_read(draft):
    token = stored_text(Case, "draft_form")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE verifications_case SET draft_form = %s", [token.replace("k", "k9", 1)])

    with pytest.raises(Erased):
        _ = fresh(draft).draft_form


def test_a_payload_moves_from_the_field_key_to_its_case_s_own_and_never_else(batch):
    payload = Payload.objects.create(case=batch.case, kind="extracts", body='{"a": 1}', sha256="1")
    token = stored_text(Payload, "body")

    def change(sets, *values):
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE verifications_payload SET {sets}", values)

    for sets in ("body = body", "body = 'gAAAAx'", "body = 'k1:gAAAAx'"):
        with pytest.raises(DatabaseError, match="A payload is never changed"), transaction.atomic():
            change(sets)
    put_under_field_key(Payload, "body")
    with pytest.raises(DatabaseError, match="A payload is never changed"), transaction.atomic():
        change("body = %s, sha256 = '2'", token)
    change("body = %s", token)
    assert Payload.objects.get(pk=payload.pk).data == {"a": 1}


def test_a_field_says_what_it_is_to_a_migration():
    field = FileRecord._meta.get_field("file_url")

    assert field.clone().owner == "case" and Case._meta.get_field("draft_form").clone().owner == ""
    assert field.deconstruct()[3] == {"null": True, "owner": "case"}


def test_an_attribute_of_the_class_is_its_description():
    assert Case.draft_form.field is Case._meta.get_field("draft_form")
