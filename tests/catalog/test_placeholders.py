"""Mock rows are marked while CMS's file holds them, and no longer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from catalog.conftest import YEAR
from catalog.invented import benchmark, cost_benchmark, write, year_of_cms

from openmips.catalog import YEARS, catalog_for, load_catalog
from openmips.catalog.importing import import_years
from openmips.catalog.records import plain_number


def placeholders(folder: Path, before: list[Any], rows: list[Any]) -> dict[str, bool]:
    """Whether each benchmark is a placeholder after an import of two years."""
    for year, benchmarks in ((YEAR - 1, before), (YEAR, rows)):
        files = year_of_cms(year) | {"benchmarks": benchmarks}
        second = dict(files["measures"][-1]) | {"measureId": "COST_2"}
        files["measures"].append(second)
        write(folder / "cms", year, files)
    import_years([folder / "cms"], folder / "built")
    catalog = load_catalog(folder / "built", YEAR)
    return {row.measure_id: row.placeholder for row in catalog.benchmarks.values()}


def test_rows_that_repeat_last_year_are_placeholders(tmp_path: Path) -> None:
    """An administrative claims ladder equal to last year's is no ladder of this year."""
    before = [cost_benchmark("COST_1", YEAR - 1, "120.5")]
    rows = [cost_benchmark("COST_1", YEAR, "120.50"), benchmark("001", "claims", YEAR)]
    assert placeholders(tmp_path, before, rows) == {"COST_1": True, "001": False}


def test_rows_new_beside_repeated_ones_are_placeholders(tmp_path: Path) -> None:
    """A measure without a row last year cannot be proved real while its neighbours are mock."""
    before = [cost_benchmark("COST_1", YEAR - 1, "120.5")]
    rows = [cost_benchmark("COST_1", YEAR, "120.5"), cost_benchmark("COST_2", YEAR, "300")]
    assert placeholders(tmp_path, before, rows) == {"COST_1": True, "COST_2": True}


def test_the_mark_goes_when_cms_publishes_the_year(tmp_path: Path) -> None:
    """Rows with values of their own are real, and so are new measures beside them."""
    before = [cost_benchmark("COST_1", YEAR - 1, "120.5")]
    rows = [cost_benchmark("COST_1", YEAR, "121"), cost_benchmark("COST_2", YEAR, "300")]
    assert placeholders(tmp_path, before, rows) == {"COST_1": False, "COST_2": False}


def test_a_real_row_beside_repeated_ones_is_real(tmp_path: Path) -> None:
    """CMS may publish one ladder before the others."""
    before = [cost_benchmark("COST_1", YEAR - 1, "120"), cost_benchmark("COST_2", YEAR - 1, "300")]
    rows = [cost_benchmark("COST_1", YEAR, "120"), cost_benchmark("COST_2", YEAR, "301")]
    assert placeholders(tmp_path, before, rows) == {"COST_1": True, "COST_2": False}


def test_a_historical_row_is_never_a_placeholder(tmp_path: Path) -> None:
    """A ladder made from an earlier year may stay the same."""
    before = [cost_benchmark("COST_1", YEAR - 1, "120")]
    rows = [cost_benchmark("COST_1", YEAR, "120") | {"benchmarkYear": YEAR - 2}]
    assert placeholders(tmp_path, before, rows) == {"COST_1": False}


def test_the_shipped_year_before_serves_where_cms_files_lack_it(tmp_path: Path) -> None:
    """An import of one year alone is compared with the catalog that ships."""
    last = YEARS[-1]
    shipped = catalog_for(last).benchmarks["TPCC_1", "administrativeClaims"]
    values = [plain_number(value) for value in shipped.percentiles]
    year = last + 1
    files = year_of_cms(year)
    files["measures"][-1]["measureId"] = "TPCC_1"
    row = cost_benchmark("TPCC_1", year, "0")
    row["percentiles"] = dict(
        zip(row["percentiles"], map(type(row["averagePerformanceRate"]), values), strict=True)
    )
    write(tmp_path / "cms", year, files | {"benchmarks": [row]})
    manifest = import_years([tmp_path / "cms"], tmp_path / "built")[0]
    catalog = load_catalog(tmp_path / "built", year)
    assert catalog.benchmarks["TPCC_1", "administrativeClaims"].placeholder
    assert any("placeholders: they repeat those of" in note for note in manifest["notes"])


@pytest.mark.parametrize("year", YEARS)
def test_shipped_placeholders_are_those_of_2026(year: int) -> None:
    """All 39 administrative claims rows of 2026 are mock; no other year has any."""
    marked = [row for row in catalog_for(year).benchmarks.values() if row.placeholder]
    assert len(marked) == (39 if year == 2026 else 0)
    assert {row.collection_type for row in marked} <= {"administrativeClaims"}
