from atlas import AtlasError, Refused, Unconfirmed, Unreachable


def test_a_refusal_says_who_said_what():
    error = Refused(422, "E7", "auth_url did not answer")
    error.endpoint = "multiupload"
    assert str(error) == "Atlas refused: auth_url did not answer (422)."
    assert (error.status, error.code, error.message) == (422, "E7", "auth_url did not answer")


def test_every_failure_is_an_atlas_error_with_a_status_or_none():
    assert Unreachable("Later.", 429, 5).retry_after == 5
    assert Unreachable("No line.").status is None
    assert Unconfirmed("Lost.", 502).status == 502
    assert all(issubclass(kind, AtlasError) for kind in (Refused, Unreachable, Unconfirmed))
