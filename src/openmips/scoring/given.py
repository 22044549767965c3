"""Category results stated as known, from CMS's feedback or as a what-if."""

from __future__ import annotations

from fractions import Fraction

from openmips.amounts import HUNDRED, Span
from openmips.performance import Category, Given
from openmips.policy.topics import FinalPolicy
from openmips.scoring.results import CategoryScore
from openmips.why import Why


def given_category(category: Category, given: Given, final: FinalPolicy) -> CategoryScore | None:
    """The category as it is given, or None where it is to be computed.

    What is merely given is no submission, so it never brings back a reweighted category.
    """
    if category is Category.ACTIVITIES:
        points = given.activity_points
        if points is None:
            return None
        maximum = final.activities_maximum
        percent = HUNDRED * Fraction(points) / maximum.value
        says = "Improvement activities are given as {} of {} points."
        why = Why(says, (points, maximum.value), (maximum,))
        return CategoryScore(
            category,
            Span.at(percent),
            why,
            points=Span.at(points),
            available=maximum.value,
        )
    percents = {
        Category.QUALITY: given.quality_percent,
        Category.INTEROPERABILITY: given.interoperability_percent,
        Category.COST: given.cost_percent,
    }
    stated = percents[category]
    if stated is None:
        return None
    why = Why("The {} category is given as {} percent.", (category.value, stated))
    return CategoryScore(category, Span.at(stated), why)
