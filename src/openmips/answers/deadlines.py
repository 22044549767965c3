"""Which dates of a year concern a practice, the next first, and as a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import NotRequired, TypedDict

from openmips.answers import problems
from openmips.answers.problems import problem
from openmips.answers.score import warned
from openmips.answers.shapes import Warned
from openmips.answers.why import WhyAnswer, why_document
from openmips.catalog import YEARS, catalog_for
from openmips.formats.calendar import Event, calendar_file
from openmips.formats.profile import Profile, read_profile
from openmips.formats.programs import option_of
from openmips.formats.strict_json import Source
from openmips.people import Practice
from openmips.policy.load import policy_for
from openmips.policy.topics import Policy
from openmips.policy.when import When
from openmips.problems.finding import Problem, listed
from openmips.timeline.concern import PracticeFacts
from openmips.timeline.deadlines import Deadline, timeline

PAST, TODAY, AHEAD, UNKNOWN = "past", "today", "ahead", "unknown"
"""Where a date lies, seen from the day the answer is for."""

ALARMS = (30, 7, 1)
"""How many days before a deadline a calendar reminds of it."""


class WhenAnswer(TypedDict):
    """A date: its first and last day, its hour in New York and in UTC where it has one."""

    first: str
    last: str
    precision: str
    time: NotRequired[str]
    utc: NotRequired[str]
    inWords: str


class DeadlineAnswer(TypedDict):
    """One date. `when` is None with a `reason`; `planned` stands there where it came otherwise."""

    id: str
    name: str
    kind: str
    whatToDo: str
    whom: str
    status: str
    daysLeft: int | None
    when: WhenAnswer | None
    reason: NotRequired[str]
    planned: NotRequired[WhenAnswer | None]
    attestation: str
    why: WhyAnswer


class DeadlinesAnswer(TypedDict):
    """The dates of a year, the next first, then those nobody knows, then the past ones."""

    performanceYear: int
    paymentYear: int
    asOf: str
    next: str | None
    deadlines: list[DeadlineAnswer]
    notForYou: list[str]
    warnings: list[Warned]


@dataclass(frozen=True, slots=True)
class Dates:
    """The year's dates, those that concern the practice apart from the others."""

    policy: Policy
    mine: tuple[Deadline, ...]
    others: tuple[Deadline, ...]
    warnings: tuple[Problem, ...] = ()


def deadlines(
    performance_year: int | None = None,
    *,
    profile: Source | None = None,
    as_of: date | None = None,
    everything: bool = False,
) -> DeadlinesAnswer:
    """The dates of the year that concern the practice of the profile, seen from `as_of`.

    The year is the profile's unless given. With `everything`, dates that do not concern the
    practice are there too. Raises ProblemsFound.
    """
    found = dates(performance_year, profile, everything)
    day = as_of or date.today()
    order = sorted(found.mine, key=lambda one: _turn(one, day))
    upcoming = (one for one in order if status(one, day) in (TODAY, AHEAD))
    following = next((one for one in upcoming if one.milestone.deadline), None)
    return {
        "performanceYear": found.policy.performance_year,
        "paymentYear": found.policy.programme.payment_year.value,
        "asOf": day.isoformat(),
        "next": None if following is None else following.milestone_id,
        "deadlines": [deadline_answer(one, day) for one in order],
        "notForYou": [one.milestone_id for one in found.others],
        "warnings": [warned(one) for one in found.warnings],
    }


def deadlines_calendar(
    performance_year: int | None = None,
    *,
    profile: Source | None = None,
    as_of: date | None = None,
    everything: bool = False,
) -> bytes:
    """The same dates as a calendar file; what has no date is left out. Raises ProblemsFound.

    Only `as_of` enters as the time of writing, so the same question gives the same bytes.
    """
    found = dates(performance_year, profile, everything)
    stamp = datetime.combine(as_of or date.today(), time(), UTC)
    year = found.policy.performance_year
    return calendar_file(
        f"MIPS {year}", [event for one in found.mine for event in _events(one, year)], stamp
    )


