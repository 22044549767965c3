"""What OpenMIPS answers to a case on ways to report and on what to choose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.writing import submission

from openmips.answers.checking import check_choice, check_submissions
from openmips.answers.options import Circumstances, options
from openmips.answers.selection import Selecting, find_mvp, select, select_activities
from openmips.people import Election, EntityType
from openmips.reporting.facts import ClinicianFacts

AS_OF = "2026-11-21"


def _profile(year: int, given: Mapping[str, Any]) -> dict[str, Any] | None:
    return {"performanceYear": year, **given["profile"]} if "profile" in given else None


def _submissions(year: int, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [submission(short, year) for short in given.get("submissions") or ()]


def _options(year: int, given: Mapping[str, Any]) -> Any:
    """The ways by level and option: how open, until when, what is asked for."""
    registered = given.get("registered")
    answer = options(
        *_submissions(year, given),
        profile=_profile(year, given),
        year=year,
        circumstances=Circumstances(
            given.get("clinicians"),
            given.get("mipsApm"),
            given.get("virtualGroup"),
            given.get("multispecialty"),
            None if registered is None else frozenset(registered),
            given.get("subgroupRegistered"),
            Election(given.get("election", "none")),
        ),
        clinicians=[_clinician(one) for one in given.get("people") or ()],
        as_of=date.fromisoformat(given.get("asOf", AS_OF)),
    )
    by_level: dict[str, Any] = {"status": {}, "by": {}, "needs": {}, "requires": {}}
    for way in answer["ways"]:
        level, option = way["level"], way["reportingOption"]
        for key, levels in by_level.items():
            levels.setdefault(level, {})[option] = way.get(key)
    people = {
        one["npi"]: {
            **one,
            "status": {way["reportingOption"]: way["status"] for way in one["ways"]},
        }
        for one in answer.get("clinicians", ())
    }
    return {**answer, **by_level, "people": people}


def _clinician(given: Mapping[str, Any]) -> ClinicianFacts:
    election = Election(given.get("election", "none"))
    rest = {key: value for key, value in given.items() if key != "election"}
    return ClinicianFacts(tin="123456789", election=election, **rest)


def _selecting(given: Mapping[str, Any]) -> Selecting:
    return Selecting(
        given.get("specialty"),
        given.get("collection") or (),
        given.get("program", "mips"),
        given.get("codes") or (),
        given.get("measures") or (),
        given.get("rates") or {},
        given.get("rate"),
        given.get("clinicians"),
    )


def _select(year: int, given: Mapping[str, Any]) -> Any:
    """The measures that fit, in order, and those under each flag."""
    answer = select(_selecting(given), _profile(year, given), year)
    rows = answer["measures"]
    flagged: dict[str, list[str]] = {}
    for row in rows:
        for flag in row["flags"]:
            flagged.setdefault(flag, []).append(row["measureId"])
    return {
        **answer,
        "ids": [row["measureId"] for row in rows],
        "flagged": {flag: sorted(ids) for flag, ids in flagged.items()},
        "rates": {
            row["measureId"]: [rung["rate"] or ("empty" if rung["empty"] else "any")
                               for rung in row["deciles"]]
            for row in rows
        },
        "decilePoints": {
            row["measureId"]: [rung["points"] for rung in row["deciles"]] for row in rows
        },
    }  # fmt: skip


def _find_mvp(year: int, given: Mapping[str, Any]) -> Any:
    """The MVPs that fit, in order and by id."""
    answer = find_mvp(
        _selecting(given),
        *_submissions(year, given),
        profile=_profile(year, given),
        year=year,
        as_of=date.fromisoformat(given.get("asOf", AS_OF)),
    )
    by_id = {one["mvpId"]: {**one, "says": one["why"]["says"]} for one in answer["mvps"]}
    return {**answer, "ids": list(by_id), "mvps": by_id}


def _activities(year: int, given: Mapping[str, Any]) -> Any:
    starts = {name: date.fromisoformat(day) for name, day in (given.get("starts") or {}).items()}
    answer = select_activities(
        given.get("program", "mips"),
        _profile(year, given),
        year,
        starts,
        given.get("clinicians"),
    )
    by_id = {one["activityId"]: one for one in answer["activities"]}
    opened = {one["activityId"]: one for one in answer["windows"]}
    return {**answer, "ids": list(by_id), "activities": by_id, "windows": opened}


def _check(year: int, given: Mapping[str, Any]) -> Any:
    """The gaps of a submission, or of a choice."""
    profile = _profile(year, given)
    if "choice" in given:
        pairs = [(measure_id, kind) for kind, ids in given["choice"].items() for measure_id in ids]
        level = EntityType(given.get("level", "group"))
        answer = check_choice(
            pairs, given.get("program", "mips"), level, profile, year, given.get("activities") or ()
        )
        lacking = answer["lacking"]
    else:
        answer = check_submissions(*_submissions(year, given), profile=profile)
        lacking = answer["checks"][0]["lacking"]
        answer["finalScore"] = answer["checks"][0]["finalScore"]
    return {
        **answer,
        "gaps": [" ".join(filter(None, (one["gap"], one["measureId"]))) for one in lacking],
        "says": {one["gap"]: one["says"] for one in lacking},
        "gains": {one["gap"]: one.get("gain") for one in lacking},
        "mended": {one["gap"]: one.get("mended") for one in lacking},
    }


ASKS = {
    "options": _options,
    "select": _select,
    "find_mvp": _find_mvp,
    "select_activities": _activities,
    "check": _check,
}
