"""The year as a list of tasks, by the six steps of the guide, each with its status and date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from openmips.answers.deadlines import DeadlinesAnswer, deadlines
from openmips.practice import memory
from openmips.practice.documents import FEEDBACK, OF_FEEDBACK, OF_GROUP, profile
from openmips.practice.judged import judged
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.remembered import Remembered
from openmips.practice.reviews import REVIEW
from openmips.practice.standing import Standing

SOON = timedelta(days=30)
"""A task is due soon from this long before its date."""


class Status(Enum):
    """The one set of words for how far a task is."""

    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    COMPLETED = "Completed"
    DUE_SOON = "Due soon"
    OVERDUE = "Overdue"
    CANNOT_START = "Cannot start yet"
    NOT_NEEDED = "Not needed"
    PROBLEM = "There is a problem"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `page` names the page where it is done; `opens` when it can start."""

    name: str
    title: str
    page: str
    status: Status
    due: date | None = None
    opens: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps, with its tasks in the order of their dates."""

    title: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """What the tasks are derived from."""

    performance_year: int
    facts: Mapping[str, Any]
    clinicians: Mapping[str, Any]
    choices: Mapping[str, Any]
    results: Mapping[str, Any]
    attestations: Mapping[str, Any]
    dates: Mapping[str, date]
    roster: int
    submitted: bool
    feedback: bool
    problem: bool
    answered: bool
    today: date

    @property
    def last_day(self) -> date:
        """The last day of the performance year."""
        return date(self.performance_year, 12, 31)


def steps(year: PracticeYear, standing: Standing, today: date) -> tuple[Step, ...]:
    """The six steps and what follows them."""
    held = _held(year, standing, today)
    return (
        Step("1. Check who must report", _eligibility(held)),
        Step("2. Choose how to report", _option(held)),
        Step("3. Choose at which level", _level(held)),
        Step("4. Choose and collect", _collect(held)),
        Step("5. Check again who must report", _verify(held)),
        Step("6. Submit", _submit(held)),
        Step("After you submit", _after(held)),
    )


def next_dates(year: PracticeYear, today: date, most: int = 3) -> Sequence[Any]:
    """The next dates of the year that concern the practice, nearest first."""
    told = DATES(year, today)
    ahead = [one for one in told["deadlines"] if one["status"] in ("today", "ahead")]
    return ahead[:most]


def _dates(year: PracticeYear, as_of: date, everything: bool = False) -> DeadlinesAnswer:
    """The dates of the year that concern the practice, or with `everything` all."""
    told = profile(year)
    return deadlines(year.performance_year, profile=told, as_of=as_of, everything=everything)


DATES = Remembered(_dates)


def _held(year: PracticeYear, standing: Standing, today: date) -> _Held:
    dates = {
        one["id"]: date.fromisoformat(one["when"]["last"])
        for one in DATES(year, today, True)["deadlines"]
        if one["when"] is not None
    }
    said = memory.by_topic(year)
    return _Held(
        performance_year=year.performance_year,
        facts=said[Topic.FACT],
        clinicians=dict.fromkeys(
            key.partition("/")[0]
            for key in said[Topic.CLINICIAN]
            if key != OF_GROUP and not key.endswith(OF_FEEDBACK)
        ),
        choices=said[Topic.CHOICE],
        results=said[Topic.RESULT],
        attestations=said[Topic.ATTESTATION],
        dates=dates,
        roster=year.practice.clinicians.count(),
        submitted=year.submissions.exists(),
        feedback=FEEDBACK in said[Topic.FACT]
        or any(key.endswith(OF_FEEDBACK) for key in said[Topic.CLINICIAN]),
        problem=bool(standing.problems),
        answered=_answered(year, today),
        today=today,
    )


def _answered(year: PracticeYear, today: date) -> bool:
    """Whether it is known of everybody on the roster if he must report."""
    answer = judged(year, today).answer
    found = [] if answer is None else answer["clinicians"]
    return bool(found) and all(one["individual"]["status"] != "unknown" for one in found)


def _task(
    held: _Held,
    name: str,
    title: str,
    *,
    done: bool,
    begun: bool = False,
    due: str | None = None,
    opens: str | None = None,
    needed: bool = True,
    note: str = "",
) -> Task:
    """A task with the status that its facts and dates give it."""
    last = held.dates.get(due) if due else None
    first = held.dates.get(opens) if opens else None
    if not needed:
        status = Status.NOT_NEEDED
    elif done:
        status = Status.COMPLETED
    elif opens and (held.today < first if first else held.today <= held.last_day):
        status = Status.CANNOT_START
    elif last is not None and held.today > last:
        status = Status.OVERDUE
    elif last is not None and last - held.today <= SOON:
        status = Status.DUE_SOON
    else:
        status = Status.IN_PROGRESS if begun else Status.NOT_STARTED
    return Task(name, title, name, status, last, first, note)


def _eligibility(held: _Held) -> tuple[Task, ...]:
    described = "practice.clinicianCount" in held.facts
    return (
        _task(
            held,
            "facts",
            "Describe the practice",
            done=described,
            note="" if described else "Until then you do not count as a small practice.",
        ),
        _task(held, "roster", "List the clinicians", done=held.roster > 0),
        _task(
            held,
            "eligibility",
            "See who must report",
            done=held.answered,
            begun=bool(held.clinicians),
        ),
    )


def _option(held: _Held) -> tuple[Task, ...]:
    chosen = "reportingOption" in held.choices
    return (
        _task(
            held,
            "options",
            "Compare the ways to report, and choose one",
            done=chosen,
            due="mvp_registration_closes",
        ),
    )


def _level(held: _Held) -> tuple[Task, ...]:
    return (
        _task(
            held,
            "level",
            "Report as a group or as individuals",
            done="entityType" in held.choices,
        ),
    )


def _collect(held: _Held) -> tuple[Task, ...]:
    activities = {key for key in held.attestations if "/ia/" in key}
    certain = {key for key in held.attestations if "/pi/" in key}
    claims = {key for key in held.results if "/claims/" in key}
    return (
        _task(
            held,
            "measures",
            "Choose quality measures",
            done=bool(held.choices.get("measures")),
            begun=bool(held.results),
        ),
        _task(
            held,
            "claims",
            "Read your claims and find missing quality codes",
            done=False,
            begun=bool(claims),
            due="claims_reporting_ends",
            needed=held.choices.get("collection", "claims") == "claims" or bool(claims),
        ),
        _task(
            held,
            "activities",
            "Do and attest improvement activities",
            done=bool(activities),
            due="submission_closes",
            note="Forgetting this is the costliest mistake." if not activities else "",
        ),
        _task(
            held,
            "interoperability",
            "Decide on promoting interoperability",
            done="promotingInteroperability" in held.choices or bool(certain),
        ),
    )


def _verify(held: _Held) -> tuple[Task, ...]:
    return (
        _task(
            held,
            "verify",
            "Look up CMS's final answer in December",
            done="finalEligibility" in held.choices,
            opens="final_eligibility",
            due="submission_closes",
        ),
    )


def _submit(held: _Held) -> tuple[Task, ...]:
    task = _task(
        held,
        "submit",
        "Check, download and hand in",
        done=held.submitted,
        opens="submission_opens",
        due="submission_closes",
    )
    if held.problem and task.status is not Status.COMPLETED:
        task = Task("submit", task.title, "submit", Status.PROBLEM, task.due, task.opens)
    return (task,)


def _after(held: _Held) -> tuple[Task, ...]:
    return (
        _task(
            held,
            "feedback",
            "Compare CMS's feedback with your own numbers",
            done=held.feedback,
            opens="final_scores",
            due="targeted_review_closes",
        ),
        _task(
            held,
            "review",
            "Ask CMS to review its result",
            done=any(key.partition("/")[0] == REVIEW for key in held.choices),
            opens="final_scores",
            note="Only if the comparison shows an error.",
        ),
    )
