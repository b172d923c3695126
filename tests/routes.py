"""Every address of the portal, and rows to fill their placeholders with."""

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
    """A function that fills a route with what exists: this batch, a file and a list of its sender."""
    file = factories.attachment(by=batch.sent_by)
    call = Exchange.objects.create(endpoint="status", method="GET")
    case_list = factories.case_list(by=batch.sent_by, account=batch.case.account)
    values = {
        "<str:reference>": batch.case.reference,
        "<str:key>": batch.case.callback_key,
        "<str:version>": "1",
        "<uuid:pk>": str(file.pk),
        "<path:content_type_id>/<path:object_id>": "1/1",
        "<id>": str(batch.sent_by_id),
        "^(?P<app_label>users|verifications)/$": "users/",
        "(?P<url>.*)$": "nothing/",
    }

    def fill(route):
        ids = {"batches": batch.our_id, "files": batch.files.first().our_id, "d": "invoice.jpg"}
        here = values | {"<str:name>": ids.get(route.split("/")[0], "")}
        kept = batch.case.account_id if "atlasaccount" in route else batch.sent_by_id
        if "producttemplate" in route:
            kept = ProductTemplate.objects.get_or_create(product_type="POC_CDL")[0].pk
        here["<int:pk>"] = str(batch.case.documents.first().pk if "documents" in route else call.pk)
        if route.startswith("lists/"):
            here |= {"<int:pk>": str(case_list.pk), "<int:position>": "1"}
        for name, value in (here | {"<path:object_id>": str(kept)}).items():
            route = route.replace(name, value)
        return f"/{route}"

    return fill
