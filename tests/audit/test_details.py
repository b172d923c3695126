import pytest

from audit.details import checked_details, checked_word


def test_ids_numbers_words_and_lists_of_them_are_kept_as_they_are():
    details = {"a": None, "b": True, "c": 7, "d": 0.5, "e": "accepted", "f": ["owner", 1, None], "g": 2**80}
    assert checked_details(details) == details


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("https://files.example/a.pdf", "may not hold a URL"),
        (["ok", "s3://bucket/key"], "may not hold a URL"),
        ("x" * 129, "at most 128 characters, not 129"),
        ("two\nlines", "printable"),
        ("\x00", "printable"),
        ({"nested": 1}, "may not be"),
        ([["nested"]], "may not be"),
        (("a", "b"), "may not be"),
        (object(), "may not be"),
        (float("nan"), "may not be"),
        (float("inf"), "may not be"),
        (1e15, "may not be"),
    ],
)
def test_what_an_event_may_not_hold_is_refused(value, problem):
    with pytest.raises(ValueError, match=problem):
        checked_details({"field": value})


@pytest.mark.parametrize("name", ["http://a", "x" * 129])
def test_the_name_of_a_detail_is_held_to_the_same_rules(name):
    with pytest.raises(ValueError, match="details"):
        checked_details({name: 1})


def test_a_negative_zero_becomes_the_zero_that_every_database_gives_back():
    assert str(checked_details({"a": -0.0})["a"]) == "0.0"


def test_a_word_may_be_as_long_as_its_column():
    assert checked_word("outcome", "x" * 32, 32) == "x" * 32
    with pytest.raises(ValueError, match="outcome holds at most 32 characters, not 33"):
        checked_word("outcome", "x" * 33, 32)
