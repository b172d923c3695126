"""What a form key proves, and what the form of a case says of itself."""

import uuid

import pytest
from django.core import signing

from pages.form_keys import read_key, sign_key
from tests import factories
from users.models import User
from verifications.intake.forms import CaseForm, key_is_used


def test_a_form_key_names_its_form_and_its_user():
    key = uuid.uuid4()
    assert read_key(sign_key(key, User(pk=7))) == key


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "\x00", "🙂"])
def test_what_was_not_signed_is_no_form_key(value):
    with pytest.raises(signing.BadSignature):
        read_key(value)


def test_a_signature_for_something_else_is_no_form_key():
    with pytest.raises(signing.BadSignature):
        read_key(signing.dumps([str(uuid.uuid4()), 1], salt="something else"))


def test_a_key_is_used_once_its_form_was_sent(account, asha, wakeups):
    key = uuid.uuid4()
    factories.draft(by=asha, account=account, key=key)
    assert key_is_used(key) is None
    batch = factories.batch(by=asha, account=account)
    assert key_is_used(batch.form_key) == batch


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Paste at least one document: an id and a link."),
        ("101", "Fix or remove 1 of 1 documents, then send."),
        ("{", "This JSON is not complete, or has a mistake in line 1."),
        (factories.lines("a.pdf"), ""),
    ],
)
def test_the_fault_of_the_documents_is_one_sentence(db, text, fault):
    form = CaseForm({"documents_text": text}, by=None)
    form.is_valid()
    assert form.documents_fault() == fault


def test_a_draft_may_be_empty_and_what_is_sent_may_not(db, asha):
    data = {"form_key": sign_key(uuid.uuid4(), asha)}
    assert CaseForm(data, by=asha).is_valid()
    assert set(CaseForm(data, by=asha, sending=True).errors) == {
        "account",
        "application_id",
        "applicant_name",
        "product_type",
    }


def test_an_account_without_products_says_so(db, asha, account):
    account.product_types = []
    account.save()
    form = CaseForm({"account": account.pk, "product_type": "X"}, by=asha)
    assert form.errors["product_type"] == ["Nilgiri POC does not offer X. It offers: none yet."]
