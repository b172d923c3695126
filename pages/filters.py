"""What a list shows, read from the query of its address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.http import QueryDict

from pages.keyset import LARGEST_PAGE, Cursor, Place, read_cursor, read_size

LONGEST_SEARCH = 200
LONGEST_QUOTE = 40
# How a choice looks above a list.
SELECT = {"class": "select input small filter"}


def searched(text: str) -> str:
    """What was typed into a search box, without what a database cannot hold."""
    return text.replace("\x00", "").strip()[:LONGEST_SEARCH]


class SearchField(forms.Field):
    """A box for an id or a part of a name; cleaned, it is a text, and never a fault."""

    def __init__(self, *, placeholder: str) -> None:
        # The top bar's own box has the id that this name would give.
        attrs = {"id": "f", "type": "search", "class": "input small", "placeholder": placeholder}
        super().__init__(widget=forms.TextInput(attrs | {"maxlength": LONGEST_SEARCH}))

    def to_python(self, value: str | None) -> str:
        return searched(value or "")


class _SizeField(forms.Field):
    def to_python(self, value: str | None) -> int | None:
        size = read_size(value) if value else None
        if value and size is None:
            sentence = f"A page has 1 to {LARGEST_PAGE} rows, so “%(value)s” was left out."
            raise ValidationError(sentence, "invalid", {"value": value})
        return size


class _CursorField(forms.Field):
    def to_python(self, value: str | None) -> Cursor | None:
        cursor = read_cursor(value) if value else None
        if value and cursor is None:
            sentence = "The address names no page of this list, so the first is shown."
            raise ValidationError(sentence, "invalid")
        return cursor


class _Asked(forms.BoundField):
    # Nobody filled the field in wrongly, so it is not marked.
    errors = ErrorList()


class ListFilter(forms.Form):
    """Which rows of a list are asked for, and which page of them.

    An address is no form that someone filled in: what cannot be read of it filters nothing, its cleaned
    data is that of an empty one, and `left_out` says so. So the error messages of fields, which each
    list adds its own to, say what is shown instead.
    """

    bound_field_class = _Asked
    size = _SizeField()
    after = _CursorField()
    before = _CursorField()

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        for field in self.fields.values():
            field.required = False
        self.full_clean()
        empty = {name: field.clean(None) for name, field in self.fields.items()}
        self.cleaned_data: dict[str, Any] = empty | self.cleaned_data

    @property
    def place(self) -> Place:
        """Which page is asked for."""
        return Place(*(self.cleaned_data[name] for name in ("size", "after", "before")))

    @property
    def left_out(self) -> list[str]:
        """What could not be read of the query and what is shown instead, a sentence each."""
        faults = [fault for found in self.errors.as_data().values() for fault in found]
        sentences = [fault.message % _quotable(fault.params or {}) for fault in faults]
        return list(dict.fromkeys(sentences))


def _quotable(params: dict[str, Any]) -> dict[str, str]:
    """What an address holds, short and of one line, to be quoted in a sentence."""
    return {name: _short("".join(filter(str.isprintable, str(value)))) for name, value in params.items()}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
