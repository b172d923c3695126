"""What the queue of cases shows: one of its tabs, and what a search finds in it."""

from django import forms
from django.http import QueryDict

from pages.filters import ListFilter, SearchField
from pages.keyset import capped_counts
from users.models import User
from verifications.history.searching import search_cases
from verifications.models import Case
from verifications.models.cases import CaseQuerySet

TABS = {
    "mine": "Mine",
    "unassigned": "Unassigned",
    "attention": "Needs attention",
    "progress": "In progress",
    "review": "Ready for review",
    "all": "All",
}


class CaseFilter(ListFilter):
    """A tab of the queue, its order, and a search in it."""

    tab = forms.TypedChoiceField(
        choices=list(TABS.items()),
        empty_value="all",
        error_messages={"invalid_choice": "No tab is called “%(value)s”, so all cases are shown."},
    )
    sort = forms.ChoiceField(
        choices=[("newest", "Newest first")],
        error_messages={"invalid_choice": "No order is called “%(value)s”, so the oldest come first."},
    )
    q = SearchField(placeholder="Applicant, reference, application")

    def __init__(self, query: QueryDict, *, user: User) -> None:
        super().__init__(query)
        self.user = user

    @property
    def newest_first(self) -> bool:
        """Whether the newest come first, and not those that have waited longest."""
        return bool(self.cleaned_data["sort"] == "newest")

    def applied_to(self, cases: CaseQuerySet) -> CaseQuerySet:
        """The cases of the tab that the search finds."""
        return self._of_tab(search_cases(cases, self.cleaned_data["q"]), self.cleaned_data["tab"])

    def counted_tabs(self, cases: CaseQuerySet) -> list[tuple[str, str, str]]:
        """Each tab with its label and how many cases its link leads to, all counted in one query."""
        found = search_cases(cases, self.cleaned_data["q"])
        counts = capped_counts({name: self._of_tab(found, name) for name in TABS})
        return [(name, label, counts[name]) for name, label in TABS.items()]

    def _of_tab(self, cases: CaseQuerySet, tab: str) -> CaseQuerySet:
        match tab:
            case "mine":
                return cases.filter(owner=self.user, decision__in=Case.OPEN)
            case "unassigned":
                return cases.filter(owner=None, decision__in=Case.OPEN)
            case "attention":
                return cases.filter(progress__in=Case.ATTENTION, decision__in=Case.OPEN)
            case "progress":
                return cases.filter(progress__in=Case.WORKING, decision__in=Case.OPEN)
            case "review":
                return cases.filter(progress=Case.Progress.READY, decision__in=Case.OPEN)
        return cases
