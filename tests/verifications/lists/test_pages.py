"""Lists: upload, preview, press, progress, result."""

import csv
import io
import uuid

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from audit import trail
from pages.form_keys import sign_key
from tests import factories
from tests.verifications.lists import books
from tests.verifications.pages import alerts, elements, fields, tags
from untrusted.workbooks import reading
from verifications.lists import copying, forms, making, pressing, sheets
from verifications.models import AtlasAccount, Batch, Case, CaseList, ListContent, ListedCase

NEW = "/lists/new/"
FILE_MARKUP = '"><script>alert(1)</script>.csv'
TWO = [books.row("1"), books.row("2", application_id="CDL2", applicant="Meena Rao")]


@pytest.fixture
def upload(officer, asha, account):
    """A function that sends the upload page's form with this file."""

    def upload(*rows, name="list.csv", content=None, client=officer, key=None, **fields):
        content = books.as_text(*rows) if content is None else content
        form = {"account": account.pk, "form_key": sign_key(key or uuid.uuid4(), asha)} | fields
        return client.post(NEW, form | {"file": SimpleUploadedFile(name, content)})

    return upload


@pytest.fixture
def case_list(asha, account):
    """A function that gives an uploaded list of these rows."""

    def case_list(*rows, header=books.HEADER, content=None, name="list.csv"):
        content = content or books.as_text(*rows, header=header)
        return pressing.receive(content, name=name, account=account, form_key=uuid.uuid4(), by=asha)

    return case_list


def press(client, case_list, *positions, action="send", **fields):
    """Press a button of the preview with these cases ticked."""
    return client.post(f"/lists/{case_list.pk}/create/", {"case": positions, "action": action} | fields)


def text_of(page):
    return " ".join(page.content.decode().split())


def ticked(page):
    boxes = [attrs for attrs in tags(page, "input") if attrs.get("name") == "case"]
    return [int(box["value"]) for box in boxes if "checked" in box], [
        int(box["value"]) for box in boxes if "disabled" in box
    ]


def test_the_page_asks_for_an_account_and_a_file_and_offers_a_template(officer, account):
    page = officer.get(NEW)

    assert fields(page)["account"] == str(account.pk)
    (form,) = [attrs for attrs in tags(page, "form") if attrs.get("enctype")]
    assert form["enctype"] == "multipart/form-data"
    assert "/lists/template.xlsx" in text_of(page)


def test_the_template_can_be_uploaded(officer, upload):
    template = officer.get("/lists/template.xlsx")
    assert template["Content-Disposition"] == 'attachment; filename="atlas-list.xlsx"'

    answer = upload(content=template.content, name="atlas-list.xlsx")

    assert answer.status_code == 302
    assert "1 of 1 case can be created" in text_of(officer.get(answer.url))


@pytest.mark.parametrize("make", [books.xlsx, books.xls, books.ods])
def test_an_upload_leads_to_its_cases(officer, upload, make):
    answer = upload(content=make(books.HEADER, *TWO), name="wrong.txt")

    page = officer.get(answer.url)
    assert [row["data-application"] for row in elements(page, "data-application")] == ["CDL1", "CDL2"]
    assert f"read as {CaseList.Kind(make.__name__).label}, sheet “List”" in text_of(page)
    assert ticked(page) == ([1, 2], [])


def test_pressing_upload_twice_makes_one_list(upload):
    key = uuid.uuid4()

    assert upload(*TWO, key=key).url == upload(*TWO, key=key).url
    assert CaseList.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\x00\x01\x02" * 99, reading.OTHER),
        (b"PK\x03\x04" + b"\x00" * 99, reading.DAMAGED),
        (b"<html></html>", sheets.MARKUP),
        (b"a,b\n1,2", "No row names the columns."),
        (books.as_text(*[books.row("1")] * 5001), "More than 5,000 rows."),
        (b"x" * (sheets.SIZE_LIMIT + 1), forms.TOO_LARGE),
    ],
)
def test_what_is_no_list_is_answered_with_a_sentence_and_nothing_is_stored(upload, content, sentence):
    answer = upload(content=content)

    assert answer.status_code == 422
    assert sentence in alerts(answer)
    assert "Nothing was stored." in alerts(answer)
    assert not CaseList.objects.exists() and not ListContent.objects.exists()


