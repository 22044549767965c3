"""A year's memory as the documents that the answers take: a profile, submissions and a roster.

Pages, the command line and the API compute from these, so their numbers cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from openmips.practice import memory
from openmips.practice.handed_in import (
    GROUP,
    INDIVIDUAL,
    LEVEL,
    PROGRAM,
    HandedIn,
    LeftOut,
    handed_in,
)
from openmips.practice.models import Clinician, PracticeYear, Topic
from openmips.practice.rosters import NO_TIN

FEEDBACK = "feedback"
"""The fact that holds CMS's feedback as a whole; it is no part of the profile."""

FROM_CMS = "/cms"
"""How the key of a statement ends that holds CMS's own answer for a clinician."""

OF_FEEDBACK = "/feedback"
"""How the key of a statement ends that holds CMS's feedback for a clinician who reports alone."""

OF_GROUP = "group"
"""The key under which the practice's own totals are stated, beside its clinicians' NPIs."""

GROUP_COLUMNS = frozenset(
    f"group_{name}_{segment}" for segment in (1, 2) for name in ("charges", "patients", "services")
)
"""The columns of a roster that hold the practice's own totals; one row may say them for all."""

PAID = "partBPaid"
"""The fact that says what Medicare Part B pays in a year."""

_AMOUNT = re.compile(r"[0-9]+(\.[0-9]{1,2})?")
_PERIOD = ("start", "end")

_ONE_SET = ("ia", "pi")
"""Categories that go into one set; it reaches from the first day of any of it to the last."""


@dataclass(frozen=True, slots=True)
class Documents:
    """What is known of a year: `profile` and `submissions` as `openmips score` reads them."""

    profile: dict[str, Any]
    submissions: tuple[dict[str, Any], ...]
    left_out: tuple[LeftOut, ...] = ()
    """What is on record and handed in by none of the submissions."""


Supposed = Mapping[Topic, Mapping[str, Any]]
"""Values by topic and key that are supposed for a while; None supposes that nothing is said."""


def documents(
    year: PracticeYear, supposing: Supposed | None = None, whose: str | None = None
) -> Documents:
    """The profile and the submissions of a practice's year from what was said of it.

    `whose` names one who reports, as `group` or `individual:NPI`; without it all who do.
    """
    kept = on_record(year, supposing)
    sent = submissions(year, supposing, kept)
    if whose is not None:
        sent = tuple(one for one in sent if named(one) == whose)
        kept = replace(
            kept, left_out=tuple(one for one in kept.left_out if one.key.startswith(f"{whose}/"))
        )
    return Documents(profile(year, supposing, whose), sent, kept.left_out)


def on_record(year: PracticeYear, supposing: Supposed | None = None) -> HandedIn:
    """What of the year's results and attestations its choices let through."""
    return handed_in(
        year.performance_year,
        held(year, Topic.CHOICE, supposing),
        held(year, Topic.RESULT, supposing),
        held(year, Topic.ATTESTATION, supposing),
    )


def reporters(year: PracticeYear, supposing: Supposed | None = None) -> tuple[str, ...]:
    """Who hands in by the level chosen: the group, or each clinician of the roster."""
    kept = on_record(year, supposing)
    if kept.level != INDIVIDUAL:
        return (GROUP,)
    said = sorted({key.partition("/")[0] for key in (*kept.results, *kept.attestations)})
    return tuple(dict.fromkeys([*(f"{INDIVIDUAL}:{one.npi}" for one in there(year)), *said]))


def named(submission: Mapping[str, Any]) -> str:
    """Whose a submission is, as `group` or `individual:NPI`."""
    npi = submission.get("nationalProviderIdentifier")
    return str(submission["entityType"]) + (f":{npi}" if npi else "")


def held(year: PracticeYear, topic: Topic, supposing: Supposed | None = None) -> dict[str, Any]:
    """The values that hold of a topic, with those supposed in their places."""
    found = {**memory.values(year, topic), **((supposing or {}).get(topic) or {})}
    return {key: value for key, value in found.items() if value is not None}


def profile(
    year: PracticeYear, supposing: Supposed | None = None, whose: str | None = None
) -> dict[str, Any]:
    """The profile: each fact at the place that its key names, and what was chosen.

    Of a clinician who reports alone the payments are what was charged, which is the most that
    they can be; of the practice's own they are only a part.
    """
    found = placed(held(year, Topic.FACT, supposing), year.performance_year)
    found.setdefault("practice", {}).setdefault("name", year.practice.name)
    choices = held(year, Topic.CHOICE, supposing)
    found |= {name: choices[name] for name in (LEVEL, PROGRAM) if name in choices}
    kind, npi = entity_of(whose or GROUP)
    if npi:
        found.pop(PAID, None)
        found[LEVEL] = kind
        charged = _charged(year, npi)
        found |= {PAID: charged} if charged else {}
    return found


