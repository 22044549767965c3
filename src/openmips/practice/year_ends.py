"""A year's memory as year-end documents: what the submission builder makes files of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openmips.practice import memory
from openmips.practice.documents import on_record
from openmips.practice.models import PracticeYear, Topic

PERIOD = ("start", "end")


def year_ends(year: PracticeYear) -> dict[str, dict[str, Any]]:
    """One document for each entity that hands something in, by the entity's key."""
    choices = memory.values(year, Topic.CHOICE)
    kept = on_record(year)
    found: dict[str, dict[str, Any]] = {}
    for key, value in kept.results.items():
        entity, collection, measure = key.split("/")
        made = found.setdefault(entity, _empty(year, entity, choices))
        counts = {name: one for name, one in value.items() if name not in PERIOD}
        made["quality"].append({"measureId": measure, "collectionType": collection, **counts})
    for key, value in kept.attestations.items():
        entity, category, measure = key.split("/")
        made = found.setdefault(entity, _empty(year, entity, choices))
        period = {name: value[name] for name in PERIOD if name in value}
        if category == "ia" and value["value"]:
            made["activities"].append({"activityId": measure, **period})
        elif category == "pi":
            _attest(made, measure, value["value"], period)
    return found


def _empty(year: PracticeYear, entity: str, choices: Mapping[str, Any]) -> dict[str, Any]:
    kind, _, npi = entity.partition(":")
    made: dict[str, Any] = {
        "performanceYear": year.performance_year,
        "entityType": kind,
        "taxpayerIdentificationNumber": year.practice.tin,
        "claimsFor": "individuals" if npi else "group",
        "quality": [],
        "activities": [],
    }
    if npi:
        made["nationalProviderIdentifier"] = npi
    for name in ("program", "reportingOption", "cehrtId"):
        if name in choices:
            made[name] = choices[name]
    if "registered" in choices:
        made["mvpRegistered"] = bool(choices["registered"])
    if choices.get("promotingInteroperability") == "submit":
        made["bringBack"] = ["pi"]
    return made


def _attest(made: dict[str, Any], measure: str, value: Any, period: Mapping[str, Any]) -> None:
    """Add a measure of promoting interoperability, all of one period."""
    part = made.setdefault("promotingInteroperability", {"measures": {}})
    part["measures"][measure] = value
    for name, day in period.items():
        part[name] = (
            min(part.get(name, day), day) if name == "start" else max(part.get(name, day), day)
        )
