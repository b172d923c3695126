"""What an admin does with people: one role each, and the address of their mail by two."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.signals import m2m_changed

from audit import trail
from audit.trail import By
from confirmations import asking
from confirmations.kinds import Kind, Outdated, Sealed
from confirmations.models import Confirmation
from users import groups
from users.models import User

# The kind of request, as the trail names it.
EMAIL = "user.email"
ONE_ROLE = "Choose one role: Loan officers, Auditors and Admins exclude each other."
OTHERWISE = "On the machine, manage.py password_link prints a link that needs no mail."


class NotAllowed(Exception):
    """The change breaks a rule about roles; the text may be shown."""


def check_roles(names: Iterable[str]) -> None:
    """Raise NotAllowed where more than one of the three groups is among the names."""
    if len(set(names) & groups.PERMISSIONS.keys()) > 1:
        raise NotAllowed(ONE_ROLE)


def hold_roles_apart(
    sender: object, instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: object
) -> None:
    """Refuse a second of the three groups, whoever gives it, by whichever side of the relation."""
    if action != "pre_add" or not pk_set:
        return
    given = {instance.pk} if reverse else pk_set
    people = User.objects.filter(pk__in=pk_set) if reverse else [instance]
    names = set(Group.objects.filter(pk__in=given).values_list("name", flat=True))
    for person in people:
        check_roles(names | set(person.groups.values_list("name", flat=True)))


def connect() -> None:
    """Have the three groups hold each other off below every form."""
    m2m_changed.connect(hold_roles_apart, sender=User.groups.through)


@transaction.atomic
def record_change(user: User, *, by: By, fields: list[str], before: Iterable[str], created: bool) -> None:
    """Write down that a person was made or changed, with their groups `before` and now.

    Raises NotAllowed, so that nothing is stored, where somebody changed their own groups.
    """
    now = sorted(user.groups.values_list("name", flat=True))
    if user == by and now != sorted(before):
        raise NotAllowed("Nobody changes their own groups. Another admin may.")
    trail.record(
        "user.created" if created else "user.changed",
        by=by,
        target=user,
        details={"fields": fields, "groups_before": sorted(before), "groups": now},
    )


def ask_for_email(user: User, email: str, *, by: User) -> Confirmation:
    """Have a second person confirm the address of somebody's mail: links for new passwords go there.

    Raises AlreadyAsked.
    """
    return asking.ask(EMAIL, user, {"email": email, "before": user.email}, by=by)


def waiting_words(confirmation: Confirmation) -> str:
    """What is said of an address that waits."""
    return f"Another address of mail waits. {asking.until_words(confirmation)} Until then the old one stays."


def _carry_out(target_id: str, sealed: Sealed, *, by: User, asked_by: User) -> None:
    changed = User.objects.filter(pk=target_id, email=sealed["before"]).update(email=sealed["email"])
    if not changed:
        raise Outdated("The address was changed since this was asked for. Nothing was done. Ask for it anew.")
    details = {"asked_by": asked_by.pk}
    trail.record("user.email_changed", by=by, target=("user", target_id), details=details)


def _facts(target_id: str, sealed: Sealed) -> list[tuple[str, str]]:
    return [("New address", sealed["email"] or "none"), ("Address now", sealed["before"] or "none")]


def _name_of(target_id: str) -> str:
    return User.objects.get(pk=target_id).full_name


KIND = Kind(
    name=EMAIL,
    what="Address of a person’s mail",
    permission="users.change_user",
    target="user",
    name_of=_name_of,
    facts=_facts,
    carry_out=_carry_out,
    otherwise=OTHERWISE,
)
