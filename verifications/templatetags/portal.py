"""What templates say often: icons, stamps of states, times and ages."""

import uuid
from functools import cache, lru_cache

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from atlas_portal import icons
from verifications.demo import samples
from verifications.intake.forms import sign_key
from verifications.models import Batch, Case, CaseList, FileRecord
from verifications.text import expires_at as link_expires_at
from verifications.text import lasting, without_query

register = template.Library()

STAMPS = {
    "draft": ("grey", "draft"),
    "queued": ("blue", "queued"),
    "sending": ("blue", "sending"),
    "not_confirmed": ("amber", "unsure"),
    "processing": ("blue", "working"),
    "ready": ("green", "eye"),
    "failed": ("red", "fail"),
    "accepted": ("green", "ok"),
    "rejected": ("red", "slash"),
    "withdrawn": ("grey", "withdrawn"),
    "waiting": ("grey", "clock"),
    "answered": ("green", "ok"),
    "missing": ("amber", "alert"),
    "extra": ("amber", "plus"),
    "repeated": ("amber", "copy"),
    "new": ("grey", "draft"),
    "creating": ("blue", "working"),
    "created": ("green", "ok"),
    "stopped": ("grey", "slash"),
}
DECISIONS = {
    "undecided": ("grey", "none"),
    "approved": ("green", "ok"),
    "declined": ("grey", "slash"),
    "documents_requested": ("amber", "file-plus"),
    "on_hold": ("grey", "pause"),
    "closed": ("grey", "closed"),
}
ABBREVIATIONS = {"do", "dob", "fssai", "gst", "gstin", "id", "imei", "mrz", "pan", "pin", "uuid"}
# Names of document types (Atlas's documentation, concepts/document-types) as lenders say them.
TYPES = {
    "AADHAAR": "Aadhaar",
    "DELIVERY_ORDER": "Delivery order",
    "DRIVING_LICENSE": "Driving licence",
    "GST_CERT": "GST certificate",
    "SHOP_ACT_LICENSE": "Shop act licence",
    "UDYAM_CERT": "Udyam certificate",
    "VOTER_ID": "Voter id",
}
MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LABELS = dict(
    Case.Progress.choices + Batch.State.choices + FileRecord.Comparison.choices + CaseList.State.choices
)


@register.simple_tag
@cache
def icon(name, size=""):
    """One icon; `size` is `sm` or `lg`."""
    address = f"{reverse('icons', args=[icons.version()])}#i-{name}"
    classes = f"i {size}".strip()
    return mark_safe(f'<svg class="{classes}" aria-hidden="true"><use href="{address}"/></svg>')


@register.filter
@cache
def pill(state, size=""):
    """The filled stamp of what the machine is doing."""
    tone, drawing = STAMPS[state]
    return mark_safe(f'<span class="pill {size}" data-tone="{tone}">{icon(drawing)}{LABELS[state]}</span>')


@register.filter
@cache
def decision_pill(decision, size=""):
    """The outlined stamp of what a person decided."""
    tone, drawing = DECISIONS[decision]
    label = Case.Decision(decision).label
    return mark_safe(f'<span class="pill decision {size}" data-tone="{tone}">{icon(drawing)}{label}</span>')


@register.filter
@cache
def decision_cell(decision):
    """A decision in a list, where Undecided is a dash."""
    if decision == Case.Decision.UNDECIDED:
        return mark_safe('<span class="faint" title="Undecided">–</span>')
    return decision_pill(decision)


@register.filter
def who(user):
    """A person in a list: initials, and the name where there is room."""
    if user is None:
        return mark_safe('<span class="faint">–</span>')
    return _who(user.full_name, user.initials)


@lru_cache(maxsize=1000)
def _who(name, initials):
    return format_html(
        '<span class="who" title="{}"><span class="avatar" aria-hidden="true">{}</span>'
        '<span class="only-desk">{}</span></span>',
        name,
        initials,
        name,
    )


