"""What may be chosen, until when, and what each choice does to payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from openmips.participation.facts import QpStatus
from openmips.participation.instants import checked, ended, planned
from openmips.participation.results import Result, Status
from openmips.people import Election
from openmips.policy.topics import Policy
from openmips.why import Why


class ElectionRefusal(Enum):
    """Why an election is not taken."""

    ALREADY_ELECTED = "already_elected"
    NOT_OPT_IN_ELIGIBLE = "not_opt_in_eligible"
    NOT_PARTIAL_QP = "not_partial_qp"
    TOO_LATE = "too_late"
    NOTHING_CHOSEN = "nothing_chosen"


class ElectionRefused(ValueError):
    """The election is not taken; `why` says so."""

    def __init__(self, refusal: ElectionRefusal, why: Why) -> None:
        super().__init__(why.says)
        self.refusal, self.why = refusal, why


@dataclass(frozen=True, slots=True)
class Elected:
    """One election as it was made."""

    choice: Election
    at: datetime


def elect(
    made: tuple[Elected, ...], choice: Election, at: datetime, result: Result, policy: Policy
) -> tuple[Elected, ...]:
    """The elections made, with one more at the end; nothing is ever taken back.

    Only who may opt in elects, once, and until the deadline. Raises ElectionRefused, and
    NaiveInstant where `at` has no time zone.
    """
    at = checked(at)
    if choice is Election.NONE:
        raise ElectionRefused(
            ElectionRefusal.NOTHING_CHOSEN, Why("An election is to opt in or to be voluntary.")
        )
    if made:
        says = "An election was made on {}; it holds for the year."
        why = Why(says, (made[-1].at.date(),))
        raise ElectionRefused(ElectionRefusal.ALREADY_ELECTED, why)
    if result.status is not Status.OPT_IN_ELIGIBLE:
        why = Why("Only who may opt in can elect.", (), (), (result.why,))
        raise ElectionRefused(ElectionRefusal.NOT_OPT_IN_ELIGIBLE, why)
    _in_time(at, "opt_in_election_closes", policy)
    return (*made, Elected(choice, at))


def elect_as_partial_qp(status: QpStatus, at: datetime, policy: Policy) -> QpStatus:
    """A Partial QP's status after electing to take part in MIPS. Raises as `elect` does."""
    at = checked(at)
    if status is not QpStatus.PARTIAL:
        why = Why("Only a Partial QP without an election can elect.")
        raise ElectionRefused(ElectionRefusal.NOT_PARTIAL_QP, why)
    _in_time(at, "partial_qp_election_closes", policy)
    return QpStatus.PARTIAL_ELECTED


def _in_time(at: datetime, name: str, policy: Policy) -> None:
    deadline = planned(name, policy)
    if ended(deadline, at):
        says = "Elections closed at {} ET; data may still be accepted then, elections are not."
        why = Why(says, (deadline.value,), (deadline,))
        raise ElectionRefused(ElectionRefusal.TOO_LATE, why)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be done; `adjusted` says whether payments then change."""

    action: str
    adjusted: bool
    why: Why


def choices(result: Result, policy: Policy) -> tuple[Choice, ...]:
    """What may be done under a result, and what it means for payments."""
    until = planned("opt_in_election_closes", policy)
    match result.status:
        case Status.REQUIRED | Status.OPTED_IN:
            return (
                Choice("report", True, Why("Reporting is scored, and moves payments.")),
                Choice("nothing", True, Why("Reporting nothing earns the lowest score.")),
            )
        case Status.MAY_REPORT:
            says = "The group's score moves the payments of all its eligible clinicians."
            alone = "Sending nothing as a group leaves each clinician's own result as it is."
            return (
                Choice("report_as_group", True, Why(says)),
                Choice("nothing", False, Why(alone)),
            )
        case Status.OPT_IN_ELIGIBLE:
            says = "Opting in, until {} ET and for the whole year, makes reporting count."
            opt_in = Choice("opt_in", True, Why(says, (until.value,), (until,)))
            says = "Voluntary reporting, elected until {} ET, brings feedback only."
            return (
                opt_in,
                Choice("report_voluntarily", False, Why(says, (until.value,), (until,))),
                _NOTHING,
            )
        case Status.ELECTION_NEEDED:
            due = planned("partial_qp_election_closes", policy)
            says = "Electing MIPS, until {} ET, makes reporting count."
            return (Choice("elect_mips", True, Why(says, (due.value,), (due,))), _NOTHING)
        case Status.VOLUNTARY_ONLY | Status.EXCLUDED:
            says = "Voluntary reporting brings feedback, never an adjustment."
            return (Choice("report_voluntarily", False, Why(says)), _NOTHING)
    return ()


_NOTHING = Choice("nothing", False, Why("Doing nothing leaves payments as they are."))
