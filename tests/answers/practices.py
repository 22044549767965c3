"""Submissions and profiles for the tests of answers and commands."""

from __future__ import annotations

from typing import Any

TIN = "000123456"
TEN_THOUSAND = 10_000


def measure(measure_id: str, met: int, not_met: int, eligible: int | None = None) -> dict[str, Any]:
    """A measure with one rate; everything is answered unless there are more eligible."""
    value = {
        "isEndToEndReported": False,
        "performanceMet": met,
        "performanceNotMet": not_met,
        "eligiblePopulation": eligible or met + not_met,
        "eligiblePopulationExclusion": 0,
        "eligiblePopulationException": 0,
    }
    return {"measureId": measure_id, "value": value}


def at_rate(measure_id: str, hundredths: int) -> dict[str, Any]:
    """A measure of ten thousand cases with a rate in hundredths of a percent."""
    return measure(measure_id, hundredths, TEN_THOUSAND - hundredths)


def measurement_set(
    category: str, method: str, measurements: list[dict[str, Any]], program: str = "mips"
) -> dict[str, Any]:
    """One set of the whole year 2024."""
    return {
        "category": category,
        "submissionMethod": method,
        "programName": program,
        "performanceStart": "2024-01-01",
        "performanceEnd": "2024-12-31",
        "measurements": measurements,
    }


def submission(
    *sets: dict[str, Any], entity_type: str = "group", npi: str | None = None
) -> dict[str, Any]:
    """A submission of 2024 by one TIN."""
    document = {
        "entityType": entity_type,
        "taxpayerIdentificationNumber": TIN,
        "performanceYear": 2024,
        "measurementSets": list(sets),
    }
    return document if npi is None else document | {"nationalProviderIdentifier": npi}


def activity(activity_id: str = "IA_EPA_1") -> dict[str, Any]:
    """One improvement activity, attested."""
    return measurement_set("ia", "registry", [{"measureId": activity_id, "value": True}])


def five_clinicians() -> tuple[dict[str, Any], dict[str, Any]]:
    """The worked example of a practice of five that reports on claims, with its profile."""
    tobacco = {
        "measureId": "226",
        "value": {
            "isEndToEndReported": False,
            "strata": [
                {"stratum": name, **measure("226", 97, 3)["value"]}
                for name in ("reporting", "performance", "combinedPopulations")
            ],
        },
    }
    for stratum in tobacco["value"]["strata"]:
        del stratum["isEndToEndReported"]
    rates = {"001": 1170, "236": 7633, "047": 10000, "317": 9000, "134": 9900}
    measures = [at_rate(measure_id, rate) for measure_id, rate in rates.items()]
    quality = measurement_set("quality", "claims", [*measures, tobacco])
    profile = {
        "performanceYear": 2024,
        "practice": {"clinicianCount": 5},
        "administrativeClaims": [],
        "cost": [
            {"measureId": "TPCC_1", "value": "1600", "cases": 50},
            {"measureId": "MSPB_1", "value": "23000", "cases": 50},
        ],
        "complexPatientBonus": "2.14",
        "partBPaid": "300000",
    }
    return submission(quality, activity()), profile
