"""Every page of every kind of case opens for every role."""

import uuid

import pytest

from pages.form_keys import sign_key
from tests import factories, routes
from tests.atlas.server import answer
from tests.verifications.parts import reading, receipt
from verifications.intake import drafts
from verifications.intake.forms import CaseForm
from verifications.models import Batch, Case
from verifications.sending import calling
from verifications.watching import flows

State = Batch.State
HTMX = {"HX-Request": "true"}
PEOPLE = ("asha", "meera", "joseph")
# What names a case, or a part of one.
ROUTES = [
    route
    for name, route in routes.every()
    if name.startswith("verifications:")
    and route.split("/")[0] in ("cases", "batches", "files", "calls", "attachments")
    and "<" in route
]
LISTS = ("", "batches/", "files/", "calls/", "search/", "audit/")
LIKENESS = {"comparison_result": "match", "score": 0.2, "document_ids": ["101", "102"], "field": "name"}


@pytest.fixture
def make(moody, asha, server, put):
    """A function that makes one kind of case."""
    file = factories.attachment(by=asha)

    def text(count, first=101):
        return factories.lines(*(f"{number}.jpg" for number in range(count)), first=first)

    def draft(text):
        return factories.draft(by=asha, account=moody, text=text)

    def empty_draft():
        form = CaseForm({"form_key": sign_key(uuid.uuid4(), asha)}, by=asha)
        form.is_valid()
        return drafts.save(form, by=asha)

    def sent(text, *receipts):
        batch = factories.batch(by=asha, account=moody, text=text)
        ids = list(batch.files.values_list("document_id", flat=True))
        server.on("multiupload", answer([*receipts] or [receipt(each) for each in ids]))
        read = [reading(each, name={"value": "Sunil", "confidence_score": 0.3}) for each in ids]
        server.on("extracts", answer({"ocr_data": read, "cross_checks": [LIKENESS]}))
        calling.send(batch.pk)
        flows.look(batch.case_id)
        return batch.case

    def stands(state):
        return put(factories.batch(by=asha, account=moody, text=text(2)), state, "“No” <b>").case

    def added():
        case = sent(text(2))
        factories.documents(case, factories.form(by=asha, account=moody, text=text(1, first=201)))
        return case

    return {
        "draft": lambda: draft(text(2)),
        "empty draft": empty_draft,
        "draft with a file": lambda: draft(f"7\t{file.text}\n{text(1)}"),
        "draft of faults": lambda: draft("nothing at all\n\t\nhttps://"),
        "linked": lambda: sent(text(2)),
        "attached": lambda: sent(f"101\t{file.text}"),
        "mixed": lambda: sent(f"101\t{file.text}\n{text(1, first=102)}"),
        "extra and repeated": lambda: sent(
            text(2), receipt("101"), receipt("101", file_uuid="b"), receipt("stranger")
        ),
        "missing": lambda: sent(text(2), receipt("101")),
        "sixty documents": lambda: sent(text(60)),
        "with a document that was not sent": added,
        **{state.value: lambda state=state: stands(state) for state in State if state != State.ACCEPTED},
    }


KINDS = (
    "draft",
    "empty draft",
    "draft with a file",
    "draft of faults",
    "linked",
    "attached",
    "mixed",
    "extra and repeated",
    "missing",
    "sixty documents",
    "with a document that was not sent",
    *(state.value for state in State if state != State.ACCEPTED),
)


def addresses(case):
    """The addresses of everything that there is of a case."""
    values = {
        "<str:reference>": [case.reference],
        "batches/<str:name>": [f"batches/{batch.our_id}" for batch in case.batches.all()],
        "files/<str:name>": [f"files/{each.our_id}" for each in case.files.order_by("-pk")[:5]],
        "<uuid:pk>": [str(file.pk) for file in case.attachments.all()],
        "documents/<int:pk>": [f"documents/{document.pk}" for document in case.documents.all()[:3]],
        "calls/<int:pk>": [f"calls/{call.pk}" for call in case.exchanges.all()],
    }
    for route in ROUTES:
        found = [route]
        for placeholder, several in values.items():
            if placeholder in route:
                found = [each.replace(placeholder, value) for each in found for value in several]
        yield from (f"/{each}" for each in found)
    yield from (f"/{where}?q={case.reference}" for where in LISTS)


def test_every_kind_is_asked_about(make):
    assert list(make) == list(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_sent_is_said_of_what_has_left_alone(client, request, make, kind):
    case = Case.objects.get(pk=make[kind]().pk)
    left = case.batches.reached().exists()
    for person in PEOPLE:
        client.force_login(request.getfixturevalue(person))
        for where in (where for where in addresses(case) if "<" not in where):
            body = client.get(where).getvalue().lower()
            assert left or b"sent by" not in body, (person, where)


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_opens_for_every_role(client, request, make, kind):
    case = Case.objects.get(pk=make[kind]().pk)
    asked = [where for where in addresses(case) if "<" not in where]
    assert len(asked) > 10
    for person in PEOPLE:
        client.force_login(request.getfixturevalue(person))
        for where in asked:
            for headers in ({}, HTMX) if person == "asha" else ({},):
                page = client.get(where, headers=headers)
                page.getvalue()
                assert page.status_code in (200, 204, 302, 403, 404, 405, 409), (person, where)
        assert client.get(f"/cases/{case.reference}/", follow=True).status_code == 200, person
