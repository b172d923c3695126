"""A second kind of person, who may not see every case: the one rule hides a case on every page.

Today everyone sees every case; here the rule hides those of one applicant, and nothing of them may be told
by any page, fragment, search or download.
"""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.urls import get_resolver, reverse
from django.utils import timezone

from pages.form_keys import sign_key
from tests import factories
from tests.verifications.lists import books
from verifications.models import Batch, Case, CaseList, Exchange, FileRecord, Payload, cases

APPLICANT, APPLICATION, DOCUMENT = "Veiled Person", "VEILED-1", "veiled-document"
FILE, FLOW, BATCH, FILE_UUID = "veiled-invoice.jpg", "LOS-veiled", "BATCH-VEILED", "uuid-veiled"
LINK = f"https://docs.example/{FILE}"
MARKS = (APPLICANT, APPLICATION, DOCUMENT, FILE, FLOW, BATCH, FILE_UUID, "veiled call")


@pytest.fixture
def veiled(account, asha, wakeups):
    """A sent case with a record of each kind, made while everyone saw it."""
    text = f"{DOCUMENT}\t{LINK}?sig=1"
    said = {"applicant_name": APPLICANT, "application_id": APPLICATION, "flow_uuid": FLOW}
    batch = factories.batch(by=asha, account=account, text=text, **said)
    Batch.objects.update(batch_id=BATCH)
    FileRecord.objects.update(file_uuid=FILE_UUID, atlas_batch_id=BATCH, document_type="INVOICE")
    Exchange.objects.create(
        case=batch.case, batch=batch, account=account, endpoint="status", method="GET", error="veiled call"
    )
    reading = {"document_id": DOCUMENT, "name": {"value": APPLICANT, "confidence_score": 0.5}}
    body = f'{{"ocr_data": [{reading}], "cross_checks": []}}'.replace("'", '"')
    Payload.objects.create(case=batch.case, kind=Payload.Kind.EXTRACTS, body=body, sha256="0" * 64)
    attachment = factories.attachment(by=asha, name=FILE)
    attachment.cases.add(batch.case)
    case_list = factories.case_list(by=asha, account=account)
    CaseList.objects.update(
        state="created", action="send", pressed_by=asha, pressed_at=timezone.now(), product_types=["POC_CDL"]
    )
    case_list.listed.create(
        position=1,
        application_id=APPLICATION,
        applicant_name=APPLICANT,
        product_type="POC_CDL",
        document_count=1,
        first_row=2,
        case=batch.case,
    )
    batch.attachment, batch.case_list = attachment, case_list
    return batch


@pytest.fixture
def seeing(client, veiled, monkeypatch, request):
    """A function that signs a person in who may not see that case."""
    # Another than the one who brought the files: those stay theirs.
    monkeypatch.setattr(cases, "visible_cases", lambda user: ~Q(applicant_name=APPLICANT))

    def sign_in(name):
        client.force_login(request.getfixturevalue(name))
        return client

    return sign_in


def hidden_addresses(veiled):
    """Every address of the portal that names the case or something of it, by its route."""
    call = Exchange.objects.get(error="veiled call")
    names = {
        "cases": {"reference": veiled.case.reference, "pk": veiled.case.documents.get().pk},
        "batches": {"name": veiled.our_id},
        "files": {"name": veiled.files.get().our_id},
        "calls": {"pk": call.pk},
        "attachments": {"pk": veiled.attachment.pk},
    }
    found = {}
    for pattern in get_resolver("verifications.urls").url_patterns:
        route = str(pattern.pattern)
        arguments = pattern.pattern.converters
        if arguments and (known := names.get(route.partition("/")[0])):
            values = {name: known[name] for name in arguments}
            found[route] = reverse(f"verifications:{pattern.name}", kwargs=values)
    return found


def open_addresses(veiled):
    """Every other address of the portal that a signed-in person may open."""
    found = {}
    for pattern in get_resolver("verifications.urls").url_patterns:
        route, arguments = str(pattern.pattern), pattern.pattern.converters
        if not arguments:
            found[route] = reverse(f"verifications:{pattern.name}")
        elif route.startswith("lists/"):
            values = {"pk": veiled.case_list.pk, "position": 1}
            found[route] = reverse(
                f"verifications:{pattern.name}", kwargs={name: values[name] for name in arguments}
            )
    return found


