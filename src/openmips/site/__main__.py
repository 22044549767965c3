"""Django's own commands: `python -m openmips.site migrate`, `check --deploy` and the like."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openmips.site.settings")
    execute_from_command_line(["openmips.site", *sys.argv[1:]])
