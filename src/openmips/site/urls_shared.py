"""Every address of the web application where several people share it."""

from __future__ import annotations

from django.urls import include, path

from openmips.site import urls

urlpatterns = [*urls.urlpatterns, path("", include("openmips.web.urls_accounts"))]