def test_a_workbook_is_told_when_too_many_files_are_being_read(upload, busy):
    page = upload(content=copying.as_xlsx([["document id", "url"], ["1", "https://docs.example/1"]]))

    assert page.status_code == 422
    assert "The portal is reading other files just now. Upload this one once more" in text_of(page)
    assert not CaseList.objects.exists()


def test_a_file_of_the_largest_size_is_read(upload):
    content = books.as_text(*(books.row(str(n)) + ["x" * 100_500] for n in range(52)))
    assert sheets.SIZE_LIMIT - 100_000 < len(content) < sheets.SIZE_LIMIT
    content = content.ljust(sheets.SIZE_LIMIT, b"x")
    assert len(content) == sheets.SIZE_LIMIT

    assert upload(content=content).status_code == 302


class Endless(io.RawIOBase):
    """So many bytes that nobody has in memory at once."""

    def __init__(self, head, size, tail):
        self.parts, self.size, self.given = [head, tail], size, 0

    def read(self, size=-1):
        assert 0 <= size <= 2**20, "asked for everything at once"
        if self.parts[0]:
            part, self.parts[0] = self.parts[0][:size], self.parts[0][size:]
            return part
        if self.given < self.size:
            part = b"x" * min(size, self.size - self.given)
            self.given += len(part)
            return part
        part, self.parts[1] = self.parts[1][:size], self.parts[1][size:]
        return part


PART = '--B\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'


def parts_around(asha, account):
    """What a browser sends before and after the file."""
    head = PART.format("account", "") + f"{account.pk}\r\n" + PART.format("file", '; filename="a.csv"')
    tail = "\r\n" + PART.format("form_key", "") + f"{sign_key(uuid.uuid4(), asha)}\r\n--B--\r\n"
    return head.encode(), tail.encode()


def send(client, body, length):
    """Post a body of this length, whatever comes of it."""
    extra = {
        "wsgi.input": body,
        "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": "multipart/form-data; boundary=B",
    }
    return client.generic("POST", NEW, **extra)


def test_a_file_of_200_mb_passes_by_without_being_kept(officer, asha, account, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    head, tail = parts_around(asha, account)
    size = 200 * 1024 * 1024
    body = Endless(head, size, tail)
    answer = send(officer, body, len(head) + size + len(tail))

    assert answer.status_code == 422
    assert forms.TOO_LARGE in alerts(answer)
    assert forms.CUT_OFF not in alerts(answer)
    assert body.given == size  # read off the wire, so that the browser reads the answer
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("cut", [30, 60, 300, 3000])
def test_a_client_that_stops_half_way_leaves_nothing_behind(officer, asha, account, settings, tmp_path, cut):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    head, tail = parts_around(asha, account)
    body = head + books.as_text(*TWO * 50) + tail

    answer = send(officer, io.BytesIO(body[:-cut]), len(body))

    assert answer.status_code == 422
    assert forms.CUT_OFF in alerts(answer)
    assert not CaseList.objects.exists()
    assert not list(tmp_path.iterdir())


def test_a_form_without_its_token_uploads_nothing(asha, account):
    client = Client(enforce_csrf_checks=True)
    client.force_login(asha)
    form = {"account": account.pk, "form_key": sign_key(uuid.uuid4(), asha)}

    answer = client.post(NEW, form | {"file": SimpleUploadedFile("a.csv", books.as_text(*TWO))})

    assert answer.status_code == 403
    assert not CaseList.objects.exists()


def test_a_form_with_its_token_is_taken(asha, account):
    client = Client(enforce_csrf_checks=True)
    client.force_login(asha)
    form = fields(client.get(NEW))

    answer = client.post(NEW, form | {"file": SimpleUploadedFile("a.csv", books.as_text(*TWO))})

    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"account": ""}, "Choose an Atlas account."),
        ({"account": "999"}, "This Atlas account is switched off or gone."),
        ({"form_key": "x"}, forms.CUT_OFF),
    ],
)
def test_an_upload_without_what_it_needs_is_told(upload, changes, sentence):
    answer = upload(*TWO, **changes)

    assert answer.status_code == 422
    assert sentence in alerts(answer)


