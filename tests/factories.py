"""Rows for tests, made the way the product makes them."""

import io
import uuid
from hashlib import sha256
from itertools import count

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from audit import trail
from confirmations import asking
from pages.form_keys import sign_key
from tests import papers
from users import groups
from users.models import User
from verifications.attachments import storing
from verifications.connection import accounts, credentials
from verifications.intake import drafts
from verifications.intake.forms import CaseForm
from verifications.lists import pressing
from verifications.models import AtlasAccount, Attachment, DataKey, Examination

PASSWORD = "correct horse battery"
numbers = count(1)


def user(username, group, **fields):
    """A person with a role, who logs in with PASSWORD."""
    person = User.objects.create_user(username, password=PASSWORD, **fields)
    person.groups.set([Group.objects.get(name=group)])
    return person


def officer(username):
    return user(username, groups.OFFICERS, first_name=username.capitalize(), last_name="Kulkarni")


def auditor(username):
    return user(username, groups.AUDITORS, first_name=username.capitalize(), last_name="Pillai")


def admin(username):
    return user(username, groups.ADMINS, first_name=username.capitalize(), is_staff=True)


def account(name="Nilgiri POC", *, base_url="http://127.0.0.1:9", secret="sandbox-secret", **fields):
    """An Atlas account with its first credential."""
    return accounts.save_account(
        AtlasAccount(name=name, product_types=["POC_CDL"], **fields),
        base_url=base_url,
        client_id="sandbox",
        client_secret=secret,
        by=trail.COMMAND,
        changed=[],
    )


def confirmation(account, *, by=None):
    """A request for the next credential of an account, which is live from then on."""
    AtlasAccount.objects.filter(pk=account.pk).update(environment="live")
    account.refresh_from_db()
    by = by or admin("asker")
    accounts.save_account(
        account,
        base_url=account.credential.base_url,
        client_id="next",
        client_secret="the-next-secret-7731",
        by=by,
        changed=[],
    )
    return asking.waiting(credentials.CREDENTIAL, account)


def lines(*names, first=101):
    """Pasted text: one document a line, with ids from `first` on."""
    return "\n".join(
        f"{number}\thttps://docs.example/{name}?sig=a%2Bb" for number, name in enumerate(names, first)
    )


def form(*, by, account, text=None, key=None, **fields):
    """A valid form of a new case, as it was typed."""
    data = {
        "account": account.pk,
        "application_id": f"CDL{next(numbers):06d}",
        "applicant_name": "Sunil Patil",
        "product_type": "POC_CDL",
        "flow_uuid": "",
        "documents_text": lines("invoice.jpg", "pan.jpg") if text is None else text,
        "form_key": sign_key(key or uuid.uuid4(), by),
    } | fields
    case_form = CaseForm(data, by=by, sending=True)
    assert case_form.is_valid(), case_form.errors
    return case_form


def draft(*, by, account, **fields):
    """A saved draft."""
    return drafts.save(form(by=by, account=account, **fields), by=by)


@transaction.atomic
def batch(*, by, account, **fields):
    """A queued batch of a new case."""
    return drafts.submit(form(by=by, account=account, **fields), by=by).batches.get()


@transaction.atomic
def documents(case, case_form):
    """The documents of a form, written to a case that exists."""
    return drafts.write_documents(case, case_form.understood.rows, by=case_form.by)


def case_list(*, by, account, text=None):
    """An uploaded list of one case, or of this CSV text."""
    text = (
        text
        or "application id,applicant,product,document id,url\nCDL1,Sunil Patil,POC_CDL,1,https://docs.example/1"
    )
    return pressing.receive(text.encode(), name="list.csv", account=account, form_key=uuid.uuid4(), by=by)


def attachment(*, by, content=None, **fields):
    """A stored picture, as attaching it would leave it; nothing reads what it is."""
    content = papers.jpeg() if content is None else content
    row = _attachment(by, content, {"key": DataKey.objects.fresh()} | fields)
    storing.write(row.file, row.key, io.BytesIO(content))
    storing.write(row.thumbnail, row.key, io.BytesIO(papers.picture("WEBP", (2, 2))))
    return row


def examination(*, by, content=None, **fields):
    """A picture that waits for a worker to look at it."""
    content = papers.jpeg() if content is None else content
    known = {
        "name": "invoice.jpg",
        "form_key": uuid.uuid4(),
        "stored_at": timezone.now(),
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
        "file": str(uuid.uuid4()),
    }
    row = Examination.objects.create(uploaded_by=by, key=DataKey.objects.fresh(), **known | fields)
    storing.write(row.file, row.key, io.BytesIO(content))
    return row


def clear_attachment(*, by, content=None, **fields):
    """A stored picture as a version that did not encrypt has left it."""
    content = papers.jpeg() if content is None else content
    row = _attachment(by, content, fields)
    row.file.storage.save(row.file.name, ContentFile(content))
    row.thumbnail.storage.save(row.thumbnail.name, ContentFile(papers.picture("WEBP", (2, 2))))
    return row


def _attachment(by, content, fields):
    key = uuid.uuid4()
    known = {
        "name": "invoice.jpg",
        "form_key": uuid.uuid4(),
        "stored_at": timezone.now(),
        "content_type": "image/jpeg",
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
        "file": str(key),
        "thumbnail": f"{key}.webp",
    }
    return Attachment.objects.create(uuid=key, uploaded_by=by, **known | fields)
