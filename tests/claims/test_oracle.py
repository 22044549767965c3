"""The slow oracle counts as anybody would by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from claims.micro import MicroCase, added_up, micro_cases, shared_cases
from claims.oracle import REFUSED, UNITS, measured, rates

from openmips.catalog.load import YEARS, catalog_for
from openmips.catalog.search import code_sets
from openmips.claims.lines import NAMES

CASES = micro_cases()
HOW_MANY_SHARED = 43


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_micro_case_comes_out_as_counted_by_hand(case: MicroCase) -> None:
    """Each case's measure has the counts that the case says, in each of its years."""
    assert added_up(measured(case.rows, case.year, [case.measure_id]), case) == case.expect


def test_micro_cases_use_columns_of_the_layout() -> None:
    """No case rests on a column that the table of claim lines does not have."""
    assert {name for case in CASES for row in case.rows for name in row} <= set(NAMES)


def test_every_counting_unit_and_year_has_a_micro_case() -> None:
    """No unit and no year is left to luck."""
    assert {UNITS[case.measure_id] for case in CASES} == set(UNITS.values())
    assert {case.year for case in CASES} == set(YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_every_measure_of_a_year_has_a_unit_or_is_refused(year: int) -> None:
    """What the year offers by claims is counted, save the three whose unit is not known."""
    offered = set(code_sets(catalog_for(year))[1])
    counted = {rate.measure_id for rate in rates(year)}
    assert counted == offered - REFUSED
    assert counted <= set(UNITS)
    assert {rate.stratum for rate in rates(year) if rate.measure_id == "226"} == {"00", "01", "02"}
    assert {rate.stratum for rate in rates(year) if rate.measure_id != "226"} == {""}


@pytest.mark.parametrize("measure_id", sorted(REFUSED))
def test_a_measure_without_a_unit_is_refused(measure_id: str) -> None:
    """Asked for by name, it is an error rather than an empty result."""
    with pytest.raises(KeyError, match=measure_id):
        measured([], 2023, [measure_id])


def test_a_measure_that_left_claims_is_refused() -> None:
    """Measure 113 has code sets in 2024 but is not offered by claims."""
    with pytest.raises(KeyError, match="113"):
        measured([], 2024, ["113"])


@pytest.mark.conformance
def test_the_shared_micro_cases_come_out_as_they_say(shared: Path) -> None:
    """All cases of the reference material have their counts."""
    cases = shared_cases(shared)
    assert len(cases) == HOW_MANY_SHARED
    wrong = [
        (case.name, found, case.expect)
        for case in cases
        if (found := added_up(measured(case.rows, case.year), case)) != case.expect
    ]
    assert wrong == []
