"""Whatever is reweighted, exactly one row of weights applies."""

from __future__ import annotations

from itertools import combinations

import pytest

from openmips.performance import Category
from openmips.policy.load import YEARS, policy_for
from openmips.policy.topics import WeightRow

CATEGORIES = frozenset(category.value for category in Category)
SCORES = ("quality", "cost", "ia", "pi")
WORKED_OUT = {
    ("small", frozenset({"pi"})): (40, 30, 30, 0),
    ("standard", frozenset({"pi"})): (55, 30, 15, 0),
    ("small", frozenset({"cost", "pi"})): (50, 0, 50, 0),
    ("standard", frozenset({"cost", "pi"})): (85, 0, 15, 0),
    ("small", frozenset()): (30, 30, 15, 25),
    ("standard", frozenset({"cost"})): (55, 0, 15, 30),
    ("small", frozenset({"quality", "pi"})): (0, 50, 50, 0),
}


def applying(year: int, option: str, practice: str, zeroed: frozenset[str]) -> list[WeightRow]:
    """The rows that apply to a combination."""
    return [
        row.value
        for row in policy_for(year).weights.rows.values()
        if row.value.option == option
        and row.value.practice in {"any", practice}
        and row.value.zeroed == zeroed
    ]


def situations(year: int) -> list[tuple[str, str, frozenset[str]]]:
    """Every option, size and set of zeroed categories that leaves enough of them."""
    weights = policy_for(year).weights
    most = len(CATEGORIES) - weights.minimum_categories.value
    return [
        (option, practice, frozenset(zeroed) | always)
        for option, always in (("traditional", frozenset()), ("app", weights.zero_in_app.value))
        for practice in ("small", "standard")
        for count in range(most - len(always) + 1)
        for zeroed in combinations(sorted(CATEGORIES - always), count)
    ]


@pytest.mark.parametrize("year", YEARS)
def test_exactly_one_row_applies(year: int) -> None:
    """For every option, practice and set of zeroed categories there is one row, and only one."""
    found = situations(year)
    assert len(found) == 2 * (11 + 4)
    assert [what for what in found if len(applying(year, *what)) != 1] == []


@pytest.mark.parametrize("year", YEARS)
def test_weights_add_up(year: int) -> None:
    """The weights of a row are 100 together, and zero for the zeroed categories alone."""
    for row in policy_for(year).weights.rows.values():
        weights = row.value.weights
        assert set(weights) == CATEGORIES, row.name
        assert sum(weights.values()) == 100, row.name
        assert {name for name, weight in weights.items() if weight == 0} == row.value.zeroed


@pytest.mark.parametrize("year", YEARS)
def test_every_row_applies_somewhere(year: int) -> None:
    """No row stands there that nobody can come to."""
    reached = [row for what in situations(year) for row in applying(year, *what)]
    assert [
        row.name for row in policy_for(year).weights.rows.values() if row.value not in reached
    ] == []


@pytest.mark.parametrize("year", YEARS)
def test_small_practices_differ_in_two_rows(year: int) -> None:
    """Size matters when promoting interoperability is out, alone or with cost, and only then."""
    sized = [
        row.value for row in policy_for(year).weights.rows.values() if row.value.practice != "any"
    ]
    assert {row.zeroed for row in sized} == {frozenset({"pi"}), frozenset({"cost", "pi"})}
    for (practice, zeroed), expected in WORKED_OUT.items():
        (row,) = applying(year, "traditional", practice, zeroed)
        assert tuple(row.weights[name] for name in SCORES) == expected