def dates(performance_year: int | None, profile: Source | None, everything: bool) -> Dates:
    """The dates of the year, those that concern the practice apart. Raises ProblemsFound."""
    facts = PracticeFacts()
    warnings: tuple[Problem, ...] = ()
    if profile is not None:
        read = read_profile(profile, small_practice_clinicians=_small_practice)
        facts, warnings = practice_facts(read.value), read.warnings
        stated = read.value.performance_year
        if performance_year not in (None, stated):
            found = f"the profile is of {stated}"
            raise problem(problems.UNKNOWN_YEAR, "$.performanceYear", found, str(performance_year))
        performance_year = stated
    policy = covered(performance_year)
    every = timeline(policy)
    mine = tuple(one for one in every if everything or one.concerns(facts, policy))
    others = tuple(one for one in every if one not in mine)
    return Dates(policy, mine, others, warnings)


def covered(performance_year: int | None) -> Policy:
    """The policy of a year that has dates. Raises ProblemsFound."""
    if performance_year not in YEARS:
        found = (
            "no year is given" if performance_year is None else f"the year is {performance_year}"
        )
        raise problem(problems.UNKNOWN_YEAR, "$.performanceYear", found, listed(map(str, YEARS)))
    return policy_for(performance_year)


def practice_facts(profile: Profile) -> PracticeFacts:
    """What a profile says about whom a date concerns."""
    program, year = profile.program, profile.performance_year
    catalog = catalog_for(year) if year in YEARS else None
    return PracticeFacts(
        level=profile.entity_type,
        option=None if program is None else option_of(program, catalog),
        practice=known_practice(profile.practice),
        apm_participant=profile.mips_apm_participant,
    )


def known_practice(practice: Practice) -> Practice | None:
    """The practice, or None where neither its size nor a special status is stated."""
    stated = practice.clinician_count is not None or practice.special_statuses
    return practice if stated else None


def status(deadline: Deadline, day: date) -> str:
    """Where the date lies, seen from the day."""
    when = deadline.when
    if when is None:
        return UNKNOWN
    if when.last < day:
        return PAST
    return TODAY if when.exact and when.first == day else AHEAD


def deadline_answer(deadline: Deadline, day: date) -> DeadlineAnswer:
    """One date as answers show it."""
    milestone, when = deadline.milestone, deadline.when
    answer: DeadlineAnswer = {
        "id": deadline.milestone_id,
        "name": milestone.name,
        "kind": milestone.kind.value,
        "whatToDo": milestone.to_do,
        "whom": milestone.whom,
        "status": status(deadline, day),
        "daysLeft": None if when is None or when.last < day else max(0, (when.first - day).days),
        "when": None if when is None else when_answer(when),
        "attestation": deadline.date.attestation.value,
        "why": why_document(deadline.date.why),
    }
    if when is None:
        answer["reason"] = deadline.date.why.says
    if deadline.actual is not None:
        planned = deadline.planned.when
        answer["planned"] = None if planned is None else when_answer(planned)
    return answer


def when_answer(when: When) -> WhenAnswer:
    """A date in the shapes JSON has."""
    answer: WhenAnswer = {
        "first": when.first.isoformat(),
        "last": when.last.isoformat(),
        "precision": when.precision.value,
        "inWords": when.in_words(),
    }
    if when.hour is not None:
        answer["time"] = f"{when.hour:%H:%M}"
        answer["utc"] = f"{when.over:%Y-%m-%dT%H:%M:%SZ}"
    return answer


def _turn(deadline: Deadline, day: date) -> tuple[int, int]:
    """Ahead in time, then unknown, then past from the last to the first."""
    when = deadline.when
    if when is None:
        return (1, 0)
    if when.last < day:
        return (2, -when.last.toordinal())
    return (0, when.first.toordinal())


def _events(deadline: Deadline, year: int) -> list[Event]:
    """The date as an entry of a calendar; of a month, or less, on its first day."""
    when, milestone = deadline.when, deadline.milestone
    if when is None:
        return []
    vague = "" if when.exact else f" ({when.in_words()}, day not known)"
    moved = deadline.actual is not None
    lines = [milestone.to_do, f"For: {milestone.whom}", deadline.date.why.says]
    if moved and deadline.planned.when is not None:
        lines.append(f"It was planned for {deadline.planned.when.in_words()}.")
    lines += [f"Source: {provision.citation}" for provision in deadline.date.why.under]
    return [
        Event(
            uid=f"{year}-{deadline.milestone_id}@openmips",
            title=f"MIPS {year}: {milestone.name}{vague}",
            text="\n".join(lines),
            first=when.first,
            last=when.first,
            instant=when.instant,
            alarms=ALARMS if milestone.deadline and when.exact else (),
            sequence=int(moved),
        )
    ]


def _small_practice(year: int) -> int:
    return policy_for(year).programme.small_practice_clinicians.value
