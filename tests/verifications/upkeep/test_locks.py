"""A case that is erased while another comes to use its file: whoever is first decides."""

import threading

import pytest
from django.db import connection, transaction

from tests import factories
from tests.verifications.waiting import run, wait_until_blocked
from verifications.attachments import storing
from verifications.models import Attachment, Batch, Case
from verifications.sending import pressing
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
