#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atlas_portal.settings")
    from django.core.management import execute_from_command_line

    from atlas_portal import guarding

    guarding.begin(command=sys.argv[1] if len(sys.argv) > 1 else "")
    execute_from_command_line(sys.argv)
