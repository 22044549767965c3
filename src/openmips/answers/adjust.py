"""What a final score pays: percent, dollars of a year, and one claim line."""

from __future__ import annotations

from decimal import Decimal
from typing import NotRequired, TypedDict

from openmips.amounts import HUNDRED, amount, fixed, plain
from openmips.answers import problems
from openmips.answers.problems import problem
from openmips.answers.why import WhyAnswer, why_document
from openmips.payment import Adjustment, adjusted_payment, adjustment, dollars
from openmips.policy.load import YEARS, policy_for
from openmips.policy.topics import Policy
from openmips.problems.finding import ProblemKind, listed, shown

_MOST_DIGITS = 30

Typed = str | int | Decimal
"""An amount as somebody writes it."""

UNPUBLISHED = "CMS has not published the year's maximum adjustment yet."
NOT_PAID = "What Medicare pays the practice (partBPaid) is not given."


class MaximumPositive(TypedDict):
    """The adjustment of a score of 100: its bounds, and the best estimate if there is one."""

    low: str
    high: str
    best: str | None
    attestation: str


class ClaimLine(TypedDict):
    """One claim line: what Medicare pays before and after the adjustment."""

    paid: str
    adjusted: str | None
    adjustedLow: str
    adjustedHigh: str


class AdjustAnswer(TypedDict):
    """What a score pays. `percent` is None while a positive maximum is unpublished."""

    performanceYear: int
    paymentYear: int
    score: str
    percent: str | None
    percentLow: str
    percentHigh: str
    percentReason: NotRequired[str]
    performanceThreshold: str
    dollars: str | None
    dollarsLow: str | None
    dollarsHigh: str | None
    dollarsReason: NotRequired[str]
    claim: NotRequired[ClaimLine]
    maximumPositive: MaximumPositive
    why: WhyAnswer


def adjust(
    performance_year: int,
    score: Typed,
    paid: Typed | None = None,
    claim_paid: Typed | None = None,
) -> AdjustAnswer:
    """What a final score, taken as typed, pays in its payment year.

    `paid` is what Medicare pays in a year, `claim_paid` for one claim line, in dollars.
    Raises ProblemsFound.
    """
    if performance_year not in YEARS:
        found, expected = f"The year is {performance_year}", listed(map(str, YEARS))
        raise problem(problems.UNKNOWN_YEAR, "$.performanceYear", found, expected)
    policy = policy_for(performance_year)
    exact = _amount("score", score, problems.BAD_SCORE, HUNDRED)
    found_adjustment = adjustment(exact, policy)
    year_paid = None if paid is None else _amount("paid", paid, problems.BAD_AMOUNT)
    answer: AdjustAnswer = {
        "performanceYear": performance_year,
        "paymentYear": policy.programme.payment_year.value,
        "score": str(score) if isinstance(score, str) else plain(exact),
        "percent": _percent(found_adjustment.best),
        "percentLow": fixed(found_adjustment.low),
        "percentHigh": fixed(found_adjustment.high),
        "performanceThreshold": plain(policy.payment.threshold.value),
        "dollars": dollars_of(found_adjustment.best, year_paid, policy),
        "dollarsLow": dollars_of(found_adjustment.low, year_paid, policy),
        "dollarsHigh": dollars_of(found_adjustment.high, year_paid, policy),
        "maximumPositive": maximum_positive(policy),
        "why": why_document(found_adjustment.why),
    }
    if found_adjustment.best is None:
        answer["percentReason"] = UNPUBLISHED
    if year_paid is None:
        answer["dollarsReason"] = NOT_PAID
    elif found_adjustment.best is None:
        answer["dollarsReason"] = UNPUBLISHED
    if claim_paid is not None:
        line = _amount("claim_paid", claim_paid, problems.BAD_AMOUNT)
        answer["claim"] = _claim_line(found_adjustment, line, policy)
    return answer


def maximum_positive(policy: Policy) -> MaximumPositive:
    """The year's highest adjustment; the law's own bounds while CMS has not published it."""
    rules = policy.payment
    provision = rules.maximum_positive
    if provision.value is None:
        most = rules.applicable_percent.value * rules.maximum_scaling_factor.value
        low, high, best = plain(Decimal(0)), plain(most), None
    else:
        low, high = plain(provision.value.low), plain(provision.value.high)
        best = plain(provision.value.best)
    return {"low": low, "high": high, "best": best, "attestation": provision.attestation.value}


def dollars_of(percent: Decimal | None, paid: Decimal | None, policy: Policy) -> str | None:
    """What a rounded percent is in dollars of a year, where both are known."""
    if percent is None or paid is None:
        return None
    return fixed(dollars(percent, paid, policy.programme))


def _percent(percent: Decimal | None) -> str | None:
    return None if percent is None else fixed(percent)


def _claim_line(found: Adjustment, paid: Decimal, policy: Policy) -> ClaimLine:
    def adjusted(percent: Decimal) -> str:
        return fixed(adjusted_payment(percent, paid, policy.programme))

    return {
        "paid": fixed(paid),
        "adjusted": None if found.best is None else adjusted(found.best),
        "adjustedLow": adjusted(found.low),
        "adjustedHigh": adjusted(found.high),
    }


def _amount(name: str, typed: Typed, kind: ProblemKind, most: int | None = None) -> Decimal:
    """The number that was typed, from 0 to `most`. Raises ProblemsFound."""
    expected = "a decimal number of 0 or more" if most is None else f"0 to {most}"
    wrong = problem(kind, f"$.{name}", f"{name} is {shown(str(typed))}", expected)
    try:
        value = amount(typed)
    except ValueError as error:
        raise wrong from error
    if value < 0 or (most is not None and value > most) or not _plausible(value):
        raise wrong
    return value


def _plausible(value: Decimal) -> bool:
    """Whether the number is of a length that can be meant."""
    _, digits, exponent = value.as_tuple()
    return len(digits) <= _MOST_DIGITS and abs(int(exponent)) <= _MOST_DIGITS
