"""A look at a link: where it leads, hop by hop, and what is there."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from .addresses import PORTS, Address, Allowed, Resolve, Target, addresses_of, is_public, lookup, target_of
from .clock import Deadline
from .content import pdf_trouble, recognised
from .shapes import Look, Outcome, Trouble
from .transport import REDIRECTS, Answer, fetch

MOST_REDIRECTS = 5
OTHER_PORT = "The portal looks at links on ports 80 and 443 alone, so what is here was not seen."
_RANGE = re.compile(r"bytes\s+(?:([0-9]{1,15})-[0-9]{1,15}|\*)/([0-9]{1,15}|\*)")
_LENGTH = re.compile(r"[0-9]{1,15}")


def look(
    url: str,
    *,
    allowed: Allowed = is_public,
    resolve: Resolve = lookup,
    timeout: float = 4.0,
    limit: int = 65_536,
    trusted: str = "",
    ports: Collection[int] | None = PORTS.values(),
) -> Look:
    """Look at what is behind a link, in `timeout` seconds and with twice `limit` bytes at the most.

    Only addresses that are `allowed` are dialled, and only `ports` (None: any), lest whoever pastes a
    link has the portal knock at other doors. Never raises; the sentence names the host at the most,
    never the rest of the link. `trusted` is a file of authorities instead of the usual ones.
    """
    rules = _Rules(Deadline(timeout), allowed, resolve, limit, trusted, ports)
    try:
        place, answer = _arrive(url, rules)
        return _judge(place, answer)
    except Trouble as trouble:
        return trouble.look
    except TimeoutError:
        return Look(Outcome.UNREACHABLE, f"The portal got no answer within {timeout:g} s.")


@dataclass(frozen=True)
class _Rules:
    """What one look may do."""

    deadline: Deadline
    allowed: Allowed
    resolve: Resolve
    limit: int
    trusted: str
    ports: Collection[int] | None


@dataclass(frozen=True)
class _Place:
    """A target, and the addresses of its host that were checked."""

    target: Target
    addresses: list[Address]
    rules: _Rules

    def get(self, first: int) -> Answer:
        """The bytes from `first` on, as many as the rules allow."""
        rules = self.rules
        return fetch(
            self.target,
            self.addresses,
            (first, first + rules.limit - 1),
            deadline=rules.deadline,
            trusted=rules.trusted,
        )


def _arrive(url: str, rules: _Rules) -> tuple[_Place, Answer]:
    """Follow a link to where it leads; each hop is checked as the first was."""
    target = target_of(url)
    for _ in range(MOST_REDIRECTS + 1):
        addresses = addresses_of(
            target, allowed=rules.allowed, resolve=rules.resolve, deadline=rules.deadline
        )
        if rules.ports is not None and target.port not in rules.ports:
            raise Trouble(Outcome.UNREACHABLE, OTHER_PORT)
        place = _Place(target, addresses, rules)
        answer = place.get(0)
        if answer.status not in REDIRECTS:
            return place, answer
        url = _led_to(url, answer)
        target = _next(target, target_of(url))
    raise Trouble(Outcome.MISLED, f"The link leads on more than {MOST_REDIRECTS} times.")


def _led_to(url: str, answer: Answer) -> str:
    # A header's bytes came as Latin-1, whatever they are.
    location = answer.headers.get("location", "").encode("latin-1", "replace").decode(errors="replace")
    try:
        return urljoin(url, location) if location else _nowhere(answer)
    except ValueError:
        return _nowhere(answer)


def _nowhere(answer: Answer) -> str:
    raise Trouble(Outcome.MISLED, "The link leads on, but does not say where to.", answer.status)


def _next(before: Target, after: Target) -> Target:
    """The next hop, with the user name and password of the link only where it stays with its host."""
    if before.scheme == "https" and after.scheme == "http":
        raise Trouble(Outcome.MISLED, "The link leads from https to http, which is not followed.")
    same = before.origin == after.origin
    return replace(after, authorization=before.authorization if same else "")


def _judge(place: _Place, answer: Answer) -> Look:
    # Of an empty file no first byte can be asked for.
    if answer.status == 416 and _total(answer) == 0:
        return recognised(b"", declared="", size=0, status=answer.status)
    if not 200 <= answer.status < 300:
        return Look(Outcome.REFUSED, _why_refused(answer.status), status=answer.status)
    size = len(answer.body) if answer.whole and not answer.cut else _total(answer)
    declared = answer.headers.get("content-type", "")
    found = recognised(answer.body, declared=declared, size=size, status=answer.status)
    if found.good and answer.cut:
        return replace(
            found, outcome=Outcome.BROKEN, sentence="The connection broke before the whole file came."
        )
    if found.content_type == "PDF" and (trouble := pdf_trouble(answer.body, _tail(place, answer, size))):
        return replace(found, outcome=trouble[0], sentence=trouble[1])
    return found


def _tail(place: _Place, answer: Answer, size: int | None) -> bytes | None:
    """The last bytes of a file, asked for only where the server gives ranges; None if they are not known."""
    if answer.whole:
        return answer.body
    if answer.status != 206 or not size:
        return None
    first = max(size - place.rules.limit, 0)
    try:
        last = place.get(first)
    except (Trouble, TimeoutError):
        return None
    found = _RANGE.fullmatch(last.headers.get("content-range", ""))
    right = last.status == 206 and found is not None and found[1] == str(first) and not last.cut
    return last.body if right else None


def _total(answer: Answer) -> int | None:
    """The size of the whole file as the server says it, in bytes."""
    # The lengths are then those of the packed file.
    if "content-encoding" in answer.headers:
        return None
    if found := _RANGE.fullmatch(answer.headers.get("content-range", "")):
        return int(found[2]) if found[2] != "*" else None
    length = answer.headers.get("content-length", "")
    return int(length) if answer.status not in (206, 416) and _LENGTH.fullmatch(length) else None


def _why_refused(status: int) -> str:
    if status in (401, 403, 407):
        return f"The link refuses access ({status})."
    if status in (404, 410):
        return f"There is nothing at this link ({status})."
    if status == 429:
        return "The server asks to wait (429), so nothing is known of the file."
    if status >= 500:
        return f"The server of this link is in trouble ({status})."
    return f"The link answers with HTTP {status}, not with a document."
