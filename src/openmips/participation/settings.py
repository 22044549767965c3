"""What counts, and what is adjusted, where Medicare pays otherwise than by the fee schedule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from openmips.participation.facts import ClinicianFacts, Totals
from openmips.policy.eligibility_topics import AdjustedPayment, EligibilityPolicy
from openmips.policy.topics import Policy
from openmips.why import Why

NO_BILLING = Totals(Decimal(0), 0, 0)


@dataclass(frozen=True, slots=True)
class Paid:
    """To which payments the adjustment applies, and why."""

    adjusted: AdjustedPayment
    why: Why


def paid_by(method: str, policy: Policy) -> Paid:
    """What is adjusted under a payment method. Raises KeyError for one that is not known."""
    provision = policy.topic(EligibilityPolicy).payment_methods[method]
    return Paid(provision.value, Why(_WORDS[provision.value], (), (provision,)))


_WORDS = {
    AdjustedPayment.NONE: "Nothing is adjusted: only fee schedule payments count in MIPS.",
    AdjustedPayment.FEE_SCHEDULE: "Payments by the physician fee schedule are adjusted.",
    AdjustedPayment.METHOD_TWO: "The hospital's method II payment for the clinician is adjusted.",
}


def counted(facts: ClinicianFacts, policy: Policy) -> ClinicianFacts:
    """The facts with what counts toward the low-volume threshold.

    Who bills outside the fee schedule only has nothing that counts, unless totals are given.
    """
    if facts.payment_method is None:
        return facts
    if paid_by(facts.payment_method, policy).adjusted is not AdjustedPayment.NONE:
        return facts
    first, second = (NO_BILLING if totals.empty else totals for totals in facts.individual)
    return replace(facts, individual=(first, second))
