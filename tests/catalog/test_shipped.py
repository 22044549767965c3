"""The catalogs that ship are whole, sorted, and hold facts only."""

from __future__ import annotations

import hashlib
import json
import re
from itertools import pairwise
from typing import Any

import pytest

from openmips.catalog import YEARS, catalog_for
from openmips.catalog.entries import CUT_POINTS
from openmips.catalog.load import DATA
from openmips.catalog.parts import PARTS, file_of
from openmips.catalog.write import digest_of

COUNTS = {
    2023: (471, 103, 39, 25, 385, 172, 12, 24, 30, 108),
    2024: (413, 106, 38, 29, 358, 139, 16, 28, 27, 338),
    2025: (435, 104, 38, 35, 380, 137, 21, 35, 25, 23),
    2026: (405, 95, 39, 35, 293, 196, 27, 0, 0, 0),
}
CODES = re.compile(r"[A-Z0-9.]+(?: [A-Z0-9.]+)*")


def test_four_years_ship() -> None:
    """2023 to 2026."""
    assert tuple(COUNTS) == YEARS


@pytest.mark.parametrize("year", YEARS)
def test_counts_are_cms_own(year: int) -> None:
    """Every row of CMS's files is in the catalog."""
    catalog = catalog_for(year)
    parts = (
        catalog.quality,
        catalog.activities,
        catalog.interoperability,
        catalog.cost,
        catalog.benchmarks,
        catalog.benchmark_exclusions,
        catalog.mvps,
        catalog.national_averages,
        catalog.claims,
        catalog.disasters,
    )
    assert tuple(map(len, parts)) == COUNTS[year]
    assert catalog.manifest["refusals"] == []


@pytest.mark.parametrize("year", YEARS)
def test_every_ladder_rises(year: int) -> None:
    """Eleven values each, ascending, also where lower is better."""
    for row in catalog_for(year).benchmarks.values():
        assert len(row.percentiles) == len(CUT_POINTS)
        assert all(low <= high for low, high in pairwise(row.percentiles))
        assert row.performance_year == year


def test_topped_out_rows_of_2024() -> None:
    """98 rows are topped out, 73 of them capped."""
    rows = catalog_for(2024).benchmarks.values()
    assert sum(row.topped_out for row in rows) == 98
    assert sum(row.topped_out_by_program for row in rows) == 73


def test_suppressed_and_truncated_measures_of_2024() -> None:
    """389 by registry and 488 by eCQM are suppressed, 185 is scored on nine months."""
    quality = catalog_for(2024).quality
    suppressed = {name: set(m.suppressed) for name, m in quality.items() if m.suppressed}
    truncated = {name: set(m.truncated) for name, m in quality.items() if m.truncated}
    assert suppressed == {"389": {"registry"}, "488": {"electronicHealthRecord"}}
    assert truncated == {"185": {"registry"}}


@pytest.mark.parametrize(
    ("year", "measures", "rows"), [(2023, 0, 0), (2024, 0, 0), (2025, 15, 20), (2026, 18, 24)]
)
def test_lifted_caps(year: int, measures: int, rows: int) -> None:
    """From 2025 CMS lifts the seven-point cap for some measures and collection types."""
    lifted = [m.cap_removed for m in catalog_for(year).quality.values() if m.cap_removed]
    assert (len(lifted), sum(map(len, lifted))) == (measures, rows)


@pytest.mark.parametrize("year", YEARS)
def test_claims_code_sets_cover_the_claims_measures(year: int) -> None:
    """Every measure offered by claims has code sets, where CMS has published any."""
    catalog = catalog_for(year)
    offered = {name for name, m in catalog.quality.items() if "claims" in m.collection_types}
    if catalog.claims:
        assert offered - set(catalog.claims) == set()
    extra = {2024: {"113"}}.get(year, set())
    assert set(catalog.claims) - offered == extra


@pytest.mark.parametrize("year", YEARS)
def test_what_is_named_is_there(year: int) -> None:
    """Companions, exclusions, substitutes and engagement levels name entries of the year."""
    catalog = catalog_for(year)
    for measure in catalog.quality.values():
        assert set(measure.companions) <= set(catalog.quality)
    for entry in catalog.interoperability.values():
        named = {*entry.exclusions, *entry.substitutes, *entry.engagement_levels}
        assert named <= set(catalog.interoperability)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("part", PARTS)
def test_records_are_sorted_and_named_once(year: int, part: str) -> None:
    """Sorted by what names them, so that a difference between two files is what moved."""
    keys = [PARTS[part].sort_key(record) for record in catalog_for(year).records(part)]
    assert all(first < second for first, second in pairwise(keys))


@pytest.mark.parametrize("year", YEARS)
def test_manifests_match_the_files(year: int) -> None:
    """Digest and count of each file are as listed, and no file is unlisted."""
    folder = DATA / str(year)
    manifest = catalog_for(year).manifest
    for row in manifest["files"]:
        content = (folder / row["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
        assert content.count(b"\n") == row["records"]
    listed = {row["file"] for row in manifest["files"]}
    assert {path.name for path in folder.iterdir()} == {*listed, "manifest.json"}
    assert listed <= set(map(file_of, PARTS))
    assert digest_of(manifest["files"]) == manifest["digest"] == catalog_for(year).digest


@pytest.mark.parametrize("year", YEARS)
def test_sources_are_public_and_pinned(year: int) -> None:
    """Each source is a file of a public repository, with version and digest."""
    manifest = catalog_for(year).manifest
    for source in manifest["sources"]:
        assert source["repository"] in {"CMSgov/qpp-measures-data", "CMSgov/qpp-eu-data"}
        assert len(source["sha256"]) == 64
    assert {row["from"] for row in manifest["files"]} <= {s["file"] for s in manifest["sources"]}


def texts(value: Any, field: str) -> list[tuple[str, str]]:
    """Every text below a record, with the field it stands in."""
    if isinstance(value, str):
        return [(field, value)]
    if isinstance(value, dict):
        return [found for key, member in value.items() for found in texts(member, key)]
    if isinstance(value, list):
        return [found for member in value for found in texts(member, field)]
    return []


@pytest.mark.parametrize("year", YEARS)
def test_no_running_text_ships(year: int) -> None:
    """Beside titles, names, links and code lists, no field holds more than a few words."""
    found = [
        (field, text)
        for part in PARTS
        for record in catalog_for(year).records(part)
        for field, text in texts(record, "")
    ]
    prose = [
        (field, text)
        for field, text in found
        if len(text.split()) > 6 and "://" not in text and not CODES.fullmatch(text)
    ]
    assert {field for field, _ in prose} <= {"title", "steward", "county"}
    assert not any("\n" in text for _, text in found)


def test_amounts_are_texts() -> None:
    """No line of the catalog holds a binary float."""

    def refuse(text: str) -> None:
        raise AssertionError(text)

    for path in DATA.rglob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            json.loads(line, parse_float=refuse)


def test_the_catalog_is_compact() -> None:
    """All years together stay below three megabytes."""
    assert sum(path.stat().st_size for path in DATA.rglob("*.*")) < 3_000_000
