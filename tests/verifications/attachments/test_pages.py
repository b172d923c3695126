"""Attached files on the pages: brought in by a script and by the form itself, shown, and handed out."""

import uuid
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from atlas_portal.streams import CHUNK, HEADER, Opened
from audit import trail
from pages.form_keys import sign_key
from tests import factories, papers
from tests.verifications.pages import NEW, alerts, elements, fields, typed
from verifications.attachments import fetching, handing, storing, uploads, views
from verifications.models import Attachment, Batch, Case, DataKey
from verifications.text import understand

ATTACH = "/cases/new/attachments/"
PICTURE = papers.jpeg((640, 480))


def named(name, content=PICTURE):
    return SimpleUploadedFile(name, content, "text/html")


@pytest.fixture
def send(officer, asha):
    """A function that sends one file as the page's script does."""

    def send(*files, **changed):
        form = {"form_key": sign_key(uuid.uuid4(), asha), "attachments": files} | changed
        return officer.post(ATTACH, form)

    return send


@pytest.fixture
def file(asha):
    return factories.attachment(by=asha, content=PICTURE, name="invoice 1.jpg")


def path_of(url):
    return url.removeprefix("http://127.0.0.1:8000")


# ---- by a script ----


def test_an_accepted_file_is_answered_with_its_line_and_its_picture(officer, send):
    answer = send(named("scan 1.jpg"))

    attachment = Attachment.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "line": f"\tattached:{attachment.pk}/scan%201.jpg",
        "name": "scan 1.jpg",
        "thumbnail": f"/attachments/{attachment.pk}/thumbnail/",
    }
    assert officer.get(answer.json()["thumbnail"]).content[8:12] == b"WEBP"


def test_a_file_without_a_picture_is_answered_without_one(send):
    assert send(named("locked.pdf", papers.locked_pdf())).json()["thumbnail"] == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "This file is empty."), (b"<svg/>", "web page or a drawing"), (papers.zipped(), "archive")],
)
def test_a_refused_file_is_answered_with_a_sentence(send, content, words):
    answer = send(named("invoice.pdf", content))

    assert answer.status_code == 422 and words in answer.json()["error"]
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_answered_with_a_sentence(send, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 100_000)

    answer = send(named("scan.jpg", papers.noisy_jpeg(200_000)))

    assert answer.status_code == 413 and answer.json()["error"].endswith("25 MB is the most.")


