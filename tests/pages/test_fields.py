"""Fields of forms: their look by their kind, their faults tied to them, nothing cut off in silence."""

import pytest
from django import forms
from django.http import HttpResponse

from pages.fields import LastingSelect, PageForm
from tests.verifications.pages import elements, fields, tags


class Order(PageForm, forms.Form):
    """A form with a field of each kind."""

    name = forms.CharField(max_length=3, min_length=2, help_text="As on the parcel & the bill.")
    words = forms.CharField(widget=forms.Textarea({"class": "area mono"}))
    size = forms.ChoiceField(choices=[("s", "Small"), ("l", "Large")])
    paper = forms.FileField(widget=forms.FileInput)
    way = forms.ChoiceField(label="By", choices=[("air", "Air"), ("sea", "Sea")], widget=forms.RadioSelect)
    gift = forms.BooleanField(label="It is a gift", required=False)
    key = forms.CharField(widget=forms.HiddenInput)


def group(form, name):
    return HttpResponse(form[name].as_field_group())


def of_id(page, wanted):
    (found,) = [attrs for attrs in elements(page, "id") if attrs["id"] == wanted]
    return found


@pytest.mark.parametrize(
    ("name", "classes"),
    [("name", "input"), ("words", "area mono"), ("size", "select input"), ("paper", "input file")],
)
def test_a_field_has_its_label_and_the_classes_of_its_kind(name, classes):
    page = group(Order(), name)

    field = of_id(page, f"id_{name}")
    assert field["class"] == classes
    assert [label["for"] for label in tags(page, "label")] == [f"id_{name}"]
    assert not {"required", "maxlength", "minlength", "cols", "aria-invalid", "aria-describedby"} & set(field)


def test_a_hint_is_text():
    assert '<p class="hint">As on the parcel &amp; the bill.</p>' in group(Order(), "name").content.decode()


def test_a_fault_is_tied_to_its_field():
    page = group(Order({"name": "long"}), "name")

    field = of_id(page, "id_name")
    assert (field["aria-invalid"], field["value"]) == ("true", "long")
    assert of_id(page, field["aria-describedby"])["role"] == "alert"
    assert "at most 3 characters" in page.content.decode()


def test_a_choice_of_few_is_described_by_its_fault_as_a_whole():
    page = group(Order({"way": "land"}), "way")

    (fieldset,) = tags(page, "fieldset")
    assert of_id(page, fieldset["aria-describedby"])["role"] == "alert"
    assert [radio["value"] for radio in tags(page, "input")] == ["air", "sea"]


def test_a_box_to_tick_stands_in_its_label():
    (box,) = tags(group(Order({"gift": "on"}), "gift"), "input")
    assert (box["type"], box["name"]) == ("checkbox", "gift") and "checked" in box and "class" not in box


def test_a_hidden_field_is_never_described():
    page = HttpResponse(str(Order({})["key"]))
    assert elements(page, "aria-describedby") == [] and fields(page) == {"key": ""}


class Choice(PageForm, forms.Form):
    """A form whose colours may run out."""

    colour = forms.CharField(widget=LastingSelect(lost="Sold out"))
    size = forms.CharField(widget=LastingSelect)

    def __init__(self, colours, data=None, **options):
        super().__init__(data, **options)
        for field in self.fields.values():
            field.widget.choices = [(colour, colour.capitalize()) for colour in colours]


@pytest.mark.parametrize(
    ("data", "options"),
    [
        (None, [("red", "Red"), ("blue", "Blue")]),
        ({"colour": "blue"}, [("red", "Red"), ("blue", "Blue")]),
        ({"colour": "mauve"}, [("mauve", "Sold out"), ("red", "Red"), ("blue", "Blue")]),
        ({"colour": ""}, [("red", "Red"), ("blue", "Blue")]),
    ],
)
def test_a_value_that_is_not_offered_any_more_stays_chosen(data, options):
    page = group(Choice(["red", "blue"], data), "colour")

    assert [option["value"] for option in tags(page, "option")] == [value for value, _ in options]
    assert fields(page)["colour"] == (data or {}).get("colour") or "red"
    for _, label in options:
        assert f">{label}</option>" in page.content.decode()


def test_a_value_without_another_name_is_called_by_itself():
    page = group(Choice(["red"], {"size": "<b>"}), "size").content.decode()
    assert '<option value="&lt;b&gt;" selected>&lt;b&gt;</option>' in page


def test_where_nothing_is_offered_it_is_said():
    page = group(Choice([]), "colour").content.decode()
    assert '<option value="">None yet</option>' in page
