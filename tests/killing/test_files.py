"""A run that encrypts stored files, killed at any step: every file can be read, and the next run ends it."""

import subprocess
import sys
from pathlib import Path

import pytest

from audit import trail
from tests import factories, papers
from tests.killing.doomed import FILES
from tests.processes.running import clean_environment
from tests.submission.conftest import PATIENT, database_url
from verifications.attachments import encrypting, storing
from verifications.models import Attachment, DataKey

# Whether a reader already takes the sealed file when the run is dead.
SEALED = {
    "before a file is sealed": False,
    "between a file and its picture": False,
    "before readers take the sealed file": False,
    "before the copy in clear goes": True,
    "half of the copy in clear gone": True,
    "the copy in clear gone": True,
}


def read(attachment):
    """The file and its picture, as a page would read them."""
    fresh, found = Attachment.objects.get(pk=attachment.pk), []
    for stored in storing.parts(fresh):
        with storing.unsealed(fresh, stored) as file:
            found.append(file.read())
    return found


def doomed(step, folder):
    """Run the command in a process that dies at this step."""
    environment = clean_environment(
        **PATIENT, DATABASE_URL=database_url(), ATTACHMENT_OPTIONS=f'{{"location": "{folder}"}}'
    )
    command = [sys.executable, "-m", "tests.killing.doomed", step, "encrypt_stored"]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_every_step_has_its_end():
    assert set(SEALED) == set(FILES)


@pytest.mark.parametrize("step", SEALED)
def test_a_run_that_was_killed_loses_nothing_and_the_next_one_ends_it(transactional_db, settings, step):
    folder = Path(settings.MEDIA_ROOT)
    one, other = sorted(
        (factories.clear_attachment(by=factories.officer(name)) for name in ("asha", "ravi")),
        key=lambda each: each.pk,
    )
    before = [read(one), read(other)]

    assert doomed(step, folder).returncode == -9

    assert bool(Attachment.objects.get(pk=one.pk).key_id) == SEALED[step]
    assert [read(one), read(other)] == before
    assert encrypting.encrypt_all(by=trail.COMMAND) == 2
    assert [read(one), read(other)] == before and before[0][0] == papers.jpeg()
    keys = [one.pk, other.pk]
    names = {f"{key}{of}.{Attachment.objects.get(pk=key).key_id}" for key in keys for of in ("", ".webp")}
    assert {path.name for path in folder.iterdir()} == names
    assert DataKey.objects.count() == 2 and not Attachment.objects.in_clear().exists()
