"""The portal's settings, with a database of the benchmark's own and the floors beside the portal's pages."""

import os

from atlas_portal.settings import *  # noqa: F403
from atlas_portal.settings import BASE_DIR, TEMPLATES

# As in production: templates are compiled once.
DEBUG = False
HTTPS = False
# The stand-in for Atlas is on this machine.
ATLAS_PRIVATE_ADDRESSES = True
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"] += [BASE_DIR / "bench" / "templates"]
# Collected for the run, as the portal's own may be of another day.
STATIC_ROOT = os.environ["BENCH_STATIC"]
