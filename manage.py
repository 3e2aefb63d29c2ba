#!/usr/bin/env python
"""Django's command line, with this project's settings."""

import os
import sys

from django.core.management import execute_from_command_line

from reintegration.ground.sealed import SealError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reintegration.settings")
    try:
        execute_from_command_line(sys.argv)
    except SealError as error:
        sys.exit(str(error))
