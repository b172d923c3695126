"""How often an address may ask for something that needs no login."""

import math
import time

from django.core.cache import cache

from atlas_portal.encryption import fingerprint

MINUTE = 60


def seconds_to_wait(what: str, address: str, *, most: int) -> int:
    """Count one more request from an address; 0, or for how long it has asked too often.

    `most` is for a minute, and for this process: each web process counts what it answers itself.
    """
    now = time.time()
    # An address is a person's, and a cache may be another machine's.
    key = f"rate:{what}:{int(now // MINUTE)}:{fingerprint('rate', address)}"
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        count = cache.incr(key)
    except ValueError:  # made room for another meanwhile
        return 0
    return math.ceil(MINUTE - now % MINUTE) if count > most else 0
