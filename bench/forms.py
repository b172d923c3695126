"""A batch made the way the product makes it."""

import uuid

from pages.form_keys import sign_key
from verifications.intake import drafts
from verifications.intake.forms import CaseForm


def batch_of(count, user, account, flow_uuid=""):
    """Queue a batch of `count` documents of a new case, for a flow that is open or has yet to be."""
    text = "\n".join(
        f"doc-{number}\thttps://docs.example/invoice-{number}.jpg?sig=1" for number in range(count)
    )
    data = {
        "account": account.pk,
        "application_id": "BENCH-1",
        "applicant_name": "Bench",
        "product_type": "POC_CDL",
        "flow_uuid": flow_uuid,
        "documents_text": text,
        "form_key": sign_key(uuid.uuid4(), user),
    }
    form = CaseForm(data, by=user, sending=True)
    assert form.is_valid(), form.errors
    return drafts.submit(form, by=user).batches.get()
