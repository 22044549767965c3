"""The ways to report of a year: what each asks for, until when, and what it would score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from openmips.answers.options import Circumstances, options
from openmips.answers.score import score
from openmips.answers.selection import find_mvp
from openmips.practice import memory
from openmips.practice.documents import documents, entity_of, reporters, roster
from openmips.practice.handed_in import GROUP, INDIVIDUAL, LEVEL, PROGRAM
from openmips.practice.models import PracticeYear, Topic
from openmips.problems import ProblemsFound

OPTION, REGISTERED = "reportingOption", "registered"
"""The keys of what is chosen about the way to report, beside program and level."""

TRADITIONAL, MVP, APP = "traditional_mips", "mvp", "app"
ANY_MEASURE = "mips"
"""The program under which every measure may stand."""

USABLE = ("open", "register", "unknown")
"""How open a way is that may still be chosen."""


@dataclass(frozen=True, slots=True)
class Option:
    """One program that may be reported. `score` is None where no results are entered."""

    option: str
    program: str
    title: str
    way: Mapping[str, Any]
    requires: Mapping[str, Any] | None
    mvp: Mapping[str, Any] | None = None
    score: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """Every option at one level, and the dates of registration."""

    level: str
    registration: Mapping[str, str]
    options: tuple[Option, ...]


def compared(year: PracticeYear, as_of: date) -> Compared:
    """Traditional MIPS, each MVP that fits and the APP, at the level chosen or as a group.

    Raises ProblemsFound where the year's records cannot be read.
    """
    chosen = memory.values(year, Topic.CHOICE)
    level = str(chosen.get(LEVEL, GROUP))
    made = documents(year)
    registered = chosen.get(REGISTERED)
    given = Circumstances(registered=frozenset({str(registered)}) if registered else None)
    answer = options(
        profile=made.profile, year=year.performance_year, circumstances=given, as_of=as_of
    )
    found: list[Option] = []
    for way in answer["ways"]:
        if way["level"] != level:
            continue
        if way["reportingOption"] == MVP:
            found += _mvps(year, way, as_of)
        else:
            found.append(_plain(year, way, as_of))
    return Compared(level, answer["registration"], tuple(found))


def _plain(year: PracticeYear, way: Mapping[str, Any], as_of: date) -> Option:
    requires = way.get("requires")
    program = requires["program"] if requires else ""
    title = "Traditional MIPS" if way["reportingOption"] == TRADITIONAL else "The APP"
    expected = _expected(year, program, as_of) if program else None
    return Option(way["reportingOption"], program, title, way, requires, None, expected)


def _mvps(year: PracticeYear, way: Mapping[str, Any], as_of: date) -> list[Option]:
    """The MVPs of the practice's specialty, the best first; without a specialty all.

    Results are read as those of traditional MIPS: an MVP is scored on what of them it holds.
    """
    made = documents(year, {Topic.CHOICE: {PROGRAM: ANY_MEASURE}})
    answer = find_mvp(
        None, *made.submissions, profile=made.profile, year=year.performance_year, as_of=as_of
    )
    fitting = [one for one in answer["mvps"] if not one["outsideSpecialty"]]
    return [
        Option(MVP, one["mvpId"], one["title"], way, None, one, one.get("finalScore"))
        for one in fitting
    ]


def _expected(year: PracticeYear, program: str, as_of: date) -> Mapping[str, str] | None:
    """What the results on record would score under a program; None where there are none."""
    made = documents(year, {Topic.CHOICE: {PROGRAM: program}})
    if not made.submissions:
        return None
    try:
        answer = score(*made.submissions, profile=made.profile, as_of=as_of)
    except ProblemsFound:
        return None
    return {"low": answer["finalScore"]["low"], "high": answer["finalScore"]["high"]}


@dataclass(frozen=True, slots=True)
class Effect:
    """What reporting at a level does to one clinician's payments; None where not known."""

    npi: str
    status: str
    percent_low: str | None
    percent_high: str | None
    dollars_low: str | None
    dollars_high: str | None
    says: str


def effects(year: PracticeYear, level: str, judged: Mapping[str, Any], as_of: date) -> list[Effect]:
    """What each clinician gets if the results of a level are all that is submitted.

    Whoever no score follows, and who must report, gets what sending nothing brings.
    """
    supposing = {Topic.CHOICE: {LEVEL: level}}
    followed: dict[str, Mapping[str, Any]] = {}
    sent = False
    for whose in reporters(year, supposing):
        made = documents(year, supposing, whose)
        if not made.submissions:
            continue
        sent = True
        answer = options(*made.submissions, profile=made.profile, roster=_source(year), as_of=as_of)
        _, npi = entity_of(whose)
        followed |= {one["npi"]: one for one in answer["clinicians"] if npi in ("", one["npi"])}
    return [_effect(one, level, followed.get(one["npi"]), sent) for one in judged["clinicians"]]


def _source(year: PracticeYear) -> dict[str, object]:
    return {"clinicians": roster(year)}


def _effect(
    one: Mapping[str, Any], level: str, followed: Mapping[str, Any] | None, sent: bool
) -> Effect:
    status = str(one[level]["status"])
    found = followed["score"] if followed else None
    if found is not None:
        why = followed["scoreWhy"]["says"] if followed else ""
        ends = (found["percentLow"], found["percentHigh"])
        return Effect(one["npi"], status, *ends, found["dollarsLow"], found["dollarsHigh"], why)
    if not sent:
        says = "Not known: no results are entered for this level."
        return Effect(one["npi"], status, None, None, None, None, says)
    nothing = [each for each in one[INDIVIDUAL]["choices"] if each["action"] == "nothing"]
    if not nothing:
        return Effect(one["npi"], status, None, None, None, None, one[INDIVIDUAL]["why"]["says"])
    (choice,) = nothing
    return Effect(
        one["npi"],
        status,
        choice["percentLow"],
        choice["percentHigh"],
        choice["dollarsLow"],
        choice["dollarsHigh"],
        choice["says"],
    )
