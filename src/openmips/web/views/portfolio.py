"""All practices of an adviser beside each other, the most dollars at risk first."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openmips.amounts import fixed, plain
from openmips.catalog import YEARS
from openmips.practice.portfolio import Row
from openmips.practice.portfolio import portfolio as rows_of
from openmips.web.cells import harmless
from openmips.web.doors import actor, members_only
from openmips.web.views.hub import as_of

COLUMNS = (
    "practice",
    "performance_year",
    "score_low",
    "score_high",
    "chance_of_threshold",
    "dollars_at_risk",
    "next_date",
    "next_date_is",
    "missing",
)


@require_GET
@members_only
def portfolio(request: HttpRequest) -> HttpResponse:
    """Every practice of whoever asks: score, chance, dollars at risk, next date, what is to do."""
    year = _year(request)
    rows = rows_of(actor(request), as_of(request), year)
    context = {
        "rows": rows,
        "asked": year,
        "years": sorted(YEARS, reverse=True),
        "total": sum(row.at_risk for row in rows if row.at_risk is not None),
        "unknown": sum(row.at_risk is None for row in rows),
    }
    return render(request, "openmips/portfolio.html", context)


@require_GET
@members_only
def portfolio_file(request: HttpRequest) -> HttpResponse:
    """The same as a table for a spreadsheet."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="portfolio.csv"'
    table = csv.writer(answer)
    table.writerow(COLUMNS)
    for row in rows_of(actor(request), as_of(request), _year(request)):
        table.writerow(map(harmless, _cells(row)))
    return answer


def _year(request: HttpRequest) -> int | None:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and int(asked) in YEARS else None


def _cells(row: Row) -> Iterator[object]:
    yield from (row.practice, row.performance_year, row.low, row.high)
    yield None if row.chance is None else plain(row.chance)
    yield None if row.at_risk is None else fixed(row.at_risk)
    yield from (row.next_day, row.next_what, "; ".join(row.missing))
