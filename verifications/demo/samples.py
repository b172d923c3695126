"""Cases of specimen papers, for trying the whole product with the sandbox of this machine."""

import json
import secrets
import uuid
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from users.models import User
from verifications.intake import drafts
from verifications.models import AtlasAccount, Case
from verifications.text import DOCUMENT_TYPES, Row, canonical, judged

FIRST = "complete"
TIMEOUT = (2, 10)
MOST_BYTES = 1024 * 1024
LONGEST = 200
SILENT = "The sandbox does not answer. Start it with “make run”, then try again. Nothing was created."
STRANGE = "The sandbox offers no sample cases. Nothing was created."


class NoSamples(Exception):
    """The sandbox cannot be asked for a sample; the text may be shown."""


@dataclass(frozen=True)
class Sample:
    """One set of papers that the sandbox offers, and the rows that bring it to a case."""

    name: str
    title: str
    words: str
    applicant: str
    rows: tuple[Row, ...]


def account() -> AtlasAccount | None:
    """The active account of a sandbox on this machine, or None where there is none.

    Atlas is never on this machine, so an account whose address is a loopback one is a stand-in's.
    """
    tests = AtlasAccount.objects.filter(active=True, environment=AtlasAccount.Environment.TEST)
    for each in tests.prefetch_related("credentials"):
        newest = max(each.credentials.all(), key=lambda credential: credential.version, default=None)
        if newest and _is_loopback(urlsplit(newest.base_url).hostname):
            return each
    return None


def offered(account: AtlasAccount) -> list[Sample]:
    """The samples that the account's sandbox offers. Raises NoSamples."""
    try:
        with requests.Session() as session:
            # No proxy and no password of the environment's: it is on this machine.
            session.trust_env = False
            url = urljoin(account.credentials.latest("version").base_url, "/papers/")
            with session.get(url, timeout=TIMEOUT, stream=True, allow_redirects=False) as answer:
                answer.raise_for_status()
                said = json.loads(next(answer.iter_content(MOST_BYTES), b""))
    except requests.exceptions.HTTPError:
        raise NoSamples(STRANGE) from None
    except requests.RequestException:
        raise NoSamples(SILENT) from None
    except (ValueError, RecursionError):
        raise NoSamples(STRANGE) from None
    try:
        return [_sample(each) for each in said["sets"]]
    except (KeyError, TypeError, ValueError):
        raise NoSamples(STRANGE) from None


def send_sample(sample: str, *, form_key: uuid.UUID, by: User) -> Case:
    """Create a case of the papers of a sample (its name) and queue them; returns the case.

    Pressing twice with the same key leads to the same case. Raises NoSamples.
    """
    sandbox = account()
    found = [each for each in offered(sandbox) if each.name == sample] if sandbox else []
    if sandbox is None or not found:
        raise NoSamples(STRANGE)
    wanted = found[0]
    said = {
        "application_id": f"SAMPLE-{secrets.token_hex(4).upper()}",
        "applicant_name": wanted.applicant,
        "product_type": sandbox.product_types[0] if sandbox.product_types else "",
        "flow_uuid": "",
    }
    typed = {"account": str(sandbox.pk), **said, "documents_text": canonical(wanted.rows)}
    filled = drafts.Filled(form_key, {"account": sandbox, **said}, typed, wanted.rows)
    return drafts.send_filled(filled, by=by)


def _sample(said: Any) -> Sample:
    rows = tuple(_row(number, paper) for number, paper in enumerate(said["papers"], 1))
    name, title, words, applicant = (_text(said[key]) for key in ("name", "title", "words", "applicant"))
    if not rows or len({row.document_id for row in rows}) < len(rows):
        raise ValueError("a case has documents, each with an id of its own")
    return Sample(name, title, words, applicant, rows)


def _row(number: int, paper: Any) -> Row:
    document_id, url, kind = (paper[name] for name in ("document_id", "url", "document_type"))
    if judged(_text(document_id), _text(url)).fault or kind not in ("", *DOCUMENT_TYPES):
        raise ValueError("a paper has an id, a link and a known type")
    return Row(number, document_id, url, expected_type=kind)


def _text(value: object) -> str:
    if not (isinstance(value, str) and len(value) <= LONGEST and value.isprintable()):
        raise ValueError("texts are short and of one line")
    return value


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
