"""Moving texts that lie under the field key itself, where a version before put all of them, to own keys.

In small steps, each in a transaction of its own that locks a few rows: it may be stopped at any time, and the
next run goes on with what is left.
"""

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast

from audit import trail
from verifications.models import (
    Addition,
    Case,
    Credential,
    Document,
    FileRecord,
    ListContent,
    Payload,
)
from verifications.models.keys import UNDER_FIELD_KEY, KeyedTextField

log = logging.getLogger(__name__)

# Each with how many rows are moved at a time: a payload or a list may have megabytes.
MODELS: dict[type[models.Model], int] = {
    Case: 100,
    Document: 200,
    FileRecord: 200,
    Addition: 20,
    Payload: 10,
    ListContent: 5,
    Credential: 20,
}


def move_all(*, by: trail.By) -> int:
    """Move every text that lies under the field key to its own key; returns how many rows had one."""
    moved = sum(_move(model) for model in MODELS)
    with transaction.atomic():
        trail.record("texts.moved", by=by, details={"rows": moved})
    return moved


def count_left() -> int:
    """How many rows have a text under the field key still."""
    return sum(_unmoved(model).count() for model in MODELS)


def move_case(case: Case) -> None:
    """Move what belongs to one case; call inside a transaction."""
    _move_rows(_unmoved(Case).filter(pk=case.pk))
    for model in (Document, FileRecord, Addition, Payload):
        _move_rows(_unmoved(model).filter(case=case))


def _move(model: type[models.Model]) -> int:
    moved, after = 0, None
    while keys := list(_following(model, after).values_list("pk", flat=True)[: MODELS[model]]):
        with transaction.atomic():
            moved += _move_rows(_unmoved(model).filter(pk__in=keys))
        after = keys[-1]
    return moved


def _following(model: type[models.Model], after: object) -> QuerySet[models.Model]:
    rows = _unmoved(model).order_by("pk")
    return rows.filter(pk__gt=after) if after is not None else rows


def _move_rows(rows: QuerySet[models.Model]) -> int:
    moved = 0
    for row in rows.select_for_update(of=("self",)):
        try:
            _move_row(row)
        except ImproperlyConfigured as error:  # one that does not open must not keep the others
            log.error("A text of %s %s stays where it is: %s", type(row).__name__, row.pk, error)
        else:
            moved += 1
    return moved


def _move_row(row: models.Model) -> None:
    names = [field.name for field in _texts(type(row))]
    for name in names:
        # Said anew, it is encrypted anew, under the row's own key.
        setattr(row, name, None if (text := getattr(row, name)) is None else str(text))
    row.save(update_fields=names)


def _unmoved(model: type[models.Model]) -> QuerySet[models.Model]:
    """The rows of which a text lies under the field key."""
    rows, wanted = model._default_manager.order_by("pk"), Q()
    for field in _texts(model):
        # As it is stored: the field itself compares no texts.
        rows = rows.alias(**{f"stored_{field.name}": Cast(field.name, models.TextField())})
        wanted |= Q(**{f"stored_{field.name}__startswith": UNDER_FIELD_KEY})
    return rows.filter(wanted)


def _texts(model: type[models.Model]) -> Iterator["models.Field[Any, Any]"]:
    return (field for field in model._meta.concrete_fields if isinstance(field, KeyedTextField))