def told(answer, but=""):
    """The marks of the case, and its names, that an answer tells."""
    body = (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace")
    case = Case.objects.get(applicant_name=APPLICANT)
    ours = (case.reference, case.batches.get().our_id, case.files.get().our_id)
    return [mark for mark in (*MARKS, *ours) if mark != but and mark in body.replace(but or "\0", "")]


def test_every_address_is_asked_about(veiled):
    routes = {str(pattern.pattern) for pattern in get_resolver("verifications.urls").url_patterns}
    # Open to whoever has the address: Atlas calls back and fetches without a login.
    without_login = {route for route in routes if route.startswith(("callbacks/", "d/"))}

    assert routes == {*hidden_addresses(veiled), *open_addresses(veiled), *without_login}


@pytest.mark.parametrize("person", ["ravi", "meera", "joseph"])
def test_what_names_the_case_is_not_there(seeing, veiled, person):
    client = seeing(person)
    for route, address in hidden_addresses(veiled).items():
        answers = [client.get(address), client.post(address), client.get(address, HTTP_HX_REQUEST="true")]
        # 403 and 405 are of the role and of the method, which are asked about before.
        assert {answer.status_code for answer in answers} <= {403, 404, 405}, route
        assert [told(answer) for answer in answers] == [[], [], []], route


@pytest.mark.parametrize("person", ["ravi", "meera", "joseph"])
@pytest.mark.parametrize("fragment", [False, True])
def test_no_other_page_tells_of_the_case(seeing, veiled, person, fragment):
    client = seeing(person)
    headers = {"HTTP_HX_REQUEST": "true"} if fragment else {}

    assert {
        address: found
        for address in open_addresses(veiled).values()
        if (found := told(client.get(address, **headers)))
    } == {}


@pytest.mark.parametrize("where", ["/search/", "/", "/files/", "/batches/", "/calls/"])
def test_no_search_finds_the_case(seeing, veiled, where):
    client = seeing("meera")
    names = (veiled.case.reference, veiled.our_id, veiled.files.get().our_id, *MARKS)

    for name in names:
        answer = client.get(where, {"q": name}, follow=True)
        assert (answer.status_code, told(answer, but=name)) == (200, []), name


def test_what_is_brought_anew_does_not_tell_of_the_case(seeing, veiled, ravi, account):
    client = seeing("ravi")
    form = {
        "account": account.pk,
        "application_id": APPLICATION,
        "applicant_name": "Someone Else",
        "product_type": "POC_CDL",
        "flow_uuid": FLOW,
        "documents_text": f"{DOCUMENT}\t{LINK}?sig=2",
        "form_key": sign_key(uuid.uuid4(), ravi),
    }

    preview = client.post("/cases/new/preview/", form)
    assert veiled.case.reference not in preview.content.decode()
    taken = client.post("/cases/new/", form | {"action": "send"})
    assert taken.status_code == 422 and veiled.case.reference not in taken.content.decode()
    assert "Another case has this flow already." in taken.content.decode()
    alike = client.post("/cases/new/", form | {"action": "send", "flow_uuid": ""}, follow=True)
    assert alike.status_code == 200 and veiled.case.reference not in alike.content.decode()
    assert Batch.objects.count() == 2


def test_an_uploaded_list_does_not_tell_of_the_case(seeing, veiled, ravi, account):
    client = seeing("ravi")
    header = ("application id", "applicant", "product", "document id", "url", "flow")
    rows = [
        (APPLICATION, "Someone", "POC_CDL", "1", "https://docs.example/other", ""),
        ("OTHER-1", "Someone", "POC_CDL", "1", LINK, ""),
        ("OTHER-2", "Someone", "POC_CDL", "1", "https://docs.example/third", FLOW),
    ]
    file = SimpleUploadedFile("list.xlsx", books.xlsx(header, *rows))
    form = {"account": account.pk, "form_key": sign_key(uuid.uuid4(), ravi), "file": file}

    page = client.post("/lists/new/", form, follow=True)

    assert page.status_code == 200 and veiled.case.reference not in page.content.decode()
    assert "Another case has this flow already." in page.content.decode()
