from collections.abc import Callable, Iterator

import pytest

from tests.atlas.server import Server, answer
from untrusted import links

NAME = "docs.example"


def loopback(address) -> bool:
    """What tests allow instead of the open internet."""
    return str(address) == "127.0.0.1"


def here(host: str, port: int) -> list[str]:
    """Every name is this machine's."""
    return ["127.0.0.1"]


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def look(server) -> Callable[..., links.Look]:
    """Look at a path of the server, or at a whole link, where loopback may be reached."""

    def look(link: str = "/file", **rules) -> links.Look:
        url = f"http://{NAME}:{server.port}{link}" if link.startswith("/") else link
        return links.look(url, **{"allowed": loopback, "resolve": here, "timeout": 60, "ports": None} | rules)

    return look


@pytest.fixture
def ranged(server) -> Callable[[bytes], None]:
    """Have the server give this file as the requested range of it."""

    def serve(body: bytes, **headers: str) -> None:
        def behave(sock, ended):
            first, last = server.seen[-1].headers["range"].removeprefix("bytes=").split("-")
            part = body[int(first) : int(last) + 1]
            span = f"bytes {first}-{int(first) + len(part) - 1}/{len(body)}"
            return answer(part, 206, **{"Content_Range": span, "Content_Type": "x/y"} | headers)(sock, ended)

        server.on("file", behave)

    return serve
