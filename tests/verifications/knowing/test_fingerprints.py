"""Links and files are found again under another key."""

import io

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command

from audit import trail
from tests import factories
from verifications.knowing import fingerprints
from verifications.models import Document
from verifications.text.links import link_fingerprint

LINK = "https://docs.example/invoice.jpg?sig=1"


@pytest.fixture
def sent(account, asha):
    """Three documents of an attached file and links, as they were stored under the first key."""
    file = factories.attachment(by=asha)
    return factories.batch(by=asha, account=account, text=f"1\t{file.text}\n2\t{LINK}\n3\t{LINK}&page=2")


def found(*hashes):
    return set(Document.objects.filter(url_fingerprint__in=hashes).values_list("document_id", flat=True))


def test_what_was_sent_before_is_found_once_the_command_has_run(sent, settings, monkeypatch):
    monkeypatch.setattr(fingerprints, "AT_ONCE", 2)
    file = sent.case.attachments.get()
    assert found(file.fingerprint, link_fingerprint(LINK)) == {"1", "2"}
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_ENCRYPTION_KEYS]
    assert found(file.fingerprint, link_fingerprint(LINK)) == set()

    out = io.StringIO()
    call_command("refingerprint", stdout=out)

    assert out.getvalue() == "3 documents have a new fingerprint.\n"
    assert found(file.fingerprint, link_fingerprint(LINK)) == {"1", "2"}
    event = trail.events()[0]
    assert (event.action, event.details, event.actor_kind) == (
        "documents.refingerprinted",
        {"documents": 3},
        "command",
    )


def test_a_second_run_changes_nothing(sent):
    assert fingerprints.recompute(by=trail.COMMAND) == 0


def test_another_secret_key_changes_nothing(sent, settings):
    settings.SECRET_KEY = "another"
    assert fingerprints.recompute(by=trail.COMMAND) == 0
