"""Sessions that have run out: whose they were, for as long as a form of theirs may be kept."""

from datetime import timedelta

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from users.models import User

# A form that was left open over a meal is still kept; one that stands there the next day is not.
KEPT_FOR = timedelta(hours=1)


def person_of(session_key: str) -> User | None:
    """The person who was signed in in this session, if nothing but its time has ended it.

    None once they signed out, changed their password, were switched off, or it ended long ago.
    """
    lasting = Session.objects.filter(pk=session_key, expire_date__gt=timezone.now() - KEPT_FOR)
    # Signing out deletes the session; a new password leaves those of other browsers to their next request.
    if (session := lasting.first()) is None:
        return None
    held = session.get_decoded()
    user = User.objects.filter(pk=held.get(SESSION_KEY, 0), is_active=True).first()
    return user if user and _has_same_password(user, held.get(HASH_SESSION_KEY, "")) else None


def _has_same_password(user: User, held: str) -> bool:
    """Whether the password is the one of the session, which an earlier SECRET_KEY may have signed."""
    present = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return any(constant_time_compare(held, each) for each in present)


def forget_ended() -> None:
    """Delete the sessions that ended so long ago that no form of theirs is kept any more."""
    Session.objects.filter(expire_date__lte=timezone.now() - KEPT_FOR).delete()
