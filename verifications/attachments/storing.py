"""Attached files in their storage: sealed under a key of their own, opened to be read, and removed."""

import tempfile
from collections.abc import Iterator
from typing import IO

from django.core.files import File
from django.db.models.fields.files import FieldFile

from atlas_portal.streams import Damaged, Opened, seal
from verifications.models import Attachment, DataKey, Examination


def write(stored: FieldFile, key: DataKey, content: IO[bytes]) -> None:
    """Seal what `content` holds, from its start, and put it into the storage."""
    content.seek(0)
    # By way of a nameless file: storages ask for a size, go back and begin anew after a broken connection,
    # and no nonce may be used for that twice.
    with tempfile.TemporaryFile() as sealed:
        for piece in seal(key.secret, _label(stored), content):
            sealed.write(piece)
        # The name is random, so that no storage has to choose another, and the one it gives back is not kept.
        stored.storage.save(_name(stored, key.pk), File(sealed))


def unsealed(attachment: Attachment, stored: FieldFile) -> File[bytes] | Opened:
    """The file, or its picture, to be read in clear.

    Raises FileNotFoundError, Damaged for what does not open, and Erased once its key was destroyed.
    """
    try:
        return unsealed_under(attachment.key, stored)
    except FileNotFoundError:
        if attachment.key_id:
            raise
    # It may have been encrypted since its row was read, and the copy in clear is gone.
    attachment.refresh_from_db(fields=("key",))
    return unsealed_under(attachment.key, stored)


def unsealed_between(attachment: Attachment, first: int, last: int) -> File[bytes] | Opened:
    """The file, of which all bytes from `first` to `last` all open; raises what `unsealed` raises."""
    file = unsealed(attachment, attachment.file)
    if isinstance(file, Opened):
        try:
            if file.size != attachment.size:
                raise Damaged
            file.check(first, last)
        except Damaged:
            file.close()
            raise
    return file


def unsealed_under(key: DataKey | None, stored: FieldFile) -> File[bytes] | Opened:
    """The file or picture that is stored under this key, or in clear; raises what `unsealed` raises."""
    # Asked for first: what was erased is not missing.
    secret = key.secret if key else None
    file = stored.storage.open(_name(stored, key.pk if key else None))
    try:
        # Some storages fetch the file only now.
        file.seek(0)
        return Opened(secret, _label(stored), file) if secret else file
    except (Damaged, FileNotFoundError):
        file.close()
        raise


def remove(attachment: Attachment) -> None:
    """Remove all that may lie in the storage of a file; what is not there stays so."""
    if attachment.key_id is None or attachment.next_key_id:
        remove_copy(attachment, None)
    for key in {attachment.key_id, attachment.next_key_id} - {None}:
        remove_copy(attachment, key)


def remove_copy(row: Attachment | Examination, key: int | None) -> None:
    """Remove the file and its picture as they lie under one key, or in clear."""
    for stored in parts(row):
        remove_part(stored, key)


def remove_part(stored: FieldFile, key: int | None) -> None:
    """Remove a file, or a picture, as it lies under one key, or in clear."""
    stored.storage.delete(_name(stored, key))


def parts(row: Attachment | Examination) -> Iterator[FieldFile]:
    """The file, and its picture if it has one."""
    return filter(None, (row.file, row.thumbnail))


def _name(stored: FieldFile, key: int | None) -> str:
    return str(stored.name) if key is None else f"{stored.name}.{key}"


def _label(stored: FieldFile) -> str:
    return str(stored.field.name)
