"""The box in the top bar: any id goes straight to what it names."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from verifications.history.searching import address_of, clean_query


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def search(request):
    """To the page of what the id names; to the cases that match where it names none."""
    text = clean_query(request.GET.get("q", ""))
    address = address_of(text) if text else None
    return redirect(address or f"{reverse('verifications:cases')}?{urlencode({'q': text})}")