def test_no_file_and_no_account_are_told(officer, db):
    answer = officer.post(NEW, {"form_key": "x"})

    assert answer.status_code == 422
    assert "Choose a file." in alerts(answer)
    assert "None yet" in text_of(officer.get(NEW))


def test_every_fault_is_shown_at_its_row_and_its_case_cannot_be_chosen(officer, case_list):
    made = case_list(
        *TWO,
        books.row("3", application_id="CDL2", applicant="", url="ftp://x"),
        books.row("4", application_id="CDL4", product="PFL_CDL"),
    )

    page = officer.get(f"/lists/{made.pk}/")

    rows = [(row["data-document-id"], row["data-verdict"]) for row in elements(page, "data-document-id")]
    assert rows == [("3", "error"), ("4", "error")]
    assert [row["data-verdict"] for row in elements(page, "data-application")] == ["ok", "error", "error"]
    assert ticked(page) == ([1], [2, 3])
    assert "Not a web link" in alerts(page)
    assert "1 of 3 cases can be created</strong>; 2 cannot, as 2 rows have faults" in text_of(page)
    assert "Only the 2 that need attention" in text_of(page)


def test_none_can_be_chosen_first_and_only_what_needs_attention_shown(officer, case_list):
    pk = case_list(*TWO).pk

    assert ticked(officer.get(f"/lists/{pk}/?choose=none")) == ([], [])
    only = [
        attrs
        for attrs in tags(officer.get(f"/lists/{case_list(books.row('1', url='')).pk}/?attention=1"), "input")
    ]
    assert [("checked" in attrs) for attrs in only if attrs.get("id") == "only"] == [True]


def test_a_list_that_is_nothing_but_faults_is_shown_in_part(officer, case_list, monkeypatch):
    monkeypatch.setattr(pressing, "FAULTY_SHOWN", 1)
    made = case_list(*(books.row(str(n), application_id=f"CDL{n}", url="") for n in range(3)))

    page = officer.get(f"/lists/{made.pk}/")

    assert len(elements(page, "data-application")) == 1
    assert "2 more cases have faults and are not shown here." in text_of(page)
    assert officer.get(f"/lists/{made.pk}/result/").content.count(b"No link") == 3


def test_no_signature_and_no_markup_reaches_the_page(officer, auditor, case_list):
    evil = "<b>x</b>"
    made = case_list(
        books.row("1", application_id=evil, applicant=evil),
        books.row(evil, application_id="CDL2", url="https://u:p@docs.example/<i>?sig=secret x"),
        name=FILE_MARKUP,
    )

    for client in (officer, auditor):
        for path in ("", "cases/1/", "cases/2/", "state/"):
            page = text_of(client.get(f"/lists/{made.pk}/{path}"))
            assert "secret" not in page and "u:p@" not in page
            assert "<b>x" not in page and "<script>alert" not in page and "<i>" not in page
    assert "<script>alert" not in text_of(officer.get("/lists/"))


def test_the_documents_of_one_case_open_in_place_or_as_a_page(officer, case_list):
    cases = f"/lists/{case_list(*TWO).pk}/cases"
    where = f"{cases}/2/"

    fragment = officer.get(where, headers={"HX-Request": "true"})
    assert fragment.content.decode().lstrip().startswith("<tr")
    assert [row["data-document-id"] for row in elements(fragment, "data-document-id")] == ["2"]
    assert "Meena Rao" in text_of(officer.get(where))
    assert officer.get(f"{cases}/9/").status_code == 404
    assert officer.get("/lists/999/").status_code == 404


