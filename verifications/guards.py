"""What the database itself refuses for cases, batches and results, on both vendors."""

from collections.abc import Iterable

from django.db import connections

from audit.guards import Guard, append_only, install_guards, kept, remove_guards
from verifications.models import Batch
from verifications.models.keys import NAMES_KEY, UNDER_FIELD_KEY
from verifications.models.states import CHANGES


def _illegal_batch_change() -> str:
    """The SQL condition under which a change of a batch's state is none of the legal ones."""
    legal = [f"(OLD.state = '{change.old.value}' AND NEW.state = '{change.new.value}')" for change in CHANGES]
    return f"OLD.state <> NEW.state AND NOT ({' OR '.join(legal)})"


def _changed(columns: Iterable[str]) -> str:
    # None of the columns may be null: of NULL, `<>` says nothing, and a change would pass.
    return " OR ".join(f"OLD.{column} <> NEW.{column}" for column in columns)


def _moved(column: str) -> str:
    """The SQL condition of the one change of a text that is none: from the field key to its owner's own."""
    return f"(OLD.{column} LIKE '{UNDER_FIELD_KEY}%' AND NEW.{column} LIKE '{NAMES_KEY}%')"


def _key_set_once(table: str, what: str) -> Guard:
    # With another key nothing that lies under the first could be read.
    changed = "OLD.key_id IS NOT NULL AND (NEW.key_id IS NULL OR NEW.key_id <> OLD.key_id)"
    return Guard(f"{table}_key_set_once", table, "UPDATE", changed, f"The key of {what} is never changed.")


def _of_keys() -> list[Guard]:
    """What keeps every text and file under the key that it was written with."""
    return [
        _key_set_once("verifications_attachment", "an attached file"),
        _key_set_once("verifications_case", "a case"),
        _key_set_once("verifications_credential", "a credential"),
        _key_set_once("verifications_listcontent", "a list"),
        Guard(
            "data_key_stays_destroyed",
            "verifications_datakey",
            "UPDATE",
            "OLD.destroyed_at IS NOT NULL",
            "A destroyed key never comes back.",
        ),
    ]


def guards() -> list[Guard]:
    """Every guard of this app."""
    credential = ("account_id", "version", "base_url", "client_id", "secret_fingerprint")
    secret = f"OLD.client_secret <> NEW.client_secret AND NOT {_moved('client_secret')}"
    payload = ("id", "case_id", "kind", "sha256", "received_at")
    attachment = ("name", "content_type", "size", "sha256", "file", "uploaded_by_id")
    return [
        *kept("verifications_case", "A case is never deleted."),
        *kept("verifications_batch", "A batch is never deleted."),
        Guard(
            "batch_state",
            "verifications_batch",
            "UPDATE",
            _illegal_batch_change(),
            "A batch cannot go from that state to this one.",
        ),
        *kept("verifications_filerecord", "A file record is never deleted."),
        *kept("verifications_payload", "A payload is never changed or deleted."),
        Guard(
            "verifications_payload_no_update",
            "verifications_payload",
            "UPDATE",
            f"{_changed(payload)} OR NOT {_moved('body')}",
            "A payload is never changed or deleted.",
        ),
        *append_only("verifications_crosscheck", "A cross-check is never changed or deleted."),
        *kept("verifications_credential", "A credential is never deleted."),
        Guard(
            "credential_fixed",
            "verifications_credential",
            "UPDATE",
            f"{_changed(credential)} OR ({secret})",
            "A credential is never changed, only followed by the next.",
        ),
        Guard(
            "attachment_fixed",
            "verifications_attachment",
            "UPDATE",
            _changed(attachment),
            "An attached file is never changed.",
        ),
        *_of_keys(),
    ]


def install(sender: object, using: str, **kwargs: object) -> None:
    """Put the guards on; runs after every migration, as SQLite loses triggers when it rebuilds a table."""
    connection = connections[using]
    if Batch._meta.db_table in connection.introspection.table_names():
        install_guards(connection, guards())


def take_off(using: str = "default") -> None:
    """Take the guards off, for a test's flush."""
    remove_guards(connections[using], guards())
