import pytest
from django.db import DatabaseError, connection


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_load_balancer_is_answered_without_a_login(client, db, address):
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_the_process_answers_without_a_database(client):
    # No database fixture: a query would be refused here.
    assert client.get("/healthz").status_code == 200


def test_not_ready_while_the_database_does_not_answer(client, db, monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError("away")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content == b"The database does not answer.\n"
