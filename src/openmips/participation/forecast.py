"""Where the totals of a segment will end, from part of it, and how sure that is.

Billing comes in clumps (a patient, a visit, a course of treatment) at a steady rate that is
known only from what came so far. The clumps still to come then follow a negative binomial
distribution. docs/decisions holds the reasons; all of it is exact arithmetic or fixed
decimal precision, so that the same totals give the same forecast everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from itertools import accumulate

from openmips.amounts import Amount, as_fraction
from openmips.participation.facts import Totals
from openmips.participation.instants import day_of
from openmips.participation.low_volume import thresholds
from openmips.participation.segments import segment_days
from openmips.policy.eligibility_topics import EligibilityPolicy
from openmips.policy.topics import Policy
from openmips.why import Why

_EXACT = Context()
_NEGLIGIBLE = Decimal(1).scaleb(-_EXACT.prec)


@dataclass(frozen=True, slots=True)
class Expected:
    """One criterion at the segment's end: the middle, the range, the chance to exceed."""

    low: Fraction
    expected: Fraction
    high: Fraction
    chance: Fraction


@dataclass(frozen=True, slots=True)
class Forecast:
    """The three criteria at the segment's end, as far as known.

    The chance to exceed all of them lies between `all_low` (as if they moved
    independently) and `all_high` (as if they moved together).
    """

    charges: Expected | None
    patients: Expected | None
    services: Expected | None
    all_low: Fraction | None
    all_high: Fraction | None
    why: Why


def forecast(totals: Totals, segment: int, policy: Policy) -> Forecast:
    """Where a segment's totals, known up to `totals.through`, will end.

    Raises ValueError where that day is not in the segment.
    """
    first, last = (day_of(provision) for provision in segment_days(segment, policy))
    through = last if totals.through is None else totals.through
    if not first <= through <= last:
        raise ValueError(f"{through} does not lie in segment {segment}, {first} to {last}.")
    done, left = _days(first, through), _days(through, last) - 1
    rules = policy.topic(EligibilityPolicy)
    charges, patients, services = thresholds(rules)
    together = Fraction(rules.forecast_services_together.value)
    tail = as_fraction(rules.forecast_tail.value)
    found = (
        _charges(totals, charges.value, done, left, together, tail),
        _counted(totals.patients, Fraction(1), patients.value, done, left, tail),
        _counted(totals.services, together, services.value, done, left, tail),
    )
    low, high = _all(found)
    says = (
        "Segment {}: {} of {} days are known; the rest is taken to come at the same rate. "
        "Patients seen before come again, so the number of patients will rather be lower."
    )
    facts = (segment, done, done + left)
    assumed = (rules.forecast_services_together, rules.forecast_tail)
    why = Why(says, facts, (*thresholds(rules), *assumed))
    return Forecast(*found, low, high, why)


def _all(found: Sequence[Expected | None]) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest chance that all criteria are exceeded."""
    chances = [each.chance for each in found if each is not None]
    if len(chances) < len(found):
        return None, None
    product = Fraction(1)
    for chance in chances:
        product *= chance
    return product, min(chances)


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def _charges(
    totals: Totals, threshold: Decimal, done: int, left: int, together: Fraction, tail: Fraction
) -> Expected | None:
    """Charges come with the services, at the dollars a service brought so far."""
    if totals.charges is None or (left and not totals.services):
        return None
    clumps = as_fraction(totals.services or 1) / together
    each = as_fraction(totals.charges) / clumps
    return _projected(as_fraction(totals.charges), each, threshold, done, left, tail)


def _counted(
    count: int | None, clump: Fraction, threshold: int, done: int, left: int, tail: Fraction
) -> Expected | None:
    if count is None:
        return None
    return _projected(Fraction(count), clump, threshold, done, left, tail)


def _projected(
    so_far: Fraction, each: Fraction, threshold: Amount, done: int, left: int, tail: Fraction
) -> Expected:
    """What comes on top of `so_far` in the days left, in clumps of `each`."""
    if not left or not each:
        certain = Fraction(so_far > threshold)
        return Expected(so_far, so_far, so_far, certain)
    clumps = so_far // each
    spread = _Spread(clumps, done, left)
    needed = (as_fraction(threshold) - so_far) // each + 1
    return Expected(
        so_far + each * spread.quantile(tail),
        so_far + so_far * left / done,
        so_far + each * spread.quantile(1 - tail),
        spread.at_least(max(needed, 0)),
    )


class _Spread:
    """How many clumps come in the days left, after `seen` came in the days done.

    A negative binomial distribution: Poisson arrivals at a rate known from what was seen.
    Its weights are built outward from the likeliest number until they no longer matter.
    """

    def __init__(self, seen: int, done: int, left: int) -> None:
        self._shape, self._done, self._left = seen + 1, done, left
        self._first = seen * left // done
        up = self._walk(self._first, 1, self._step)
        down = self._walk(self._first, -1, lambda number: 1 / self._step(number - 1))
        self._weights = [*reversed(down), Decimal(1), *up]
        self._first -= len(down)
        self._whole = sum(self._weights, Decimal(0))

    def _step(self, number: int) -> Fraction:
        """The chance of one clump more than `number`, over that of `number`."""
        above = (self._shape + number) * self._left
        return Fraction(above, (number + 1) * (self._done + self._left))

    def _walk(self, number: int, stride: int, step: Callable[[int], Fraction]) -> list[Decimal]:
        weights, weight = [], Decimal(1)
        while weight > _NEGLIGIBLE and (stride > 0 or number > 0):
            ratio = step(number)
            weight = _EXACT.multiply(
                weight, _EXACT.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))
            )
            weights.append(weight)
            number += stride
        return weights

    def quantile(self, share: Fraction) -> int:
        """The least number with at least this chance of not being exceeded."""
        wanted = as_fraction(self._whole) * share
        reached = accumulate(map(as_fraction, self._weights))
        return self._first + sum(part < wanted for part in reached)

    def at_least(self, number: int) -> Fraction:
        """The chance that at least `number` clumps come."""
        above = sum(self._weights[max(number - self._first, 0) :], Decimal(0))
        return as_fraction(above) / as_fraction(self._whole)
