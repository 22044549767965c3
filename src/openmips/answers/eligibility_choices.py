"""What each choice does to payments: percents, and dollars at most where charges are known."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NotRequired, TypedDict

from openmips.amounts import HUNDRED, fixed
from openmips.answers.adjust import dollars_of
from openmips.participation.choices import choices
from openmips.participation.facts import Totals
from openmips.participation.results import Result
from openmips.payment import adjustment
from openmips.planning.estimates import estimates_for
from openmips.policy.topics import Policy

NOTHING = "nothing"


class ChoiceAnswer(TypedDict):
    """One thing that may be done, whether payments then change, and between which bounds.

    The dollars are the percents of what was charged: Medicare pays less than that, so they
    are bounds, too. None where charges are not known. Where the year's highest adjustment is
    not published, `percentHigh` is the law's bound, and `percentHighLately` the highest of the
    last year that has one.
    """

    action: str
    adjusted: bool
    says: str
    percentLow: str
    percentHigh: str
    percentHighLately: NotRequired[str]
    dollarsLow: str | None
    dollarsHigh: str | None


def choice_answers(result: Result, policy: Policy, charges: Decimal | None) -> list[ChoiceAnswer]:
    """The choices under a result, each with what it can do to payments."""
    return list(_choices(result, policy, charges))


def _choices(result: Result, policy: Policy, charges: Decimal | None) -> Iterator[ChoiceAnswer]:
    for each in choices(result, policy):
        low, high = _bounds(each.action, policy) if each.adjusted else (Decimal(0), Decimal(0))
        answer: ChoiceAnswer = {
            "action": each.action,
            "adjusted": each.adjusted,
            "says": each.why.says,
            "percentLow": fixed(low),
            "percentHigh": fixed(high),
            "dollarsLow": dollars_of(low, charges, policy),
            "dollarsHigh": dollars_of(high, charges, policy),
        }
        if high > 0 and policy.payment.maximum_positive.value is None:
            lately = estimates_for(policy.performance_year).maximum_positive.value
            answer["percentHighLately"] = fixed(lately)
        yield answer


def _bounds(action: str, policy: Policy) -> tuple[Decimal, Decimal]:
    """The adjustments of the lowest score and, unless nothing is done, of the highest."""
    lowest = adjustment(Fraction(0), policy)
    if action == NOTHING:
        return lowest.low, lowest.high
    return lowest.low, adjustment(Fraction(HUNDRED), policy).high


def latest_charges(totals: tuple[Totals, Totals]) -> Decimal | None:
    """What was charged in the latest segment that is known whole."""
    known = [each.charges for each in totals if each.through is None and each.charges is not None]
    return known[-1] if known else None
