"""Every address of the web application."""

from __future__ import annotations

from django.urls import include, path

from openmips.api.v1.api import api as v1

urlpatterns = [
    path("api/v1/", v1.urls),
    path("api/submissions/", include("openmips.api.submissions.urls")),
    path("", include("openmips.web.urls")),
]

handler500 = "openmips.web.doors.broken"
