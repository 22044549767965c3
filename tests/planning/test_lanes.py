"""Numbers side by side in one integer are what they are one by one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from openmips.amounts import round_half_up
from openmips.planning.chance import at_rank, even_rates, places_below, rank_of
from openmips.planning.lanes import Lanes

MOST = 1000
ROWS = st.integers(1, 9).flatmap(
    lambda count: st.lists(
        st.lists(st.integers(0, MOST), min_size=count, max_size=count), min_size=2, max_size=6
    )
)


@given(ROWS)
def test_rows_are_compared_and_added_lane_by_lane(rows: list[list[int]]) -> None:
    """Each operation on packed rows gives what it gives on every pair of numbers."""
    one, other = rows[:2]
    lanes = Lanes(len(one), MOST * MOST)
    row, second = lanes.pack(one), lanes.pack(other)
    pairs = list(zip(one, other, strict=True))
    assert lanes.unpack(row) == tuple(one)
    assert lanes.unpack(row + second) == tuple(a + b for a, b in pairs)
    assert lanes.unpack(row * MOST) == tuple(MOST * a for a in one)
    assert lanes.unpack(lanes.most(row, second)) == tuple(max(pair) for pair in pairs)
    assert lanes.unpack(lanes.least(row, second)) == tuple(min(pair) for pair in pairs)
    assert lanes.total(row) == sum(one)
    above = lanes.at_least(row, second)
    assert above == lanes.mask(place for place, (a, b) in enumerate(pairs) if a >= b)
    assert lanes.unpack(lanes.picked(row, above)) == tuple(a * (a >= b) for a, b in pairs)
    assert lanes.unpack(lanes.ones) == (1,) * len(one)
    assert lanes.mask(range(len(one))) == lanes.tops


@given(ROWS, st.integers(1, 7))
def test_the_best_of_many_rows_are_sorted_year_by_year(rows: list[list[int]], kept: int) -> None:
    """The greatest number of each lane stands first, the second greatest second."""
    lanes = Lanes(len(rows[0]), MOST)
    tops: tuple[int, ...] = ()
    for row in rows:
        tops = lanes.inserted(tops, lanes.pack(row), kept)
    wanted = [sorted(year, reverse=True)[:kept] for year in zip(*rows, strict=True)]
    assert [list(year) for year in zip(*map(lanes.unpack, tops), strict=True)] == wanted


@given(st.lists(st.decimals(-50, 100, places=2), min_size=11, max_size=11), st.integers(1, 30))
def test_rates_at_all_ranks_are_those_at_each(values: list[Decimal], count: int) -> None:
    """In whole numbers, for all places at once, comes out what fractions give one by one."""
    each = [round_half_up(at_rank(values, rank_of(place, count)), 2) for place in range(count)]
    assert even_rates(values, count, 2) == each


@given(st.fractions(0, 1), st.integers(1, 60))
def test_places_below_a_share_are_those_with_a_lesser_rank(share: Fraction, count: int) -> None:
    """The number of places is what counting their ranks one by one gives."""
    assert places_below(share, count) == sum(
        rank_of(place, count) < share for place in range(count)
    )