def test_where_too_many_files_are_being_read_the_page_comes_again(send, busy):
    answer = send(named("scan.jpg"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer.json()["error"].startswith("The portal is reading other files just now.")
    assert not Attachment.objects.exists()


def test_without_a_script_the_form_says_so_and_keeps_the_rest(officer, asha, account, busy):
    page = officer.post(NEW, typed(asha, account, action="send", attachments=[named("a.jpg")]))

    assert page.status_code == 422 and "a.jpg: The portal is reading other files just now." in alerts(page)
    assert fields(page)["applicant_name"] == "Sunil Patil" and not Batch.objects.exists()


@pytest.mark.parametrize("count", [0, 2])
def test_one_file_at_a_time(send, count):
    answer = send(*[named("a.jpg")] * count)

    assert (answer.status_code, answer.json()["error"]) == (400, "Attach one file at a time.")


def test_a_damaged_form_takes_no_file(send):
    answer = send(named("a.jpg"), form_key="forged")

    assert answer.status_code == 400 and "This form is damaged" in answer.json()["error"]
    assert not Attachment.objects.exists()


def test_whose_session_ended_is_told_so_and_nothing_is_kept(client, asha):
    form = {"form_key": sign_key(uuid.uuid4(), asha), "attachments": named("a.jpg")}
    answer = client.post(ATTACH, form)

    assert answer.status_code == 401 and "Your session ended." in answer.json()["error"]
    assert not Attachment.objects.exists()


def test_a_body_that_says_it_is_endless_is_not_read(officer, asha):
    class Unread(BytesIO):
        def read(self, *args):
            raise AssertionError("it was read")

    answer = officer.generic(
        "POST",
        ATTACH,
        b"x",
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": Unread()},
        CONTENT_LENGTH=str(2 << 30),
    )

    assert answer.status_code == 413 and answer.json()["error"].startswith("This file has 2,048.0 MB")


def test_a_body_that_ends_within_a_file_leaves_nothing(officer, asha):
    part = '--x\r\nContent-Disposition: form-data; name="'
    head = f'{part}form_key"\r\n\r\n{sign_key(uuid.uuid4(), asha)}\r\n'
    head += f'{part}attachments"; filename="a.jpg"\r\n\r\n'

    answer = officer.generic("POST", ATTACH, head.encode() + PICTURE, "multipart/form-data; boundary=x")

    assert (answer.status_code, answer.json()["error"]) == (400, "Attach one file at a time.")
    assert not Attachment.objects.exists()


# ---- by the form itself ----


def test_files_of_a_draft_become_rows_without_an_id(officer, asha, account):
    form = typed(asha, account, action="draft", attachments=[named("a.jpg"), named("b.pdf", papers.pdf())])
    saved = officer.post(NEW, form)

    case = Case.objects.get()
    text = fields(officer.get(saved.url))["documents_text"]
    rows = understand(text).rows
    assert [row.file_name for row in rows] == ["invoice.jpg", "pan.jpg", "a.jpg", "b.pdf"]
    assert [row.fault for row in rows] == ["", "", "Needs an id", "Needs an id"]
    assert {file.pk for file in case.attachments.all()} == {uuid.UUID(row.attachment) for row in rows[2:]}


def test_a_refused_file_of_a_draft_is_told_and_all_else_is_kept(officer, asha, account):
    form = typed(asha, account, action="draft", attachments=[named("a.jpg"), named("<b>.gif", b"GIF89a")])
    page = officer.post(NEW, form, follow=True)

    assert "Not attached: &lt;b&gt;.gif: This is no PDF" in alerts(page)
    assert [file.name for file in Case.objects.get().attachments.all()] == ["a.jpg"]


def test_a_refused_file_sends_nothing_and_the_form_comes_back_whole(officer, asha, account):
    text = factories.lines("invoice.jpg")
    files = [named("a.jpg"), named("b.gif", b"GIF89a"), named("c.pdf", b"")]
    page = officer.post(NEW, typed(asha, account, action="send", documents_text=text, attachments=files))

    assert page.status_code == 422 and not Batch.objects.exists()
    words = unescape(alerts(page))
    assert "b.gif: This is no PDF" in words and "c.pdf: This file is empty." in words
    back = fields(page)
    assert back["applicant_name"] == "Sunil Patil"
    assert (
        back["documents_text"]
        == f"document_id\tfile_url\texpected_type\n{text}\t\n\t{Attachment.objects.get().text}\t"
    )


def test_a_file_sent_without_an_id_asks_for_one_and_stays(officer, asha, account):
    form = typed(asha, account, action="send", documents_text="", attachments=named("a.jpg"))
    page = officer.post(NEW, form)

    assert page.status_code == 422 and "Needs an id" in alerts(page)
    back = fields(page)["documents_text"]
    sent = officer.post(NEW, form | {"documents_text": back.replace("\n\t", "\n7\t"), "attachments": []})
    assert sent.status_code == 302 and Batch.objects.get().files.get().attachment == Attachment.objects.get()


def test_pressing_twice_with_a_file_is_one_draft_and_one_file(officer, asha, account):
    form = typed(asha, account, action="draft")
    for _ in range(2):
        officer.post(NEW, form | {"attachments": named("a.jpg")})

    assert (Case.objects.count(), Attachment.objects.count()) == (1, 1)


def test_files_that_are_too_much_together_are_told(officer, asha, account, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_TOGETHER", 2 * len(PICTURE) + 5)
    form = typed(asha, account, action="draft", attachments=[named(f"{name}.jpg") for name in "abc"])
    page = officer.post(NEW, form, follow=True)

    assert "Not attached: c.jpg: All files at once have more than" in alerts(page)


def test_a_damaged_form_with_files_says_so(officer, asha, account):
    page = officer.post(NEW, typed(asha, account, form_key="forged", attachments=named("a.jpg")))

    assert page.status_code == 400 and "This form is damaged" in alerts(page)
    assert not Attachment.objects.exists()


def test_a_login_that_ran_out_says_that_files_are_lost_and_does_not_send_without_them(client, asha, account):
    form = typed(asha, account, action="send", attachments=named("a.jpg"))
    page = client.post(NEW, form)

    assert page.status_code == 401 and "The files you chose could not be kept." in alerts(page)
    login = {"username": "asha", "password": factories.PASSWORD}
    saved = client.post(NEW, fields(page) | login)
    assert saved.url == f"/cases/{Case.objects.get().reference}/edit/"
    assert not (Batch.objects.exists() or Attachment.objects.exists())


def test_a_page_of_an_earlier_sign_in_does_not_send_without_its_files(asha, account, client):
    client.handler.enforce_csrf_checks = True
    client.force_login(asha)
    form = typed(asha, account, action="send", attachments=named("a.jpg"))
    page = client.post(NEW, form, headers={"Origin": "http://testserver"})

    assert page.status_code == 403 and "The files you chose could not be kept." in alerts(page)
    assert fields(page)["action"] == "draft"


# ---- shown to people ----


def test_a_person_downloads_the_file_and_the_trail_has_it(auditor, meera, file):
    answer = auditor.get(f"/attachments/{file.pk}/")

    assert answer.getvalue() == PICTURE
    event = trail.events()[0]
    assert (event.action, event.target_id, event.actor_id) == (
        "attachment.downloaded",
        str(file.pk),
        str(meera.pk),
    )


def test_asking_about_a_file_is_no_download(auditor, file):
    before = trail.events()[0]

    answer = auditor.head(f"/attachments/{file.pk}/")

    assert answer.getvalue() == b"" and answer["Content-Length"] == str(len(PICTURE))
    assert trail.events()[0] == before


@pytest.mark.parametrize("which", ["person", "atlas"])
def test_a_file_is_never_served_as_a_page(officer, asha, which):
    file = factories.attachment(by=asha, name='<script>"x"\u202e.jpg', content=PICTURE)
    answer = officer.get(
        f"/attachments/{file.pk}/" if which == "person" else path_of(handing.link_to(file, batch=0))
    )

    assert answer.getvalue() == PICTURE
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_small_picture_is_private(officer, file):
    answer = officer.get(f"/attachments/{file.pk}/thumbnail/")

    assert answer["Content-Type"] == "image/webp" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("what", ["", "thumbnail/"])
def test_a_file_that_is_not_there_is_404(officer, file, what):
    address = f"/attachments/{file.pk}/{what}"
    storing.remove(file)
    assert officer.get(address).status_code == 404
    Attachment.objects.update(thumbnail="")
    assert officer.get(address).status_code == 404
    Attachment.objects.update(stored_at=None)
    assert officer.get(address).status_code == 404


WAYS = ["person", "picture", "atlas", "a part for atlas"]


@pytest.fixture
def fetch(officer):
    """A function that asks for a file in one of WAYS."""

    def fetch(file, way):
        if "atlas" in way:
            part = {"Range": "bytes=5-9"} if "part" in way else {}
            return officer.get(path_of(handing.link_to(file, batch=0)), headers=part)
        return officer.get(f"/attachments/{file.pk}/{'thumbnail/' if way == 'picture' else ''}")

    return fetch


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("at", [3, 40, -1])
def test_of_a_damaged_file_nothing_is_given_out_and_a_sentence_says_so(fetch, file, way, at, caplog):
    for stored in storing.parts(file):
        path = Path(stored.storage.location) / f"{stored.name}.{file.key_id}"
        spoilt = bytearray(path.read_bytes())
        spoilt[at] ^= 1
        path.write_bytes(spoilt)
    before = trail.events()[0]

    answer = fetch(file, way)

    assert (answer.status_code, answer["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith("This file is damaged where the portal keeps it")
    assert caplog.messages[0] == f"The file {file.pk} does not open: it was damaged in the storage."
    assert "invoice" not in caplog.messages[0]
    file.refresh_from_db()
    assert trail.events()[0] == before and file.fetch_count == 0


def test_a_file_that_was_cut_in_the_storage_is_damaged(fetch, asha):
    file = factories.attachment(by=asha, content=papers.noisy_jpeg(300_000))
    path = Path(file.file.storage.location) / f"{file.pk}.{file.key_id}"
    path.write_bytes(path.read_bytes()[: HEADER + 2 * (CHUNK + 16)])

    assert [fetch(file, way).status_code for way in ("person", "a part for atlas")] == [500, 500]


def test_a_part_opens_its_own_chunks_alone(fetch, asha, monkeypatch):
    content = papers.noisy_jpeg(500_000)
    file = factories.attachment(by=asha, content=content)
    opened, numbers = Opened._open, []
    monkeypatch.setattr(Opened, "_open", lambda self, number: numbers.append(number) or opened(self, number))

    answer = fetch(file, "a part for atlas")

    assert (answer.status_code, answer.getvalue()) == (206, content[5:10])
    assert set(numbers) == {0} and len(content) > 5 * CHUNK


@pytest.mark.parametrize("way", WAYS)
def test_of_an_erased_file_a_sentence_is_left(fetch, file, way):
    DataKey.objects.destroy()

    answer = fetch(file, way)

    assert (answer.status_code, answer.content.decode()) == (410, views.ERASED)


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_lies_in_clear_is_given_out_as_before(fetch, asha, way):
    file = factories.clear_attachment(by=asha, content=PICTURE)

    answer = fetch(file, way)

    assert answer.status_code in (200, 206)
    assert way == "picture" or answer.getvalue() in (PICTURE, PICTURE[5:10])


def test_the_pages_show_the_file_where_they_would_show_a_link(officer, asha, account, file):
    batch = factories.batch(by=asha, account=account, text=f"7\t{file.text}")
    record = batch.files.get()
    for page in (f"/cases/{batch.case.reference}/", f"/files/{record.our_id}/", f"/batches/{batch.our_id}/"):
        shown = officer.get(page)
        (row,) = elements(shown, "data-file-url")
        assert row["data-file-url"] == file.text
        assert "invoice 1.jpg" in shown.content.decode()
    page = officer.get(f"/files/{record.our_id}/").content.decode()
    assert f'href="/attachments/{file.pk}/"' in page and f"/attachments/{file.pk}/thumbnail/" in page
    assert "not by the portal’s link" in page and file.sha256 in page


READERS = {"asha": "https://docs.example/pan.jpg?sig=a%2Bb", "meera": "https://docs.example/pan.jpg"}
READERS["joseph"] = READERS["meera"]


@pytest.mark.parametrize("person", READERS)
def test_no_page_has_an_address_at_which_its_reader_gets_more_than_the_page(
    client, request, asha, account, file, put, person
):
    text = f"7\t{file.text}\n" + factories.lines("pan.jpg", first=8)
    batch = put(factories.batch(by=asha, account=account, text=text), Batch.State.ACCEPTED)
    handing.give_links(list(batch.files.all()))
    client.force_login(request.getfixturevalue(person))
    case, records = f"/cases/{batch.case.reference}/", list(batch.files.order_by("document_id"))
    shown = {file.text, READERS[person]}
    for page in (case, f"{case}state/", f"/batches/{batch.our_id}/", f"/batches/{batch.our_id}/state/"):
        answer = client.get(page)
        assert {row["data-file-url"] for row in elements(answer, "data-file-url")} == shown
        assert "&amp;s=" not in answer.content.decode() and "&s=" not in answer.content.decode()
    for record, url in zip(records, (file.text, READERS[person]), strict=True):
        answer = client.get(f"/files/{record.our_id}/")
        (head,) = elements(answer, "data-file-url")
        assert head["data-file-url"] == url and "&amp;s=" not in answer.content.decode()


def test_the_record_says_how_often_the_address_was_used(officer, asha, account, file):
    batch = factories.batch(by=asha, account=account, text=f"7\t{file.text}")
    for _ in range(3):
        fetching.note_fetched(file, until="1", batch="", address="")

    page = officer.get(f"/files/{batch.files.get().our_id}/").content.decode()
    assert "3 times by someone with the portal’s link, last" in page


def test_the_request_is_shown_before_it_is_sent(officer, file):
    page = officer.post("/cases/new/request/", {"documents_text": f"7\t{file.text}"})

    assert "(made when it is sent)" in page.content.decode()


def test_the_file_lists_find_it_by_its_ids(officer, asha, account, file):
    batch = factories.batch(by=asha, account=account, text=f"scan-77\t{file.text}")

    assert "invoice 1.jpg" in officer.get("/files/?q=scan-77").content.decode()
    assert "invoice 1.jpg" in officer.get(f"/files/?q={batch.case.application_id}").content.decode()


def test_a_file_is_kept_when_its_document_is_sent_under_a_new_id(officer, asha, account, file, put):
    batch = factories.batch(by=asha, account=account, text=f"7\t{file.text}")
    put(batch, Batch.State.ACCEPTED, left_at=batch.created_at)
    address = f"/cases/{batch.case.reference}/documents/{batch.case.documents.get().pk}/again/"
    form = fields(officer.get(address))

    assert form["file_url"] == ""
    assert officer.post(address, form).status_code == 302
    assert Batch.objects.latest("pk").files.get().attachment == file


def test_a_stranger_s_file_is_not_sent_under_a_new_id(officer, ravi, batch, put):
    put(batch, Batch.State.ACCEPTED, left_at=batch.created_at)
    address = f"/cases/{batch.case.reference}/documents/{batch.case.documents.first().pk}/again/"
    form = fields(officer.get(address)) | {"file_url": factories.attachment(by=ravi).text}

    page = officer.post(address, form)
    assert page.status_code == 422 and "This file is not here" in alerts(page)


# ---- handed out to Atlas ----


def test_whoever_has_the_address_gets_the_file_without_a_login(client, file):
    answer = client.get(path_of(handing.link_to(file, batch=0)))

    assert (answer.status_code, answer.getvalue()) == (200, PICTURE)
    assert answer["Content-Length"] == str(len(PICTURE))
    file.refresh_from_db()
    assert file.fetch_count == 1 and file.first_fetched_at == file.last_fetched_at


def test_a_look_at_the_head_is_no_fetch(client, file):
    answer = client.head(path_of(handing.link_to(file, batch=0)))

    assert (answer.status_code, answer.getvalue()) == (200, b"")
    assert answer["Content-Length"] == str(len(PICTURE))
    file.refresh_from_db()
    assert file.fetch_count == 0


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=5-99999999", slice(5, None)),
    ],
)
def test_a_part_may_be_asked_for(client, file, asked, part):
    answer = client.get(path_of(handing.link_to(file, batch=0)), headers={"Range": asked})

    content = answer.getvalue()
    assert (answer.status_code, content) == (206, PICTURE[part])
    assert answer["Content-Length"] == str(len(content))
    first = PICTURE.index(content)
    assert answer["Content-Range"] == f"bytes {first}-{first + len(content) - 1}/{len(PICTURE)}"


@pytest.mark.parametrize(
    "asked", ["bytes=-", "bytes=9-2", "bytes=0-1,5-6", "lines=1-2", "bytes=99999999-", "bytes=-0", "x" * 9000]
)
def test_a_part_that_makes_no_sense_is_the_whole(client, file, asked):
    answer = client.get(path_of(handing.link_to(file, batch=0)), headers={"Range": asked})

    assert (answer.status_code, answer.getvalue()) == (200, PICTURE)


def test_an_address_whose_time_is_over_says_so(client, file, settings):
    settings.ATTACHMENT_LINK_HOURS = -1
    answer = client.get(path_of(handing.link_to(file, batch=0)))

    assert answer.status_code == 410 and "a set time, which is over" in answer.content.decode()
    file.refresh_from_db()
    assert file.fetch_count == 0


@pytest.mark.parametrize("change", ["other file", "later", "no signature", "nothing"])
def test_a_wrong_address_finds_nothing(client, asha, file, change):
    url = path_of(handing.link_to(file, batch=0))
    wrong = {
        "other file": url.replace(str(file.pk), str(factories.attachment(by=asha).pk)),
        "later": url.replace("?e=", "?e=9"),
        "no signature": url.partition("&")[0],
        "nothing": url.partition("?")[0],
    }[change]

    assert client.get(wrong).status_code == 404
    assert client.get(wrong + "&e=x&s=y&s=\x00").status_code == 404


def test_another_name_in_the_address_is_the_same_file(client, file):
    url = path_of(handing.link_to(file, batch=0)).replace("invoice%201.jpg", "x.html")

    answer = client.get(url)
    assert answer.getvalue() == PICTURE and answer["Content-Type"] == "image/jpeg"
    assert 'filename="invoice 1.jpg"' in answer["Content-Disposition"]
