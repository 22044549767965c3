"""Until when an auditor of CMS is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from openmips.policy.deadlines_topics import DeadlinesPolicy
from openmips.policy.topics import Policy
from openmips.why import Attestation, Why


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """The last day on which an audit may be answered, with its reason."""

    day: date
    why: Why
    attestation: Attestation

    def days_left(self, on: date) -> int:
        """How many days are left after a day; less than none where it is over."""
        return (self.day - on).days


def answer_due(notice: date, policy: Policy) -> AnswerDue:
    """The last day to answer a notice, unless another was agreed (rule AU-1).

    Source: 42 CFR 414.1390, data validation and auditing.
    """
    days = policy.topic(DeadlinesPolicy).audit_response_days
    why = Why(
        "The notice came on {}: what it asks for is handed in within {} days.",
        (notice, days.value),
        (days,),
    )
    return AnswerDue(notice + timedelta(days=days.value), why, days.attestation)
