"""A guarded look at a link, as whoever fetches it from outside would have it; knows nothing of Django.

It asks for the first bytes only, reaches public addresses only, and is bounded in bytes and in time.
"""

from .addresses import is_public, lookup, never_reached
from .looking import look
from .shapes import Look, Outcome

__all__ = ["Look", "Outcome", "is_public", "look", "lookup", "never_reached"]
