import pytest
from django.db import transaction
from django.http import HttpResponse

from audit import trail
from audit.middleware import AddressMiddleware


def _recording(request):
    with transaction.atomic():
        trail.record("case.created", by=trail.ANONYMOUS)
    return HttpResponse()


def _address_of_last():
    return trail.events().first().address


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("10.20.4.17", "10.20.4.17"),
        ("2001:db8::1", "2001:db8::1"),
        ("", ""),
        ("x" * 70, "x" * 64),
    ],
)
def test_an_event_carries_the_address_of_its_request(db, rf, remote, expected):
    AddressMiddleware(_recording)(rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR="10.9.9.9"))
    assert _address_of_last() == expected


def test_a_request_without_an_address_leaves_it_empty(db, rf):
    request = rf.get("/")
    del request.META["REMOTE_ADDR"]
    AddressMiddleware(_recording)(request)
    assert _address_of_last() == ""


def test_the_address_is_forgotten_after_the_request_even_if_it_fails(db, rf):
    def failing(request):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        AddressMiddleware(failing)(rf.get("/", REMOTE_ADDR="10.20.4.17"))
    _recording(None)
    assert _address_of_last() == ""
