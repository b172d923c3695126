"""The Procfile's real processes on ports and files of their own, and a visitor who uses them over HTTP."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from html import unescape
from itertools import count
from pathlib import Path

import pytest
import requests
from honcho.environ import parse_procfile

ROOT = Path(__file__).resolve().parents[2]
# What changes how the portal, the sandbox or make starts; each test says what it needs of it.
SETTINGS = ("DATABASE_URL", "TASK_QUEUE_URL", "PORT", "PORTAL_PUBLIC_URL", "DEBUG", "SECRET_KEY", "HTTPS")
SETTINGS += ("DEMO_PASSWORD", "FIELD_ENCRYPTION_KEYS", "WEB_CONCURRENCY", "VIRTUAL_ENV", "MFLAGS")
FAMILIES = ("ATLAS_", "SANDBOX_", "MAKE", "GUNICORN_")
STOP_SECONDS = 60
numbers = count(1)


def wait_until(condition, what, seconds=120):
    """Return the condition's first true value; fail, saying `what` did not happen, once the time is over."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            pytest.fail(f"It did not happen within {seconds} s that {what}.")
        time.sleep(0.05)
    return value


def missing(reason):
    """Skip for want of something on this machine; in CI nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and CI must have it.")
    pytest.skip(f"{reason}.")


def clean_environment(**settings):
    """This process's environment with these settings, and no other, for a portal."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in SETTINGS and not name.startswith(FAMILIES)
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return kept | {"PATH": path, "PYTHONUNBUFFERED": "1"} | settings


def free_ports(number):
    """Ports that nobody listens on, below those that outgoing connections get."""
    found = set()
    while len(found) < number:
        # Not the seeded generator: two runs with the same seed may go on beside each other.
        port = random.SystemRandom().randint(20_000, 32_000)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.add(port)
    return sorted(found)


def answers(url):
    """Whether this address gives a good answer."""
    try:
        return requests.get(url, timeout=60).ok
    except requests.RequestException:
        return False


