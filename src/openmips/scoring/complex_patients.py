"""The complex patient bonus: points for treating patients at higher risk."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from openmips.amounts import Amount
from openmips.performance import Performance, RiskIndicator
from openmips.policy.topics import FinalPolicy, Policy
from openmips.why import Why


def complex_patient_bonus(
    performance: Performance, submitted: bool, policy: Policy
) -> tuple[Amount, Why, tuple[str, ...]]:
    """Points added to the final score, with the reason and any assumption (rule FS-CPB).

    0 to the maximum, and only with data `submitted` in at least one category. Stated by the
    profile, or computed from the medical and social risk indicators. Source: 42 CFR
    414.1380(c)(3).
    """
    rules = policy.final
    most = rules.complex_patient_bonus_maximum
    stated, indicators = performance.complex_patient_bonus, performance.complex_patients
    if stated is None and indicators is None:
        note = "The complex patient bonus is not given: it counts as 0."
        return Decimal(0), Why("No complex patient bonus is known.", (), (most,)), (note,)
    if not submitted:
        says = "Without a data submission there is no complex patient bonus."
        return Decimal(0), Why(says, (), (most,)), ()
    if indicators is None or stated is not None:
        bonus = min(Fraction(stated or 0), Fraction(most.value))
        return bonus, Why("The complex patient bonus is given: {}.", (bonus,), (most,)), ()
    parts = []
    total = Fraction(0)
    for name, indicator in (("medical", indicators.medical), ("social", indicators.social)):
        if indicator is not None:
            points, why = _component(name, indicator, rules)
            total += points
            parts.append(why)
    bonus = min(total, Fraction(most.value))
    says = "Complex patient bonus: {}, at most {}."
    return bonus, Why(says, (bonus, most.value), (most,), tuple(parts)), ()


def _component(name: str, indicator: RiskIndicator, rules: FinalPolicy) -> tuple[Fraction, Why]:
    """One indicator: intercept + slope x standard score, from the national median upwards."""
    if indicator.value < indicator.median:
        says = "The {} risk indicator {} is below the national median {}: no points."
        low = (name, indicator.value, indicator.median)
        return Fraction(0), Why(says, low, (rules.complex_patient_intercept,))
    intercept, slope = rules.complex_patient_intercept, rules.complex_patient_slope
    score = Fraction(indicator.value - indicator.mean) / Fraction(indicator.standard_deviation)
    points = max(Fraction(0), Fraction(intercept.value) + slope.value * score)
    says = "The {} risk indicator earns {} + {} x ({} - {}) / {} = {}."
    facts = (
        name,
        intercept.value,
        slope.value,
        indicator.value,
        indicator.mean,
        indicator.standard_deviation,
        points,
    )
    return points, Why(says, facts, (intercept, slope))
