"""Encrypting the files that a version before stored in clear, while everything runs.

A file is sealed beside its copy in clear under a key and a name of its own; one statement then has readers
take the sealed one, and the copy in clear goes after that. Whoever is killed in between leaves a row that
says how far it came, and the next run goes on. Two runs at once do no harm: one of them gives way.
"""

import hashlib
import logging

from django.db import transaction
from django.db.models.fields.files import FieldFile

from atlas_portal.streams import CHUNK, Damaged
from audit import trail
from verifications.attachments import storing
from verifications.models import Attachment, DataKey

log = logging.getLogger(__name__)

# So many rows are asked for at a time.
AT_ONCE = 200


def encrypt_all(*, by: trail.By) -> int:
    """Encrypt every file that lies in clear; returns how many were. Those that cannot be stay as they are."""
    sealed, after = 0, None
    while attachments := _following(after):
        for attachment in attachments:
            sealed += _encrypted(attachment)
        after = attachments[-1]
    with transaction.atomic():
        left = Attachment.objects.in_clear().count()
        trail.record("attachments.encrypted", by=by, details={"files": sealed, "left": left})
    return sealed


def _following(after: Attachment | None) -> list[Attachment]:
    rows = Attachment.objects.in_clear().order_by("pk")
    return list((rows.filter(pk__gt=after.pk) if after else rows)[:AT_ONCE])


def _encrypted(attachment: Attachment) -> bool:
    """Encrypt one file and remove its copy in clear; whether that was done."""
    try:
        if attachment.key_id is None and not _encrypt(attachment):
            return False
        storing.remove_copy(attachment, None)
    except Exception:  # one file that cannot be encrypted must not keep the others
        log.exception("Encrypting the file %s failed.", attachment)
        return False
    Attachment.objects.filter(pk=attachment.pk).update(next_key=None)
    return True


def _encrypt(attachment: Attachment) -> bool:
    """Seal a file beside its copy in clear, and have readers take it; False if another run does."""
    key = _claim(attachment)
    if key is None:
        return False
    ours = Attachment.objects.filter(pk=attachment.pk, key=None, next_key=key)
    try:
        _copy(attachment, key)
    except Exception:  # a storage raises whatever its library raises
        if ours.exists():
            raise
    else:
        # From here on readers take the sealed one; `next_key` stays until the copy in clear is gone.
        if ours.update(key=key):
            return True
    # Another run has the file, or has ended it already: no row tells of what this one stored.
    storing.remove_copy(attachment, key.pk)
    return False


def _copy(attachment: Attachment, key: DataKey) -> None:
    """Seal the copy in clear, and raise Damaged unless that is, byte for byte, the file that was attached."""
    for stored in storing.parts(attachment):
        with stored.storage.open(str(stored.name)) as plain:
            storing.write(stored, key, plain)
    if _digest(key, attachment.file) != attachment.sha256:
        raise Damaged


def _claim(attachment: Attachment) -> DataKey | None:
    """A new key for the file, noted at its row before anything is stored under it.

    What another run stored under the key before is removed; that run, if it lives, gives way.
    """
    before = attachment.next_key
    with transaction.atomic():
        key = DataKey.objects.fresh()
        same = Attachment.objects.filter(pk=attachment.pk, key=None, next_key=before)
        if not same.update(next_key=key):
            key.delete()
            return None
    if before:
        storing.remove_copy(attachment, before.pk)
        before.delete()
    attachment.next_key = key
    return key


def _digest(key: DataKey, stored: FieldFile) -> str:
    """The SHA-256 of a sealed file, read back from the storage."""
    digest = hashlib.sha256()
    with storing.unsealed_under(key, stored) as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()
