"""What changed from an earlier year to this one that touches the practice."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openmips.answers.digest_words import counted
from openmips.practice import access
from openmips.practice.access import NotThere
from openmips.practice.after import changes
from openmips.practice.models import PracticeYear
from openmips.practice.standing import standing
from openmips.web.doors import actor, members_only
from openmips.web.reporters import one_reporter, reporters_of
from openmips.web.views.hub import as_of, strip

FROM = "from"
"""The parameter of the address that names the earlier year."""


@require_GET
@members_only
def year_changes(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """How much changed, then each change with its points and dollars, then the dates.

    The results are those of the earlier year, so who reports is whoever reported then.
    """
    year = access.year(actor(request), practice_id, performance_year)
    today = as_of(request)
    listed = list(year.practice.years.filter(performance_year__lt=performance_year))
    context = strip(year, standing(year, today), today) | {"earlier_years": listed}
    earlier = _asked(request, listed)
    if earlier is not None:
        then = standing(earlier, today)
        reporter = one_reporter(request, earlier, then)
        told = changes(earlier, performance_year, today, reporter.entity)
        context |= {
            "earlier": earlier,
            "told": told,
            "counted": [] if told.answer is None else counted(told.answer["counts"]),
            "reported_then": reporters_of(earlier, then) if then.each else (),
            "whose_then": reporter,
        }
    return render(request, "openmips/after/changes.html", context)


def _asked(request: HttpRequest, listed: list[PracticeYear]) -> PracticeYear | None:
    """The earlier year that the address names, or the latest. Raises NotThere."""
    said = request.GET.get(FROM, "")
    if not said:
        return listed[0] if listed else None
    for one in listed:
        if str(one.performance_year) == said:
            return one
    raise NotThere("The practice has no such earlier year.")
