"""A new field key: afterwards everything is read with it alone, and no row that proves something changed."""

from io import StringIO

import pytest
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.core.management import CommandError, call_command
from django.db import connection

from audit import trail
from audit.models import Reason
from confirmations.models import Confirmation
from tests import factories, papers
from tests.stored import put_under_field_key, stored_text
from verifications.attachments import storing
from verifications.knowing import fingerprints
from verifications.lists import pressing
from verifications.models import Case, CaseList, Credential, DataKey, Document, Examination, Payload
from verifications.sending import pressing as sending
from verifications.text import link_fingerprint
from verifications.upkeep import rewrapping

NEW = Fernet.generate_key().decode()
LINK = "https://docs.example/invoice.jpg?sig=a%2Bb"


@pytest.fixture
def everything(account, asha, joseph, batch, put):
    """A case with a payload, a link, files and a reason, a draft, a list, and a request that waits."""
    file = factories.attachment(by=asha)
    factories.examination(by=asha)
    factories.batch(account=account, by=asha, text=f"7\t{file.text}")
    factories.draft(account=account, by=asha, applicant_name="Typed")
    factories.case_list(account=account, by=asha)
    Payload.objects.create(case=batch.case, kind="extracts", body='{"a": 1}', sha256="0" * 64)
    put(batch, "not_confirmed", left_at=batch.created_at)
    sending.declare(batch, taken=True, reason="Seen at Atlas.", by=asha)
    return factories.confirmation(account, by=joseph)


def read(file_of):
    """All that is encrypted, in clear."""
    file = file_of.attachment
    with storing.unsealed(file, file.file) as opened:
        content = opened.read()
    waiting = Examination.objects.get()
    with storing.unsealed_under(waiting.key, waiting.file) as opened:
        looked_at = opened.read()
    return {
        "file": content == papers.jpeg(),
        "file that waits": looked_at == papers.jpeg(),
        "links": sorted(filter(None, (document.file_url for document in Document.objects.all()))),
        "payload": Payload.objects.get().data,
        "draft": "Typed" in Case.objects.exclude(draft_form=None).get().draft_form,
        "list": pressing.opened(CaseList.objects.get()).groups[0].applicant_name,
        "secrets": [credential.client_secret for credential in Credential.objects.all()],
        "reason": Reason.objects.get().text,
        "request": Confirmation.objects.get().contents["client_secret"],
    }


def rows():
    """Every row that proves something, as it lies in the database."""
    with connection.cursor() as cursor:
        found = []
        for table in ("payload", "credential", "filerecord", "document", "attachment"):
            cursor.execute(f"SELECT * FROM verifications_{table} ORDER BY 1")
            found += cursor.fetchall()
        return found


def test_after_a_rotation_everything_is_read_with_the_new_key_alone(everything, settings):
    old = settings.FIELD_ENCRYPTION_KEYS
    sent = Document.objects.exclude(attachment=None).get()
    before, lay = read(sent), rows()
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *old]
    out = StringIO()

    call_command("rewrap_keys", stdout=out)

    assert rows() == lay
    # The keys of three cases, two files, a list and a credential; a reason and a request.
    assert out.getvalue().startswith("9 keys and texts are under the first key now")
    call_command("refingerprint", stdout=out)
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    assert read(Document.objects.get(pk=sent.pk)) == before
    assert trail.verify().whole
    assert fingerprints.recompute(by=trail.COMMAND) == 0
    assert Document.objects.filter(url_fingerprint=link_fingerprint(LINK)).exists()
    # What is new lies under the new key from the start.
    assert rewrapping.rewrap_all(by=trail.COMMAND) == 0
    assert trail.events()[0].details == {"keys": 0, "texts": 0}


def test_the_old_key_opens_nothing_any_more(everything, settings):
    old = settings.FIELD_ENCRYPTION_KEYS
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *old]
    rewrapping.rewrap_all(by=trail.COMMAND)

    for model, column in ((DataKey, "wrapped"), (Reason, "text"), (Confirmation, "sealed")):
        with pytest.raises(InvalidToken):
            MultiFernet([Fernet(key) for key in old]).decrypt(stored_text(model, column))


def test_what_lies_under_the_field_key_itself_keeps_it_in_the_setting(everything, settings):
    put_under_field_key(Document, "file_url")
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *settings.FIELD_ENCRYPTION_KEYS]

    with pytest.raises(
        CommandError, match="2 rows lie under the field key itself.* Run encrypt_stored first"
    ):
        call_command("rewrap_keys", stdout=StringIO())


def test_a_key_that_was_taken_out_too_early_is_asked_for(everything, settings):
    settings.FIELD_ENCRYPTION_KEYS = [NEW]

    with pytest.raises(CommandError, match="FIELD_ENCRYPTION_KEYS lacks. Add it, behind the others"):
        call_command("rewrap_keys", stdout=StringIO())


def test_a_destroyed_key_stays_destroyed(everything, settings, monkeypatch):
    keys = list(DataKey.objects.order_by("pk"))
    DataKey.objects.filter(pk=keys[0].pk).destroy()
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *settings.FIELD_ENCRYPTION_KEYS]

    # It was read before it was destroyed, and is written after it.
    assert rewrapping._rewrap(keys) == len(keys) - 1
    assert DataKey.objects.get(pk=keys[0].pk).wrapped == ""


def test_a_spoilt_reason_does_not_keep_the_others(everything, settings):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_reason SET text = 'spoilt'")
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *settings.FIELD_ENCRYPTION_KEYS]

    rewrapping.rewrap_all(by=trail.COMMAND)

    assert stored_text(Reason, "text") == "spoilt"
    assert Fernet(NEW).decrypt(stored_text(Confirmation, "sealed"))


def test_a_request_that_ends_meanwhile_stays_ended(everything, settings, kavita):
    token = stored_text(Confirmation, "sealed")
    Confirmation.objects.update(state="withdrawn", sealed=None, ended_at=everything.asked_at)

    assert rewrapping._reencrypt_row(Confirmation, "sealed", everything.pk, token) == 0
    assert Confirmation.objects.get().sealed is None
