"""What a measure's result would be with a better rate, more answers or more cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from openmips.amounts import HUNDRED
from openmips.performance import Counts, QualityValue, RegistryCounts, Strata


def with_rate(value: QualityValue, rate: Decimal, inverse: bool) -> QualityValue | None:
    """The result with the same patients and at least as good a rate; None for other scales."""

    def better(counts: Counts) -> Counts:
        answered = counts.met + counts.not_met
        exact = Fraction(rate) * answered / HUNDRED
        met = min(counts.met, floor(exact)) if inverse else max(counts.met, ceil(exact))
        return replace(counts, met=met, not_met=answered - met)

    return _each(value, better, rate)


def with_completeness(value: QualityValue, percent: Decimal, inverse: bool) -> QualityValue | None:
    """The result with that share of eligible cases answered, the new ones at the same rate."""

    def fuller(counts: Counts) -> Counts:
        reported = counts.met + counts.not_met + counts.exclusion + counts.exception
        more = max(0, ceil(Fraction(percent) * counts.eligible / HUNDRED) - reported)
        met = _share(counts, more, inverse)
        return replace(counts, met=counts.met + met, not_met=counts.not_met + more - met)

    return _each(value, fuller, None)


def with_cases(value: QualityValue, cases: int, inverse: bool) -> QualityValue | None:
    """The result with that many eligible cases, the new ones answered at the same rate."""

    def larger(counts: Counts) -> Counts:
        more = max(0, cases + counts.exclusion - counts.eligible)
        met = _share(counts, more, inverse)
        return replace(
            counts,
            eligible=counts.eligible + more,
            met=counts.met + met,
            not_met=counts.not_met + more - met,
        )

    return _each(value, larger, None)


def cases_to_add(before: QualityValue, after: QualityValue) -> int:
    """How many more cases are met, or fewer where lower is better."""
    return sum(abs(b.met - a.met) for a, b in zip(_counts(before), _counts(after), strict=True))


def answers_to_add(before: QualityValue, after: QualityValue) -> int:
    """How many more cases are answered, met or not."""
    pairs = zip(_counts(before), _counts(after), strict=True)
    return sum(b.met + b.not_met - a.met - a.not_met for a, b in pairs)


def _share(counts: Counts, more: int, inverse: bool) -> int:
    """How many of `more` cases are met at the rate there was, never flattered by rounding."""
    answered = counts.met + counts.not_met
    if not answered:
        return more if inverse else 0
    exact = Fraction(counts.met * more, answered)
    return ceil(exact) if inverse else floor(exact)


def _each(
    value: QualityValue, change: Callable[[Counts], Counts], rate: Decimal | None
) -> QualityValue | None:
    """The result with each of its counts changed, and the rate where a registry states it."""
    match value:
        case Counts():
            return change(value)
        case RegistryCounts():
            stated = value.rate if rate is None else rate
            return replace(value, counts=change(value.counts), rate=stated)
        case Strata():
            stated = value.rate if rate is None or not value.registry else rate
            strata = tuple(replace(one, counts=change(one.counts)) for one in value.strata)
            return replace(value, strata=strata, rate=stated)
    return None


def _counts(value: QualityValue) -> tuple[Counts, ...]:
    match value:
        case Counts():
            return (value,)
        case RegistryCounts():
            return (value.counts,)
        case Strata():
            return tuple(one.counts for one in value.strata)
    return ()
