import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from atlas_portal import icons
from verifications import tags
from verifications.models import Batch, Case, FileRecord

USED = re.compile(r"{% icon \"([a-z-]+)\"")


def test_every_icon_of_a_template_is_in_the_sprite():
    folder = Path(settings.BASE_DIR) / "templates"
    used = {name for path in folder.rglob("*.html") for name in USED.findall(path.read_text())}
    assert len(used) > 20 and used <= set(icons.NAMES)


def test_every_icon_has_a_shape():
    symbol = r'<symbol id="i-([a-z-]+)" viewBox="0 0 24 24">(.*?)</symbol>'
    symbols = dict(re.findall(symbol, icons.sprite(), re.DOTALL))
    assert set(symbols) == set(icons.NAMES)
    assert all(re.search(r"<(path|circle|rect|line|poly)", shapes) for shapes in symbols.values())


def test_the_sprite_is_served_for_ever_to_everyone(client):
    answer = client.get(reverse("icons", args=[icons.version()]))
    assert answer.status_code == 200 and answer["Content-Type"] == "image/svg+xml"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content.decode() == icons.sprite()
    assert "<script" not in icons.sprite()


@pytest.mark.parametrize("states", [Case.Progress, Batch.State, FileRecord.Comparison])
def test_every_state_has_an_icon_a_colour_and_a_word(states):
    # A file without an answer yet stands where its batch does.
    for state in {*states} - {FileRecord.Comparison.WAITING}:
        tone, drawing = tags.STAMPS[state.value]
        assert tone in ("blue", "green", "amber", "red", "grey") and drawing in icons.NAMES
        assert state.label in tags.pill(state.value) and f"#i-{drawing}" in tags.pill(state.value)


def test_every_decision_has_an_icon_and_a_word():
    for decision in Case.Decision:
        tone, drawing = tags.DECISIONS[decision.value]
        assert tone in ("green", "amber", "grey") and drawing in icons.NAMES
        assert decision.label in tags.decision_pill(decision.value)
