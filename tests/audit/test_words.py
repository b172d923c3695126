import pytest
from django.db import transaction

from audit import trail, verbs
from audit.words import action_words, folded, in_words, outcome_words, target_words


def _line(**given):
    with transaction.atomic():
        trail.record(given.pop("action", "case.created"), **({"by": trail.SYSTEM} | given))
    return in_words(trail.events()[:1])[0]


def test_a_known_action_has_words_and_an_unknown_one_those_of_its_verb():
    assert action_words("case.created") == "Created a case"
    assert action_words("kite.flown") == "Kite flown"


def test_only_a_person_queues_documents(meera):
    assert _line(by=meera, action="batch.queued").did == "Queued documents"
    assert _line(by=trail.WORKER, action="batch.queued").did == "Queued the batch again"


def test_what_is_no_good_news_is_not_done(db):
    with transaction.atomic():
        event = trail.record("case.failed", by=trail.SCHEDULER)
    assert event.outcome == "failed"
    # As events were written before.
    for action, outcome in (("case.failed", "Failed"), ("confirmation.refused", "Refused")):
        line = _line(by=trail.SCHEDULER, action=action, outcome="done")
        assert (line.outcome, line.outcome_tone) == (outcome, "red")


def test_what_was_refused_or_failed_was_only_tried(db):
    assert _line(by=trail.ANONYMOUS, action="user.signed_in", outcome="refused").did == "Tried to sign in"
    assert _line(action="user.link_sent", outcome="failed").did.startswith("Tried to have a link")
    assert _line(action="user.link_sent").did == "Had a link for a new password sent"


def test_only_what_has_proved_good_is_green():
    green = {outcome for outcome, (_, tone, _) in verbs.OUTCOMES.items() if tone == "green"}
    assert green == {"whole", "works", "accepted", "ready"}


def test_a_known_outcome_has_a_tone_and_an_unknown_one_stays_neutral():
    assert outcome_words("refused") == ("Refused", "red", "lock")
    assert outcome_words("wrong_password") == ("Wrong password", "grey", "audit")


@pytest.mark.parametrize(
    ("kind", "key", "words"),
    [
        ("case", "4183", "C-004183"),
        ("case", "draft", "case draft"),
        ("atlas_account", "2", "atlas account 2"),
        ("", "", ""),
    ],
)
def test_a_target_is_named_by_reference_or_kind(kind, key, words):
    assert target_words(kind, key) == words


def test_a_user_is_shown_by_name_and_initials(meera):
    line = _line(by=meera)
    assert (line.who, line.initials, line.icon) == ("Meera Pillai", "MP", "")


@pytest.mark.parametrize("key", ["987654", "not-a-number"])
def test_a_user_who_is_not_known_is_shown_by_key(db, key):
    line = _line(by=trail.Actor("user", key))
    assert (line.who, line.initials, line.icon) == (f"user {key}", "?", "")


@pytest.mark.parametrize(
    ("by", "who", "initials", "icon"),
    [
        (trail.WORKER, "worker", "", "server"),
        (trail.Actor("worker", "worker-2"), "worker-2", "", "server"),
        (trail.ATLAS, "Atlas", "", "callback"),
        (trail.ANONYMOUS, "not signed in", "?", ""),
    ],
)
def test_who_is_no_user_is_shown_by_name_and_icon(db, by, who, initials, icon):
    line = _line(by=by)
    assert (line.who, line.initials, line.icon) == (who, initials, icon)


def test_the_names_of_all_users_take_one_query(asha, meera, django_assert_num_queries):
    with transaction.atomic():
        for user in (asha, meera, asha):
            trail.record("case.created", by=user)
    events = list(trail.events())
    with django_assert_num_queries(1):
        assert [line.who for line in in_words(events)] == ["Asha Rao", "Meera Pillai", "Asha Rao"]


def test_a_target_is_shown_with_its_case_and_details(db):
    details = {"fields": ["owner", "decision"], "late": True, "code": None}
    line = _line(target=("batch", 9), case=12, details=details)
    assert line.to.startswith("C-000012 · batch 9 · ")
    assert set(line.to.split(" · ")[2:]) == {"fields: owner, decision", "late: yes", "code: none"}
    assert _line(target=("case", 12), case=12, details={"documents": 6}).to == "C-000012 · documents: 6"
    assert _line().to == ""


def test_a_reason_is_shown_unless_it_was_erased_or_spoilt(db, sql):
    assert _line().reason is None
    assert _line(reason="A duplicate.").reason == "A duplicate."
    sql("UPDATE audit_reason SET text = 'spoilt'")
    assert in_words(trail.events()[:1])[0].reason is None
    sql("UPDATE audit_reason SET text = NULL")
    assert in_words(trail.events()[:1])[0].reason is None


def test_what_happened_again_and_again_is_one_line(asha):
    for by, action in [(asha, "case.created")] + [(trail.WORKER, "batch.queued")] * 3:
        _line(by=by, action=action, target=("batch", 1))
    _line(by=trail.WORKER, action="batch.queued", target=("batch", 2))

    told = folded(in_words(trail.events()))

    assert [(line.did, line.times) for line in told] == [
        ("Queued the batch again", 1),
        ("Queued the batch again", 3),
        ("Created a case", 1),
    ]
    first = trail.events().filter(action="batch.queued").last()
    assert told[1].first_at == first.at and told[1].event.at > first.at


def test_a_reason_of_its_own_keeps_its_line(asha):
    for _ in range(2):
        _line(by=asha, reason="Because.")

    assert [line.times for line in folded(in_words(trail.events()))] == [1, 1]
