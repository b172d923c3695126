"""gunicorn reads this file by its name: its first process has the portal's environment too."""

from atlas_portal import guarding

guarding.begin()
