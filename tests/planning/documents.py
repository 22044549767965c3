"""Documents of practices that ask for a plan."""

from __future__ import annotations

from typing import Any

NUMBERS = ("50.30", "80", "0", "-", "61", "0", "0", "-2.96")
"""Last year: six capped measures, cost 61, no activity attested."""


def profile(**more: Any) -> dict[str, Any]:
    """A practice of two with Part B payments."""
    return {
        "performanceYear": 2024,
        "practice": {"clinicianCount": 2},
        "partBPaid": "300000.00",
        **more,
    }


def submission(year: int = 2024, activity: str | None = "IA_PM_16", **more: Any) -> dict[str, Any]:
    """Two claims measures and one activity of a group."""
    counts = {
        "isEndToEndReported": False,
        "performanceMet": 55,
        "performanceNotMet": 5,
        "eligiblePopulation": 60,
        "eligiblePopulationExclusion": 0,
        "eligiblePopulationException": 0,
    }
    sets: list[dict[str, Any]] = [
        {
            "category": "quality",
            "submissionMethod": "claims",
            "programName": "mips",
            "performanceStart": f"{year}-01-01",
            "performanceEnd": f"{year}-12-31",
            "measurements": [
                {"measureId": "039", "value": counts},
                {"measureId": "236", "value": counts},
            ],
        }
    ]
    if activity is not None:
        sets.append(
            {
                "category": "ia",
                "submissionMethod": "registry",
                "programName": "mips",
                "performanceStart": f"{year}-01-01",
                "performanceEnd": f"{year}-12-31",
                "measurements": [{"measureId": activity, "value": True}],
            }
        )
    return {
        "entityType": "group",
        "taxpayerIdentificationNumber": "000123456",
        "performanceYear": year,
        "measurementSets": sets,
        **more,
    }


def feedback(**more: Any) -> dict[str, Any]:
    """CMS's feedback of 2023 with all that a portal shows."""
    return {
        "performanceYear": 2023,
        "practice": {"clinicianCount": 2},
        "given": {
            "quality": {"percent": "80"},
            "ia": {"points": "0"},
            "cost": {"percent": "61"},
        },
        "feedback": {
            "finalScore": "50.30",
            "adjustmentPercent": "-2.96",
            "improvementPercent": "0",
        },
        **more,
    }
