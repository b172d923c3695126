"""A database of the size that the figures speak of."""

import uuid
from datetime import timedelta

from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from audit import trail
from users import groups
from users.models import User
from verifications.connection import accounts
from verifications.models import AtlasAccount, Batch, Case, Document, Exchange, FileRecord

FILES_PER_CASE = 4
NAMES = ("invoice.jpg", "delivery-order.jpg", "pan.jpg", "aadhaar-front.jpg")
TYPES = ("INVOICE", "DELIVERY_ORDER", "PAN", "AADHAAR")
PROGRESS = ("ready", "ready", "processing", "failed", "not_confirmed")


def officer():
    """The officer who asks for the pages, with the password `bench`."""
    user = User.objects.create_user("bench", password="bench", first_name="Asha", last_name="Kulkarni")
    user.groups.set([Group.objects.get(name=groups.OFFICERS)])
    return user


def account(base_url, name="Bench"):
    """An Atlas account that talks to the sandbox, or to another address."""
    return accounts.save_account(
        AtlasAccount(name=name, product_types=["POC_CDL"]),
        base_url=base_url,
        client_id="sandbox",
        client_secret="sandbox-secret",
        by=trail.COMMAND,
        changed=[],
    )


def settle():
    """What PostgreSQL's autovacuum has done to a table that was not filled a second ago."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def fill(count, user, account):
    """Write `count` file records in cases of four, each in a batch that Atlas accepted."""
    cases = _cases(count // FILES_PER_CASE, user, account)
    Case.objects.bulk_create(cases, batch_size=500)
    batches = [_batch(case, user) for case in cases]
    Batch.objects.bulk_create(batches, batch_size=500)
    documents = [_document(case, position) for case in cases for position in range(FILES_PER_CASE)]
    Document.objects.bulk_create(documents, batch_size=500)
    of_case = {batch.case_id: batch for batch in batches}
    files = (_file(document, of_case[document.case_id], account) for document in documents)
    FileRecord.objects.bulk_create(files, batch_size=500)


def _cases(count, user, account):
    now = timezone.now()
    return [
        Case(
            account=account,
            application_id=f"CDL{number:09d}",
            applicant_name=f"Applicant {number}",
            product_type="POC_CDL",
            flow_uuid=f"LOS-{number}",
            owner=user,
            created_by=user,
            first_sent_at=now,
            progress=PROGRESS[number % len(PROGRESS)],
            progress_at=now - timedelta(seconds=number),
            progress_note="All 14 cross-checks over 70 %",
        )
        for number in range(count)
    ]


def _batch(case, user):
    return Batch(
        case=case,
        state=Batch.State.ACCEPTED,
        flow_uuid=case.flow_uuid,
        batch_id=f"BATCH-{case.pk}-SIYKJ-20261124113228",
        document_count=FILES_PER_CASE,
        sent_by=user,
        created_at=case.progress_at,
    )


def _document(case, position):
    return Document(
        case=case,
        document_id=f"{case.pk}-{position}",
        position=position,
        file_url="https://docs.example/a.jpg",
        url_without_query="https://docs.example/a.jpg",
        file_name=NAMES[position],
    )


def _file(document, batch, account):
    return FileRecord(
        batch=batch,
        case=document.case,
        account=account,
        origin=document,
        created_at=batch.created_at,
        application_id=document.case.application_id,
        document_id=document.document_id,
        file_name=document.file_name,
        url_without_query=document.url_without_query,
        file_url=document.file_url,
        comparison=FileRecord.Comparison.ANSWERED,
        file_uuid=str(uuid.uuid4()),
        atlas_batch_id=batch.batch_id,
        document_type=TYPES[document.position],
    )


def live(count, user, account, within):
    """Write `count` flows that Atlas is at work on; the first look at each is due `within` seconds."""
    now = timezone.now()
    cases = [
        Case(
            account=account,
            application_id=f"LIVE{number:06d}",
            applicant_name=f"Applicant {number}",
            product_type="POC_CDL",
            flow_uuid=f"LIVE-{number}",
            created_by=user,
            first_sent_at=now,
            progress=Case.Progress.PROCESSING,
            look_at=now + timedelta(seconds=within * number / count),
        )
        for number in range(count)
    ]
    Case.objects.bulk_create(cases, batch_size=500)
    Batch.objects.bulk_create(
        (
            Batch(
                case=case,
                state=Batch.State.ACCEPTED,
                flow_uuid=case.flow_uuid,
                document_count=1,
                sent_by=user,
                answered_at=now,
            )
            for case in cases
        ),
        batch_size=500,
    )
    Exchange.objects.bulk_create(
        (
            Exchange(account=account, case=case, endpoint="multiupload", method="POST", url=account.name)
            for case in cases
        ),
        batch_size=500,
    )
