"""The portal behind a real nginx, with the configuration of docs/nginx.conf: who asked, and by which name."""

import re
import shutil
import socket
import subprocess
from contextlib import ExitStack, contextmanager

import pytest
import requests
from requests.adapters import HTTPAdapter

from tests.processes.running import ROOT, Portal, answers, free_ports, missing, wait_until
from tests.sandbox.reading.certificates import make_certificate

PAGE = ROOT / "docs" / "nginx.conf"
WHOLE = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {server}
}}
"""


class From(HTTPAdapter):
    """Calls from another address of this machine."""

    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args, **options):
        super().init_poolmanager(*args, source_address=(self.address, 0), **options)


@contextmanager
def nginx(folder, portal, certificate, **changes):
    """nginx before a portal, its page's settings changed as told; yields its address."""
    if not shutil.which("nginx"):
        missing("nginx is not installed (apt-get install nginx-light)")
    (port,) = free_ports(1)
    changes = {
        "server 127.0.0.1:8000": f"server {portal.url.removeprefix('http://')}",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/portal.pem": str(certificate),
        "/etc/ssl/portal.key": str(certificate),
    } | changes
    server = PAGE.read_text()
    for old, new in changes.items():
        assert old in server
        server = server.replace(old, new)
    folder.mkdir()
    config = folder / "nginx.conf"
    config.write_text(WHOLE.format(folder=folder, server=server))
    with subprocess.Popen(["nginx", "-c", str(config), "-e", str(folder / "error.log")]) as process:
        try:
            wait_until(lambda: listens(port), "nginx listens")
            yield f"https://127.0.0.1:{port}"
        finally:
            process.terminate()


def listens(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"), "127.0.0.1")


@pytest.fixture
def behind(migrated, tmp_path, certificate):
    """A function that starts a portal behind nginx; returns both addresses."""
    with ExitStack() as stack:

        def start(settings=None, **changes):
            shutil.copy(migrated.folder / "portal.sqlite3", tmp_path)
            portal = Portal(tmp_path, **{"HTTPS": "on"} | (settings or {}))
            url = stack.enter_context(nginx(tmp_path / "nginx", portal, certificate, **changes))
            portal.environment["PORTAL_PUBLIC_URL"] = url
            stack.callback(portal.stop)
            portal.start("web")
            return portal, url

        yield start


def sign_in(url, certificate, address="127.0.0.2", **headers):
    """Sign in as a browser does that reaches the portal at this address; the answer of the form."""
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(certificate)
        session.mount("https://", From(address))
        session.headers.update(headers)
        session.get(f"{url}/login/", timeout=60).raise_for_status()
        token = session.cookies["csrftoken"]
        form = {"username": "officer", "password": "demo", "csrfmiddlewaretoken": token}
        said = {"Origin": url, "Referer": f"{url}/login/"}
        return session.post(f"{url}/login/", data=form, headers=said, allow_redirects=False, timeout=60)


def address_of_last_event(portal):
    code = "from audit.models import AuditEvent as E; print('from', E.objects.latest('position').address)"
    return re.search(r"from (\S*)", portal.manage("shell", "-c", code))[1]


def test_an_event_has_the_address_of_who_asked_and_not_what_was_invented(behind, certificate):
    portal, url = behind()

    answer = sign_in(
        url, certificate, **{"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Host": "evil.example"}
    )

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "evil.example" not in answer.text
    assert address_of_last_event(portal) == "127.0.0.2"


@pytest.mark.parametrize(
    "changes",
    [
        {"Host $http_host": "Host $host"},
        {"Host $http_host": "Host portal.internal", 'X-Forwarded-Host ""': "X-Forwarded-Host $http_host"},
    ],
    ids=["the port is dropped", "only X-Forwarded-Host"],
)
def test_people_can_sign_in_behind_a_proxy_that_rewrites_the_host(behind, certificate, changes):
    _, url = behind(**changes)

    assert sign_in(url, certificate).status_code == 302


def test_a_proxy_that_is_not_trusted_is_not_believed(behind, certificate):
    portal, url = behind(settings={"TRUSTED_PROXIES": "10.0.0.0/8", "HTTPS": "off"})

    assert sign_in(url, certificate).status_code == 302
    assert address_of_last_event(portal) == "127.0.0.1"


def test_forty_slow_connections_hold_up_nobody(behind, certificate):
    portal, url = behind(**{"limit_conn portal_clients 40;": ""})
    with ExitStack() as stack:
        for _ in range(40):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))))
            slow.sendall(b"\x16\x03\x01")  # a handshake that does not go on
        for _ in range(3):
            assert requests.get(f"{url}/healthz", verify=str(certificate), timeout=60).ok
        assert answers(f"{portal.url}/healthz")
