from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from atlas import Answer, Call, Client, Credentials, Timeouts, Token, Transport, Upload

from .server import Server

SECRET = "s3cret-of-the-lender"
UPLOADS = [
    Upload("1", "https://files.example/invoice.jpg?sig=abc%2F"),
    Upload("2", "https://files.example/d o.jpg"),
]
SAMPLES = Path(__file__).parent / "samples"


@dataclass
class Tokens:
    token: Token | None = None
    saved: int = 0

    def load(self) -> Token | None:
        return self.token

    def save(self, token: Token) -> None:
        self.token = token
        self.saved += 1


@dataclass
class Records:
    """A recorder in memory; a call that was closed twice or never shows in `answers`."""

    calls: list[Call] = field(default_factory=list)
    answers: dict[int, list[Answer]] = field(default_factory=dict)

    def opened(self, call: Call) -> int:
        self.calls.append(call)
        self.answers[len(self.calls)] = []
        return len(self.calls)

    def closed(self, handle: int, answer: Answer) -> None:
        self.answers[handle].append(answer)

    @property
    def last(self) -> Answer:
        return self.answers[len(self.calls)][-1]


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def tokens() -> Tokens:
    return Tokens()


@pytest.fixture
def records() -> Iterator[Records]:
    records = Records()
    yield records
    assert all(len(answers) == 1 for answers in records.answers.values())


@pytest.fixture
def connect(tokens, records):
    """Make clients, and let go of their connections at the end."""
    made = []

    def make(base_url: str, *, secret: str = SECRET, connect: float = 60, read: float = 60) -> Client:
        credentials = Credentials(base_url, "lender-1", secret)
        made.append(Transport(Timeouts(connect, read)))
        return Client(credentials, transport=made[-1], tokens=tokens, recorder=records)

    yield make
    for transport in made:
        transport.close()


@pytest.fixture
def client(server, connect) -> Client:
    return connect(server.url)


@pytest.fixture
def sample():
    """Read a recorded answer from disk."""
    return lambda name: (SAMPLES / name).read_bytes()
