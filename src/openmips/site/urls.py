"""Every address of the web application."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/submissions/", include("openmips.api.submissions.urls")),
    path("", include("openmips.web.urls")),
]

handler500 = "openmips.web.doors.broken"
