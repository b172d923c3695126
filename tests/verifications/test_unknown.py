"""An id that names nothing is 404, whatever its form and whoever asks."""

import pytest

NAMES = [
    "C-000999",
    "999",
    "nothing",
    "%00",
    "C-%001",
    "C-" + "9" * 40,
    "-1",
    "1.0",
    "%C2%B2",
    "..%2F",
    "%ED%A0%80",
]
ADDRESSES = [
    ("get", "/cases/{}/"),
    ("get", "/cases/{}/state/"),
    ("get", "/cases/{}/edit/"),
    ("post", "/cases/{}/edit/"),
    ("post", "/cases/{}/check/"),
    ("get", "/batches/{}/"),
    ("get", "/batches/{}/state/"),
    ("post", "/batches/{}/withdraw/"),
    ("post", "/batches/{}/send-again/"),
    ("get", "/files/{}/"),
    ("post", "/callbacks/{}/"),
    ("post", "/callbacks/{}/auth/"),
]


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_an_unknown_id_is_404_with_a_page(officer, account, method, address):
    for name in NAMES:
        page = getattr(officer, method)(address.format(name))
        assert page.status_code == 404, name
        assert "There is nothing at this address" in page.content.decode()


def test_empty_ids_of_atlas_are_no_name(officer, batch):
    assert batch.batch_id == "" and not batch.files.exclude(file_uuid="").exists()
    for address in ("/batches/%20/", "/files/%20/", "/batches//", "/files//"):
        assert officer.get(address).status_code == 404


def test_an_unknown_address_is_404_without_a_login(client, db):
    for address in ("/nothing", "/cases/C-1/nothing/", "/%00", "/callbacks/"):
        page = client.get(address)
        assert page.status_code == 404
        assert "There is nothing at this address" in page.content.decode()
