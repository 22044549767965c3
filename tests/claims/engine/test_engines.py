"""Every engine counts as the slow oracle does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from claims.engine.rows import (
    LINES,
    Files,
    Rows,
    World,
    apart,
    as_measured,
    definitions,
    generated,
    worlds,
)
from claims.micro import MicroCase, added_up, micro_cases, shared_cases
from claims.oracle import Counts, Key, Row, measured
from hypothesis import given, settings

from openmips.catalog.load import YEARS
from openmips.claims.definitions import Definitions
from openmips.claims.engine.counting import Engine, count
from openmips.claims.engine.in_polars import count as count_in_polars
from openmips.claims.lines import COLUMNS

CASES = micro_cases()
HOW_MANY_SHARED = 43
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


@pytest.mark.conformance
@pytest.mark.parametrize("engine", ENGINES)
def test_the_shared_micro_cases_come_out_as_they_say(shared: Path, engine: Engine) -> None:
    """All cases of the reference material have their counts in each engine."""
    cases = shared_cases(shared)
    assert len(cases) == HOW_MANY_SHARED
    wrong = [
        case.name
        for case in cases
        if added_up(counted(case.rows, definitions(case.year), engine), case) != case.expect
    ]
    assert wrong == []


@pytest.mark.parametrize("engine", ENGINES)
def test_optional_columns_may_be_absent(engine: Engine, tmp_path: Path) -> None:
    """Files of the needed columns alone, one of which has some more, count as one table."""
    rows = apart(case.rows for case in CASES if case.year == 2024)
    needed = [column.name for column in COLUMNS if column.needed]
    plain = [{name: row.get(name, "") for name in needed} for row in rows]
    table = Rows(plain).scan().collect()
    half = table.height // 2
    files = (tmp_path / "some's.parquet", tmp_path / "others.parquet")
    table.head(half).select(needed).write_parquet(files[0])
    table.tail(-half).select(*needed, "status").write_parquet(files[1])
    found = count(Files(files), definitions(2024), engine)
    assert as_measured(found) == measured(plain, 2024)


def test_naming_the_engines_loads_none() -> None:
    """An engine is loaded when it is first asked for."""
    code = (
        "import sys, openmips.claims.engine.counting;"
        "print([name for name in ('polars', 'duckdb', 'pyspark') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert found.stdout.strip() == "[]"


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
