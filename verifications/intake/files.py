"""The files that a form carries."""

from django.core import signing
from django.http import QueryDict

from pages.form_keys import read_key
from untrusted.papers import NotTaken
from users.requests import SignedInRequest
from verifications.attachments import attaching, examinations
from verifications.attachments.uploads import refused_files
from verifications.knowing import attached


def take_files(request: SignedInRequest) -> tuple[QueryDict, list[str]]:
    """Store the files that a form carries and name them in its text: what was typed, and what was refused.

    Returns (the posted fields, sentences). What is refused leaves the others as they are.
    """
    files, refused = request.FILES.getlist("attachments"), refused_files(request)
    faults = [f"{file.name}: {file.why}" for file in refused]
    try:
        key = read_key(request.POST.get("form_key", ""))
    except signing.BadSignature:  # the form says so itself
        return request.POST, faults
    taken = []
    for file in files:
        try:
            taken.append(examinations.bring(file, by=request.user, form_key=key))
        except NotTaken as error:
            faults.append(f"{attaching.clean_name(file.name or '')}: {error}")
    if not taken:
        return request.POST, faults
    posted = request.POST.copy()
    posted["documents_text"], flow_uuid = attached.append_files(posted.get("documents_text", ""), taken)
    if flow_uuid and not posted.get("flow_uuid"):
        posted["flow_uuid"] = flow_uuid
    return posted, faults
