"""What the database itself holds of an encrypted column, and rows as a version before wrote them."""

from django.db import connection

from atlas_portal.encryption import cipher
from verifications import guards


def stored_text(model, column, pk=None):
    """The column as it stands in the table, of the row with this key or of the first."""
    table, key = model._meta.db_table, model._meta.pk.column
    where, values = (f"WHERE {key} = %s", [pk]) if pk else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} {where} ORDER BY {key}", values)
        return cursor.fetchone()[0]


def put_under_field_key(model, column):
    """Have all rows hold their text, and have no key, as a version before left them."""
    table, key = model._meta.db_table, model._meta.pk.column
    texts = {row.pk: getattr(row, column) for row in model._default_manager.all()}
    guards.take_off()
    with connection.cursor() as cursor:
        for pk, text in texts.items():
            token = None if text is None else cipher().encrypt(text.encode()).decode()
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [token, pk])
        if hasattr(model, "key"):
            cursor.execute(f"UPDATE {table} SET key_id = NULL")
    guards.install(None, "default")
