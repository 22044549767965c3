"""The addresses of the first steps of the year: the practice, its people, its ways to report."""

from __future__ import annotations

from django.urls import URLPattern, path

from openmips.web.views import eligibility, level, people, practice, roster_files, statuses, ways

_YEAR = "practices/<uuid:practice_id>/<int:performance_year>/"

urlpatterns: list[URLPattern] = [
    path("practices/", practice.practices, name="practices"),
    path("practices/<uuid:practice_id>/open/", practice.year_open, name="year_open"),
    path(_YEAR + "facts/", practice.facts, name="facts"),
    path(_YEAR + "name/", practice.practice_name, name="practice_name"),
    path(_YEAR + "eligibility/", eligibility.eligibility, name="eligibility"),
    path(_YEAR + "options/", ways.options, name="options"),
    path(_YEAR + "level/", level.level, name="level"),
    path(_YEAR + "roster/", people.roster, name="roster"),
    path(_YEAR + "roster.csv", people.roster_file, name="roster_file"),
    path(_YEAR + "roster/add/", people.clinician_add, name="clinician_add"),
    path(_YEAR + "roster/import/", roster_files.roster_import, name="roster_import"),
    path(_YEAR + "roster/status/", statuses.status_answer, name="status_answer"),
    path(_YEAR + "verify/", statuses.verify, name="verify"),
    path(_YEAR + "roster/totals/", people.group_totals, name="group_totals"),
    path(_YEAR + "roster/<int:clinician_id>/", people.clinician, name="clinician"),
    path(
        _YEAR + "roster/<int:clinician_id>/remove/",
        people.clinician_remove,
        name="clinician_remove",
    ),
]
