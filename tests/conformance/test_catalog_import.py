"""The shipped catalog is what an import of CMS's own files gives today."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openmips.catalog import YEARS, catalog_for
from openmips.catalog.claims_entries import ClaimCodes
from openmips.catalog.entries import CUT_POINTS
from openmips.catalog.importing import import_years
from openmips.catalog.load import DATA

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def built(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new import of the shared CMS files, said to be of the version that ships."""
    folder = tmp_path_factory.mktemp("catalog")
    version = catalog_for(YEARS[0]).manifest["sources"][0]["version"]
    import_years([shared / "cms"], folder, version=version)
    return folder


@pytest.mark.parametrize("year", YEARS)
def test_a_new_import_gives_the_same_bytes(built: Path, year: int) -> None:
    """Every file of the year, manifest included, is equal byte for byte."""
    new = {path.name: path.read_bytes() for path in (built / str(year)).iterdir()}
    shipped = {path.name: path.read_bytes() for path in (DATA / str(year)).iterdir()}
    assert new.keys() == shipped.keys()
    assert [name for name in new if new[name] != shipped[name]] == []


def conditions(code: dict[str, Any]) -> tuple[Any, ...]:
    """A code object of CMS as a value that can be compared."""
    names = ("modifiers", "modifierExclusions", "placesOfService", "placesOfServiceExclusions")
    return (code["code"], *(frozenset(code.get(name, ())) for name in names))


def spread(groups: Iterable[ClaimCodes]) -> Counter[tuple[Any, ...]]:
    """Our grouped codes, one by one, as values that can be compared."""
    return Counter(
        (
            code,
            group.modifiers,
            group.modifier_exclusions,
            group.places,
            group.place_exclusions,
        )
        for group in groups
        for code in group.codes
    )


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_claims_code_sets_lose_nothing(shared: Path, year: int) -> None:
    """Every age, sex, code and condition of CMS's claims file is in the catalog, and no more."""
    specs = json.loads((shared / "cms" / str(year) / "claims-specs.json").read_bytes())
    claims = catalog_for(year).claims
    assert claims.keys() == specs.keys()
    for name, spec in specs.items():
        options = zip(claims[name].eligibility_options, spec["eligibilityOptions"], strict=True)
        for ours, theirs in options:
            assert ours.option_group == theirs["optionGroup"]
            assert ours.minimum_age == theirs.get("minAge")
            assert ours.maximum_age == theirs.get("maxAge")
            assert ours.sex == theirs.get("sexCode")
            assert set(ours.diagnosis_codes) == set(theirs.get("diagnosisCodes", ()))
            assert set(ours.diagnosis_exclusion_codes) == set(
                theirs.get("diagnosisExclusionCodes", ())
            )
            assert spread(ours.procedure_codes) == Counter(
                map(conditions, theirs["procedureCodes"])
            )
            assert spread(ours.additional_procedure_codes) == Counter(
                map(conditions, theirs.get("additionalProcedureCodes", ()))
            )
        our_answers = Counter(
            (answer.option_group, answer.option_type.value, frozenset(spread(answer.quality_codes)))
            for answer in claims[name].performance_options
        )
        their_answers = Counter(
            (
                answer["optionGroup"],
                answer["optionType"],
                frozenset(map(conditions, answer["qualityCodes"])),
            )
            for answer in spec["performanceOptions"]
        )
        assert our_answers == their_answers


@pytest.mark.parametrize("year", YEARS)
def test_ladders_are_cms_own(shared: Path, year: int) -> None:
    """Every percentile is the decimal that CMS's file writes."""
    rows = json.loads(
        (shared / "cms" / str(year) / "benchmarks.json").read_bytes(), parse_float=Decimal
    )
    benchmarks = catalog_for(year).benchmarks
    assert len(rows) == len(benchmarks)
    for row in rows:
        ours = benchmarks[row["measureId"], row["submissionMethod"]]
        assert list(ours.percentiles) == [row["percentiles"][cut] for cut in CUT_POINTS]
        assert ours.average == row.get("averagePerformanceRate")
        assert ours.benchmark_year == row["benchmarkYear"]
        assert ours.topped_out_by_program == row["isToppedOutByProgram"]
