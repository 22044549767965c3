"""Spark counts as the slow oracle does; many worlds at once, as each run takes seconds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from claims.engine.rows import Rows, World, apart, as_measured, definitions, generated, worlds
from claims.micro import micro_cases
from claims.oracle import measured
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openmips.catalog.load import YEARS
from openmips.claims.engine.counting import Engine, count
from openmips.claims.engine.in_spark import session_of

MASTER = "local[2]"


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[object]:
    """One session for all tests here; without Java or Spark they are skipped, save in CI."""
    missing = [
        what
        for what, there in {"Java": shutil.which("java"), "Spark": find_spec("pyspark")}.items()
        if not there
    ]
    if missing:
        reason = f"there is no {' and no '.join(missing)} here (make spark)"
        assert "CI" not in os.environ, reason
        pytest.skip(reason)
    session = session_of(MASTER)
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_a_year_comes_out_as_the_oracle_says(year: int) -> None:
    """All micro cases, each in practices of its own, and 30,000 generated lines, in one run."""
    cases = apart(case.rows for case in micro_cases() if case.year == year)
    rows, expected = generated(year)
    assert not {row["tin"] for row in cases} & {row["tin"] for row in rows}
    found = count(Rows((*cases, *rows)), definitions(year), Engine.SPARK, master=MASTER)
    assert as_measured(found) == measured(cases, year) | expected


@pytest.mark.slow
@given(drawn=st.lists(worlds(YEARS[1]), min_size=20, max_size=60))
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
def test_worlds_full_of_traps_come_out_as_the_oracle_says(drawn: list[World]) -> None:
    """Many small worlds in practices of their own are counted in one run."""
    rows = apart(world.rows for world in drawn)
    found = as_measured(count(Rows(rows), definitions(YEARS[1]), Engine.SPARK, master=MASTER))
    assert found == measured(rows, YEARS[1])