def test_what_looks_like_an_earlier_case_is_named_and_asks_for_a_word(officer, case_list, batch):
    made = case_list(*TWO, books.row("9", application_id=batch.case.application_id))

    page = officer.get(f"/lists/{made.pk}/")
    assert "3 of 3 cases can be created</strong>, 1 of them to look at</p>" in text_of(page)
    assert "1 case looks like earlier ones" in text_of(page)
    assert f'href="/cases/{batch.case.reference}/"' in text_of(page)

    answer = press(officer, made, 1, 3)
    assert answer.status_code == 409
    assert "look like earlier ones" in alerts(answer)
    assert ticked(answer) == ([1, 3], [])
    assert not ListedCase.objects.exists()

    assert press(officer, made, 1, 3, confirmed="on").status_code == 302
    assert ListedCase.objects.count() == 2


@pytest.mark.parametrize("positions", [(), ("2",), ("x", "-1", "²", "9" * 50)])
def test_a_press_without_a_case_that_can_be_made_stores_nothing(officer, case_list, positions):
    made = case_list(books.row("1"), books.row("2", application_id="CDL2", url=""))

    answer = press(officer, made, *positions)

    assert answer.status_code == 409
    assert "Nothing was created." in alerts(answer)
    assert not ListedCase.objects.exists()


def test_pressing_twice_leads_to_the_same_progress(officer, case_list, wakeups):
    made = case_list(*TWO)

    assert press(officer, made, 1).url == press(officer, made, 1, 2).url == f"/lists/{made.pk}/"

    assert ListedCase.objects.count() == 1


def test_an_officer_who_may_not_send_may_save_drafts(client, case_list, django_user_model):
    person = django_user_model.objects.create_user("half")
    names = ("view_case", "add_case", "change_case")
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(person)
    made = case_list(*TWO)

    assert press(client, made, 1, action="send").status_code == 403
    assert press(client, made, 1, action="draft").status_code == 302


def progress_marks(page):
    return [(row["data-case"], row["data-progress"]) for row in elements(page, "data-case")]


def test_the_page_shows_how_far_the_cases_are_and_stops_asking_by_itself(officer, case_list):
    made = case_list(*TWO)
    press(officer, made, 1, 2)

    page = officer.get(f"/lists/{made.pk}/")
    assert [attrs["hx-trigger"] for attrs in elements(page, "hx-trigger") if attrs.get("id") == "list"] == [
        "every 2s"
    ]
    assert "0 of 2 cases created" in text_of(page) and "2 wait for a worker." in text_of(page)
    assert [bar["value"] for bar in tags(page, "progress")] == ["0"]

    making.make_cases(made.pk)
    page = officer.get(f"/lists/{made.pk}/state/")
    references = [case.reference for case in Case.objects.order_by("pk")]
    assert progress_marks(page) == [(reference, "queued") for reference in references]
    assert f'href="/cases/{references[0]}/"' in text_of(page)
    assert "2 are on the way to Atlas." in text_of(page)

    Case.objects.update(progress=Case.Progress.PROCESSING, look_at=timezone.now())
    page = officer.get(f"/lists/{made.pk}/state/")
    assert [each["hx-trigger"] for each in elements(page, "hx-trigger") if each.get("id") == "list"] == [
        "every 10s"
    ]
    assert "None waits to leave any more. Atlas is at work on 2." in text_of(page)

    Case.objects.update(look_at=None)
    page = officer.get(f"/lists/{made.pk}/state/")
    assert not [attrs for attrs in elements(page, "hx-trigger") if attrs.get("id") == "list"]
    (bar,) = tags(page, "progress")
    assert bar["value"] == bar["max"] == "4"
    assert "Nothing waits any more." in text_of(page)


def test_only_what_needs_attention_of_the_made_cases(officer, case_list):
    made = case_list(*TWO, books.row("3", application_id="CDL3"))
    press(officer, made, 1, 2, 3)
    making.make_cases(made.pk)
    first, second, third = made.listed.all()
    Case.objects.filter(pk=first.case_id).update(progress=Case.Progress.NOT_CONFIRMED)
    ListedCase.objects.filter(pk=third.pk).update(case=None, problem="The account is switched off.")

    page = officer.get(f"/lists/{made.pk}/?attention=1")

    assert progress_marks(page) == [(first.case.reference, "not_confirmed")]
    assert "The account is switched off." in text_of(page)
    assert "attention=1" in [a for a in elements(page, "hx-get") if a.get("id") == "list"][0]["hx-get"]
    Case.objects.update(progress=Case.Progress.READY)
    ListedCase.objects.filter(pk=third.pk).delete()
    assert "Nothing needs attention" in text_of(officer.get(f"/lists/{made.pk}/?attention=1"))


