"""An Atlas that takes 200 ms a call, notes every call, and can be told to stop answering one account.

Its first path segment names the account: /one/v3/verification/status?flow_uuid=…
"""

import asyncio
import json
import time
from collections import Counter

SECONDS = 0.2
STATUS = {
    "upload_status": "SUCCESS",
    "processing_status": "IN_PROGRESS",
    "crossheck_status": "PENDING",
    "master_status": "IN_PROGRESS",
}
TOKEN = {"access_token": "bench-token-bench-token", "expires_in": 3600}


class StandIn:
    """What was called, from when to when, and whose calls go unanswered."""

    def __init__(self):
        self.calls = []
        self.open = Counter()
        self.overlaps = 0
        self.hung = set()

    def told(self, target):
        """Answer the benchmark itself: the calls since it last asked, or a change of who is answered."""
        _, act, *name = target.split("/")
        if act == "hang":
            self.hung.add(name[0])
        elif act == "recover":
            self.hung.discard(name[0])
        found = {"calls": self.calls, "overlaps": self.overlaps, "at": time.monotonic()}
        if act == "calls":
            self.calls, self.overlaps = [], 0
            return found
        return {"at": found["at"]}


class Connection(asyncio.Protocol):
    """One connection; requests come one after the other."""

    def __init__(self, atlas):
        self.atlas = atlas
        self.data = b""
        self.call = None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.data += data
        head, end, rest = self.data.partition(b"\r\n\r\n")
        if end:
            self.data = rest
            self._asked(head.split(b" ", 2)[1].decode())

    def connection_lost(self, error):
        self._ended()

    def _asked(self, target):
        account = target.split("/")[1]
        if target.endswith("/authtoken"):
            self._answer(TOKEN)
        elif "/status" not in target:
            self._answer(self.atlas.told(target))
        else:
            self.call = (account, target.rpartition("=")[2], time.monotonic())
            self.atlas.overlaps += self.atlas.open[self.call[:2]] > 0
            self.atlas.open[self.call[:2]] += 1
            if account not in self.atlas.hung:
                asyncio.get_running_loop().call_later(SECONDS, self._answer, STATUS)

    def _ended(self):
        if self.call:
            self.atlas.open[self.call[:2]] -= 1
            self.call = None

    def _answer(self, body):
        if self.call:
            self.atlas.calls.append((*self.call, time.monotonic()))
        self._ended()
        sent = json.dumps(body).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
        self.transport.write(head.encode() + sent)


async def main():
    """Serve on a free port, and print it."""
    atlas = StandIn()
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(atlas), "127.0.0.1", 0, backlog=512
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
