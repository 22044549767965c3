"""A small invented year in the shape of CMS's files, to be written in any of the layouts."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from openmips.catalog.entries import CUT_POINTS

Content = dict[str, Any]

LADDER = ["10", "20", "30.5", "40", "50", "60", "70", "80", "90", "95.25", "100"]

CHECKOUT = {
    "measures": "measures/{year}/measures-data.json",
    "benchmarks": "benchmarks/{year}.json",
    "benchmark_exclusions": "benchmarks/{year}/benchmark-exclusion-reasons.json",
    "national_averages": "benchmarks/{year}/cost-national-averages.json",
    "groups": "clinical-clusters/{year}/clinical-clusters.json",
    "mvps": "mvp/{year}/mvp.json",
    "claims": "claims-related/data/qpp-single-source-{year}.json",
    "disasters": "data/{year}/euc_county_zipcode_crosswalk.csv",
}
BY_YEAR = {
    "measures": "{year}/measures.json",
    "benchmarks": "{year}/benchmarks.json",
    "benchmark_exclusions": "{year}/benchmark-exclusion-reasons.json",
    "national_averages": "{year}/cost-national-averages.json",
    "groups": "{year}/clinical-clusters.json",
    "mvps": "{year}/mvps.json",
    "claims": "{year}/claims-specs.json",
    "disasters": "{year}/euc_county_zipcode_crosswalk.csv",
}


class Number(str):
    """A number that is written to JSON as it stands."""


def quality(measure_id: str, **changes: Any) -> Content:
    """A quality row as CMS writes it."""
    return {
        "measureId": measure_id,
        "category": "quality",
        "title": f"Invented  measure {measure_id}",
        "description": "A long text that must not be kept.",
        "metricType": "singlePerformanceRate",
        "measureType": "process",
        "isHighPriority": False,
        "isInverse": False,
        "firstPerformanceYear": 2017,
        "lastPerformanceYear": None,
        "submissionMethods": ["registry", "claims"],
        "allowedPrograms": ["mips", "G0001"],
        "measureSets": ["familyMedicine"],
        "isRegistryMeasure": False,
        "isIcdImpacted": False,
        "icdImpacted": [],
        "isClinicalGuidelineChanged": False,
        "clinicalGuidelineChanged": [],
        "eMeasureId": None,
        "nqfId": None,
        "primarySteward": "Nobody",
        "measureSpecification": {"registry": f"https://example.org/{measure_id}.pdf"},
        **changes,
    }


def benchmark(measure_id: str, method: str, year: int, **changes: Any) -> Content:
    """A benchmark row of the year, made from two years before."""
    return {
        "measureId": measure_id,
        "benchmarkYear": year - 2,
        "performanceYear": year,
        "submissionMethod": method,
        "isToppedOut": False,
        "isToppedOutByProgram": False,
        "isInverse": False,
        "isHighPriority": False,
        "metricType": "singlePerformanceRate",
        "averagePerformanceRate": Number("61.10"),
        "percentiles": ladder(LADDER),
        **changes,
    }


def ladder(values: list[str]) -> Content:
    """Percentiles under CMS's keys."""
    return dict(zip(CUT_POINTS, map(Number, values), strict=True))


def cost_benchmark(measure_id: str, year: int, top: str, **changes: Any) -> Content:
    """An administrative claims row made from the performance year itself."""
    return benchmark(
        measure_id,
        "administrativeClaims",
        year,
        benchmarkYear=year,
        isInverse=True,
        metricType="costScore",
        percentiles=ladder([*LADDER[:-1], top]),
        **changes,
    )


CLAIMS = {
    "measureId": "001",
    "eligibilityOptions": [
        {
            "optionGroup": "00",
            "minAge": Number("18.0"),
            "maxAge": Number("75.0"),
            "sexCode": "F",
            "diagnosisCodes": [f"E11.{number}" for number in range(20)],
            "diagnosisExclusionCodes": ["Z99.1"],
            "procedureCodes": [
                {"code": "99213", "modifierExclusions": ["GQ", "95"]},
                {"code": "99212", "modifierExclusions": ["95", "GQ"]},
                {"code": "G0438", "placesOfServiceExclusions": ["02"]},
            ],
        },
        {
            "optionGroup": "01",
            "minAge": Number("0.5"),
            "diagnosisCodes": [f"E11.{number}" for number in range(20)],
            "procedureCodes": [{"code": "99202"}],
            "additionalProcedureCodes": [{"code": "1100F"}],
        },
    ],
    "performanceOptions": [
        {
            "optionGroup": "00",
            "optionType": "performanceMet",
            "qualityCodes": [{"code": "3044F"}, {"code": "G8752"}],
        },
        {
            "optionGroup": "00",
            "optionType": "performanceNotMet",
            "qualityCodes": [{"code": "3044F", "modifiers": ["8P"]}],
        },
    ],
}


