"""How the unknown is spread over equally likely years: ranks, ladders of shares, binomials."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from hashlib import sha256
from itertools import accumulate

from openmips.amounts import HUNDRED, as_fraction
from openmips.catalog.entries import CUT_POINTS

SHARES = tuple(Fraction(int(point), HUNDRED) for point in CUT_POINTS)
"""The shares of all reporters at which a benchmark's cut points stand."""

_DIGITS = 30


@cache
def ranks(name: str, count: int) -> tuple[Fraction, ...]:
    """One rank between 0 and 1 for each of `count` years, evenly spread, in an order of its own.

    The order comes from a digest of the name, so that it is the same on every machine and
    two names are as good as independent. Half a step from 0 and 1, no year is impossible.
    """
    order = sorted(range(count), key=lambda year: sha256(f"{name} {year}".encode()).digest())
    return tuple(Fraction(2 * place + 1, 2 * count) for place in order)


def at_rank(values: Sequence[Decimal], rank: Fraction) -> Fraction:
    """The value at a rank, from the values at `SHARES`, in a straight line between two."""
    place = bisect_left(SHARES, rank)
    if place == 0:
        return Fraction(values[0])
    if place == len(SHARES):
        return Fraction(values[-1])
    low, high = SHARES[place - 1], SHARES[place]
    start, end = as_fraction(values[place - 1]), as_fraction(values[place])
    return start + (end - start) * (rank - low) / (high - low)


@cache
def more_met(cases: int, met: Fraction, not_met: Fraction, count: int) -> tuple[int, ...]:
    """How many of `cases` are met in the first, second ... of `count` evenly spread years.

    Each case is met with one probability that is not known, only that it is spread like a
    beta distribution of `met` and `not_met`; so the number met is beta-binomial.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        good, bad = _decimal(met), _decimal(not_met)
        chance = Decimal(1)
        for case in range(cases):
            chance *= (bad + case) / (good + bad + case)
        chances = [chance]
        for number in range(cases):
            ratio = (cases - number) * (good + number)
            chance *= ratio / ((number + 1) * (bad + cases - number - 1))
            chances.append(chance)
        sums = list(accumulate(chances))
        wanted = (Decimal(2 * place + 1) / (2 * count) for place in range(count))
        return tuple(min(cases, bisect_left(sums, rank)) for rank in wanted)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator
