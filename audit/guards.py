"""Triggers by which the database itself refuses a statement, on SQLite and on PostgreSQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Guard:
    """One refusal: of UPDATE, DELETE, TRUNCATE or REPLACE on a table, with a message.

    `when` is an SQL condition over OLD and NEW that both vendors understand; without it every row
    is refused. TRUNCATE exists on PostgreSQL alone. REPLACE exists on SQLite alone: its `INSERT OR
    REPLACE` deletes rows without asking a guard of DELETE; `when` is then about NEW.
    """

    name: str
    table: str
    event: str
    when: str | None
    message: str


def append_only(table: str, message: str, unique: Iterable[str] = ("id",)) -> list[Guard]:
    """The guards of a table that only grows; `unique` names each column that is unique by itself."""
    return [Guard(f"{table}_no_update", table, "UPDATE", None, message), *kept(table, message, unique)]


def kept(table: str, message: str, unique: Iterable[str] = ("id",)) -> list[Guard]:
    """The guards of a table whose rows may change but never go."""
    taken = " OR ".join(f"NEW.{name} IN (SELECT {name} FROM {table})" for name in unique)
    return [
        Guard(f"{table}_no_delete", table, "DELETE", None, message),
        Guard(f"{table}_no_truncate", table, "TRUNCATE", None, message),
        Guard(f"{table}_no_replace", table, "REPLACE", taken, message),
    ]


GUARDS = [
    *append_only(
        "audit_auditevent", "An audit event is never changed or deleted.", unique=("id", "position", "hash")
    ),
    *kept("audit_chainhead", "The head of the audit trail is never deleted."),
    Guard(
        "audit_chainhead_one_step",
        "audit_chainhead",
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.position <> OLD.position + 1",
        "The head of the audit trail moves by one event at a time.",
    ),
]


def install_guards(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Put the guards on, anew where they are on already; their tables must exist."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSE)
        for guard in _known_to(connection, guards):
            for statement in STATEMENTS[connection.vendor](guard):
                cursor.execute(statement)


def remove_guards(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Take the guards off; those that are off stay off."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for guard in _known_to(connection, guards):
            of_table = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{of_table}")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the trail's own guards on."""
    install_guards(connection, GUARDS)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the trail's own guards off, for a test's flush."""
    remove_guards(connection, GUARDS)


def prepare(using: str, **kwargs: Any) -> None:
    """After every migration: put the guards on, and give a new chain its head."""
    from audit.models import AuditEvent, ChainHead

    connection = connections[using]
    # Django sends this signal for every app, also while only some of them are migrated.
    if not {guard.table for guard in GUARDS} <= set(connection.introspection.table_names()):
        return
    # A head that went missing later stays missing: making it anew would hide that.
    if not AuditEvent.objects.using(using).exists():
        ChainHead.objects.using(using).get_or_create(pk=1)
    install(connection)


# With this code Django raises IntegrityError, as it does where SQLite aborts a statement.
REFUSE = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _on_postgresql(guard: Guard) -> list[str]:
    each = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
    when = f"WHEN ({guard.when})" if guard.when else ""
    # PostgreSQL has OR REPLACE for triggers since 14, the oldest that the portal runs on.
    create = f"CREATE OR REPLACE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH {each}"
    return [f"{create} {when} EXECUTE FUNCTION audit_refuse({_quoted(guard.message)})"]


def _on_sqlite(guard: Guard) -> list[str]:
    event = "INSERT" if guard.event == "REPLACE" else guard.event
    when = f"WHEN {guard.when}" if guard.when else ""
    create = f"CREATE TRIGGER {guard.name} BEFORE {event} ON {guard.table} FOR EACH ROW"
    return [
        # SQLite has no OR REPLACE for triggers.
        f"DROP TRIGGER IF EXISTS {guard.name}",
        f"{create} {when} BEGIN SELECT RAISE(ABORT, {_quoted(guard.message)}); END",
    ]


STATEMENTS = {"postgresql": _on_postgresql, "sqlite": _on_sqlite}


def _known_to(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> list[Guard]:
    """The guards without those of a statement that the vendor does not have."""
    foreign = "REPLACE" if connection.vendor == "postgresql" else "TRUNCATE"
    return [guard for guard in guards if guard.event != foreign]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
