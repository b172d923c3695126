from datetime import UTC, datetime, timedelta

import pytest

from atlas import Check, Credentials, FlowRequest, Status, Token, Upload

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "fresh"), [(61, True), (60, False), (-1, False)])
def test_a_token_is_fresh_until_a_minute_before_its_end(seconds, fresh):
    assert Token("x", NOW + timedelta(seconds=seconds)).fresh(NOW) is fresh


@pytest.mark.parametrize(
    "value",
    [
        Token("hidden", NOW),
        Credentials("https://atlas.example", "id", "hidden"),
        Upload("1", "https://files.example/?sig=hidden"),
        FlowRequest(
            "POC_CDL", "A-1", "https://us.example/hidden", "https://us.example/hidden", {"a": "hidden"}
        ),
    ],
)
def test_no_repr_shows_a_secret(value):
    assert "hidden" not in repr(value)


@pytest.mark.parametrize(
    ("word", "ended"), [("SUCCESS", True), ("FAILED", True), ("NEW_WORD", False), ("", False)]
)
def test_a_flow_has_ended_when_its_master_says_so(word, ended):
    assert Status("", "", "", word, {}).ended is ended


@pytest.mark.parametrize(
    ("similarity", "percent"), [(0.29, 29), (1, 100), (0.875, 87.5), (0, 0), (None, None)]
)
def test_similarity_is_shown_in_percent(similarity, percent):
    assert Check("f", "a", "b", "", "", similarity, "", "", {}).percent == percent
