"""One place to look for anything of a year: a measure, a code, an activity, a word."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openmips.catalog import catalog_for
from openmips.catalog.entries import QualityMeasure
from openmips.catalog.search import find_activities, find_measures
from openmips.content.search import search
from openmips.practice import access
from openmips.web.doors import actor, members_only
from openmips.web.views.asking import framed
from openmips.web.views.measures import COLLECTIONS

MOST = 20
"""How many of each kind are shown."""


@require_GET
@members_only
def find(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Measures by number, title or quality code, activities, and words, with a way to each."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    wanted = request.GET.get("q", "").strip()
    context = framed(request, who, year) | {"wanted": wanted}
    if wanted:
        catalog = catalog_for(performance_year)
        measures = [
            {
                "entry": one.entry,
                "because": one.because,
                "ways": [
                    (method, title)
                    for method, title in COLLECTIONS.items()
                    if method in one.entry.collection_types
                ],
            }
            for one in find_measures(catalog, wanted)
            if isinstance(one.entry, QualityMeasure)
        ]
        activities = find_activities(catalog, wanted)
        words = search(wanted)
        context |= {
            "measures": measures[:MOST],
            "activities": activities[:MOST],
            "words": words[:MOST],
            "more": max(0, *(len(one) - MOST for one in (measures, activities, words))),
        }
    return render(request, "openmips/help/find.html", context)
