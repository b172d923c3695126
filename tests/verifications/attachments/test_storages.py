"""Attached files in S3 instead of on the disk: a stand-in that is reached over HTTP, as S3 would be."""

import os
import subprocess
import sys
import tempfile
import uuid
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from tests import factories, papers
from tests.processes.running import answers, free_ports, wait_until
from verifications.attachments import attaching, handing
from verifications.models import Attachment
from verifications.sending import calling

KEYS = {"access_key": "AKIAPORTAL", "secret_key": "of-the-stand-in"}


@pytest.fixture(scope="session")
def s3_url(tmp_path_factory):
    """A stand-in for S3 on loopback."""
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    log = tmp_path_factory.mktemp("s3") / "log.txt"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, env=os.environ) as process:
        try:
            wait_until(lambda: answers(f"{url}/moto-api/"), "the stand-in for S3 answers")
            yield url
        finally:
            process.terminate()


@pytest.fixture
def bucket(s3_url, settings, monkeypatch):
    """A bucket of its own, as ATTACHMENT_BACKEND and ATTACHMENT_OPTIONS would name it."""
    options = {"bucket_name": f"papers-{uuid.uuid4().hex[:8]}", "endpoint_url": s3_url, **KEYS}
    options |= {"region_name": "ap-south-1", "signature_version": "s3v4", "addressing_style": "path"}
    s3 = storages.create_storage({"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options})
    where = {"LocationConstraint": options["region_name"]}
    s3.connection.create_bucket(Bucket=options["bucket_name"], CreateBucketConfiguration=where)
    for name in ("file", "thumbnail"):
        monkeypatch.setattr(Attachment._meta.get_field(name), "storage", s3)
    settings.ATTACHMENT_LINKS = "storage"
    yield s3
    s3.connection.meta.client.close()


@pytest.fixture
def attachment(bucket, asha):
    """A picture of Asha's, attached."""
    content = papers.jpeg((900, 600))
    with tempfile.TemporaryFile() as file:
        file.write(content)
        upload = UploadedFile(file, "invoice.jpg", "text/html", len(content))
        return attaching.attach(upload, by=asha, form_key=uuid.uuid4())


def names(bucket):
    return sorted(each.key for each in bucket.bucket.objects.all())


def test_the_file_and_its_picture_are_stored_with_the_type_that_was_found(bucket, attachment):
    key = str(attachment.pk)

    assert names(bucket) == [key, f"{key}.webp"]
    assert bucket.bucket.Object(key).content_type == "image/jpeg"
    with attachment.file.open() as file:
        assert file.read() == papers.jpeg((900, 600))


def test_the_portal_serves_what_lies_in_s3(client, asha, attachment):
    client.force_login(asha)

    assert client.get(f"/attachments/{attachment.pk}/").getvalue() == papers.jpeg((900, 600))
    assert client.get(f"/attachments/{attachment.pk}/thumbnail/").content[8:12] == b"WEBP"


def test_atlas_gets_s3_s_own_address_for_the_hours_that_are_set(attachment, moody, asha, wakeups, settings):
    settings.ATTACHMENT_LINK_HOURS = 2
    batch = factories.batch(account=moody, by=asha, text=f"101\t{attachment.text}")

    calling.send(batch.pk)

    url = batch.files.get(document_id="101").file_url
    query = parse_qs(urlsplit(url).query)
    assert query["X-Amz-Expires"] == ["7200"] and len(query["X-Amz-Signature"][0]) == 64
    fetched = requests.get(url, timeout=60)
    assert (fetched.content, fetched.headers["Content-Type"]) == (papers.jpeg((900, 600)), "image/jpeg")
    assert requests.get(url.partition("?")[0], timeout=60).status_code == 403


def test_each_address_is_signed_for_its_own_file(bucket, attachment, asha):
    # The stand-in checks no signature, so this asks the signatures themselves.
    other = factories.attachment(by=asha)
    signatures = {
        parse_qs(urlsplit(handing.link_to(each, batch=0)).query)["X-Amz-Signature"][0]
        for each in (attachment, other)
    }

    assert len(signatures) == 2


def test_a_storage_that_says_itself_how_long_is_not_told(attachment, monkeypatch, bucket):
    monkeypatch.setattr(bucket, "url", lambda name: f"https://elsewhere.example/{name}?Expires=1")

    assert handing.link_to(attachment, batch=0) == f"https://elsewhere.example/{attachment.pk}?Expires=1"


def test_an_unused_file_is_removed_from_s3_too(bucket, attachment):
    Attachment.objects.update(uploaded_at=timezone.now() - timedelta(days=8))

    assert attaching.remove_unused() == 1 and names(bucket) == []


def test_an_s3_that_does_not_answer_is_a_sentence_and_leaves_no_row(asha, bucket, monkeypatch, caplog):
    def unreachable(*args, **options):
        raise requests.ConnectionError("no route")

    monkeypatch.setattr(bucket, "save", unreachable)
    with tempfile.TemporaryFile() as file:
        file.write(papers.jpeg())
        upload = UploadedFile(file, "invoice.jpg", "image/jpeg", 700)
        with pytest.raises(attaching.NotTaken, match="could not be stored"):
            attaching.attach(upload, by=asha, form_key=uuid.uuid4())

    assert not Attachment.objects.exists() and names(bucket) == []
