"""A record that cannot become an entry is listed with its reason; the others go on."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from catalog.conftest import YEAR
from catalog.invented import Number, benchmark, ladder, write

from openmips.catalog import load_catalog
from openmips.catalog.importing import import_years

Files = dict[str, Any]


def refusals(folder: Path, files: Files) -> list[tuple[str, str]]:
    """The refused records and their reasons after an import."""
    write(folder / "cms", YEAR, files)
    manifest = import_years([folder / "cms"], folder / "built")[0]
    return [(row["record"], row["reason"]) for row in manifest["refusals"]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": ""}, "title is empty"),
        ({"title": None}, "title is null, expected text"),
        ({"title": ["x"]}, "title is a list, expected text"),
        ({"isInverse": "no"}, "isInverse is the text 'no', expected true or false"),
        ({"isInverse": 1}, "isInverse is the number 1, expected true or false"),
        ({"measureType": "magic"}, "measureType is 'magic', expected one of process, outcome,"),
        ({"firstPerformanceYear": 17}, "firstPerformanceYear is no year: 17"),
        ({"firstPerformanceYear": True}, "firstPerformanceYear is no year: True"),
        ({"firstPerformanceYear": {}}, "firstPerformanceYear is an object"),
        ({"allowedPrograms": ["mips", 7]}, "allowedPrograms holds the number 7, expected text"),
        ({"allowedPrograms": True}, "allowedPrograms is true or false, expected a list"),
        (
            {"measureSpecification": {"registry": 7}},
            "measureSpecification.registry is the number 7",
        ),
        ({"isIcdImpacted": True}, "isIcdImpacted contradicts icdImpacted"),
        ({"historic_benchmarks": {"claims": "kept"}}, "historic_benchmarks.claims is 'kept'"),
        ({"strata": [7]}, "expected an object, found the number 7"),
        ({"category": "magic"}, "category is 'magic'"),
        ({"lastPerformanceYear": YEAR - 1}, f"its last performance year was {YEAR - 1}"),
    ],
)
def test_a_measure_that_cannot_be_read_is_refused(
    files: Files, tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    """Every field has one type; what has another is refused, and the rest is built."""
    bad = files["measures"][1] | {"measureId": "900"} | change
    files["measures"].append(bad)
    found = refusals(tmp_path, files)
    assert [record for record, _ in found] == ["900"]
    assert reason in found[0][1]
    assert set(load_catalog(tmp_path / "built", YEAR).quality) == {"001", "002"}


def test_a_field_that_is_missing_is_named(files: Files, tmp_path: Path) -> None:
    """A row without a required field says which."""
    files["measures"].append(files["measures"][1] | {"measureId": "900"})
    del files["measures"][-1]["isHighPriority"]
    assert refusals(tmp_path, files) == [("900", "isHighPriority is missing")]


def test_unknown_population_identifiers_are_refused(files: Files, tmp_path: Path) -> None:
    """A kind of population that the reader does not know is not dropped."""
    stratum = files["measures"][0]["strata"][0]
    stratum["eMeasureUuids"]["newPopulationUuid"] = "U9"
    assert refusals(tmp_path, files) == [
        ("002", "eMeasureUuids holds newPopulationUuid, which is not known")
    ]
    assert "002" not in load_catalog(tmp_path / "built", YEAR).electronic


def test_an_electronic_entry_follows_its_measure(files: Files, tmp_path: Path) -> None:
    """A refused measure leaves no identifiers behind."""
    files["measures"][0]["measureType"] = "magic"
    refusals(tmp_path, files)
    assert load_catalog(tmp_path / "built", YEAR).electronic == {}


def test_rows_that_are_no_objects_are_refused(files: Files, tmp_path: Path) -> None:
    """A row may be anything in a broken file; it is named by its place."""
    files["measures"].append("x")
    files["mvps"].append(None)
    assert refusals(tmp_path, files) == [
        ("None", "category is None"),
        ("row 2", "expected an object, found null"),
    ]


def test_an_id_that_stands_twice_is_refused(files: Files, tmp_path: Path) -> None:
    """CMS's first row is kept."""
    files["measures"].append(files["measures"][0] | {"title": "Later"})
    files["mvps"].append(files["mvps"][0] | {"title": "Later"})
    files["benchmarks"].append(files["benchmarks"][0])
    reason = "stands twice; the first row is kept"
    assert refusals(tmp_path, files) == [
        ("002", reason),
        ("002 registry", reason),
        ("G0001", reason),
    ]
    assert load_catalog(tmp_path / "built", YEAR).quality["002"].title != "Later"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"measureId": "999"}, "no such measure in the year's measures"),
        ({"isInverse": True}, "isInverse contradicts the year's measures"),
        ({"submissionMethod": "cmsWebInterface"}, "the measure is not offered by this collection"),
        ({"performanceYear": 2030}, "performanceYear is 2030 in a file of 2031"),
        ({"percentiles": ladder(["9", "8", *map(str, range(10, 19))])}, "percentiles fall: 9 8"),
        ({"percentiles": {"1": Number("5")}}, "percentiles has the keys 1, expected 1, 10, 20"),
        ({"averagePerformanceRate": "61"}, "averagePerformanceRate is the text '61', expected a n"),
        ({"averagePerformanceRate": True}, "is true or false, expected a number"),
        ({"percentiles": None}, "expected an object, found null"),
    ],
)
def test_a_benchmark_that_does_not_fit_is_refused(
    files: Files, tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    """A ladder must rise, and belong to a measure that is offered that way."""
    files["benchmarks"].append(benchmark("001", "registry", YEAR) | change)
    found = refusals(tmp_path, files)
    assert len(found) == 1
    assert reason in found[0][1]
    assert len(load_catalog(tmp_path / "built", YEAR).benchmarks) == 3


def test_exclusions_and_averages_need_their_measure(files: Files, tmp_path: Path) -> None:
    """A reason or an average of a measure that the year lacks is refused."""
    files["benchmark_exclusions"].append(files["benchmark_exclusions"][0] | {"measureId": "998"})
    files["national_averages"].append(files["national_averages"][0] | {"measureId": "001"})
    assert refusals(tmp_path, files) == [
        ("998 registry", "no such measure in the year's measures"),
        ("001", "no such cost measure in the year's measures"),
    ]


def test_a_pathway_drops_ids_that_the_year_lacks(files: Files, tmp_path: Path) -> None:
    """The pathway stays; each id that is dropped is listed."""
    files["mvps"][0]["qualityMeasureIds"].append("777")
    files["mvps"][0]["iaMeasureIds"] = ["IA_9"]
    assert [record for record, _ in refusals(tmp_path, files)] == ["G0001 777", "G0001 IA_9"]
    pathway = load_catalog(tmp_path / "built", YEAR).mvps["G0001"]
    assert pathway.quality_measures == ("001", "002")
    assert pathway.activities == ()


def test_a_group_that_contradicts_itself_is_listed(files: Files, tmp_path: Path) -> None:
    """CMS repeats a group under each member; the lists must agree, and members exist."""
    files["groups"][1]["clinicalClusters"] = [{"name": "eyes", "measureIds": ["002"]}]
    files["groups"].append(
        copy.deepcopy(files["groups"][0])
        | {
            "clinicalClusters": [],
            "specialtySets": [
                {"name": "hands", "measureIds": ["001", "555"]},
            ],
        }
    )
    files["groups"].append(
        {
            "measureId": "001",
            "submissionMethod": "claims",
            "clinicalClusters": [{"name": "feet", "measureIds": ["002"]}],
        }
    )
    assert refusals(tmp_path, files) == [
        ("001", "the cluster feet does not hold the measure it stands under"),
        ("cluster eyes registry", "also listed as 002"),
        ("specialty_set hands registry 555", "no such measure in the year's measures"),
    ]
    groups = load_catalog(tmp_path / "built", YEAR).groups
    assert [(group.name, group.measure_ids) for group in groups] == [
        ("eyes", ("001", "002")),
        ("hands", ("001",)),
    ]


@pytest.mark.parametrize(
    ("place", "what"),
    [
        (("eligibilityOptions", 0), "an eligibility option"),
        (("performanceOptions", 0), "a performance option"),
        (("performanceOptions", 0, "qualityCodes", 0), "a code"),
    ],
)
def test_claims_conditions_that_are_new_are_refused(
    files: Files, tmp_path: Path, place: tuple[str | int, ...], what: str
) -> None:
    """A condition that the reader does not know would change who is counted."""
    target = files["claims"]["001"]
    for step in place:
        target = target[step]
    target["onlyOnSundays"] = True
    assert refusals(tmp_path, files) == [("001", f"{what} holds onlyOnSundays, which is not known")]
