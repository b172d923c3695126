"""How many requests wait for a second person, for the mark on pages of those who may answer."""

from django import template
from django.template import Context

from confirmations.models import Confirmation

register = template.Library()


@register.simple_tag(takes_context=True)
def confirmations_waiting(context: Context) -> int:
    """How many requests wait that the reader may see; costs no query where they may see none."""
    user = context["request"].user
    if not user.has_perm("confirmations.view_confirmation"):
        return 0
    return Confirmation.objects.visible_to(user).waiting().count()
