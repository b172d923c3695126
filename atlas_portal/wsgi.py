"""The portal as a WSGI application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from atlas_portal import guarding
from untrusted import confining

guarding.begin()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atlas_portal.settings")

application = get_wsgi_application()
# Found out now, so that the log begins with it where there is none.
confining.holding()
