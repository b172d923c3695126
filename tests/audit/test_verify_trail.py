from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def test_an_unbroken_trail_is_counted(five):
    out = StringIO()
    call_command("verify_trail", stdout=out)
    assert out.getvalue() == "5 events, unbroken\n"


def test_a_broken_trail_fails_and_says_where_and_how(five, tamper):
    tamper("UPDATE audit_auditevent SET outcome = 'refused' WHERE position = 2")
    with pytest.raises(CommandError) as failure:
        call_command("verify_trail", stdout=StringIO())
    assert failure.value.returncode == 1
    assert str(failure.value) == (
        "The chain breaks at event 2. Event 2 was changed: its content does not give its hash."
    )
