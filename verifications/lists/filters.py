"""Which of a list's chosen cases are shown."""

from django import forms
from django.db.models import Q

from pages.filters import ListFilter
from verifications.models import Case
from verifications.models.lists import ListedCaseQuerySet


class ListedFilter(ListFilter):
    """All of them, or those that need attention."""

    attention = forms.BooleanField()

    def applied_to(self, listed: ListedCaseQuerySet) -> ListedCaseQuerySet:
        """The chosen cases that match."""
        if not self.cleaned_data["attention"]:
            return listed
        return listed.filter(~Q(problem="") | Q(case__progress__in=Case.ATTENTION))
