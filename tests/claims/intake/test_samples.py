"""The sample files beside the repository read whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from claims.intake.reading import claims, records

from openmips.claims.intake.notes import Count

pytestmark = pytest.mark.conformance

SAMPLES = "claims/837"


def test_the_synthetic_claims_read_without_a_problem(shared: Path) -> None:
    """300 claims with 1,029 lines, quality codes among them."""
    found = claims((shared / SAMPLES / "synthetic-300-claims.837").read_bytes())
    assert len(found) == 300
    assert sum(len(one.lines) for one in found) == 1029
    assert {one.tin for one in found} == {"100000000"}


def test_every_sample_of_others_reads_to_its_end(shared: Path) -> None:
    """Each holds one claim; all are for other payers, or of the time of ICD-9."""
    files = sorted((shared / SAMPLES / "linuxforhealth-5010").glob("*.837"))
    assert len(files) == 19
    total: dict[str, Count] = {}
    for file in files:
        found, notes = records(file.read_bytes())
        assert found == []
        seen = {problem.code for problem in notes.problems()}
        assert seen <= {"claim_icd9", "component_separator"}
        for reason, count in notes.skipped.items():
            total[reason] = total.get(reason, Count()) + count
    assert total == {"not_part_b": Count(12, 40), "claim_icd9": Count(7, 11)}
