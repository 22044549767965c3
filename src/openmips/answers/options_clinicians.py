"""What each clinician may do alone, where they stand by the roster, and which score follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openmips.amounts import fixed
from openmips.answers.adjust import dollars_of
from openmips.answers.eligibility_choices import latest_charges
from openmips.answers.score import payment_answer
from openmips.answers.why import why_document
from openmips.catalog.entries import DisasterArea
from openmips.participation.exceptions import indication
from openmips.participation.instants import planned
from openmips.participation.practices import ClinicianEligibility, PracticeEligibility
from openmips.participation.results import Status
from openmips.people import Election
from openmips.policy.topics import Policy
from openmips.reporting.facts import ClinicianFacts
from openmips.reporting.following import Following, reaches
from openmips.scoring.results import FinalScore

_STANDING = {
    Status.REQUIRED: "Must report.",
    Status.OPTED_IN: "Opted in, so must report.",
    Status.OPT_IN_ELIGIBLE: "Must opt in first, by {until}, for anything reported alone to count.",
    Status.VOLUNTARY_ONLY: "Need not report; what is reported alone moves no pay.",
    Status.ELECTION_NEEDED: "Must elect MIPS first, by {partial_until}, for anything to count.",
    Status.EXCLUDED: "Excluded, so nothing that is reported moves the pay. {why}",
    Status.UNKNOWN: "Whether this clinician must report is not known. {why}",
}
_EXCUSED = (
    "Need send nothing if PECOS has the practice in {county}: the automatic exception covers it."
    " Else must report."
)
_OUT_ALONE = "Out alone, and in with the group, whose score counts. {why}"
_BY_GROUP = " A score of the group counts without that."


@dataclass(frozen=True, slots=True)
class Person:
    """One clinician in question; `judged` is what the roster comes to, where there is one."""

    facts: ClinicianFacts
    judged: ClinicianEligibility | None = None

    @property
    def charges(self) -> Decimal | None:
        """What was charged in the latest segment that is known."""
        return None if self.judged is None else latest_charges(self.judged.facts.individual)


def people_of(found: Iterable[PracticeEligibility]) -> list[Person]:
    """The clinicians of a roster; a practice's score covers those it would adjust."""
    return [_person(one) for practice in found for one in practice.clinicians]


def _person(one: ClinicianEligibility) -> Person:
    known = one.group.status is not Status.UNKNOWN
    facts = ClinicianFacts(
        one.facts.tin,
        one.facts.npi,
        one.facts.mips_apm,
        one.facts.election or Election.NONE,
        one.facts.subgroups[0] if one.facts.subgroups else None,
        one.facts.virtual_group,
        covered=one.group.adjusted if known else None,
    )
    return Person(facts, one)


def opting_in(people: Iterable[Person], policy: Policy) -> str | None:
    """A sentence where nobody counts without opting in, as themselves or through the group."""
    found = [one.judged for one in people if one.judged is not None]
    if any(one.individual.adjusted or one.group.adjusted for one in found):
        return None
    if not any(one.individual.status is Status.OPT_IN_ELIGIBLE for one in found):
        return None
    until = planned("opt_in_election_closes", policy).value
    return f"Opt in first, by {until} ET: without it nothing that is reported moves the pay."


def standing(
    one: ClinicianEligibility, solo: bool, areas: Sequence[DisasterArea], policy: Policy
) -> dict[str, Any]:
    """Where a clinician stands alone and in the group, in words too.

    `areas` are the counties of the automatic exception, which may lift a duty.
    """
    alone = one.individual
    listed = indication(areas, one.facts.zip_code).areas
    by_group = one.group.adjusted and not solo
    template = _STANDING[alone.status]
    if by_group and alone.status is Status.EXCLUDED:
        template = _OUT_ALONE
    if listed and alone.status in (Status.REQUIRED, Status.OPTED_IN):
        template = _EXCUSED
    says = template.format(
        until=planned("opt_in_election_closes", policy).value + " ET",
        partial_until=planned("partial_qp_election_closes", policy).value + " ET",
        why=alone.why.says,
        county="; ".join(f"{area.county.title()}, {area.state}" for area in listed),
    )
    if by_group and alone.status in (Status.OPT_IN_ELIGIBLE, Status.VOLUNTARY_ONLY):
        says += _BY_GROUP
    return {
        "individual": alone.status.value,
        "group": one.group.status.value,
        "reasons": [reason.value for reason in alone.reasons],
        "says": says.strip(),
    }


def following_document(
    person: Person, following: Following, scores: Sequence[FinalScore], policy: Policy
) -> dict[str, Any]:
    """The score that follows a clinician, with what it pays; or why none does."""
    score = following.score
    reaching = sum(reaches(each.performance.entity, person.facts) for each in scores)
    if score is None:
        return {"score": None, "scoresReaching": reaching, "scoreWhy": why_document(following.why)}
    paid = payment_answer(score, policy)
    low, high = Decimal(paid["percentLow"]), Decimal(paid["percentHigh"])
    return {
        "score": {
            "entityType": score.performance.entity.entity_type.value,
            "program": score.performance.program,
            "low": fixed(score.score.low),
            "high": fixed(score.score.high),
            "percentLow": paid["percentLow"],
            "percentHigh": paid["percentHigh"],
            "dollarsLow": dollars_of(low, person.charges, policy),
            "dollarsHigh": dollars_of(high, person.charges, policy),
        },
        "scoresReaching": reaching,
        "scoreWhy": why_document(following.why),
    }
