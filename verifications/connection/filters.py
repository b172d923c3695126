"""What the list of calls shows."""

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField

from pages.filters import SELECT, ListFilter
from verifications.models import AtlasAccount, Exchange

SLOW_SECONDS = 5
STATUSES = (
    ("", "Any answer"),
    ("2", "2xx"),
    ("3", "3xx"),
    ("4", "4xx"),
    ("5", "5xx"),
    ("none", "No answer"),
)
ENDPOINTS = ("authtoken", "flow_init", "multiupload", "status", "extracts", "auth", "callback")


class CallFilter(ListFilter):
    """Calls by account, endpoint and answer; the slow and the failed ones."""

    account = forms.ModelChoiceField(
        AtlasAccount.objects.all(),
        empty_label="Any account",
        widget=forms.Select(SELECT),
        error_messages={"invalid_choice": "No account has the number “%(value)s”, so all are shown."},
    )
    endpoint = forms.ChoiceField(
        choices=[("", "Any call"), *((name, name) for name in ENDPOINTS)],
        widget=forms.Select(SELECT),
        error_messages={"invalid_choice": "No endpoint is called “%(value)s”, so all are shown."},
    )
    status = forms.ChoiceField(
        choices=STATUSES,
        widget=forms.Select(SELECT),
        error_messages={"invalid_choice": "No answer is called “%(value)s”, so all are shown."},
    )
    slow = forms.BooleanField(label="Slow only")
    failed = forms.BooleanField(label="Failed only")

    @property
    def selects(self) -> list[BoundField]:
        """The fields that are lists to choose from."""
        return [self[name] for name in ("account", "endpoint", "status")]

    @property
    def checks(self) -> list[BoundField]:
        """The fields that are on or off."""
        return [self[name] for name in ("slow", "failed")]

    def applied_to(self, calls: QuerySet[Exchange]) -> QuerySet[Exchange]:
        """The calls that match."""
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        if "account" in wanted:
            calls = calls.filter(account=wanted["account"])
        if "endpoint" in wanted:
            calls = calls.filter(endpoint=wanted["endpoint"])
        if wanted.get("status") == "none":
            calls = calls.filter(status=None)
        elif "status" in wanted:
            first = int(wanted["status"]) * 100
            calls = calls.filter(status__gte=first, status__lt=first + 100)
        if "slow" in wanted:
            calls = calls.filter(seconds__gte=SLOW_SECONDS)
        return calls.exclude(error="") if "failed" in wanted else calls
