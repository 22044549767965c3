"""The categories of a score as pages and reports show them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from openmips.policy.load import policy_for
from openmips.web.plots.drawing import for_any_screen
from openmips.web.plots.score import Contribution, waterfall

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


def categories(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each category of a score under its title, with its measures and why it may not count."""
    return [_category(name, answer) for name in CATEGORIES]


def contributions(answer: Mapping[str, Any]) -> str:
    """The picture of what each category adds to the final score."""
    parts = []
    for name, title in CATEGORIES.items():
        found = answer["categories"][name]
        low = Decimal(found.get("contributionLow") or found["contribution"] or 0)
        high = Decimal(found.get("contributionHigh") or found["contribution"] or 0)
        parts.append(Contribution(title, low, high))
    bonus = Decimal(answer["complexPatientBonus"] or 0)
    if bonus:
        parts.append(Contribution("Complex patient bonus", bonus, bonus))
    policy = policy_for(answer["performanceYear"])
    highest = Decimal(policy.final.maximum.value)
    return for_any_screen(waterfall, "waterfall", parts, policy.payment.threshold.value, highest)


def _category(name: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    found = answer["categories"][name]
    return {
        "name": CATEGORIES[name],
        "note": REASONS.get(found.get("reason", ""), ""),
        "measures": [one for one in answer["measures"] if one["category"] == name],
        **found,
    }
