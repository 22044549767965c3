"""What makes a plan better than another, for each of the three plans that are offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, Protocol

from openmips.amounts import HUNDRED
from openmips.planning.situation import Situation


class Found(Protocol):
    """What a plan comes to: its chance, the mean payment adjustment, the mean final score."""

    @property
    def chance(self) -> Any:
        """The chance to reach the performance threshold."""

    @property
    def percent(self) -> Any:
        """The payment adjustment."""

    @property
    def mean(self) -> Any:
        """The final score."""


Key = tuple[Any, ...]
"""How good a plan is: the greater is the better."""

Order = Callable[[Found, Any, int], Key]
"""The key of what is found, with its hours and its number of new habits.

Better outcomes, fewer hours and fewer habits never give a lesser key: bounds rest on that.
"""


class Aim(Enum):
    """What a plan is the best at."""

    SAFE = "minimum_safe"
    BALANCED = "balanced"
    HIGHEST = "highest"

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Terms:
    """What the orders compare with: fractions, or the whole numbers of a scale.

    `enough` is the chance that is safe, `sure` the one that is as good as certain. `each` is
    what a unit of `percent` is worth, None where payments are not known, `hourly` what one of
    the hours costs, both in the same money.
    """

    enough: Any
    sure: Any
    each: Any
    hourly: Any

    @classmethod
    def of(cls, situation: Situation) -> Terms:
        """The terms in chances, percents, points and hours."""
        estimates, paid = situation.estimates, situation.performance.part_b_paid
        each = None if paid is None else Fraction(paid) / HUNDRED
        return cls(
            Fraction(estimates.safe_chance.value, HUNDRED),
            Fraction(estimates.sure_chance.value, HUNDRED),
            each,
            estimates.hourly_cost.value,
        )


def orders(terms: Terms) -> dict[Aim, Order]:
    """The order of plans for each aim.

    Safe: a chance that is enough, then the fewest hours; while none is enough, the greatest
    chance. Balanced: a chance that is enough, then the most dollars less the price of the
    hours; where payments are not known, as the safe one, with a chance that is as good as
    certain. Highest: the highest mean score. What is left equal goes by fewer hours and fewer
    new habits.
    """
    enough, each, hourly = terms.enough, terms.each, terms.hourly

    def fewest_hours(chance: Any) -> Order:
        def order(found: Found, hours: Any, habits: int) -> Key:
            return (min(chance, found.chance), -hours, -habits, found.chance, found.mean)

        return order

    def balanced(found: Found, hours: Any, habits: int) -> Key:
        worth = each * found.percent - hourly * hours
        return (min(enough, found.chance), worth, -hours, -habits)

    def highest(found: Found, hours: Any, habits: int) -> Key:
        return (found.mean, found.chance, -hours, -habits)

    return {
        Aim.SAFE: fewest_hours(enough),
        Aim.BALANCED: fewest_hours(terms.sure) if each is None else balanced,
        Aim.HIGHEST: highest,
    }
