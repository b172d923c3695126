"""Everything under the first field key, so that the ones before it can be taken out of the setting.

In small steps, while everything runs: keys of files and rows are wrapped anew, which touches nothing that
they protect, and the few texts that lie under the field key itself are encrypted anew.
"""

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Cast

from atlas_portal.encryption import cipher
from audit import trail
from audit.models import Reason
from confirmations.models import Confirmation
from verifications.models import DataKey
from verifications.models.keys import wrapped

AT_ONCE = 500
# What no DataKey protects: it is erased by deleting its row, or goes when the request is over.
TEXTS = ((Reason, "text"), (Confirmation, "sealed"))


def rewrap_all(*, by: trail.By) -> int:
    """Bring every key and text under the first field key; returns how many were under another.

    Raises ImproperlyConfigured where FIELD_ENCRYPTION_KEYS lacks the key of one.
    """
    keys, after = 0, 0
    while rows := list(DataKey.objects.filter(pk__gt=after, destroyed_at=None).order_by("pk")[:AT_ONCE]):
        keys += _rewrap(rows)
        after = rows[-1].pk
    texts = sum(_reencrypt(model, column) for model, column in TEXTS)
    with transaction.atomic():
        trail.record("keys.rewrapped", by=by, details={"keys": keys, "texts": texts})
    return keys + texts


@transaction.atomic
def _rewrap(rows: list[DataKey]) -> int:
    count = 0
    for row in rows:
        if not _is_current(row.wrapped):
            # One that was destroyed meanwhile stays so.
            same = DataKey.objects.filter(pk=row.pk, wrapped=row.wrapped)
            count += same.update(wrapped=wrapped(row.secret))
    return count


def _reencrypt(model: type[models.Model], column: str) -> int:
    count, after = 0, 0
    stored = model._default_manager.annotate(stored=Cast(column, models.TextField())).order_by("pk")
    while rows := list(stored.filter(pk__gt=after).values_list("pk", "stored")[:AT_ONCE]):
        for pk, token in rows:
            if token and not _is_current(token):
                count += _reencrypt_row(model, column, pk, token)
        after = rows[-1][0]
    return count


@transaction.atomic
def _reencrypt_row(model: type[models.Model], column: str, pk: int, token: str) -> int:
    try:
        text = cipher().decrypt(token).decode()
    except InvalidToken:
        return 0  # it was spoilt before; the trail says so of a reason
    same = model._default_manager.alias(stored=Cast(column, models.TextField())).filter(pk=pk, stored=token)
    return same.update(**{column: text})


def _is_current(token: str) -> bool:
    """Whether the first field key opens it."""
    try:
        Fernet(settings.FIELD_ENCRYPTION_KEYS[0]).decrypt(token)
    except InvalidToken:
        return False
    return True
