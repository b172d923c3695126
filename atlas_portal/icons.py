"""The icons as one sprite, drawn by the package lucide: one shape for each state and noun."""

import hashlib
import re
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from lucide.templatetags.lucide import lucide

NAMES = {
    "alert": "triangle-alert",
    "audit": "shield-check",
    "batches": "layers",
    "callback": "corner-up-left",
    "cases": "inbox",
    "chevron-down": "chevron-down",
    "chevron-left": "chevron-left",
    "chevron-right": "chevron-right",
    "clip": "paperclip",
    "clock": "clock",
    "closed": "square",
    "confirm": "user-check",
    "copy": "copy",
    "draft": "circle-dashed",
    "download": "download",
    "eye": "eye",
    "fail": "circle-x",
    "flask": "flask-conical",
    "file": "file",
    "file-plus": "file-plus",
    "health": "heart-pulse",
    "info": "info",
    "keyboard": "keyboard",
    "list": "table-properties",
    "lock": "lock",
    "logout": "log-out",
    "menu": "menu",
    "more": "ellipsis",
    "none": "circle-minus",
    "ok": "circle-check",
    "pause": "circle-pause",
    "plus": "plus",
    "queued": "clock",
    "refresh": "refresh-cw",
    "search": "search",
    "send": "send",
    "sending": "circle-arrow-up",
    "server": "server",
    "settings": "settings",
    "slash": "circle-slash",
    "sort": "arrow-down-narrow-wide",
    "undo": "undo-2",
    "unlink": "unlink",
    "upload": "upload",
    "unsure": "circle-question-mark",
    "user": "user",
    "withdrawn": "undo-2",
    "working": "contrast",
    "x": "x",
}


@cache
def sprite() -> str:
    """Every icon as a symbol `i-<name>` of one SVG document."""
    symbols = []
    for name, drawing in NAMES.items():
        shapes = re.sub(r"^<svg[^>]*>|</svg>$", "", lucide(drawing).strip())
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


@cache
def version() -> str:
    """Changes with the sprite, so that browsers may keep it for ever."""
    return hashlib.sha256(sprite().encode()).hexdigest()[:12]


@login_not_required
@require_safe
def serve(request: HttpRequest, version: str) -> HttpResponse:
    """The sprite, under an address that changes with it."""
    response = HttpResponse(sprite(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
