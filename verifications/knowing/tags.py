"""What templates say of links: when they end, and what of them may be shown."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.safestring import mark_safe

from pages import durations, moments
from verifications.text import expires_at as link_expires_at
from verifications.text import without_query

register = template.Library()
register.filter("without_query", without_query)


@register.filter
def expires_at(url: str | None) -> datetime | None:
    """When a signed link ends, if it says so."""
    return link_expires_at(url or "")


@register.filter
def expiry(moment: datetime | None, sent_at: datetime | None = None) -> str:
    """How long a link still works, or since when it does not: “expires in 42 min”, “expired 2 h ago”.

    `data-left` carries the seconds, for the page to go on counting. With `sent_at`, a link that
    has ended says as well whether it had when it was sent.
    """
    if moment is None:
        return ""
    seconds = (moment - timezone.now()).total_seconds()
    span = durations.in_words(abs(seconds))
    text = f"expires in {span}" if seconds > 0 else f"expired {span} ago"
    then = ""
    if sent_at and seconds <= 0:
        then = ", before it was sent" if moment <= sent_at else ", after it was sent"
    iso, title = moment.isoformat(), moments.exact(moment)
    return mark_safe(f'<time datetime="{iso}" data-left="{seconds:.0f}" title="{title}">{text}</time>{then}')
