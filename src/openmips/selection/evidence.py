"""What to keep as evidence of an activity, and how long it takes: our own data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from openmips.catalog.entries import Activity
from openmips.policy.read import PolicyError, read_yaml
from openmips.policy.values import WrongValue, typed

FILE = Path(__file__).parent / "activities.yaml"
"""The data."""

_TOP = ("everyActivity", "subcategories", "activities")
_OWN = ("subcategory", "evidence", "minimumDays", "everyYears")
_NEEDED = ("subcategory", "evidence")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one activity beside CMS's facts.

    `minimum_days` None: the programme's number of days holds. `every_years`: the activity
    may be chosen only once in so many years.
    """

    activity_id: str
    evidence: tuple[str, ...]
    minimum_days: int | None = None
    every_years: int | None = None


def evidence_for(activity: Activity | str) -> Evidence:
    """The evidence to keep for an activity; what is kept for every activity if it is new."""
    activity_id = activity if isinstance(activity, str) else activity.activity_id
    data = shipped()
    known = data.activities.get(activity_id)
    if known is not None:
        return known
    subcategory = None if isinstance(activity, str) else activity.subcategory
    general = data.subcategories.get(subcategory or "", ())
    return Evidence(activity_id, (*general, *data.every_activity))


@dataclass(frozen=True, slots=True)
class EvidenceData:
    """The file as values; the lists of activities include the general lines."""

    every_activity: tuple[str, ...]
    subcategories: Mapping[str, tuple[str, ...]]
    activities: Mapping[str, Evidence]


@cache
def shipped() -> EvidenceData:
    """The data that ship with the package."""
    return read_evidence(FILE.read_text("utf-8"), FILE.name)


def read_evidence(text: str, file: str) -> EvidenceData:
    """The data that a text holds. Raises PolicyError for anything unknown or missing."""
    content = read_yaml(text, file)
    _exactly(content, _TOP, _TOP, file)
    try:
        always: tuple[str, ...] = typed(content["everyActivity"], tuple[str, ...])
        general: Mapping[str, tuple[str, ...]]
        general = typed(content["subcategories"], Mapping[str, tuple[str, ...]])
    except WrongValue as error:
        raise PolicyError(file, error.found, error.expected) from error
    activities = {
        str(activity_id): _activity(str(activity_id), entry, general, always, file)
        for activity_id, entry in content["activities"].items()
    }
    return EvidenceData(always, general, activities)


def _activity(
    activity_id: str,
    entry: Any,
    general: Mapping[str, tuple[str, ...]],
    always: tuple[str, ...],
    file: str,
) -> Evidence:
    _exactly(entry, _NEEDED, _OWN, file, activity_id)
    try:
        subcategory = typed(entry["subcategory"], str)
        own = typed(entry["evidence"], tuple[str, ...])
        days = typed(entry.get("minimumDays"), int | None)
        years = typed(entry.get("everyYears"), int | None)
    except WrongValue as error:
        raise PolicyError(file, error.found, error.expected, provision=activity_id) from error
    if subcategory not in general:
        found, known = f"the subcategory {subcategory}", "one of " + ", ".join(general)
        raise PolicyError(file, found, known, provision=activity_id)
    return Evidence(activity_id, (*own, *general[subcategory], *always), days, years)


def _exactly(
    found: Any,
    needed: tuple[str, ...],
    known: tuple[str, ...],
    file: str,
    name: str | None = None,
) -> None:
    if not isinstance(found, dict):
        raise PolicyError(file, repr(found), "the keys " + ", ".join(known), provision=name)
    odd = [f"unknown {key}" for key in found if key not in known]
    odd += [f"no {key}" for key in needed if key not in found]
    if odd:
        raise PolicyError(file, ", ".join(odd), "the keys " + ", ".join(known), provision=name)
