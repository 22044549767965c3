"""The application as a web server calls it."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from openmips.site.surroundings import at_home

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openmips.site.settings")

application = get_wsgi_application()
at_home(settings.OWN)
