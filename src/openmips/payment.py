"""From a final score to the payment adjustment: percent, dollars, one claim line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from openmips.amounts import HUNDRED, Amount, round_half_down, round_half_up
from openmips.policy.topics import Interval, PaymentPolicy, Policy, ProgrammePolicy
from openmips.why import Why


@dataclass(frozen=True, slots=True)
class Adjustment:
    """The payment adjustment of one final score, in percent rounded to two decimals.

    `best` rests on the best estimate of the year's maximum and is None for a positive
    adjustment while that maximum is unpublished; `low` and `high` bound what it can be, and
    the maximum's own upper bound is not reached.
    """

    best: Decimal | None
    low: Decimal
    high: Decimal
    why: Why


def adjustment(score: Amount, policy: Policy) -> Adjustment:
    """The adjustment of an unrounded final score (0-100) in the payment year (rule PAY-1).

    At or below a quarter of the threshold the full negative percent, from there a line to 0
    at the threshold, above it a line to the year's maximum at 100. Source: 42 CFR 414.1405.
    """
    rules = policy.payment
    exact = Fraction(score)
    threshold = Fraction(rules.threshold.value)
    most = Fraction(rules.applicable_percent.value)
    if exact <= threshold:
        if exact <= threshold * Fraction(rules.lowest_share.value):
            percent = -most
            says = "A score of {} is at or below {} of the threshold {}: {} percent."
            facts: tuple[object, ...] = (exact, rules.lowest_share.value, threshold, percent)
        else:
            percent = -most * (threshold - exact) / threshold
            says = "A score of {} pays -{} x ({} - {}) / {} = {} percent."
            facts = (exact, most, threshold, exact, threshold, percent)
        under = (rules.threshold, rules.applicable_percent, rules.lowest_share)
        places = policy.programme.percent_places
        rounded = round_half_up(percent, places.value)
        why = Why(says, facts, (*under, places))
        return Adjustment(rounded, rounded, rounded, why)
    return _positive(exact, threshold, most, rules, policy.programme)


def _positive(
    score: Fraction,
    threshold: Fraction,
    most: Fraction,
    rules: PaymentPolicy,
    programme: ProgrammePolicy,
) -> Adjustment:
    share = (score - threshold) / (HUNDRED - threshold)
    places = programme.percent_places
    maximum = rules.maximum_positive
    if maximum.value is None:
        ceiling = round_half_up(
            most * Fraction(rules.maximum_scaling_factor.value) * share, places.value
        )
        why = Why(
            "A score of {} is above the threshold {}: the adjustment is positive. CMS has not"
            " published the year's maximum; the law allows up to {} percent at this score.",
            (score, threshold, ceiling),
            (rules.threshold, maximum, rules.applicable_percent, rules.maximum_scaling_factor),
        )
        return Adjustment(None, Decimal(0).quantize(ceiling), ceiling, why)
    extra, extra_why = _additional(score, rules)

    def whole(base: Decimal, additional: Decimal) -> Fraction:
        return Fraction(base) * share + Fraction(additional) * extra

    none = Interval(Decimal(0), Decimal(0), Decimal(0))
    top = maximum.value
    more = rules.additional_maximum.value or none
    best = round_half_up(whole(top.best, more.best), places.value)
    why = Why(
        "A score of {} pays {} x ({} - {}) / ({} - {}){} = {} percent; the year's maximum lies"
        " between {} and {}.",
        (
            score,
            top.best,
            score,
            threshold,
            HUNDRED,
            threshold,
            " plus the exceptional performance adjustment" if extra else "",
            best,
            top.low,
            top.high,
        ),
        (rules.threshold, maximum, places),
        extra_why,
    )
    low = round_half_up(whole(top.low, more.low), places.value)
    high = round_half_down(whole(top.high, more.high), places.value)
    return Adjustment(best, low, high, why)


def _additional(score: Fraction, rules: PaymentPolicy) -> tuple[Fraction, tuple[Why, ...]]:
    """The share of the exceptional performance adjustment's maximum, while it existed.

    Its line runs from the lowest percent at the additional threshold to the highest at 100.
    """
    start = rules.additional_threshold.value
    lowest = rules.additional_lowest.value
    highest = rules.additional_highest.value
    if start is None or lowest is None or highest is None or score < start:
        return Fraction(0), ()
    climbed = (score - Fraction(start)) / (HUNDRED - Fraction(start))
    line = Fraction(lowest) + Fraction(highest - lowest) * climbed
    under = (
        rules.additional_threshold,
        rules.additional_lowest,
        rules.additional_highest,
        rules.additional_maximum,
    )
    share = line / Fraction(highest)
    says = "Exceptional performance at {}: {} of {} percent, times its own scaling factor."
    return share, (Why(says, (score, line, highest), under),)


def dollars(percent: Decimal, paid: Decimal, programme: ProgrammePolicy) -> Decimal:
    """What a rounded adjustment percent changes on an amount Medicare paid, in dollars.

    The same for a year's payments and for one claim line; deductible and coinsurance are
    unchanged. Source: 42 CFR 414.1405(e).
    """
    return round_half_up(Fraction(paid) * Fraction(percent) / HUNDRED, programme.money_places.value)


def adjusted_payment(percent: Decimal, paid: Decimal, programme: ProgrammePolicy) -> Decimal:
    """What Medicare pays for a claim line once the adjustment is applied, in dollars."""
    whole = Fraction(paid) * (HUNDRED + Fraction(percent)) / HUNDRED
    return round_half_up(whole, programme.money_places.value)
