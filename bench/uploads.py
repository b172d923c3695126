"""Memory of the web process while files of 25 MB are attached, beside a bare view of the same bytes."""

import http.client
import io
import time
import uuid
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from statistics import median

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.test import Client
from django.views.decorators.csrf import csrf_exempt
from PIL import Image

from bench.measures import server
from pages.form_keys import sign_key
from untrusted.papers import LARGEST

TIMES = 10


@csrf_exempt
@login_not_required
def floor(request):
    """The least that can be done with an upload: Django receives it, and its bytes are hashed."""
    digest = sha256()
    for piece in request.FILES["attachments"].chunks():
        digest.update(piece)
    return JsonResponse({"sha256": digest.hexdigest()}, status=201)


def uploads(user):
    """Attach ten files of 25 MB through one gunicorn worker: its memory before and after, and the time."""
    client = Client()
    client.force_login(user)
    client.get("/cases/new/")
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    headers = {"Cookie": cookies, "X-CSRFToken": client.cookies["csrftoken"].value}
    content = _picture() + bytes(LARGEST - len(_picture()))
    print(f"\nAttaching {TIMES} files of {LARGEST // 1024 // 1024} MB, one gunicorn worker")
    with server() as port:
        worker = _worker_of(port)
        for name, path in (("bare view", "/floor/upload/"), ("portal", "/cases/new/attachments/")):
            _send(port, path, user, headers, content)  # what is loaded once is loaded by now
            before, times = _memory(worker, "VmRSS"), []
            with suppress(PermissionError):  # the portal hides its memory from everyone but root
                Path(f"/proc/{worker}/clear_refs").write_text("5")  # the most so far is forgotten
            for _ in range(TIMES):
                began = time.perf_counter()
                _send(port, path, user, headers, content)
                times.append(time.perf_counter() - began)
            after, most = _memory(worker, "VmRSS"), _memory(worker, "VmHWM")
            print(
                f"  {name:<10} {median(times) * 1000:6.0f} ms a file   memory {before:5.1f} MB before, "
                f"{after:5.1f} MB after, {most:5.1f} MB at the most (target: no more than 5 MB above)"
            )


def _picture():
    out = io.BytesIO()
    Image.effect_noise((2000, 1500), 60).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def _send(port, path, user, headers, content):
    parts = [("form_key", sign_key(uuid.uuid4(), user)), ('attachments"; filename="scan.jpg', "")]
    fields = "\r\n".join(
        f'--bench\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in parts
    )
    body = fields.encode() + content + b"\r\n--bench--\r\n"
    connected = http.client.HTTPConnection("127.0.0.1", port)
    connected.request("POST", path, body, headers | {"Content-Type": "multipart/form-data; boundary=bench"})
    answer = connected.getresponse()
    said = answer.read()
    connected.close()
    assert answer.status == 201, (path, answer.status, said)


def _worker_of(port):
    """The process that answers at this port: the child of the gunicorn that holds it."""
    ours = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"127.0.0.1:{port}" in (process / "cmdline").read_text():
                ours[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return next(pid for pid, parent in ours.items() if parent in ours)


def _memory(pid, name):
    """A line of /proc/<pid>/status, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1]) / 1024
