"""The form of a case: what was typed, and what is wrong with it."""

import json
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.html import format_html

from pages.fields import LastingSelect, PageForm
from pages.form_keys import DAMAGED, FormKeyField, opened_by
from users.models import User
from verifications.connection.fields import AccountField, account_label
from verifications.connection.usual import usual
from verifications.knowing import attached, expiring
from verifications.knowing.checking import brought
from verifications.models import AtlasAccount, Batch, Case, Document, lengths
from verifications.text import Understood, has_invisible, judged

ANOTHER = (
    "Someone else has signed in since this form was opened, so nothing of it is saved by itself any more. "
    "What is saved or sent from here is under the name of who is signed in now."
)
# What the browser has no words of its own for.
UNAIDED = {"autocomplete": "off"}
AN_ID = UNAIDED | {"class": "input id", "spellcheck": "false"}


class DocumentsForm(forms.Form):
    """What is brought to a case: a text that names documents, under a one-time form key."""

    documents_text = forms.CharField(required=False, strip=False)
    form_key = FormKeyField()
    version = forms.IntegerField(
        required=False,
        min_value=1,
        widget=forms.HiddenInput({"id": "version"}),
        error_messages={"invalid": DAMAGED, "min_value": DAMAGED},
    )
    adding = False

    def __init__(self, *args: Any, by: User, case: Case | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.case = case
        self.understood = Understood()
        # NUL has its own sentence at the row, so the box itself accepts it.
        self.fields["documents_text"].validators = []

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self.understood = brought(
            data.get("documents_text", ""),
            by=self.by,
            case=self.case,
            application_id=data.get("application_id", ""),
            adding=self.adding,
        )
        return data

    @property
    def is_of_another(self) -> bool:
        """Whether another person opened this form, whose key must be whole, than who is signed in now."""
        return opened_by(self.data["form_key"]) != self.by.pk

    def documents_fault(self) -> str:
        """Why the documents cannot be sent, in a sentence; empty if they can."""
        understood = self.understood
        if understood.problem:
            return understood.problem
        if not understood.rows:
            return "Paste at least one document: an id and a link."
        if understood.waiting and not understood.to_mend:
            return "A file is still being looked at. Wait until its row says Ready, then send."
        if understood.faulty:
            return f"Fix or remove {understood.faulty} of {len(understood.rows)} documents, then send."
        return ""


class AddDocumentsForm(DocumentsForm):
    """More documents for a case that Atlas has already, in a batch of their own."""

    adding = True

    @property
    def damage(self) -> str:
        """What is wrong with the page itself; its documents have sentences of their own."""
        return next((str(errors[0]) for errors in self.errors.values()), "")


class CaseForm(PageForm, DocumentsForm):
    """New case and draft in one: strict when sending, lenient when saving a draft."""

    account = AccountField(template_name="verifications/intake/_account_field.html")
    application_id = forms.CharField(
        label="Application id",
        max_length=lengths.APPLICATION_ID,
        widget=forms.TextInput(UNAIDED),
        help_text="As in the loan system.",
        error_messages={"required": "Enter the application id, as in the loan system."},
    )
    applicant_name = forms.CharField(
        label="Applicant",
        max_length=lengths.APPLICANT_NAME,
        widget=forms.TextInput(UNAIDED),
        error_messages={"required": "Enter the applicant’s name."},
    )
    product_type = forms.CharField(
        label="Product",
        max_length=lengths.PRODUCT_TYPE,
        widget=LastingSelect,
        error_messages={"required": "Choose the product."},
    )
    flow_uuid = forms.CharField(
        label=format_html('Flow <span class="opt">{}</span>', "optional"),
        max_length=lengths.FLOW_UUID,
        required=False,
        widget=forms.TextInput(AN_ID | {"placeholder": "LOS-…"}),
        help_text="Leave empty, and the portal opens one when you send.",
    )

    def __init__(self, *args: Any, sending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sending:
            for field in ("account", "application_id", "applicant_name", "product_type"):
                self.fields[field].required = False
        if not (self.is_bound or self.case or self.initial.get("account")):
            start = usual(self.accounts, by=self.by)
            self.initial["account"] = start.account.pk if start.account else None
            self.initial["product_type"] = start.product_type
        self.fields["account"].widget.choices = self._account_choices
        self.fields["product_type"].widget.choices = self._product_choices

    @cached_property
    def accounts(self) -> list[AtlasAccount]:
        """What the form can go to, asked for once and only where the form is shown."""
        return list(AtlasAccount.objects.filter(active=True))

    @property
    def is_blank(self) -> bool:
        """Whether nothing of a person's own was typed: an account or a product is only chosen."""
        own = ("application_id", "applicant_name", "flow_uuid", "documents_text")
        return not any(self.typed[name].strip() for name in own)

    def _account_choices(self) -> list[tuple[int | str, str]]:
        several: list[tuple[int | str, str]] = [("", "Choose an account")] if len(self.accounts) > 1 else []
        return [*several, *((each.pk, account_label(each)) for each in self.accounts)]

    def _product_choices(self) -> list[tuple[str, str]]:
        products = {product for account in self.accounts for product in account.product_types}
        several = [("", "Choose a product")] if len(products) > 1 else []
        return [*several, *((product, product) for product in sorted(products))]

    @property
    def live(self) -> str:
        """The name of the live account that it would be sent to as it stands; empty for any other."""
        chosen = str(self["account"].value() or "")
        account = next((each for each in self.accounts if str(each.pk) == chosen), None)
        return str(account) if account and account.environment == AtlasAccount.Environment.LIVE else ""

    @property
    def offers(self) -> str:
        """As JSON by the account's key, for the page's script: its name if it is live, and its products."""
        live = AtlasAccount.Environment.LIVE
        return json.dumps(
            {
                each.pk: {
                    "live": str(each) if each.environment == live else "",
                    "products": each.product_types,
                }
                for each in self.accounts
            }
        )

    @property
    def typed(self) -> dict[str, str]:
        """Everything as it was typed, to be kept with a draft."""
        names = ("account", "application_id", "applicant_name", "product_type", "flow_uuid", "documents_text")
        return {name: self.data.get(name, "") for name in names}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("application_id", "flow_uuid"):
            if has_invisible(data.get(name, "")):
                self.add_error(name, "This has invisible characters in it. Type it anew.")
        self._clean_product()
        self._clean_flow()
        return data

    def _clean_product(self) -> None:
        account, product = self.cleaned_data.get("account"), self.cleaned_data.get("product_type")
        if account and product and product not in account.product_types:
            offered = ", ".join(account.product_types) or "none yet"
            self.add_error("product_type", f"{account} does not offer {product}. It offers: {offered}.")

    def _clean_flow(self) -> None:
        typed, pasted = self.cleaned_data.get("flow_uuid", ""), self.understood.flow_uuid.strip()
        if typed and pasted and typed != pasted:
            self.add_error(
                "flow_uuid", "The pasted JSON names another flow. Empty this field or correct the JSON."
            )
            return
        if len(pasted) > lengths.FLOW_UUID:
            self.add_error(
                "flow_uuid", f"The flow in the pasted JSON is longer than {lengths.FLOW_UUID} characters."
            )
            return
        if self.has_error("flow_uuid"):
            return
        if other := self._case_with(typed or pasted):
            hidden = bool(Case.objects.filter(pk=other.pk).hidden_from(self.by))
            self.add_error("flow_uuid", other.flow_is_taken(hidden=hidden))
            return
        self.cleaned_data["flow_uuid"] = typed or pasted

    def _case_with(self, flow_uuid: str) -> Case | None:
        """The case of the same account that has this flow, unless it came from this very form."""
        account = self.cleaned_data.get("account")
        if not (account and flow_uuid):
            return None
        others = Case.objects.filter(account=account, flow_uuid=flow_uuid)
        if key := self.cleaned_data.get("form_key"):
            others = others.exclude(form_key=key)
        if self.case:
            others = others.exclude(pk=self.case.pk)
        return others.first()


class NewIdForm(PageForm, forms.Form):
    """A document once more, under an id that its flow has not taken."""

    document_id = forms.CharField(
        label="New id",
        widget=forms.TextInput({"class": "input id"} | UNAIDED),
        error_messages={"required": "Enter an id that this case does not have yet."},
    )
    file_url = forms.CharField(  # type: ignore[call-arg]  # the stubs lack `template_name`
        label="Link",
        widget=forms.Textarea({"class": "area mono", "rows": 4, "spellcheck": "false"}),
        error_messages={"required": "A document needs a link."},
        template_name="verifications/intake/_link_field.html",
    )
    form_key = FormKeyField()

    def __init__(self, *args: Any, by: User, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.document, self.case = document, document.case
        if document.attachment_id:
            # Left empty it is the same file: how a text names that is nothing that a person types.
            self.fields["file_url"].required = False

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.document.attachment_id and data.get("file_url") == "":
            data["file_url"] = self.document.text
        row = judged(data.get("document_id", ""), data.get("file_url", ""))
        (row,) = attached.note_files(expiring.note_ends([row], by=self.by), by=self.by, case=self.case)
        if row.fault and not self.errors:
            raise ValidationError(f"{row.fault}. {row.todo}.")
        return data


def key_is_used(key: uuid.UUID) -> Batch | None:
    """The batch that this form has already sent, or None."""
    return Batch.objects.filter(form_key=key).select_related("case").first()


class EditForm(forms.Form):
    """One edit in place of the rows that a text was understood as.

    `index` counts the rows from 0; `was` is what the cell held, lest an edit meets another row.
    """

    edit = forms.ChoiceField(
        choices=[(name, name) for name in ("set", "remove", "move", "accept", "mend", "append")]
    )
    index = forms.IntegerField(required=False, min_value=0)
    to = forms.IntegerField(required=False, min_value=0)
    cell = forms.ChoiceField(
        choices=[(name, name) for name in ("document_id", "file_url", "expected_type")], required=False
    )
    value = forms.CharField(required=False, strip=False)
    was = forms.CharField(required=False, strip=False)
