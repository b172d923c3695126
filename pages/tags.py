"""What templates say often: icons, people, times and ages, names of machines as words, the page's query."""

from datetime import datetime
from functools import cache, lru_cache

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from atlas_portal import icons
from pages import durations, moments
from users.models import User

register = template.Library()

ABBREVIATIONS = {"do", "dob", "fssai", "gst", "gstin", "id", "imei", "mrz", "pan", "pin", "uuid"}


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> str:
    """One icon; `size` is `sm` or `lg`."""
    address = f"{reverse('icons', args=[icons.version()])}#i-{name}"
    classes = f"i {size}".strip()
    return mark_safe(f'<svg class="{classes}" aria-hidden="true"><use href="{address}"/></svg>')


@register.filter
def who(user: User | None) -> str:
    """A person in a list: initials, and the name where there is room."""
    if user is None:
        return mark_safe('<span class="faint">–</span>')
    return _who(user.full_name, user.initials)


@lru_cache(maxsize=1000)
def _who(name: str, initials: str) -> str:
    return format_html(
        '<span class="who" title="{}"><span class="avatar" aria-hidden="true">{}</span>'
        '<span class="only-desk">{}</span></span>',
        name,
        initials,
        name,
    )


@register.filter
def instant(moment: datetime | None) -> str:
    """A time as people read it, with its date unless it is of today, and the exact instant on hover."""
    if moment is None:
        return "–"
    text = moments.in_words(moment)
    # Nothing here comes from outside, and lists show many.
    return mark_safe(f'<time datetime="{moment.isoformat()}" title="{moments.exact(moment)}">{text}</time>')


@register.filter
def age(moment: datetime | None) -> str:
    """How long ago, in the two largest units; static/clock.js goes on counting."""
    if moment is None:
        return ""
    seconds = (timezone.now() - moment).total_seconds()
    return _clock(moment, "age", seconds, durations.in_words(seconds))


@register.filter
def until(moment: datetime | None) -> str:
    """How long until then, in the two largest units: “in 4 m 5 s”, and “now” once it has come."""
    if moment is None:
        return "now"
    seconds = (moment - timezone.now()).total_seconds()
    return _clock(moment, "until", seconds, f"in {durations.in_words(seconds)}" if seconds >= 1 else "now")


def _clock(moment: datetime, kind: str, seconds: float, text: str) -> str:
    """A span that goes on; `seconds` as the server counts them, whatever the clock of the page says."""
    title = moments.exact(moment)
    return mark_safe(
        f'<time datetime="{moment.isoformat()}" data-{kind}="{seconds:.0f}" title="{title}">{text}</time>'
    )


@register.filter
def took(seconds: float | None) -> str:
    """How long a call took."""
    return "–" if seconds is None else durations.of_call(seconds)


@register.filter
def writable(text: str) -> str:
    """A text as UTF-8 can say it: pasted JSON may name half a character."""
    return text.encode(errors="replace").decode()


@register.filter
def plain(name: object) -> str:
    """A machine's name as words: `dealer_address` as “Dealer address”, `gst_number` as “GST number”."""
    words = [
        word.upper() if word.lower() in ABBREVIATIONS else word.lower()
        for word in str(name).replace("_", " ").split()
    ]
    text = " ".join(words)
    return text[:1].upper() + text[1:] or "–"


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: object) -> str:
    """The page's own query with some values changed; empty values are left out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = value
    return f"?{query.urlencode()}"
