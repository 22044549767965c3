"""The score and the money of a year: each number with its reason."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openmips import adjust
from openmips.policy.load import policy_for
from openmips.practice import access
from openmips.practice.money import curve
from openmips.practice.standing import Standing, standing
from openmips.web.categories import categories, contributions
from openmips.web.doors import actor, members_only
from openmips.web.plots.drawing import for_any_screen
from openmips.web.plots.score import payment_curve
from openmips.web.reporters import asked_reporter, together
from openmips.web.views.hub import as_of, strip


@require_GET
@members_only
def score(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The four categories, what each adds, every measure, and the whole reason."""
    year = access.year(actor(request), practice_id, performance_year)
    today = as_of(request)
    everybody = standing(year, today)
    reporter = asked_reporter(request, year, everybody)
    context = strip(year, everybody, today, reporter)
    now: Standing = context["standing"]
    context["each"] = [(one, everybody.by_entity[one.entity]) for one in context["reporters"]]
    if now.score is not None:
        context |= {
            "categories": categories(now.score),
            "picture": contributions(now.score),
        }
    return render(request, "openmips/score/score.html", context)


@require_GET
@members_only
def money(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """What a score pays in the payment year: the curve, the practice's place, a point's worth."""
    year = access.year(actor(request), practice_id, performance_year)
    today = as_of(request)
    everybody = standing(year, today)
    context = strip(year, everybody, today, asked_reporter(request, year, everybody))
    now: Standing = context["standing"]
    policy = policy_for(performance_year)
    threshold = policy.payment.threshold.value
    paid = None if now.score is None else now.score["paymentAdjustment"]["partBPaid"]
    rows = curve(performance_year, paid)
    best = policy.payment.maximum_positive.value
    drawn = [
        (Decimal(row["score"]), Decimal(row["percent"] or row["percentHigh"] or 0)) for row in rows
    ]
    context |= {
        "rows": rows,
        "band": [adjust(performance_year, str(end), paid) for end in _band(now) or ()],
        "published": best is not None,
        "picture": for_any_screen(payment_curve, "curve", drawn, _band(now), threshold),
    }
    return render(request, "openmips/score/money.html", context)


def _band(now: Standing) -> tuple[Decimal, Decimal] | None:
    """From the lowest to the highest score of all who report."""
    found = together(now)
    if found is not None:
        return found.low, found.high
    if now.score is None:
        return None
    return Decimal(now.score["finalScore"]["low"]), Decimal(now.score["finalScore"]["high"])
