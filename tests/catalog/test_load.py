"""A year is read part by part, quickly, and is what its manifest says."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from catalog.conftest import YEAR

from openmips.catalog import YEARS, Catalog, catalog_for, load_catalog
from openmips.catalog.entries import (
    Activity,
    CostMeasure,
    InteroperabilityMeasure,
    QualityMeasure,
    UnknownMeasure,
    YearNotInCatalog,
)
from openmips.catalog.load import DATA, DamagedCatalog
from openmips.catalog.records import entries


def test_a_year_that_does_not_ship_is_refused() -> None:
    """The error lists the years there are."""
    with pytest.raises(YearNotInCatalog, match=r"no catalog of 2019.*2023, 2024, 2025, 2026"):
        catalog_for(2019)


def test_a_folder_without_a_catalog_is_refused(tmp_path: Path) -> None:
    """Also where there is none at all."""
    with pytest.raises(YearNotInCatalog, match="There is one of: no year"):
        load_catalog(tmp_path, 2024)


def test_a_year_is_read_once() -> None:
    """The same catalog and the same parts are given each time."""
    assert catalog_for(2024) is catalog_for(2024)
    assert catalog_for(2024).quality is catalog_for(2024).quality


def test_the_digest_needs_no_part(tmp_path: Path) -> None:
    """The digest is read from the manifest alone."""
    (tmp_path / "2024").mkdir()
    shutil.copy(DATA / "2024" / "manifest.json", tmp_path / "2024")
    assert load_catalog(tmp_path, 2024).digest == catalog_for(2024).digest


def test_an_entry_is_found_in_any_category() -> None:
    """One way to any measure or activity by its exact id."""
    catalog = catalog_for(2024)
    assert isinstance(catalog.entry("236"), QualityMeasure)
    assert isinstance(catalog.entry("IA_EPA_1"), Activity)
    assert isinstance(catalog.entry("PI_EP_1"), InteroperabilityMeasure)
    assert isinstance(catalog.entry("TPCC_1"), CostMeasure)
    with pytest.raises(UnknownMeasure):
        catalog.entry("1")


def test_a_changed_file_is_refused(imported: Catalog, tmp_path: Path) -> None:
    """What does not match its digest is not scored with."""
    path = tmp_path / "built" / str(YEAR) / "quality.jsonl"
    path.write_bytes(path.read_bytes().replace(b"process", b"outcome"))
    with pytest.raises(DamagedCatalog, match=r"quality.jsonl is not as its manifest lists it"):
        _ = imported.quality
    assert imported.cost


def test_a_line_that_is_no_entry_is_refused() -> None:
    """A record of another shape cannot be read."""
    with pytest.raises(ValueError, match="expected lines of CostMeasure"):
        entries(b'{"measure_id": 7}\n', CostMeasure)


def test_entries_cannot_be_changed() -> None:
    """A catalog is shared; nobody may write to it."""
    with pytest.raises(TypeError):
        catalog_for(2024).quality["236"] = None


@pytest.mark.parametrize("year", YEARS)
def test_a_year_loads_quickly(year: int) -> None:
    """All that scoring needs is there in well under a tenth of a second."""

    def load() -> float:
        catalog = load_catalog(DATA, year)
        start = time.perf_counter()
        for part in ("quality", "activities", "interoperability", "cost", "benchmarks", "mvps"):
            assert getattr(catalog, part)
        assert catalog.groups
        return time.perf_counter() - start

    assert min(load() for _ in range(3)) < 0.1