@register.filter
def instant(moment, form=""):
    """A time as people read it, with the exact instant on hover.

    `form` is `time` for the time of day alone.
    """
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    day = f"{local.day} {MONTHS[local.month]} {local.year}"
    clock = f"{local.hour:02}:{local.minute:02}"
    today = local.date() == timezone.localdate()
    text = f"{clock}:{local.second:02}" if today or form == "time" else f"{day}, {clock}"
    # Nothing here comes from outside, and lists show many.
    return mark_safe(f'<time datetime="{moment.isoformat()}" title="{_exact(local)}">{text}</time>')


def _exact(local):
    day = f"{local.day} {MONTHS[local.month]} {local.year}"
    clock = f"{local.hour:02}:{local.minute:02}:{local.second:02}"
    return f"{day}, {clock}.{local.microsecond // 1000:03} {local.tzname()}"


@register.filter
def expires_at(url):
    """When a signed link ends, if it says so."""
    return link_expires_at(url or "")


@register.filter
def expiry(moment, sent_at=None):
    """How long a link still works, or since when it does not: “expires in 42 min”, “expired 2 h ago”.

    `data-left` carries the seconds, for the page to go on counting. With `sent_at`, a link that
    has ended says as well whether it had when it was sent.
    """
    if moment is None:
        return ""
    seconds = (moment - timezone.now()).total_seconds()
    text = f"expires in {lasting(seconds)}" if seconds > 0 else f"expired {lasting(-seconds)} ago"
    then = ""
    if sent_at and seconds <= 0:
        then = ", before it was sent" if moment <= sent_at else ", after it was sent"
    iso, exact = moment.isoformat(), _exact(timezone.localtime(moment))
    return mark_safe(f'<time datetime="{iso}" data-left="{seconds:.0f}" title="{exact}">{text}</time>{then}')


@register.filter
def age(moment):
    """How long ago, in the two largest units."""
    if moment is None:
        return ""
    return duration((timezone.now() - moment).total_seconds())


@register.filter
def until(moment):
    """How long until then, in the two largest units; “now” once it has come."""
    seconds = (moment - timezone.now()).total_seconds() if moment else 0
    return duration(seconds) if seconds >= 1 else "now"


def duration(seconds):
    """Seconds as `52 s`, `4 m 12 s`, `1 h 37 m` or `1 d 3 h`."""
    seconds = max(int(seconds), 0)
    for size, unit, below, smaller in (
        (86400, "d", 3600, "h"),
        (3600, "h", 60, "m"),
        (60, "m", 1, "s"),
    ):
        if seconds >= size:
            rest = seconds % size // below
            return f"{seconds // size} {unit} {rest} {smaller}" if rest else f"{seconds // size} {unit}"
    return f"{seconds} s"


@register.filter
def took(seconds):
    """How long a call took."""
    if seconds is None:
        return "–"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


@register.filter
def writable(text):
    """A text as UTF-8 can say it: pasted JSON may name half a character."""
    return text.encode(errors="replace").decode()


register.filter("without_query", without_query)


@register.filter
def plain(name):
    """A machine's name as words: `dealer_address` as “Dealer address”, `gst_number` as “GST number”."""
    words = [
        word.upper() if word.lower() in ABBREVIATIONS else word.lower()
        for word in str(name).replace("_", " ").split()
    ]
    text = " ".join(words)
    return text[:1].upper() + text[1:] or "–"


@register.filter
def type_name(name):
    """A document type of Atlas as words; one that is not known is shown in words as well."""
    return TYPES.get(name) or plain(name)


@register.inclusion_tag("verifications/demo/_sample_press.html", takes_context=True)
def sample_press(context):
    """The press that sends specimen papers; nothing where no sandbox stands in for Atlas."""
    return {
        "account": samples.account(),
        "key": sign_key(uuid.uuid4(), context["user"]),
        "first": samples.FIRST,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def with_query(context, **changes):
    """The page's own query with some values changed; empty values are left out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = value
    return f"?{query.urlencode()}"