def group_lives(group):
    """Whether any process of this group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


class Portal:
    """The Procfile's processes, each in a group of its own, with a database and a queue in `folder`."""

    def __init__(self, folder, **settings):
        self.folder = folder
        port, sandbox_port = free_ports(2)
        sandbox_port = settings.get("SANDBOX_PORT", sandbox_port)
        self.url = f"http://127.0.0.1:{port}"
        self.sandbox_url = f"http://127.0.0.1:{sandbox_port}"
        self.queue = folder / "queue.sqlite3"
        self.environment = clean_environment(
            **{
                "DEBUG": "on",
                "HTTPS": "off",
                "SECRET_KEY": "for-tests-only",
                "ALLOWED_HOSTS": "127.0.0.1",
                "DATABASE_URL": f"sqlite:///{folder / 'portal.sqlite3'}",
                "TASK_QUEUE_URL": f"sqlite:///{self.queue}",
                "PORT": str(port),
                "PORTAL_PUBLIC_URL": self.url,
                "SANDBOX_PORT": str(sandbox_port),
                "SANDBOX_STORAGE": str(folder / "sandbox.sqlite3"),
                "SANDBOX_SECONDS": "1.5",
                # Some tests run without the web process.
                "SANDBOX_CHECK_AUTH_URL": "off",
                "SANDBOX_INVENT": "on",
                "ATLAS_POLL_SECONDS": "0.3",
                # The tests' links are on a host that there is not.
                "PREFLIGHT": "off",
            }
            | settings
        )
        self.commands = parse_procfile((ROOT / "Procfile").read_text()).processes
        self.groups = {}

    def manage(self, *arguments, given=""):
        """Run one of manage.py's commands to its end, `given` this on its input; returns what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        options = {"cwd": ROOT, "env": self.environment, "capture_output": True, "text": True}
        done = subprocess.run(command, input=given, **options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *names):
        """Start these processes, or all of the Procfile, and wait until the web answers."""
        for name in names or self.commands:
            with (self.folder / f"{name}.log").open("ab") as log:
                # `exec` puts the program in the place of its shell, whose child would outlive it.
                process = subprocess.Popen(
                    f"exec {self.commands[name]}",
                    shell=True,
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            self.groups.setdefault(name, []).append(process)
        if "web" in self.groups:
            wait_until(lambda: answers(f"{self.url}/readyz"), "the portal is ready")
        if "sandbox" in self.groups:
            wait_until(lambda: answers(self.sandbox_url), "the sandbox answers")

    def signal(self, name, number):
        """Send a signal to every process of this name."""
        for process in self.groups.get(name, ()):
            if group_lives(process.pid):
                os.killpg(process.pid, number)

    @contextmanager
    def paused(self, *names):
        """Within this, these processes stand still."""
        for name in names:
            self.signal(name, signal.SIGSTOP)
        try:
            yield
        finally:
            for name in names:
                self.signal(name, signal.SIGCONT)

    def kill(self, name):
        """End this process as a power cut would."""
        self.signal(name, signal.SIGKILL)
        self._await_end(name)

    def stop(self, *names):
        """End these processes, or all, as a supervisor would; none of their children may be left."""
        names = names or tuple(self.groups)
        for name in names:
            self.signal(name, signal.SIGTERM)
        for name in names:
            self._await_end(name)

    def _await_end(self, name):
        for process in self.groups.pop(name, ()):
            try:
                process.wait(timeout=STOP_SECONDS)
                wait_until(
                    lambda group=process.pid: not group_lives(group), f"{name} has ended", STOP_SECONDS
                )
            finally:
                if group_lives(process.pid):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def log(self, name):
        """What a process has printed."""
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""


class Visitor:
    """Someone who uses the portal over HTTP, without a browser."""

    def __init__(self, url, username="officer", password="demo"):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.get("/login/")
        self.post("/login/", username=username, password=password)
        assert "sessionid" in self.session.cookies, f"{username} could not log in"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.session.close()

    def get(self, path):
        """The text of a page."""
        answer = self.session.get(self.url + path, timeout=60)
        assert answer.ok, f"{path} answered {answer.status_code}"
        return answer.text

    def post(self, path, **fields):
        """Send a form; returns the answer at the end of its redirects."""
        fields["csrfmiddlewaretoken"] = self.session.cookies["csrftoken"]
        return self.session.post(self.url + path, data=fields, timeout=60)

    def new_case(self, *names, action="send", text=None, **fields):
        """Send, or save, a case with documents of these names; returns its reference."""
        page = self.get("/cases/new/")
        data = {
            "account": _first(r'<option value="(\d+)"[^>]*>Sandbox', page),
            "application_id": new_application(),
            "applicant_name": "Sunil Patil",
            "product_type": "POC_CDL",
            "flow_uuid": "",
            "documents_text": lines(*names) if text is None else text,
            "form_key": unescape(_first(r'name="form_key" value="([^"]+)"', page)),
            "action": action,
        } | fields
        answer = self.post("/cases/new/", **data)
        assert answer.ok, f"the case was answered with {answer.status_code}"
        return _first(r"/cases/(C-\d+)/", answer.url)

    def send_sample(self, name):
        """Send the sandbox's specimen papers of this set; returns the case's reference."""
        key = unescape(_first(r'name="form_key" value="([^"]+)"', self.get("/cases/new/sample/")))
        answer = self.post("/cases/new/sample/", sample=name, form_key=key)
        return _first(r"/cases/(C-\d+)/", answer.url)

    def progress(self, reference):
        """The state of a case in one word."""
        return _first(r'id="case"[^>]* data-progress="(\w+)"', self.get(f"/cases/{reference}/"))

    def batches(self, reference):
        """The batches of a case: their ids and states, newest first."""
        page = self.get(f"/batches/?q={reference}")
        return re.findall(r'<tr data-batch="(b-\d+)" data-state="(\w+)"', page)

    def batch_state(self, reference):
        """The state of the case's only batch."""
        ((_, state),) = self.batches(reference)
        return state


def _first(pattern, text):
    found = re.search(pattern, text)
    assert found, f"the page has nothing like {pattern}"
    return found[1]


def new_application():
    """An application id that no other test has."""
    return f"CDL-{os.getpid()}-{next(numbers)}"


def lines(*names, first=101):
    """Pasted text: one document a line, with ids from `first` on and links that no other case has."""
    folder = f"{os.getpid()}-{next(numbers)}"
    return "\n".join(
        f"{number}\thttps://docs.example/{folder}/{name}?sig=a%2Bb"
        for number, name in enumerate(names, first)
    )
