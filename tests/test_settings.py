"""Settings: what production refuses, and what Django's own check says of it."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.conf import settings

from atlas_portal import settings as module

PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": "a-long-key-that-is-for-this-test-alone-0123456789-abcdefgh",
    "FIELD_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "ALLOWED_HOSTS": "portal.lender.example",
    "PORTAL_PUBLIC_URL": "https://portal.lender.example/",
    "DATABASE_URL": "sqlite:///nowhere.sqlite3",
}


def _manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=600,
    )


@pytest.mark.parametrize(
    "default",
    [
        {"SECRET_KEY": module.DEFAULT_SECRET},
        {"FIELD_ENCRYPTION_KEYS": module.DEFAULT_FIELD_KEY},
        {"FIELD_ENCRYPTION_KEYS": f"{PRODUCTION['FIELD_ENCRYPTION_KEYS']},{module.DEFAULT_FIELD_KEY}"},
    ],
)
def test_production_refuses_a_default_secret(default):
    ended = _manage("check", **PRODUCTION | default)
    assert ended.returncode != 0
    assert "Production needs its own SECRET_KEY and FIELD_ENCRYPTION_KEYS." in ended.stderr


@pytest.mark.parametrize("secret", ["x", "thirty-one-characters-are-few-3"])
def test_production_refuses_a_short_secret_without_saying_it(secret):
    ended = _manage("check", **PRODUCTION | {"SECRET_KEY": secret})
    assert ended.returncode != 0 and f"SECRET_KEY has {len(secret)} characters" in ended.stderr
    assert "thirty-one" not in ended.stderr


def test_no_storage_hands_out_what_it_cannot_read():
    storage = {"ATTACHMENT_LINKS": "storage", "ATTACHMENT_BACKEND": "storages.backends.s3.S3Storage"}
    ended = _manage("check", **PRODUCTION | storage)
    assert ended.returncode != 0
    assert "ATTACHMENT_LINKS is no setting any more: stored files are encrypted" in ended.stderr
    assert _manage("check", **PRODUCTION | {"ATTACHMENT_LINKS": "portal"}).returncode == 0


def test_production_passes_djangos_check_for_deployment():
    ended = _manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (ended.returncode, "no issues" in ended.stdout) == (0, True), ended.stderr


@pytest.mark.parametrize(
    ("preload", "domain"), [("", ""), ("on", "; includeSubDomains; preload")], ids=["this host", "the domain"]
)
def test_production_sends_everyone_to_https_but_the_load_balancer(preload, domain):
    words = (
        "from django.test import Client; c = Client(headers={'host': 'portal.lender.example'});"
        "print([c.get(a).status_code for a in ('/login/', '/healthz')],"
        "c.get('/', headers={'X-Forwarded-Proto': 'https'}).headers['Strict-Transport-Security'])"
    )
    extra = {"HSTS_PRELOAD": preload} if preload else {}
    ended = _manage("shell", "--no-imports", "-c", words, **PRODUCTION, LOG_LEVEL="ERROR", **extra)
    assert ended.stdout.strip() == f"[301, 200] max-age=31536000{domain}", ended.stderr


def test_mail_is_set_up_by_one_address():
    words = (
        "from django.conf import settings as s;"
        "print(s.MAIL_IS_SET_UP, s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.DEFAULT_FROM_EMAIL)"
    )
    shell = ("shell", "--no-imports", "-c", words)
    ended = _manage(*shell, **PRODUCTION, EMAIL_URL="smtp+tls://portal:a%40b@mail.example:587")
    assert ended.stdout == "True mail.example 587 True atlas-portal@portal.lender.example\n", ended.stderr
    assert _manage(*shell, **PRODUCTION, EMAIL_URL="").stdout.startswith("False ")


def test_production_calls_no_private_address_unless_it_is_told_to():
    words = "from django.conf import settings; print(settings.ATLAS_PRIVATE_ADDRESSES)"
    shell = ("shell", "--no-imports", "-c", words)
    told = [_manage(*shell, **PRODUCTION | more).stdout for more in ({}, {"ATLAS_PRIVATE_ADDRESSES": "on"})]
    assert told == ["False\n", "True\n"]


def test_development_needs_no_setting_at_all():
    names = (*PRODUCTION, "PORT", "HTTPS", "TASK_QUEUE_URL", "EMAIL_URL")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=environment | {"DEBUG": "on"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert ended.returncode == 0, ended.stderr


def test_a_request_may_hold_ten_megabytes_of_links_as_a_browser_sends_them():
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE >= 16 * 1024 * 1024


def test_every_writer_of_sqlite_waits_for_the_others():
    options = module.DATABASES["default"].get("OPTIONS", {})
    if module.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)
        # What was committed outlives a power cut, above all that a call had left.
        assert "synchronous=FULL" in options["init_command"]
    else:
        assert module.DATABASES["default"]["CONN_HEALTH_CHECKS"] is True
