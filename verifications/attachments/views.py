"""Attached files: brought in, shown to people, and handed out to Atlas by signed addresses."""

import logging
import re
import uuid
from collections.abc import Callable, Iterator

from django.contrib.auth.decorators import login_not_required, permission_required
from django.core import signing
from django.core.files import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from atlas_portal.encryption import Erased
from atlas_portal.streams import CHUNK, Damaged, Opened
from pages import rates
from pages.form_keys import DAMAGED, read_key
from untrusted.papers import NotTaken
from untrusted.papers.examining import NotNow
from users.requests import SignedInRequest
from verifications.attachments import attaching, examinations, fetching, storing
from verifications.attachments.uploads import refused_files
from verifications.models import Attachment, Examination

log = logging.getLogger(__name__)

SIGNED_OUT = "Your session ended. Sign in again in another tab, then attach this file once more."
TOO_OFTEN = "Too many requests from this address. Try again in a minute.\n"
NO_LONGER = (
    "Atlas has read this file, so this address is closed. The portal makes a new one when it sends again.\n"
)
EXPIRED = "This address was for a set time, which is over. The portal makes a new one when it sends again.\n"
SPOILT = (
    "This file is damaged where the portal keeps it, so nothing of it is given out. Tell an admin: a backup "
    "may still have it.\n"
)
ERASED = "This file was erased. Its name and its checksum are still on record.\n"
# One range; for several at once a server may give the whole (RFC 9110, 14.2).
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


@login_not_required
@require_POST
def upload(request: SignedInRequest) -> HttpResponse:
    """Take one file for a form, by a script: the line that names it, or why it is refused, as JSON."""
    # By the view, as a script asks: it could do nothing with a redirect to the login page.
    if not request.user.is_authenticated:
        return JsonResponse({"error": SIGNED_OUT}, status=401)
    return _upload(request)


@permission_required("verifications.add_case", raise_exception=True)
def _upload(request: SignedInRequest) -> HttpResponse:
    key: uuid.UUID | None
    try:
        key = read_key(request.POST.get("form_key", ""))
    except signing.BadSignature:
        key = None
    if refused := refused_files(request):
        return JsonResponse({"error": refused[0].why}, status=413)
    files = request.FILES.getlist("attachments")
    if key is None or len(files) != 1:
        return JsonResponse({"error": "Attach one file at a time." if key else DAMAGED}, status=400)
    try:
        brought = examinations.bring(files[0], by=request.user, form_key=key)
    except NotNow as error:
        # The page's script tries again by itself.
        return JsonResponse({"error": str(error)}, status=503, headers={"Retry-After": "2"})
    except NotTaken as error:
        return JsonResponse({"error": str(error)}, status=422)
    answer = {"line": brought.line, "name": brought.name, "thumbnail": ""}
    if isinstance(brought, Examination):
        # A row names it already, and says that it is still being looked at.
        return JsonResponse(answer, status=202)
    if brought.thumbnail:
        answer["thumbnail"] = reverse("verifications:thumbnail", args=[brought.pk])
    return JsonResponse(answer, status=201)


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def download(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The file, for a person: always as a download, and on the trail, as it shows what the pages mask."""
    attachment = _find(request, pk)
    answer = _serve(request, attachment)
    # HEAD hands nothing out, so it is no download.
    if request.method == "GET" and isinstance(answer, FileResponse):
        attaching.note_download(attachment, by=request.user)
    return answer


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def thumbnail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The small picture of a file; 404 where there is none."""
    attachment = _find(request, pk)
    if not attachment.thumbnail:
        raise Http404
    return _or_why_not(attachment, _picture)


def _picture(attachment: Attachment) -> HttpResponse:
    with storing.unsealed(attachment, attachment.thumbnail) as picture:
        answer = HttpResponse(picture.read(), content_type="image/webp")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_not_required
@require_safe
def hand_out(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponseBase:
    """The file of a signed address: no login, but only while it is needed and only this file."""
    address = request.META.get("REMOTE_ADDR", "")
    if seconds := rates.seconds_to_wait("hand-out", address, most=fetching.MOST_A_MINUTE):
        return _plain(TOO_OFTEN, 429, {"Retry-After": str(seconds)})
    signed = {"until": request.GET.get("e", ""), "batch": request.GET.get("b", "")}
    try:
        attachment = fetching.handed_out(pk, **signed, signature=request.GET.get("s", ""))
    except fetching.Expired:
        return _plain(EXPIRED, 410)
    except fetching.NoLongerNeeded:
        return _plain(NO_LONGER, 410)
    if attachment is None:
        raise Http404
    answer = _serve(request, attachment)
    if request.method == "GET" and isinstance(answer, FileResponse):
        fetching.note_fetched(attachment, **signed, address=address)
    return answer


def _plain(sentence: str, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(sentence, status=status, headers=headers, content_type="text/plain; charset=utf-8")


def _find(request: SignedInRequest, pk: uuid.UUID) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(request.user).select_related("key"), pk=pk)


def _or_why_not(attachment: Attachment, answer: Callable[[Attachment], HttpResponseBase]) -> HttpResponseBase:
    """The answer, or a plain sentence where what is stored cannot be read."""
    try:
        return answer(attachment)
    except FileNotFoundError:
        log.error("The file %s is not in the storage.", attachment)
        raise Http404 from None
    except Damaged:
        log.error("The file %s does not open: it was damaged in the storage.", attachment)
        return _plain(SPOILT, 500)
    except Erased:
        return _plain(ERASED, 410)


def _serve(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    """The whole file or the part that was asked for; never as a page, whatever a browser makes of it."""
    part = _part(request.headers.get("Range", ""), attachment.size)
    return _or_why_not(attachment, lambda attachment: _file(attachment, part))


def _file(attachment: Attachment, part: tuple[int, int] | None) -> FileResponse:
    size = attachment.size
    first, last = part or (0, size - 1)
    # All of it is known to open before the first byte leaves: a file that breaks off could look whole.
    file = storing.unsealed_between(attachment, first, last)
    answer = FileResponse(
        file, as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    # By so much a file is read and handed on.
    answer.block_size = CHUNK
    answer["Accept-Ranges"] = "bytes"
    if part:
        file.seek(first)
        answer.streaming_content = _pieces(file, last + 1 - first)
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {first}-{last}/{size}"
        size = last + 1 - first
    answer["Content-Length"] = size
    # Whatever a browser takes the file for, nothing in it may run or be framed.
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte that a Range header asks for; None for all, as for what we do not know."""
    found = _RANGE.fullmatch(asked)
    if found is None or not (found[1] or found[2]):
        return None
    first, last = max(size - int(found[2] or 0), 0), size - 1
    if found[1]:
        first, last = int(found[1]), min(int(found[2] or size), size - 1)
    return (first, last) if first <= last else None


def _pieces(file: File[bytes] | Opened, left: int) -> Iterator[bytes]:
    while left and (piece := file.read(min(left, CHUNK))):
        left -= len(piece)
        yield piece
