"""A list of 5,000 rows: its upload and its preview beside the least that reading and showing it takes."""

import csv
import io
import time
import uuid
from functools import partial
from statistics import median

import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.crypto import get_random_string

from pages.form_keys import sign_key
from verifications.lists import copying

ROWS = 5_000
ROWS_PER_CASE = 4
FAULTY_EVERY = 50
ROUNDS = 10


def lists_upload(user, account):
    """Upload and preview one list as CSV and as a workbook, without and with faults."""
    client = Client()
    client.force_login(user)
    print(
        f"\nA list of {ROWS:,} rows, {ROWS // ROWS_PER_CASE:,} cases, {connection.vendor}; median of {ROUNDS}"
    )
    for faulty in (False, True):
        rows = _rows(faulty)
        for kind, content, floor in (
            ("csv", copying.as_csv(rows), _csv_floor),
            ("xlsx", copying.as_xlsx(rows), _xlsx_floor),
        ):
            _measure(client, user, account, kind, content, "with faults" if faulty else "no faults", floor)


def _measure(client, user, account, kind, content, what, floor):
    least = _median(partial(floor, content))
    upload = _median(partial(_upload, client, user, account, kind, content))
    where = _upload(client, user, account, kind, content)
    preview = _median(partial(client.get, where))
    with CaptureQueriesContext(connection) as queries:
        client.get(where)
    print(
        f"  {kind:<5}{what:<12} upload {upload * 1000:4.0f} ms   "
        f"preview {preview * 1000:4.0f} ms (target 1,000)   "
        f"{len(queries)} queries (target 10)   "
        f"floor, read and show {least * 1000:4.0f} ms   ratio {(upload + preview) / least:4.2f}"
    )


def _rows(faulty):
    rows = [["Application ID", "Applicant", "Product", "Document ID", "URL"]]
    for number in range(ROWS):
        case = number // ROWS_PER_CASE
        scheme = "ftp" if faulty and number % FAULTY_EVERY == 0 else "https"
        link = f"{scheme}://docs.example/{case}/{number}.pdf?X-Amz-Signature={get_random_string(64)}"
        rows.append([f"CDLX{case:06d}", f"Applicant {case}", "POC_CDL", str(number), link])
    return rows


def _upload(client, user, account, kind, content):
    form = {"account": account.pk, "form_key": sign_key(uuid.uuid4(), user)}
    answer = client.post("/lists/new/", form | {"file": SimpleUploadedFile(f"list.{kind}", content)})
    assert answer.status_code == 302, answer.status_code
    return answer.url


def _csv_floor(content):
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    render_to_string("bench/rows.html", {"rows": list(rows)})


def _xlsx_floor(content):
    sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
    render_to_string("bench/rows.html", {"rows": sheet.to_python()})


def _median(act):
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return median(times)
