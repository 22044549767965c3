"""What every score of a year would pay: the payment curve at its corners."""

from __future__ import annotations

from decimal import Decimal

from openmips.answers.adjust import AdjustAnswer, adjust
from openmips.policy.load import policy_for


def curve(performance_year: int, paid: str | None) -> list[AdjustAnswer]:
    """What the lowest score, the end of the floor, the threshold and the highest score pay.

    Between them the percent runs straight. `paid` is what Medicare pays in a year, in dollars.
    """
    policy = policy_for(performance_year)
    threshold = policy.payment.threshold.value
    floor = threshold * policy.payment.lowest_share.value
    corners = (Decimal(0), floor, threshold, Decimal(policy.final.maximum.value))
    return [adjust(performance_year, str(corner), paid) for corner in corners]
