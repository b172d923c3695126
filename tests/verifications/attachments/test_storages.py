"""Attached files in S3 instead of on the disk: a stand-in that is reached over HTTP, as S3 would be."""

import os
import subprocess
import sys
import tempfile
import uuid
from datetime import timedelta

import pytest
import requests
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from audit import trail
from tests import factories, papers
from tests.processes.running import answers, free_ports, wait_until
from verifications.attachments import attaching, encrypting, handing, storing
from verifications.models import Attachment

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
def bucket(s3_url, monkeypatch):
    """A bucket of its own, as ATTACHMENT_BACKEND and ATTACHMENT_OPTIONS would name it."""
    options = {"bucket_name": f"papers-{uuid.uuid4().hex[:8]}", "endpoint_url": s3_url, **KEYS}
    options |= {"region_name": "ap-south-1", "signature_version": "s3v4", "addressing_style": "path"}
    s3 = storages.create_storage({"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options})
    where = {"LocationConstraint": options["region_name"]}
    s3.connection.create_bucket(Bucket=options["bucket_name"], CreateBucketConfiguration=where)
    for name in ("file", "thumbnail"):
        monkeypatch.setattr(Attachment._meta.get_field(name), "storage", s3)
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


def path_of(url):
    return url.removeprefix("http://127.0.0.1:8000")


def names(bucket):
    return sorted(each.key for each in bucket.bucket.objects.all())


def test_the_file_and_its_picture_are_stored_and_s3_cannot_read_them(bucket, attachment):
    key = str(attachment.pk)

    assert names(bucket) == [f"{key}.{attachment.key_id}", f"{key}.webp.{attachment.key_id}"]
    lies = bucket.bucket.Object(names(bucket)[0]).get()
    assert lies["ContentType"] == "application/octet-stream"
    assert b"JFIF" in papers.jpeg((900, 600)) and b"JFIF" not in lies["Body"].read()
    with storing.unsealed(attachment, attachment.file) as file:
        assert file.read() == papers.jpeg((900, 600))


def test_the_portal_serves_what_lies_in_s3(client, asha, attachment):
    client.force_login(asha)

    assert client.get(f"/attachments/{attachment.pk}/").getvalue() == papers.jpeg((900, 600))
    assert client.get(f"/attachments/{attachment.pk}/thumbnail/").content[8:12] == b"WEBP"


def test_a_part_of_what_lies_in_s3_may_be_asked_for(client, attachment):
    answer = client.get(path_of(handing.link_to(attachment, batch=0)), headers={"Range": "bytes=100-"})

    assert (answer.status_code, answer.getvalue()) == (206, papers.jpeg((900, 600))[100:])


def test_a_large_file_is_read_from_s3_past_the_memory(bucket, asha):
    file = factories.attachment(by=asha, content=papers.noisy_jpeg(1_500_000))

    with storing.unsealed(file, file.file) as opened:
        assert opened._sealed.file._rolled and len(opened.read()) == file.size


def test_what_lay_in_s3_in_clear_is_encrypted_there(bucket, client, asha):
    clear = factories.clear_attachment(by=asha)
    assert names(bucket) == [str(clear.pk), f"{clear.pk}.webp"]

    assert encrypting.encrypt_all(by=trail.COMMAND) == 1

    clear.refresh_from_db()
    assert names(bucket) == [f"{clear.pk}.{clear.key_id}", f"{clear.pk}.webp.{clear.key_id}"]
    # Whoever has read the row before finds it as well.
    clear.key = None
    with storing.unsealed(clear, clear.file) as file:
        assert file.read() == papers.jpeg()


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
