"""A portal of real processes, and a browser whose every complaint fails the test."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.processes.running import Portal, Visitor, missing

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS = 120
expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """All processes of the Procfile."""
    portal = Portal(tmp_path_factory.mktemp("portal"), SANDBOX_SECONDS="0.5")
    portal.manage("migrate", "--verbosity", "0")
    portal.manage("demo")
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()
    # The web process also prints a traceback for a page that is refused.
    for name, words in (
        dict.fromkeys(portal.commands, "Traceback") | {"web": "Internal Server Error"}
    ).items():
        assert words not in portal.log(name), portal.log(name)


@pytest.fixture(scope="module")
def browser():
    """Chromium, for one module at a time: while it is there, Django's database refuses this thread."""
    if not Path(CHROMIUM).exists():
        missing(f"There is no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """What a browser complained about; statuses, network errors, dialogs in `expected` are none."""

    def __init__(self):
        self.expected = set()
        self._found = []

    def over(self, context):
        """Watch every page of this context."""
        context.on("console", self._hear)
        context.on("weberror", lambda error: self._found.append(f"error in the page: {error.error}"))
        context.on("dialog", self._refuse)
        context.on("response", self._see)

    def complaints(self):
        """Everything that was not expected; a page that is left has its requests aborted, which is none."""
        expected = "|".join(map(str, self.expected)) or "none"
        words = "responded with a status of|Response Status Error Code|resource:"
        fine = re.compile(rf"({words}) ({expected})\b")
        found = [text for text in self._found if not fine.search(text)]
        for aborted in [text for text in found if "htmx:sendAbort" in text]:
            found.remove(aborted)
            found.remove(aborted.replace("sendAbort", "afterRequest"))
        return found

    def _hear(self, message):
        if message.type in ("error", "warning") and not message.location["url"].endswith("/favicon.ico"):
            self._found.append(f"console: {message.text}")

    def _refuse(self, dialog):
        if dialog.type not in self.expected:
            self._found.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _see(self, response):
        if response.status >= 500 and response.status not in self.expected:
            self._found.append(f"{response.url} answered {response.status}")


@pytest.fixture
def watch():
    """The complaints of this test's pages; there must be none."""
    watch = Watch()
    yield watch
    assert not watch.complaints()


@pytest.fixture(scope="session")
def session_of(portal):
    """The session cookie of a demo user; the user logs in once, since checking a password takes its time."""
    visitors = {}

    def cookie(username):
        if username not in visitors:
            visitors[username] = Visitor(portal.url, username)
        return visitors[username].session.cookies["sessionid"]

    yield cookie
    for visitor in visitors.values():
        visitor.session.close()


@pytest.fixture
def open_page(portal, browser, watch, session_of):
    """Open a page in a browser profile of its own; signed in as `username`, at the cases, unless it is empty.

    The session is shared: a test that signs out begins with an empty name and signs in itself.
    """
    contexts = []

    def open_one(username="officer", **options):
        options = {"base_url": portal.url, "viewport": {"width": 1440, "height": 900}} | options
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(SECONDS * 1000)
        watch.over(context)
        if username:
            cookie = {"name": "sessionid", "value": session_of(username), "url": portal.url}
            context.add_cookies([cookie])
        page = context.new_page()
        page.goto("/")
        return page

    yield open_one
    for context in contexts:
        context.close()


def sign_in(page, username="officer"):
    """Fill in whichever login form the page shows, and send it."""
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/login/" not in address)


@pytest.fixture(scope="session")
def officer(portal):
    """An officer who works over HTTP, to make what a test only looks at."""
    with Visitor(portal.url) as visitor:
        yield visitor
