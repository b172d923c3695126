"""Reading pages as a browser does, and the fields that it sends."""

import uuid
from html.parser import HTMLParser

from pages.form_keys import sign_key
from tests import factories

NEW = "/cases/new/"
PREVIEW = "/cases/new/preview/"


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.fields, self.field, self.option = [], {}, "", ""
        self.first = False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag == "input" and "name" in attrs:
            self.fields[attrs["name"]] = attrs.get("value", "")
        elif tag in ("textarea", "select"):
            self.field = attrs["name"] if tag == "textarea" else ""
            self.option = attrs["name"] if tag == "select" else ""
            self.fields[attrs["name"]], self.first = "", True
        elif tag == "option" and self.option and ("selected" in attrs or self.first):
            self.first = False
            self.fields[self.option] = attrs.get("value", "")
            self.field = "" if "value" in attrs else self.option

    def handle_endtag(self, tag):
        if tag == "textarea":
            # A browser drops the first newline of one.
            self.fields[self.field] = self.fields[self.field].removeprefix("\n")
        if tag in ("textarea", "option"):
            self.field = ""
        elif tag == "select":
            self.option = ""

    def handle_data(self, data):
        if self.field:
            self.fields[self.field] += data


def _read(response):
    reader = _Reader()
    reader.feed(response.content.decode())
    reader.close()
    return reader


def elements(response, mark):
    """The attributes of every element that carries this attribute."""
    return [attrs for _, attrs in _read(response).tags if mark in attrs]


def tags(response, name):
    """The attributes of every element of this name."""
    return [attrs for tag, attrs in _read(response).tags if tag == name]


def fields(response):
    """What the page's fields hold."""
    return _read(response).fields


def typed(by, account, /, **changes):
    """Everything that a valid New case sends, with a fresh form key of this person."""
    return {
        "account": account.pk,
        "application_id": "CDL004711",
        "applicant_name": "Sunil Patil",
        "product_type": "POC_CDL",
        "flow_uuid": "",
        "documents_text": factories.lines("invoice.jpg", "pan.jpg"),
        "form_key": sign_key(uuid.uuid4(), by),
        "version": "",
    } | changes


def alerts(response):
    """The text of the page, for sentences; and that something in it is marked as a fault."""
    assert 'role="alert"' in response.content.decode()
    return " ".join(response.content.decode().split())