def test_a_long_list_has_pages(officer, case_list):
    made = case_list(*(books.row(str(n), application_id=f"CDL{n}") for n in range(101)))
    press(officer, made, *range(1, 102))

    first = officer.get(f"/lists/{made.pk}/")
    assert "1–100 of 101" in text_of(first) and not _link(first, "Previous page")

    second = officer.get(f"/lists/{made.pk}/{_link(first, 'Next page')}")
    assert "101–101 of 101" in text_of(second) and not _link(second, "Next page")
    assert "1–100 of 101" in text_of(officer.get(f"/lists/{made.pk}/{_link(second, 'Previous page')}"))


def _link(page, label):
    """Where the link to a neighbour of this page leads, or None."""
    (link,) = [attrs for attrs in tags(page, "a") if attrs.get("aria-label") == label]
    return link.get("href")


def test_a_page_of_which_nothing_needs_attention_any_more_is_the_first(officer, case_list):
    made = case_list(*TWO)
    press(officer, made, 1, 2)
    first, second = made.listed.all()
    ListedCase.objects.update(problem="The account is switched off.")
    page = officer.get(f"/lists/{made.pk}/?attention=1&size=1")
    assert "1–1 of 2" in text_of(page)
    ListedCase.objects.filter(pk=second.pk).update(problem="")

    page = officer.get(f"/lists/{made.pk}/{_link(page, 'Next page')}")

    assert "1–1 of 1" in text_of(page) and "Nothing needs attention" not in text_of(page)


def test_what_cannot_be_read_of_a_lists_address_is_told_in_its_moving_part_too(officer, case_list):
    made = case_list(*TWO)
    press(officer, made, 1, 2)
    for path in ("", "state/"):
        page = officer.get(f"/lists/{made.pk}/{path}?after=x", headers={"HX-Request": "true"})
        assert "The address names no page of this list, so the first is shown." in text_of(page)
        assert "1–2 of 2" in text_of(page)


def test_creating_is_stopped_once(officer, case_list):
    made = case_list(*TWO)
    press(officer, made, 1, 2)

    answer = officer.post(f"/lists/{made.pk}/stop/", follow=True)
    assert "Stopped. The cases that were created stay." in text_of(answer)
    assert "2 cases were not created." in text_of(answer)
    answer = officer.post(f"/lists/{made.pk}/stop/", follow=True)
    assert "Nothing is being created any more." in alerts(answer)
    assert trail.events().filter(action="list.stopped").count() == 1


