"""Trying the product with a case of specimen papers."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from pages.form_keys import new_key
from users.requests import SignedInRequest
from verifications.demo import samples
from verifications.demo.forms import SampleForm
from verifications.intake.drafts import MAY_SEND


@require_http_methods(["GET", "POST"])
@permission_required(MAY_SEND, raise_exception=True)
def sample_cases(request: SignedInRequest) -> HttpResponse:
    """What the sandbox offers; pressed, a sample goes to it as any case goes to Atlas."""
    account = samples.account()
    if account is None:
        raise Http404
    form = SampleForm(request.POST or None)
    if form.is_valid():
        try:
            case = samples.send_sample(**form.cleaned_data, by=request.user)
        except samples.NoSamples as problem:
            messages.error(request, str(problem))
        else:
            return redirect("verifications:case", case.reference)
    context: dict[str, object] = {"account": account, "form": form, "key": new_key(request)}
    try:
        context["samples"] = samples.offered(account)
    except samples.NoSamples as problem:
        context["problem"] = str(problem)
    return render(
        request, "verifications/demo/sample_cases.html", context, status=422 if form.errors else 200
    )
