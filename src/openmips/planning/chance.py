"""How the unknown is spread over equally likely years: ranks, ladders of shares, binomials."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from hashlib import sha256
from itertools import accumulate
from math import ceil

from openmips.amounts import HUNDRED, as_fraction, ratio_half_up
from openmips.catalog.entries import CUT_POINTS

SHARES = tuple(Fraction(int(point), HUNDRED) for point in CUT_POINTS)
"""The shares of all reporters at which a benchmark's cut points stand."""

_DIGITS = 30


@cache
def places(name: str, count: int) -> tuple[int, ...]:
    """The place of each of `count` years in an order of its own, 0 the lowest.

    The order comes from a digest of the name, so that it is the same on every machine and
    two names are as good as independent.
    """
    order = sorted(range(count), key=lambda year: sha256(f"{name} {year}".encode()).digest())
    return tuple(order)


@cache
def ranks(name: str, count: int) -> tuple[Fraction, ...]:
    """One rank between 0 and 1 for each of `count` years, evenly spread, in an order of its own.

    Half a step from 0 and 1, no year is impossible.
    """
    return tuple(rank_of(place, count) for place in places(name, count))


def rank_of(place: int, count: int) -> Fraction:
    """The rank of a place among `count` years."""
    return Fraction(2 * place + 1, 2 * count)


def places_below(share: Fraction, count: int) -> int:
    """How many of so many places have a rank below a share."""
    return max(0, min(count, ceil(share * count - Fraction(1, 2))))


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


def even_rates(values: Sequence[Decimal], count: int, decimals: int) -> list[Decimal]:
    """The values at the ranks of `count` places, lowest first, rounded as rates are.

    What `at_rank` gives, in whole numbers: there are many measures, and years of each.
    """
    decimal_places = max(0, *(-int(value.as_tuple().exponent) for value in values))
    whole = [int(value.scaleb(decimal_places)) for value in values]
    found = []
    for place, (part, all_parts) in _between(count):
        start, end = whole[place], whole[min(place + 1, len(whole) - 1)]
        above = start * all_parts + (end - start) * part
        below = all_parts * 10**decimal_places
        sign = -1 if above < 0 else 1
        found.append(sign * ratio_half_up(abs(above), below, decimals))
    return found


@cache
def _between(count: int) -> tuple[tuple[int, tuple[int, int]], ...]:
    """For each place the value below its rank, and how far it is to the next."""
    found = []
    for place in range(count):
        rank = rank_of(place, count)
        below = bisect_left(SHARES, rank)
        if below in (0, len(SHARES)):
            found.append((max(0, below - 1), (0, 1)))
            continue
        low, high = SHARES[below - 1], SHARES[below]
        found.append((below - 1, ((rank - low) / (high - low)).as_integer_ratio()))
    return tuple(found)


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