def test_the_result_is_a_copy_of_the_list_of_its_kind(officer, case_list):
    as_csv, as_xlsx = case_list(*TWO), case_list(content=books.xls(books.HEADER, *TWO), name="a b.xls")

    answer = officer.get(f"/lists/{as_csv.pk}/result/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="list-result.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    assert "sig=a%2Bb" in answer.content.decode("utf-8-sig")
    answer = officer.get(f"/lists/{as_xlsx.pk}/result/")
    assert answer["Content-Disposition"] == 'attachment; filename="a b-result.xlsx"'
    assert sheets.read_sheet(answer.content).rows[1][1][:5] == TWO[0]
    event = trail.events()[0]
    assert (event.action, event.details) == ("list.downloaded", {"redacted": False})


def test_an_auditor_looks_and_downloads_without_signatures_and_presses_nothing(auditor, case_list):
    made = case_list(*TWO)

    page = auditor.get(f"/lists/{made.pk}/")
    assert page.status_code == 200
    assert ticked(page) == ([], [])
    assert "/create/" not in [attrs.get("formaction") for attrs in tags(page, "button")]
    copied = auditor.get(f"/lists/{made.pk}/result/").content.decode("utf-8-sig")
    assert "https://docs.example/1.pdf?[removed]" in copied and "sig=" not in copied
    assert trail.events()[0].details == {"redacted": True}
    assert press(auditor, made, 1).status_code == 403
    assert auditor.post(f"/lists/{made.pk}/stop/").status_code == 403
    assert "Upload a list" not in text_of(auditor.get("/lists/"))


def test_the_index_shows_every_list_newest_first(officer, case_list):
    assert "No lists yet" in text_of(officer.get("/lists/"))
    first, second = case_list(*TWO), case_list(*TWO)
    press(officer, first, 1)

    page = officer.get("/lists/")

    rows = [(row["data-list"], row["data-state"]) for row in elements(page, "data-list")]
    assert rows == [(str(second.pk), "new"), (str(first.pk), "creating")]
    assert "asha Kulkarni".title() in text_of(page)


def test_an_account_that_was_switched_off_is_said_at_the_press(officer, case_list):
    made = case_list(*TWO)
    AtlasAccount.objects.update(active=False)

    assert "is switched off. Choose another or have it switched on." in alerts(press(officer, made, 1))


def test_from_file_to_atlas(officer, upload, django_capture_on_commit_callbacks, wakeups):
    where = upload(*TWO).url
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"{where}create/", {"case": ["1", "2"], "action": "send"})
    assert [task for task, _ in wakeups] == ["make_list"]

    making.make_cases(wakeups[0][1])

    assert Batch.objects.count() == 2
    copied = officer.get(f"{where}result/").content.decode("utf-8-sig").splitlines()
    row = next(csv.reader([copied[1]]))
    assert row[-4:] == [Case.objects.first().reference, "Queued", "Queued", ""]


def test_the_menu_leads_to_the_lists(officer, db):
    assert 'href="/lists/"' in text_of(officer.get("/"))


def change_account(client, case_list, account):
    return client.post(f"/lists/{case_list.pk}/account/", {"account": account.pk}, follow=True)


def test_a_list_that_went_to_the_wrong_account_is_mended_without_a_new_upload(officer, case_list, account):
    made = case_list(*TWO)
    assert "Change the account" not in officer.get(f"/lists/{made.pk}/").content.decode()
    other = factories.account("Vindhya")
    AtlasAccount.objects.filter(pk=other.pk).update(product_types=["PROD_CDL"])
    assert "Change the account" in officer.get(f"/lists/{made.pk}/").content.decode()

    page = change_account(officer, made, other)
    assert "The cases of this list go to Vindhya." in text_of(page)
    assert "0 of 2 cases can be created" in text_of(page)
    event = trail.events()[0]
    assert (event.action, event.details) == (
        "list.account_changed",
        {"account_before": account.pk, "account": other.pk},
    )

    assert "2 of 2 cases can be created" in text_of(change_account(officer, made, account))


def test_the_account_of_a_list_stays_once_it_was_pressed_or_where_it_is_the_same(officer, case_list, account):
    made, other = case_list(*TWO), factories.account("Vindhya")
    before = trail.events()[0]
    change_account(officer, made, account)
    assert trail.events()[0] == before
    press(officer, made, 1)

    page = change_account(officer, made, other)

    assert "Asha Kulkarni pressed this list already." in text_of(page)
    assert CaseList.objects.get().account == account


def test_an_account_that_is_off_is_not_chosen(officer, case_list, account):
    made, other = case_list(*TWO), factories.account("Vindhya", active=False)

    assert "This Atlas account is switched off or gone." in text_of(change_account(officer, made, other))
    assert CaseList.objects.get().account == account


def test_a_list_of_an_account_that_was_switched_off_can_go_to_the_only_other(officer, case_list, account):
    made, other = case_list(*TWO), factories.account("Vindhya")
    AtlasAccount.objects.filter(pk=account.pk).update(active=False)

    page = officer.get(f"/lists/{made.pk}/")
    assert "Change the account" in page.content.decode() and "Switched off or gone" in page.content.decode()
    assert "The cases of this list go to Vindhya." in text_of(change_account(officer, made, other))
