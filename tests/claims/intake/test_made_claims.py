"""The same invented claims are the same claims to the engines, in whatever files they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from openmips.claims.gathering import gathered
from openmips.claims.intake.reading import read_claims
from openmips.claims.intake.table import scan
from openmips.claims.synthetic.billed import BilledClaim
from openmips.claims.synthetic.claim_files import write_837p
from openmips.claims.synthetic.csv_files import write_csv
from openmips.claims.synthetic.parquet_files import write_parquet
from openmips.claims.synthetic.world import Order, seeded, synthetic_claims

ORDER = Order(2024, lines=4000, clinicians=5)

Writer = Callable[[Iterable[BilledClaim], Path], object]


def with_remittances(claims: Iterable[BilledClaim], folder: Path) -> object:
    """Write 837P files by the week, and what Medicare answered."""
    return write_837p(claims, folder, ORDER.year, remittances=True)


def claims_in(folder: Path, write: Writer) -> Counter[Any]:
    """The claims that count, without their names and line numbers, from files of one kind."""
    files = folder / "files"
    files.mkdir(parents=True)
    write(synthetic_claims(ORDER, seeded(7)), files)
    intake = read_claims([files], work_folder=folder / "work")
    assert intake.summary.remittances.unmatched == 0
    counted = gathered(scan(intake.table).collect().iter_rows(named=True)).claims
    return Counter(
        (
            *(claim.tin, claim.npi, claim.patient_id, claim.birth_date, claim.sex, claim.date),
            claim.diagnoses,
            frozenset(
                Counter(
                    (line.procedure_code, line.modifiers, line.place, line.from_date)
                    for line in claim.lines
                ).items()
            ),
        )
        for claim in counted
    )


@pytest.mark.parametrize("write", [with_remittances, write_csv])
def test_claims_are_the_same_in_every_kind_of_file(tmp_path: Path, write: Writer) -> None:
    """Replaced, voided, denied, split and repeated claims end as they do in Parquet."""
    expected = claims_in(tmp_path / "parquet", write_parquet)
    found = claims_in(tmp_path / "other", write)
    assert found - expected == Counter()
    assert expected - found == Counter()
    assert sum(found.values()) > 1000
