"""The press that sends a sample case, on pages of other rooms."""

from django import template

from pages.form_keys import new_key
from verifications.demo import samples

register = template.Library()


@register.inclusion_tag("verifications/demo/_sample_press.html", takes_context=True)
def sample_press(context: template.Context) -> dict[str, object]:
    """The press that sends specimen papers; nothing where no sandbox stands in for Atlas."""
    return {
        "account": samples.account(),
        "key": new_key(context["request"]),
        "first": samples.FIRST,
        "csrf_token": context.get("csrf_token"),
    }
