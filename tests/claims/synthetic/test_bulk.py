"""Many lines are made from a few clinicians' years, and nobody in them is somebody else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from claims.oracle import Counts, Key, measured

from openmips.claims.lines import NAMES
from openmips.claims.synthetic import bulk
from openmips.claims.synthetic.bulk import bulk_tables, write_bulk_csv, write_bulk_parquet
from openmips.claims.synthetic.world import Order, seeded, synthetic_claims
from openmips.formats.identifiers import check_digit_fits

ORDER = Order(2024, clinicians=13, lines=5_000, traps=None)
PERSONS = ["tin", "rendering_npi", "patient_id"]


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> list[pl.DataFrame]:
    """Thirteen clinicians made from four: the first table and three copies."""
    monkeypatch.setattr(bulk, "DRAWN_CLINICIANS", 4)
    return list(bulk_tables(ORDER, seeded(9)))


def test_copies_are_of_other_people(tables: list[pl.DataFrame]) -> None:
    """No copy shares a TIN, an NPI or a patient with another; each NPI's check digit fits."""
    assert len(tables) == 4
    for name in PERSONS:
        groups = [set(table.get_column(name)) for table in tables]
        assert len(set.union(*groups)) == sum(map(len, groups))
    npis = set(pl.concat(tables).get_column("rendering_npi"))
    assert all(map(check_digit_fits, npis))
    assert all(tin.startswith("00") for tin in pl.concat(tables).get_column("tin"))


def test_there_are_about_as_many_lines_as_ordered(tables: list[pl.DataFrame]) -> None:
    """At most that many, and hardly fewer: copies lose some quality codes."""
    total = sum(map(len, tables))
    assert 4_800 < total <= 5_000
    assert all(tuple(table.columns) == NAMES for table in tables)


def test_a_patient_of_a_copy_has_one_birth_date(tables: list[pl.DataFrame]) -> None:
    """Dates move patient by patient, and claims stay within the year save those of traps."""
    table = pl.concat(tables)
    births = table.group_by("patient_id").agg(pl.col("birth_date").n_unique())
    assert births.get_column("birth_date").max() == 1
    outside = table.filter(~pl.col("from_date").str.starts_with("2024"))
    assert set(outside.get_column("from_date")) == {"2023-12-31", "2025-01-01"}


def test_traps_of_a_copy_count_as_the_first_ones_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only traps are, every copy has the same counts under other names."""
    monkeypatch.setattr(bulk, "DRAWN_CLINICIANS", 2)
    traps_only = Order(2024, clinicians=2, lines=0, practices=1)
    lines = sum(len(claim.lines) for claim in synthetic_claims(traps_only, seeded(9)))
    # Three times two clinicians, and few enough lines that the first two have nothing but traps.
    order = replace(traps_only, clinicians=6, lines=lines * 14 // 5, practices=3)
    first, second, _ = bulk_tables(order, seeded(9))
    assert len(first) == len(second) == lines
    of_first, of_second = (
        measured(table.fill_null("").to_dicts(), 2024) for table in (first, second)
    )
    assert not of_first.keys() & of_second.keys()
    assert counts(of_first) == counts(of_second)


def counts(found: dict[Key, Counts]) -> list[tuple[str, str, Counts]]:
    """Counts by measure and stratum, whosever they are."""
    return sorted(
        (measure_id, stratum, all_six) for (*_, measure_id, stratum), all_six in found.items()
    )


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """In both formats, and both hold the same rows."""
    for name in ("one", "again"):
        (tmp_path / name).mkdir()
        assert write_bulk_csv(ORDER, seeded(9), tmp_path / name) == write_bulk_parquet(
            ORDER, seeded(9), tmp_path / name
        )
    for name in ("claims.csv", "claims-0001.parquet"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    table = pl.read_parquet(tmp_path / "one" / "claims-0001.parquet")
    text = pl.read_csv(tmp_path / "one" / "claims.csv", infer_schema=False)
    assert text.rows() == table.select(pl.all().cast(pl.String)).rows()


def test_more_clinicians_than_npis_are_refused() -> None:
    """Rather than making up an NPI that somebody has."""
    with pytest.raises(ValueError, match="not that many"):
        next(bulk_tables(Order(2024, clinicians=400_000, lines=400_000), seeded(9)))
