"""2,000 live flows, seen from the server that is asked about them, beside bare threads that ask the same."""

import os
import resource
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from itertools import count

import requests
from django.db import connection

from bench import seed
from verifications.models import Case

FLOWS, OTHERS = 2_000, 100
POLL_SECONDS, READ_TIMEOUT = 5.0, 10.0
THREADS = 96
# What `manage.py watch` gives one account of that many threads.
FOR_ONE = 64
WARM, STEADY, OUTAGE, LONGEST = 10, 30, 25, 90


def polling(user):
    """Steady, with another account's Atlas hanging, and after it came back."""
    Case.objects.update(look_at=None)  # what was measured before is not watched any more
    with _stand_in() as atlas:
        one, other = (seed.account(f"{atlas.url}/{name}", f"Bench {name}") for name in ("one", "other"))
        seed.live(FLOWS, user, one, POLL_SECONDS)
        seed.live(OTHERS, user, other, POLL_SECONDS)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with _scheduler():
            time.sleep(WARM)
            atlas.tell("calls")
            time.sleep(STEADY)
            steady = Window(atlas.tell("calls"), STEADY)
            atlas.tell("hang/other")
            time.sleep(OUTAGE)
            outage = Window(atlas.tell("calls"), OUTAGE)
            normal, calls = _back_to_normal(atlas)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        bare = _bare(f"{atlas.url}/one", steady.calls("one"))
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    total = steady.calls() + outage.calls() + calls
    rate = steady.calls("one") / STEADY
    print(f"\nPolling {FLOWS:,} live flows of one account, 200 ms a call, {connection.vendor}")
    print(f"  {rate:.0f} calls/s, bare requests in {FOR_ONE} threads {bare:.0f} calls/s   ", end="")
    print(f"ratio {bare / rate:4.2f} (target 1.30)   about {1000 * spent / total:.1f} CPU s per 1,000 looks")
    steady.show("one", "steady")
    steady.show("other", f"{OTHERS} flows of another account")
    outage.show("one", "while the other account's Atlas hangs")
    print(f"  the other account back to normal {normal:.0f} s after its outage (target 60)")


class Window:
    """The calls that a stand-in saw in some seconds."""

    def __init__(self, told, seconds):
        self.told, self.seconds, self.ends = told["calls"], seconds, told["at"]
        self.overlaps = told["overlaps"]

    def calls(self, account=None):
        return sum(account in (None, name) for name, *_ in self.told)

    def lateness(self, account):
        """How late each call was, counted from its flow's last answer; what was never asked again counts."""
        late, answered = [], {}
        for name, flow, began, ended in sorted(self.told, key=lambda call: call[2]):
            if name == account:
                if flow in answered:
                    late.append(began - answered[flow] - POLL_SECONDS)
                answered[flow] = ended
        waiting = [self.ends - ended - POLL_SECONDS for ended in answered.values()]
        return sorted(late + [seconds for seconds in waiting if seconds > 0])

    def show(self, account, what):
        late = self.lateness(account)
        flows = len({flow for name, flow, *_ in self.told if name == account})
        print(
            f"  {what}: {self.calls(account) / self.seconds:.0f} calls/s of {flows:,} flows   "
            f"late by {late[len(late) // 2]:.1f} s (median), {late[int(len(late) * 0.95)]:.1f} s (95 %), "
            f"{late[-1]:.1f} s at the most (target 10)   {self.overlaps} twice at once (target 0)"
        )


def _back_to_normal(atlas):
    """Seconds until every flow of the account that was out was looked at again, and the calls meanwhile."""
    began = atlas.tell("recover/other")["at"]
    seen, calls = {}, 0
    while len(seen) < OTHERS and time.monotonic() < began + LONGEST:
        time.sleep(1)
        told = atlas.tell("calls")["calls"]
        calls += len(told)
        for name, flow, _, ended in told:
            if name == "other":
                seen.setdefault(flow, ended)
    return max(seen.values()) - began if len(seen) == OTHERS else float("inf"), calls


class _Atlas:
    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"

    def tell(self, what):
        return requests.get(f"{self.url}/{what}", timeout=10).json()


@contextmanager
def _stand_in():
    command = [sys.executable, "-m", "bench.standin"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _Atlas(int(process.stdout.readline()))
        finally:
            process.terminate()


@contextmanager
def _scheduler():
    settings = {"ATLAS_POLL_SECONDS": str(POLL_SECONDS), "ATLAS_READ_TIMEOUT": str(READ_TIMEOUT)}
    command = [sys.executable, "manage.py", "watch", "--threads", str(THREADS)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | settings) as process:
        try:
            yield
        finally:
            process.terminate()


def _bare(url, calls):
    """The calls a second of `requests` alone, a session to a thread."""
    numbers = count()

    def ask():
        with requests.Session() as session:
            while (number := next(numbers)) < calls:
                address = f"{url}/v3/verification/status?flow_uuid=LIVE-{number % FLOWS}"
                session.get(address, headers={"Token": "bench"}, timeout=READ_TIMEOUT).json()

    threads = [threading.Thread(target=ask) for _ in range(FOR_ONE)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return calls / (time.monotonic() - began)
