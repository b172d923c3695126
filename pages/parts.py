"""Parts of a page that change by themselves, each with a mark of what it shows."""

import re
from hashlib import blake2b

from django import template
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.utils.safestring import mark_safe

register = template.Library()

_OPENING = re.compile(r"<[a-z]+[^>]*")
# What each answer says anew without news: a clock, which the page counts on by itself, and the form's token.
_CLOCK = re.compile(r'(<time [^>]*?) data-(?:age|left|until)="[^"]*"([^>]*>)[^<]*')
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken") value="[^"]*"')
_INNER = "inner parts"


class _Part(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        inner: list[str] = []
        beside = context.get(_INNER)
        with context.push(**{_INNER: inner}):
            html = self.nodelist.render(context).strip()
        opening = _OPENING.match(html)
        assert opening, "a part is one element"
        mark = blake2b(_frame_of(html, inner).encode(), digest_size=6).hexdigest()
        whole = f'{opening[0]} data-part="{mark}"{html[opening.end() :]}'
        if beside is not None:
            beside.append(whole)
        return mark_safe(whole)


def _frame_of(html: str, inner: list[str]) -> str:
    """What is a part's own: without the parts in it, its first tag, and clocks."""
    at = html.index(">") + 1
    own = []
    for part in inner:
        start = html.index(part, at)
        own.append(html[at:start])
        at = start + len(part)
    own.append(html[at:])
    return _TOKEN.sub(r"\1", _CLOCK.sub(r"\1\2", " ".join("".join(own).split())))


@register.tag
def part(parser: Parser, token: Token) -> _Part:
    """One element with an id, which static/steady.js puts in place anew only if it differs.

    Its `data-part` stands for what it shows beside its own attributes and the parts inside it.
    """
    nodelist = parser.parse(("endpart",))
    parser.delete_first_token()
    return _Part(nodelist)