def year_of_cms(year: int) -> dict[str, Any]:
    """All files of an invented year, by part."""
    return copy.deepcopy(
        {
            "measures": [
                quality(
                    "002",
                    measureType="outcome",
                    isHighPriority=True,
                    isIcdImpacted=True,
                    icdImpacted=["registry"],
                    submissionMethods=["registry", "electronicHealthRecord"],
                    eMeasureId="CMS12v3",
                    eMeasureUuid="aaaa-bbbb",
                    overallAlgorithm="simpleAverage",
                    metricType="multiPerformanceRate",
                    strata=[
                        {
                            "name": "first",
                            "description": "Text.",
                            "eMeasureUuids": {
                                "initialPopulationUuid": "U1",
                                "numeratorUuid": "U2",
                                "strata": ["S1"],
                            },
                        },
                        {"name": "second", "description": "Text."},
                    ],
                ),
                quality("001", historic_benchmarks={"claims": "removed"}),
                {
                    "measureId": "IA_1",
                    "category": "ia",
                    "title": "An activity",
                    "description": "Text.",
                    "metricType": "boolean",
                    "firstPerformanceYear": 2017,
                    "lastPerformanceYear": None,
                    "weight": "high",
                    "subcategoryId": "careCoordination",
                    "allowedPrograms": ["mips"],
                },
                {
                    "measureId": "PI_1",
                    "category": "pi",
                    "title": "A requirement",
                    "description": "Text.",
                    "metricType": "proportion",
                    "firstPerformanceYear": 2019,
                    "lastPerformanceYear": None,
                    "objective": "electronicPrescribing",
                    "isRequired": True,
                    "isBonus": False,
                    "reportingCategory": "required",
                    "substitutes": [],
                    "measureSets": [],
                    "exclusion": ["PI_1_EX"],
                    "allowedPrograms": ["mips"],
                    "measureSpecification": {"default": "https://example.org/pi.pdf"},
                },
                {
                    "measureId": "COST_1",
                    "category": "cost",
                    "title": "An episode",
                    "description": "Text.",
                    "metricType": "costScore",
                    "firstPerformanceYear": 2020,
                    "lastPerformanceYear": None,
                    "isInverse": True,
                    "overallAlgorithm": None,
                    "submissionMethods": ["administrativeClaims"],
                    "allowedPrograms": ["mips"],
                    "measureSpecification": {"default": "https://example.org/cost.pdf"},
                },
            ],
            "benchmarks": [
                benchmark("002", "registry", year),
                benchmark("001", "claims", year),
                cost_benchmark("COST_1", year, f"{year}.5"),
            ],
            "benchmark_exclusions": [
                {
                    "measureId": "001",
                    "submissionMethod": "registry",
                    "performanceYear": year,
                    "benchmarkYear": year - 2,
                    "reasonCodes": ["BR-009"],
                    "reasonDescriptions": ["Text."],
                }
            ],
            "national_averages": [
                {
                    "measureId": "COST_1",
                    "performanceYear": year,
                    "benchmarkYear": year,
                    "groupNationalAverage": Number("1540.370"),
                    "individualNationalAverage": 1600,
                }
            ],
            "groups": [
                {
                    "measureId": measure_id,
                    "submissionMethod": "registry",
                    "firstPerformanceYear": 2017,
                    "lastPerformanceYear": None,
                    "clinicalClusters": [{"name": "eyes", "measureIds": ["002", "001"]}],
                }
                for measure_id in ("001", "002")
            ],
            "mvps": [
                {
                    "mvpId": "G0001",
                    "title": "A pathway",
                    "description": "Text.",
                    "clinicalTopic": "Everything",
                    "clinicalTopics": "Everything",
                    "specialtiesMostApplicableTo": ["Family Medicine"],
                    "qualityMeasureIds": ["002", "001"],
                    "iaMeasureIds": ["IA_1"],
                    "costMeasureIds": ["COST_1"],
                    "foundationPiMeasureIds": ["PI_1"],
                    "foundationQualityMeasureIds": ["002"],
                    "administrativeClaimsMeasureIds": [],
                    "hasCahps": False,
                    "hasOutcomeAdminClaims": False,
                }
            ],
            "claims": {"001": CLAIMS},
            "disasters": "state_code,county_name,zipcode\nTX,loving,79754\nTX,loving,79770\n"
            "FL,nowhere,\nCA,alpine,96120\n",
        }
    )


def write(folder: Path, year: int, files: dict[str, Any], layout: dict[str, str] = BY_YEAR) -> Path:
    """Write the files of a year under `folder` in a layout, and give the folder."""
    for part, content in files.items():
        path = folder / layout[part].format(year=year)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else _json(content), encoding="utf-8")
    return folder


def _json(content: Any) -> str:
    """JSON in which a Number stands without quotes, with all its digits."""
    if isinstance(content, Number):
        return str(content)
    if isinstance(content, dict):
        members = (f"{json.dumps(key)}: {_json(value)}" for key, value in content.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(content, list):
        return "[" + ", ".join(map(_json, content)) + "]"
    return json.dumps(content)
