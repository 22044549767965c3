"""Instances of claims measures add up to what anybody counts by hand, and to the oracle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from claims.micro import MicroCase, added_up, micro_cases, shared_cases
from claims.oracle import measured

from openmips.catalog.load import catalog_for
from openmips.claims.definitions import definitions_for
from openmips.claims.gathering import gathered
from openmips.claims.instances import instances
from openmips.claims.tallying import tallied
from openmips.policy.load import policy_for

Key = tuple[str, str, str, str]


def counted(
    rows: Iterable[Mapping[str, object]], year: int, measures: Iterable[str] | None = None
) -> dict[Key, tuple[int, ...]]:
    """The counts of the instances among the rows, in the form of the oracle's."""
    definitions = definitions_for(catalog_for(year), policy_for(year), measures)
    found = tallied(instances(definitions, gathered(rows).claims))
    return {
        key: (
            one.eligible,
            one.met,
            one.not_met,
            one.exclusion,
            one.exception,
            one.eligible - one.met - one.not_met - one.exclusion - one.exception,
        )
        for key, one in found.items()
    }


@pytest.mark.parametrize("case", micro_cases(), ids=lambda case: case.name)
def test_a_micro_case_comes_out_as_counted_by_hand(case: MicroCase) -> None:
    """The instances of each case's measure are as many of each kind as the case says."""
    assert added_up(counted(case.rows, case.year, [case.measure_id]), case) == case.expect


@pytest.mark.parametrize("case", micro_cases(), ids=lambda case: case.name)
def test_all_measures_of_a_micro_case_come_out_as_the_oracle_counts(case: MicroCase) -> None:
    """Whatever else the claims of a case bring up is counted as the oracle counts it."""
    assert counted(case.rows, case.year) == measured(case.rows, case.year)


@pytest.mark.conformance
def test_the_published_micro_cases_come_out(shared: Path) -> None:
    """All 43 hand-made cases of the reference material have the counts they state."""
    cases = shared_cases(shared)
    assert len(cases) == 43
    wrong = [
        case.name
        for case in cases
        if added_up(counted(case.rows, case.year, [case.measure_id]), case) != case.expect
    ]
    assert wrong == []
