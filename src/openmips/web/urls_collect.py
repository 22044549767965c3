"""The addresses of the fourth step: measures, claims, activities, interoperability, what-if."""

from __future__ import annotations

from django.urls import URLPattern, path

from openmips.web.views import activities

_YEAR = "practices/<uuid:practice_id>/<int:performance_year>/"

urlpatterns: list[URLPattern] = [
    path(_YEAR + "activities/", activities.activities, name="activities"),
    path(_YEAR + "activities/<slug:activity_id>/", activities.activity, name="activity"),
    path(
        _YEAR + "activities/<slug:activity_id>/take-back/",
        activities.activity_take_back,
        name="activity_take_back",
    ),
]
