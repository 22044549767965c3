"""Every engine counts as the slow oracle does."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from claims.engine.rows import (
    LINES,
    Rows,
    World,
    as_measured,
    definitions,
    generated,
    worlds,
)
from claims.micro import MicroCase, added_up, micro_cases
from claims.oracle import Counts, Key, Row, measured
from hypothesis import given, settings

from openmips.catalog.load import YEARS
from openmips.claims.definitions import Definitions
from openmips.claims.engine.counting import Engine, count
from openmips.claims.engine.in_polars import count as count_in_polars

CASES = micro_cases()
ENGINES = (Engine.POLARS, Engine.DUCKDB)


def counted(rows: Iterable[Row], what: Definitions, engine: Engine) -> dict[Key, Counts]:
    """What the engine counts, in the oracle's shape."""
    return as_measured(count(Rows(tuple(rows)), what, engine))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_micro_case_comes_out_as_counted_by_hand(case: MicroCase, engine: Engine) -> None:
    """Each case's measure has the counts that the case says, among all measures of the year."""
    assert added_up(counted(case.rows, definitions(case.year), engine), case) == case.expect


@pytest.mark.parametrize("engine", ENGINES)
@given(world=worlds())
@settings(max_examples=60, deadline=None)
def test_an_engine_counts_as_the_oracle_does(world: World, engine: Engine) -> None:
    """In worlds where everything meets everything, nothing is counted otherwise."""
    what = definitions(world.year, world.measures)
    assert counted(world.rows, what, engine) == measured(world.rows, world.year, world.measures)


@given(world=worlds())
@settings(max_examples=60, deadline=None)
def test_portions_and_shards_make_no_difference(world: World) -> None:
    """Read two lines at a time, with claims put by on disk, the counts are the same."""
    what = definitions(world.year, world.measures)
    found = count_in_polars(Rows(world.rows), what, portion=2, at_once=1)
    assert as_measured(found) == measured(world.rows, world.year, world.measures)


@pytest.mark.parametrize("engine", ENGINES)
def test_no_lines_have_no_counts(engine: Engine) -> None:
    """An empty table is no error and yields nothing."""
    assert counted((), definitions(2024), engine) == {}


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_thirty_thousand_lines_of_a_year_come_out_as_the_oracle_says(year: int) -> None:
    """Every clinician, measure and stratum of a generated year, in both embedded engines."""
    rows, expected = generated(year)
    assert len(rows) >= LINES
    assert counted(rows, definitions(year), Engine.POLARS) == expected
    assert counted(rows, definitions(year), Engine.DUCKDB) == expected
