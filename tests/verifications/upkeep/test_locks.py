"""A case that is erased or saved while its files are brought elsewhere: whoever is first decides."""

import threading

import pytest
from django.db import connection, transaction

from tests import factories
from tests.verifications.waiting import run, wait_until_blocked
from verifications.attachments import examinations, storing
from verifications.models import Attachment, Batch, Case, Examination
from verifications.sending import pressing, progress
from verifications.upkeep import erasing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _only_where_rows_are_locked(db):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time.")


def test_a_file_that_another_case_came_to_use_meanwhile_is_not_erased(moody, asha, joseph, wakeups):
    file = factories.attachment(by=asha)
    batch = factories.batch(account=moody, by=asha, text=f"7\t{file.text}")
    pressing.withdraw(batch, by=asha)
    case = Case.objects.get()
    thread = threading.Thread(target=run, args=(lambda: erasing.erase(case, by=joseph),))

    with transaction.atomic():
        factories.draft(account=moody, by=asha, text=f"7\t{file.text}")
        thread.start()
        wait_until_blocked(thread)
    thread.join(60)

    assert Case.objects.get(pk=case.pk).erased_at and Batch.objects.count() == 1
    kept = Attachment.objects.get()
    with storing.unsealed(kept, kept.file) as opened:
        assert kept.erased_at is None and opened.read()


def test_a_file_whose_looking_at_ends_meanwhile_is_erased_as_an_attached_one(moody, asha, joseph, wakeups):
    waiting = factories.examination(by=asha)
    batch = factories.batch(account=moody, by=asha)
    pressing.withdraw(batch, by=asha)
    case = Case.objects.get()
    waiting.cases.add(case)
    thread = threading.Thread(target=run, args=(lambda: erasing.erase(case, by=joseph),))

    with transaction.atomic():
        examinations.examine_kept(waiting.pk)
        thread.start()
        wait_until_blocked(thread)
    thread.join(60)

    assert Attachment.objects.get().key.destroyed_at and not Examination.objects.exists()


def test_a_file_that_is_named_while_its_looking_at_ends_does_not_stop_either(moody, asha, wakeups):
    waiting = factories.examination(by=asha)
    case = factories.draft(account=moody, by=asha)
    waiting.cases.add(case)
    thread = threading.Thread(target=run, args=(lambda: examinations.examine_kept(waiting.pk),))

    with transaction.atomic():
        # As whoever saves a form does: first the case, then the files that it names.
        progress.lock(case.pk)
        thread.start()
        wait_until_blocked(thread)
        case.examinations.set(Examination.objects.select_for_update().filter(pk=waiting.pk))
    thread.join(60)

    assert [file.pk for file in case.attachments.all()] == [waiting.uuid]
