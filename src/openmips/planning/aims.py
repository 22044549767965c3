"""What makes one plan better than another, for each of the three plans that are offered."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from openmips.amounts import HUNDRED
from openmips.planning.outcome import Outcome
from openmips.planning.situation import Situation

Key = tuple[Any, ...]
"""How good a plan is: the greater is the better."""

Order = Callable[[Outcome, Decimal, int], Key]
"""The key of an outcome with its hours and its number of new habits.

Better outcomes, fewer hours and fewer habits never give a lesser key: bounds rest on that.
"""


class Aim(Enum):
    """What a plan is the best at."""

    SAFE = "minimum_safe"
    BALANCED = "balanced"
    HIGHEST = "highest"


def orders(situation: Situation) -> dict[Aim, Order]:
    """The order of plans for each aim.

    Safe: a chance that is enough, then the fewest hours; while none is enough, the greatest
    chance. Balanced: a chance that is enough, then the most dollars less the price of the
    hours; where payments are not known, the greatest chance in whole percents, then the fewest
    hours. Highest: the highest mean score. What is left equal goes by fewer hours and fewer
    new habits.
    """
    enough = Fraction(situation.estimates.safe_chance.value, HUNDRED)
    hourly = situation.estimates.hourly_cost.value
    paid = situation.performance.part_b_paid
    each = Fraction(paid) / HUNDRED if paid is not None else None

    def safe(found: Outcome, hours: Decimal, habits: int) -> Key:
        return (min(enough, found.chance), -hours, -habits, found.chance, found.mean)

    def balanced(found: Outcome, hours: Decimal, habits: int) -> Key:
        if each is None:
            return (found.chance * HUNDRED // 1, -hours, -habits, found.mean)
        worth = each * found.percent - hourly * Fraction(hours)
        return (min(enough, found.chance), worth, -hours, -habits)

    def highest(found: Outcome, hours: Decimal, habits: int) -> Key:
        return (found.mean, found.chance, -hours, -habits)

    return {Aim.SAFE: safe, Aim.BALANCED: balanced, Aim.HIGHEST: highest}
