"""The score and the money of a year: each number with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openmips import adjust
from openmips.policy.load import policy_for
from openmips.practice import access
from openmips.practice.standing import standing
from openmips.web.doors import actor, members_only
from openmips.web.plots.score import Contribution, payment_curve, waterfall
from openmips.web.views.hub import as_of, strip

CATEGORIES = {
    "quality": "Quality",
    "ia": "Improvement activities",
    "pi": "Promoting interoperability",
    "cost": "Cost",
}
REASONS = {
    "small_practice": "Not counted: small practices that send nothing are excused.",
    "not_submitted": "Nothing was submitted, so it counts as 0.",
    "unknown": "Not known yet: CMS computes it.",
    "extreme_and_uncontrollable": "Not counted: extreme and uncontrollable circumstances.",
    "hardship": "Not counted: hardship exception.",
    "special_status": "Not counted: special status.",
    "no_measure_met_case_minimum": "Not counted: no measure has enough cases.",
    "other": "Not counted.",
}


@require_GET
@members_only
def score(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The four categories, what each adds, every measure, and the whole reason."""
    year = access.year(actor(request), practice_id, performance_year)
    today = as_of(request)
    now = standing(year, today)
    context = strip(year, now, today)
    if now.score is not None:
        context |= {
            "categories": [_category(name, now.score) for name in CATEGORIES],
            "picture": _waterfall(now.score, performance_year),
        }
    return render(request, "openmips/score/score.html", context)


@require_GET
@members_only
def money(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """What a score pays in the payment year: the curve, the practice's place, a point's worth."""
    year = access.year(actor(request), practice_id, performance_year)
    today = as_of(request)
    now = standing(year, today)
    context = strip(year, now, today)
    policy = policy_for(performance_year)
    threshold = policy.payment.threshold.value
    highest = Decimal(policy.final.maximum.value)
    floor = threshold * policy.payment.lowest_share.value
    paid = None if now.score is None else now.score["paymentAdjustment"]["partBPaid"]
    corners = [Decimal(0), floor, threshold, highest]
    rows = [adjust(performance_year, str(corner), paid) for corner in corners]
    best = policy.payment.maximum_positive.value
    curve = [
        (corner, Decimal(row["percent"] or row["percentHigh"] or 0))
        for corner, row in zip(corners, rows, strict=True)
    ]
    context |= {
        "rows": rows,
        "published": best is not None,
        "picture": payment_curve("curve", curve, _band(now.score), threshold),
    }
    return render(request, "openmips/score/money.html", context)


def _category(name: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    found = answer["categories"][name]
    return {
        "name": CATEGORIES[name],
        "note": REASONS.get(found.get("reason", ""), ""),
        "measures": [one for one in answer["measures"] if one["category"] == name],
        **found,
    }


def _waterfall(answer: Mapping[str, Any], performance_year: int) -> str:
    parts = []
    for name, title in CATEGORIES.items():
        found = answer["categories"][name]
        low = Decimal(found.get("contributionLow") or found["contribution"] or 0)
        high = Decimal(found.get("contributionHigh") or found["contribution"] or 0)
        parts.append(Contribution(title, low, high))
    bonus = Decimal(answer["complexPatientBonus"] or 0)
    if bonus:
        parts.append(Contribution("Complex patient bonus", bonus, bonus))
    policy = policy_for(performance_year)
    highest = Decimal(policy.final.maximum.value)
    return waterfall("waterfall", parts, policy.payment.threshold.value, highest)


def _band(answer: Mapping[str, Any] | None) -> tuple[Decimal, Decimal]:
    if answer is None:
        return Decimal(0), Decimal(0)
    return Decimal(answer["finalScore"]["low"]), Decimal(answer["finalScore"]["high"])
