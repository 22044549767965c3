"""Who is out whatever they bill: by type, as new in Medicare, as QP, or by joining late."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from openmips.participation.facts import ClinicianFacts, QpStatus
from openmips.participation.results import Reason, Status
from openmips.policy.eligibility_topics import EligibilityPolicy
from openmips.policy.topics import Policy
from openmips.why import Why


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One exclusion tried: whether it applies (None: not known), and what it makes of you."""

    applies: bool | None
    status: Status
    reason: Reason
    why: Why
    missing: tuple[str, ...] = ()


def exclusions(facts: ClinicianFacts, policy: Policy) -> tuple[Exclusion, ...]:
    """The exclusions that follow the clinician to every level, in the order they are tried."""
    return (
        new_in_medicare(facts, policy),
        qualifying_participant(facts),
        partial_qualifying_participant(facts),
        unlisted_type(facts, policy),
    )


def new_in_medicare(facts: ClinicianFacts, policy: Policy) -> Exclusion:
    """Whether the clinician first enrolled in Medicare during the performance year.

    Whoever billed before cannot be new, also where the day of enrollment is not known.
    """
    rules = policy.topic(EligibilityPolicy)
    first_day = rules.enrolled_from
    enrolled = facts.medicare_enrolled
    if enrolled is None:
        billed = facts.individual[0].billed
        joined = facts.first_billed is not None and facts.first_billed < first_day.value
        applies = False if billed or joined else None
        says, known = "The day of enrollment in Medicare is not given.", ()
        why = Why(says, known, (first_day,))
    else:
        applies = enrolled >= first_day.value
        says = "First enrolled in Medicare on {}; new from {} on."
        why = Why(says, (enrolled, first_day.value), (first_day,))
        if applies and facts.individual[0].billed:
            doubt = "Billing in segment 1 does not fit: whoever billed before is not new."
            why = Why(says, why.facts, why.under, (Why(doubt),))
    missing = ("medicare_enrolled",) if applies is None else ()
    return Exclusion(applies, Status.EXCLUDED, Reason.NEW, why, missing)


def qualifying_participant(facts: ClinicianFacts) -> Exclusion:
    """Whether the clinician is a Qualifying APM Participant."""
    applies = None if facts.qp_status is None else facts.qp_status is QpStatus.QP
    return Exclusion(applies, Status.EXCLUDED, Reason.QP, _qp_why(facts), _qp_missing(facts))


def partial_qualifying_participant(facts: ClinicianFacts) -> Exclusion:
    """Whether the clinician is a Partial QP who has not elected to report.

    Joining a virtual group before the year counts as the election.
    """
    applies = None if facts.qp_status is None else facts.qp_status is QpStatus.PARTIAL
    if applies and facts.virtual_group is not None:
        applies = False
    return Exclusion(
        applies, Status.ELECTION_NEEDED, Reason.PARTIAL_QP, _qp_why(facts), _qp_missing(facts)
    )


def unlisted_type(facts: ClinicianFacts, policy: Policy) -> Exclusion:
    """Whether the clinician's type is not among those that can be MIPS eligible."""
    listed = policy.topic(EligibilityPolicy).clinician_types
    kind = facts.clinician_type
    if kind is None:
        applies, why = None, Why("The clinician type is not given.", (), (listed,))
    else:
        applies = kind not in listed.value
        says = "{} is not an eligible clinician type." if applies else "{} is an eligible type."
        why = Why(says, (kind.replace("_", " ").capitalize(),), (listed,))
    missing = ("clinician_type",) if applies is None else ()
    return Exclusion(applies, Status.VOLUNTARY_ONLY, Reason.TYPE, why, missing)


def late_joiner(facts: ClinicianFacts, policy: Policy) -> Exclusion:
    """Whether the clinician first billed under the TIN after the determination period."""
    first_day = policy.topic(EligibilityPolicy).late_joiner_from
    if facts.first_billed is None:
        applies = False if any(totals.billed for totals in facts.individual) else None
        why = Why("The day of the first bill under the TIN is not given.", (), (first_day,))
    else:
        applies = facts.first_billed >= first_day.value
        says = "First billed under the TIN on {}; late from {} on."
        why = Why(says, (facts.first_billed, first_day.value), (first_day,))
    missing = ("first_billed_under_tin",) if applies is None else ()
    return Exclusion(applies, Status.EXCLUDED, Reason.LATE_JOINER, why, missing)


def qp_status(
    payment_percent: Decimal | None, patient_percent: Decimal | None, policy: Policy
) -> tuple[QpStatus | None, Why]:
    """The better of what payments and what patients through advanced APMs make of a clinician.

    None where a percent that is not known could still decide. Source: rule QPT.
    """
    rules = policy.topic(EligibilityPolicy)
    under = (
        rules.qp_payment_percent,
        rules.qp_patient_percent,
        rules.partial_qp_payment_percent,
        rules.partial_qp_patient_percent,
    )
    given = (payment_percent, patient_percent)
    shown = tuple("unknown" if value is None else value for value in given)
    why = Why(
        "{} percent of payments and {} percent of patients through advanced APMs.", shown, under
    )
    pairs = tuple(zip(given, under[:2], under[2:], strict=True))
    if any(value is not None and value >= qp.value for value, qp, _ in pairs):
        return QpStatus.QP, why
    if None in given:
        return None, why
    partial = any(value is not None and value >= least.value for value, _, least in pairs)
    return (QpStatus.PARTIAL if partial else QpStatus.NONE), why


def _qp_why(facts: ClinicianFacts) -> Why:
    if facts.qp_status is None:
        return Why("Whether the clinician is a QP is not given.")
    return Why(_QP_WORDS[facts.qp_status])


def _qp_missing(facts: ClinicianFacts) -> tuple[str, ...]:
    return ("qp_status",) if facts.qp_status is None else ()


_QP_WORDS = {
    QpStatus.NONE: "Not a Qualifying APM Participant.",
    QpStatus.QP: "A Qualifying APM Participant (QP) is not in MIPS.",
    QpStatus.PARTIAL: "A Partial QP is in MIPS only after electing so.",
    QpStatus.PARTIAL_ELECTED: "A Partial QP who elected to take part in MIPS.",
}
