"""A year's memory as the documents that the answers take: a profile and submissions.

Pages, the command line and the API compute from these, so their numbers cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openmips.practice import memory
from openmips.practice.models import PracticeYear, Topic


@dataclass(frozen=True, slots=True)
class Documents:
    """What is known of a year: `profile` and `submissions` as `openmips score` reads them."""

    profile: dict[str, Any]
    submissions: tuple[dict[str, Any], ...]


def documents(year: PracticeYear) -> Documents:
    """The profile and the submissions of a practice's year from what was said of it."""
    return Documents(profile(year), submissions(year))


def profile(year: PracticeYear) -> dict[str, Any]:
    """The profile: each fact at the place that its key names."""
    found: dict[str, Any] = {"performanceYear": year.performance_year}
    for key, value in memory.values(year, Topic.FACT).items():
        place = found
        *path, last = key.split(".")
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value
    found.setdefault("practice", {}).setdefault("name", year.practice.name)
    return found


def submissions(year: PracticeYear) -> tuple[dict[str, Any], ...]:
    """One submission a reporting entity that has results or attestations; none where nothing is."""
    choices = memory.values(year, Topic.CHOICE)
    program = str(choices.get("program", "mips"))
    entities: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}
    for key, value in memory.values(year, Topic.RESULT).items():
        entity, method, measure = key.split("/")
        entities.setdefault(_entity(entity), {}).setdefault(f"quality/{method}", []).append(
            {"measureId": measure, "value": value}
        )
    for key, value in memory.values(year, Topic.ATTESTATION).items():
        entity, category, measure = key.split("/")
        entities.setdefault(_entity(entity), {}).setdefault(f"{category}/registry", []).append(
            {"measureId": measure, **value}
        )
    return tuple(
        _submission(year, entity, sets, program, choices) for entity, sets in entities.items()
    )


def _entity(text: str) -> tuple[str, str]:
    """`group` or `individual:NPI` as entity type and NPI."""
    kind, _, npi = text.partition(":")
    return kind, npi


def _submission(
    year: PracticeYear,
    entity: tuple[str, str],
    sets: Mapping[str, list[dict[str, Any]]],
    program: str,
    choices: Mapping[str, Any],
) -> dict[str, Any]:
    kind, npi = entity
    found: dict[str, Any] = {"performanceYear": year.performance_year, "entityType": kind}
    if year.practice.tin:
        found["taxpayerIdentificationNumber"] = year.practice.tin
    if npi:
        found["nationalProviderIdentifier"] = npi
    found["measurementSets"] = [
        made
        for name, measurements in sorted(sets.items())
        for made in _sets(year, name, measurements, program, choices)
    ]
    return found


def _sets(
    year: PracticeYear,
    name: str,
    measurements: list[dict[str, Any]],
    program: str,
    choices: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Measurements of one category and method, a set for each period they were done in."""
    category, method = name.split("/")
    first, last = f"{year.performance_year}-01-01", f"{year.performance_year}-12-31"
    periods: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in measurements:
        start, end = str(one.get("start", first)), str(one.get("end", last))
        kept = {"measureId": one["measureId"], "value": one["value"]}
        periods.setdefault((start, end), []).append(kept)
    certified = str(choices.get("cehrtId", ""))
    needs_certificate = category == "pi" or method == "electronicHealthRecord"
    return [
        {
            "category": category,
            "submissionMethod": method,
            "programName": program,
            "performanceStart": start,
            "performanceEnd": end,
            **({"cehrtId": certified} if certified and needs_certificate else {}),
            "measurements": sorted(kept, key=lambda one: str(one["measureId"])),
        }
        for (start, end), kept in sorted(periods.items())
    ]
