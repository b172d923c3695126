"""Every address of the portal, and rows to fill their placeholders with."""

from functools import cache

from django.urls import get_resolver

from tests import factories
from verifications.models import Exchange, ProductTemplate


def every(patterns=None, before="", space=""):
    """The name and the route of every address; Django's own patterns without a name have an empty one."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from every(pattern.url_patterns, route, inner)
        else:
            yield f"{space}{pattern.name}" if pattern.name else "", route


def filler(batch):
    """A function that fills a route with what exists: this batch, a file and a list of its sender.

    What a route does not ask for is not made.
    """
    file = cache(lambda: factories.attachment(by=batch.sent_by))
    call = cache(lambda: Exchange.objects.create(endpoint="status", method="GET"))
    product = cache(lambda: ProductTemplate.objects.get_or_create(product_type="POC_CDL")[0])
    case_list = cache(lambda: factories.case_list(by=batch.sent_by, account=batch.case.account))
    names = {
        "batches": lambda: batch.our_id,
        "files": lambda: batch.files.first().our_id,
        "d": lambda: "invoice.jpg",
    }
    kept = {"atlasaccount": lambda: batch.case.account_id, "producttemplate": lambda: product().pk}
    # Asked for by a person of its own, so that every admin may answer it.
    asked = cache(lambda: factories.confirmation(batch.case.account))
    values = {
        "<str:reference>": lambda route: batch.case.reference,
        "<str:key>": lambda route: batch.case.callback_key,
        "<str:name>": lambda route: names[route.split("/")[0]](),
        "<str:version>": lambda route: "1",
        "<uuid:pk>": lambda route: file().pk,
        "<path:content_type_id>/<path:object_id>": lambda route: "1/1",
        "<path:object_id>": lambda route: _by_word(kept, route, lambda: batch.sent_by_id),
        "<int:pk>": lambda route: _by_word(
            {
                "lists": lambda: case_list().pk,
                "documents": lambda: batch.case.documents.first().pk,
                "confirmations": lambda: asked().pk,
                "atlasaccount": lambda: batch.case.account_id,
                "users": lambda: batch.sent_by_id,
            },
            route,
            lambda: call().pk,
        ),
        "<int:position>": lambda route: "1",
        "<uidb64>/<token>": lambda route: "MQ/nothing",
        "^(?P<app_label>users|verifications)/$": lambda route: "users/",
        "(?P<url>.*)$": lambda route: "nothing/",
    }

    def fill(route):
        filled = route
        for placeholder, value in values.items():
            if placeholder in filled:
                filled = filled.replace(placeholder, str(value(route)))
        return f"/{filled}"

    return fill


def _by_word(known, route, otherwise):
    return next((value for word, value in known.items() if word in route), otherwise)()