def _charged(year: PracticeYear, npi: str) -> str:
    """What a clinician charged in the latest segment that is known; empty where none is."""
    facts = memory.values(year, Topic.CLINICIAN).get(npi) or {}
    said = [facts.get(f"individual_charges_{segment}") for segment in (2, 1)]
    text = str(next((one for one in said if one is not None), "")).replace(",", "").lstrip("$")
    return text if _AMOUNT.fullmatch(text) else ""


def placed(facts: Mapping[str, Any], performance_year: int) -> dict[str, Any]:
    """Facts by key as a profile."""
    found: dict[str, Any] = {"performanceYear": performance_year}
    for key, value in facts.items():
        if key == FEEDBACK:
            continue
        place = found
        *path, last = key.split(".")
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value
    return found


def feedback(year: PracticeYear, whose: str = GROUP) -> dict[str, Any] | None:
    """CMS's feedback of one who reports, as it was imported or typed; None where there is none."""
    topic, key = feedback_place(whose)
    found: dict[str, Any] | None = memory.values(year, topic).get(key)
    return found


def feedback_place(whose: str) -> tuple[Topic, str]:
    """The topic and the key under which the feedback of one who reports is stated."""
    _, npi = entity_of(whose)
    return (Topic.CLINICIAN, f"{npi}{OF_FEEDBACK}") if npi else (Topic.FACT, FEEDBACK)


def roster(year: PracticeYear) -> list[dict[str, Any]]:
    """The clinicians who were there in the year, as a roster that `eligibility` reads.

    Where the year's facts are silent the roster's entry speaks: the type, and the first day
    with the practice as the first day of billing.
    """
    said = memory.current(year, Topic.CLINICIAN)
    rows = []
    for one in there(year):
        row: dict[str, Any] = {"npi": one.npi, "tin": year.practice.tin or NO_TIN}
        if one.clinician_type:
            row["clinician_type"] = one.clinician_type
        if one.joined is not None:
            row["first_billed_under_tin"] = one.joined.isoformat()
        facts = said.get(one.npi)
        rows.append(row if facts is None or facts.value is None else {**row, **facts.value})
    group = said.get(OF_GROUP)
    if rows and group is not None and group.value is not None:
        naming = [row["npi"] for row in rows if GROUP_COLUMNS & row.keys()]
        if all(said[npi].pk < group.pk for npi in naming):
            rows = [{key: row[key] for key in row if key not in GROUP_COLUMNS} for row in rows]
            rows[0] |= group.value
    return rows


def there(year: PracticeYear) -> list[Clinician]:
    """The clinicians who belonged to the practice on a day of the performance year."""
    first, last = date(year.performance_year, 1, 1), date(year.performance_year, 12, 31)
    return [
        one
        for one in year.practice.clinicians.all()
        if (one.joined is None or one.joined <= last) and (one.left is None or one.left >= first)
    ]


def cms_answers(year: PracticeYear) -> dict[str, dict[str, Any]]:
    """CMS's own status answers by NPI, as `eligibility_from_cms` reads them."""
    said = memory.values(year, Topic.CLINICIAN)
    return {
        key.removesuffix(FROM_CMS): value for key, value in said.items() if key.endswith(FROM_CMS)
    }


def submissions(
    year: PracticeYear, supposing: Supposed | None = None, kept: HandedIn | None = None
) -> tuple[dict[str, Any], ...]:
    """One submission a reporting entity that has results or attestations; none where nothing is.

    What the choices leave out is in none of them.
    """
    kept = kept or on_record(year, supposing)
    choices = held(year, Topic.CHOICE, supposing)
    entities: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}
    for key, value in sorted(kept.results.items()):
        entity, method, measure = key.split("/")
        period = {name: value[name] for name in _PERIOD if name in value}
        counts = {name: one for name, one in value.items() if name not in _PERIOD}
        entities.setdefault(entity_of(entity), {}).setdefault(f"quality/{method}", []).append(
            {"measureId": measure, "value": counts, **period}
        )
    for key, value in sorted(kept.attestations.items()):
        entity, category, measure = key.split("/")
        entities.setdefault(entity_of(entity), {}).setdefault(f"{category}/registry", []).append(
            {"measureId": measure, **value}
        )
    return tuple(
        _submission(year, entity, sets, kept.program, choices) for entity, sets in entities.items()
    )


def entity_of(text: str) -> tuple[str, str]:
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
    """Measurements of one category and method; those of quality in a set for each period."""
    category, method = name.split("/")
    first, last = f"{year.performance_year}-01-01", f"{year.performance_year}-12-31"
    periods: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in measurements:
        start, end = str(one.get("start", first)), str(one.get("end", last))
        kept = {"measureId": one["measureId"], "value": one["value"]}
        periods.setdefault((start, end), []).append(kept)
    if category in _ONE_SET and periods:
        whole = min(start for start, _ in periods), max(end for _, end in periods)
        periods = {whole: [one for kept in periods.values() for one in kept]}
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
