from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from audit import guards, trail
from audit.guards import Guard, append_only, install_guards, kept, remove_guards
from audit.models import AuditEvent, ChainHead

SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone has REPLACE")
POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone has TRUNCATE")
KEPT = "An audit event is never changed or deleted."
HEAD_KEPT = "The head of the audit trail is never deleted."
ONE_STEP = "The head of the audit trail moves by one event at a time."
COLUMNS = (
    "position, at, actor_kind, actor_id, action, target_kind, target_id, outcome, address, details, "
    "reason_hash, version, previous_hash, hash"
)


@pytest.fixture
def triggers(sql):
    """The names of the triggers that the database has now."""
    question = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    return lambda: {name for (name,) in sql(question)}


def _names():
    foreign = "REPLACE" if connection.vendor == "postgresql" else "TRUNCATE"
    return {guard.name for guard in guards.GUARDS if guard.event != foreign}


def test_the_guards_are_there_after_all_migrations(triggers):
    assert _names() <= triggers()
    assert len(_names()) == 6


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE audit_auditevent SET outcome = 'refused' WHERE position = 2", KEPT),
        ("UPDATE audit_auditevent SET outcome = outcome", KEPT),
        ("DELETE FROM audit_auditevent WHERE position = 5", KEPT),
        ("DELETE FROM audit_auditevent", KEPT),
        ("DELETE FROM audit_chainhead", HEAD_KEPT),
        ("UPDATE audit_chainhead SET position = 4", ONE_STEP),
        ("UPDATE audit_chainhead SET position = 7", ONE_STEP),
        ("UPDATE audit_chainhead SET hash = 'ab'", ONE_STEP),
        ("UPDATE audit_chainhead SET id = 2, position = 6", ONE_STEP),
        pytest.param("TRUNCATE audit_auditevent", KEPT, marks=POSTGRESQL),
        pytest.param("TRUNCATE audit_chainhead", HEAD_KEPT, marks=POSTGRESQL),
        pytest.param("INSERT OR REPLACE INTO audit_chainhead VALUES (1, 0, 'ab')", HEAD_KEPT, marks=SQLITE),
        pytest.param(
            "INSERT OR REPLACE INTO audit_auditevent SELECT * FROM audit_auditevent", KEPT, marks=SQLITE
        ),
        pytest.param(
            f"INSERT OR REPLACE INTO audit_auditevent ({COLUMNS}) SELECT {COLUMNS} FROM audit_auditevent",
            KEPT,
            marks=SQLITE,
        ),
    ],
)
def test_the_database_refuses_to_change_the_trail(five, sql, statement, message):
    with pytest.raises(IntegrityError, match=message):
        sql(statement)
    assert trail.verify() == trail.Verdict(count=5, last_hash=five[4].hash)


def test_the_orm_is_refused_as_well(five):
    with pytest.raises(IntegrityError, match=KEPT), transaction.atomic():
        five[0].save()
    with pytest.raises(IntegrityError, match=KEPT), transaction.atomic():
        AuditEvent.objects.all().delete()


def test_there_is_one_head(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChainHead.objects.create(pk=2)


def test_a_migration_puts_lost_guards_back(tamper, triggers):
    assert not _names() & triggers()
    call_command("migrate", verbosity=0)
    assert _names() <= triggers()


def test_putting_on_and_taking_off_may_be_repeated(db, triggers):
    guards.install(connection)
    guards.install(connection)
    assert _names() <= triggers()
    guards.remove(connection)
    guards.remove(connection)
    assert not _names() & triggers()


def test_a_new_chain_gets_its_head(tamper):
    tamper("DELETE FROM audit_chainhead")
    guards.prepare(using="default")
    head = ChainHead.objects.get()
    assert (head.position, head.hash) == (0, "0" * 64)


def test_the_head_of_a_chain_with_events_is_never_made_anew(five, tamper):
    tamper("DELETE FROM audit_chainhead")
    guards.prepare(using="default")
    assert not ChainHead.objects.exists()


def test_a_database_without_the_tables_is_left_alone(tamper, triggers, monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", lambda: ["audit_auditevent"])
    guards.prepare(using="default")
    assert not _names() & triggers()


def test_a_guard_of_another_table_refuses_what_its_condition_says(sql, triggers):
    only_up = Guard("only_up", "shelf", "UPDATE", "NEW.height <= OLD.height", "A shelf's height only grows.")
    sql("CREATE TABLE shelf (id integer PRIMARY KEY, height integer NOT NULL)")
    sql("INSERT INTO shelf VALUES (1, 10)")
    install_guards(connection, [only_up, *kept("shelf", "A shelf stays.")])
    sql("UPDATE shelf SET height = 11")
    with pytest.raises(IntegrityError, match="A shelf's height only grows."):
        sql("UPDATE shelf SET height = 9")
    with pytest.raises(IntegrityError, match="A shelf stays."):
        sql("DELETE FROM shelf")
    remove_guards(connection, [only_up])
    sql("UPDATE shelf SET height = 9")
    assert sql("SELECT height FROM shelf") == [(9,)]


@pytest.mark.parametrize(
    ("vendor", "expected"),
    [
        (
            "postgresql",
            [
                "CREATE OR REPLACE FUNCTION audit_refuse()",
                "CREATE OR REPLACE TRIGGER shelf_no_update BEFORE UPDATE ON shelf FOR EACH ROW",
                "CREATE OR REPLACE TRIGGER shelf_no_delete BEFORE DELETE ON shelf FOR EACH ROW",
                "CREATE OR REPLACE TRIGGER shelf_no_truncate BEFORE TRUNCATE ON shelf FOR EACH STATEMENT",
                "DROP TRIGGER IF EXISTS shelf_no_update ON shelf",
                "DROP TRIGGER IF EXISTS shelf_no_delete ON shelf",
                "DROP TRIGGER IF EXISTS shelf_no_truncate ON shelf",
            ],
        ),
        (
            "sqlite",
            [
                "DROP TRIGGER IF EXISTS shelf_no_update",
                "CREATE TRIGGER shelf_no_update BEFORE UPDATE ON shelf FOR EACH ROW",
                "DROP TRIGGER IF EXISTS shelf_no_delete",
                "CREATE TRIGGER shelf_no_delete BEFORE DELETE ON shelf FOR EACH ROW",
                "DROP TRIGGER IF EXISTS shelf_no_replace",
                "CREATE TRIGGER shelf_no_replace BEFORE INSERT ON shelf FOR EACH ROW WHEN NEW.id IN "
                "(SELECT id",
                "DROP TRIGGER IF EXISTS shelf_no_update",
                "DROP TRIGGER IF EXISTS shelf_no_delete",
                "DROP TRIGGER IF EXISTS shelf_no_replace",
            ],
        ),
    ],
)
def test_each_vendor_is_told_in_its_own_words(db, vendor, expected):
    said = []

    @contextmanager
    def cursor():
        yield SimpleNamespace(execute=said.append)

    told = SimpleNamespace(vendor=vendor, alias="default", cursor=cursor)
    install_guards(told, append_only("shelf", "A shelf stays."))
    remove_guards(told, append_only("shelf", "A shelf stays."))
    assert len(said) == len(expected)
    for statement, beginning in zip(said, expected, strict=True):
        assert statement.strip().startswith(beginning)
