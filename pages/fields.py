"""How the fields of forms look, on every page the same: label, input, what is wrong with it, and a hint."""

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer, TemplatesSetting
from django.forms.widgets import Input

# The classes of an input by its kind, where its form says none; the first that fits.
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, ""),
    (forms.CheckboxInput, ""),
    (forms.FileInput, "input file"),
    (Input, "input"),
    (forms.Textarea, "area"),
    (forms.Select, "select input"),
)
TEMPLATES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "_field_check.html"),
    (forms.RadioSelect, "_field_radios.html"),
    (forms.Widget, "_field.html"),
)
OURS = {"django/forms/widgets/select.html": "_select.html"}


def _of(widget: forms.Widget, kinds: tuple[tuple[type[forms.Widget], str], ...]) -> str:
    return next((words for kind, words in kinds if isinstance(widget, kind)), "")


class PageField(forms.BoundField):
    """A field of a form on a page: its look by its kind, and its faults tied to it."""

    @property
    def template_name(self) -> str:
        """What `as_field_group` is drawn with: the field's own template, or that of its kind."""
        own: str | None = self.field.template_name  # type: ignore[attr-defined]  # the stubs lack it
        return own or _of(self.field.widget, TEMPLATES)

    @property
    def aria_describedby(self) -> str | None:
        """The id of its faults, which `_field_error.html` shows."""
        return f"{self.auto_id}-error" if self.errors and not self.is_hidden else None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """What the input has besides what its form says."""
        widget = widget or self.field.widget
        # A browser would cut what is too long without a word; the form says so, and keeps it.
        built = {"maxlength": False, "minlength": False} | super().build_widget_attrs(attrs, widget)
        if classes := _of(widget, CLASSES):
            built["class"] = widget.attrs.get("class", classes)
        if isinstance(widget, forms.Textarea):
            built["cols"] = False
        return built


class PageRenderer(TemplatesSetting):
    """Draws fields with the portal's own templates."""

    bound_field_class = PageField

    def get_template(self, template_name: str) -> Any:
        """The template of this name, or ours in the place of Django's."""
        return super().get_template(OURS.get(template_name, template_name))


class PageForm:
    """A form on a page of the portal; its fields are shown by `{{ field.as_field_group }}`.

    Browsers ask for nothing before it is sent: what is missing is said in the portal's own words.
    """

    default_renderer: BaseRenderer | type[BaseRenderer] | None = PageRenderer
    use_required_attribute = False


class LastingSelect(forms.Select):
    """A select that goes on showing a value which is not offered any more.

    A browser would choose the first of the others without a word. `lost` is what such a value is called;
    empty, it is called by itself. Where nothing is offered, the only option is “None yet”.
    """

    def __init__(self, *, lost: str = "") -> None:
        super().__init__()
        self.lost = lost

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """The options, with one more for a value that is not among them."""
        groups = super().optgroups(name, value, attrs)
        offered = {str(option["value"]) for _, options, _ in groups for option in options}
        chosen = value[0] if value else ""
        extra = []
        if chosen and chosen not in offered:
            extra = [self.create_option(name, chosen, self.lost or chosen, True, 0)]
        elif not groups:
            extra = [self.create_option(name, "", "None yet", False, 0)]
        return [(None, extra, 0), *groups]
