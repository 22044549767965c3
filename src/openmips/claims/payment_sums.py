"""What the lines of remittances come to: by month, by clinician, and the lines to question."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from openmips.amounts import HUNDRED
from openmips.claims.payments import PaidLine, Question
from openmips.policy.remittance_topics import RemittancePolicy
from openmips.policy.topics import Policy

MOST_LISTED = 100_000
"""So many lines to question are kept; all are counted."""


@dataclass(slots=True)
class Sum:
    """Sums of lines, in dollars. `due` and `judged_*` are of lines whose due is known.

    `quiet_*` are of those among them that raise no question by themselves.
    """

    lines: int = 0
    base: Decimal = Decimal(0)
    changed: Decimal = Decimal(0)
    taken: Decimal = Decimal(0)
    taken_due: Fraction = Fraction(0)
    judged: int = 0
    judged_changed: Decimal = Decimal(0)
    due: Fraction = Fraction(0)
    quiet_lines: int = 0
    quiet_base: Decimal = Decimal(0)
    quiet_changed: Decimal = Decimal(0)
    quiet_due: Fraction = Fraction(0)

    def add(self, line: PaidLine) -> None:
        """Take up a line."""
        self.lines += line.lines
        self.base += line.base
        self.changed += line.changed
        self.taken += line.taken
        self.taken_due += line.taken_due
        if line.due is None:
            return
        self.judged += line.lines
        self.judged_changed += line.changed
        self.due += line.due
        if not _about_the_amount(line):
            self.quiet_lines += line.lines
            self.quiet_base += line.base if line.due else 0
            self.quiet_changed += line.changed
            self.quiet_due += line.due


def _about_the_amount(line: PaidLine) -> bool:
    return any(one not in (Question.NO_REMARK, Question.SEQUESTRATION) for one in line.questions)


@dataclass(frozen=True, slots=True)
class Drift:
    """Lines of a clinician that are each right to a cent, and together are not.

    `percent` is what they were changed by, as a whole.
    """

    npi: str
    lines: int
    changed: Decimal
    due: Fraction
    percent: Fraction


@dataclass(slots=True)
class Sums:
    """Everything that was added up. Months are "YYYY-MM" of the payment, "" where unknown."""

    policy: Policy
    months: dict[str, Sum] = field(default_factory=dict)
    clinicians: dict[str, Sum] = field(default_factory=dict)
    whole: Sum = field(default_factory=Sum)
    questions: Counter[Question] = field(default_factory=Counter)
    unjudged: Counter[str] = field(default_factory=Counter)
    listed: list[PaidLine] = field(default_factory=list)
    questioned: int = 0

    def add(self, line: PaidLine) -> None:
        """Take up a line."""
        month = "" if line.paid_on is None else f"{line.paid_on:%Y-%m}"
        for each in (
            self.months.setdefault(month, Sum()),
            self.clinicians.setdefault(line.npi, Sum()),
            self.whole,
        ):
            each.add(line)
        if line.due is None:
            self.unjudged[line.family or "clinician"] += line.lines
        if line.questions:
            self.questions.update(line.questions)
            self.questioned += 1
            if len(self.listed) < MOST_LISTED:
                self.listed.append(line)

    def drifts(self) -> list[Drift]:
        """The clinicians whose lines are off together by more than rounding can explain."""
        most = Fraction(self.policy.topic(RemittancePolicy).line_tolerance.value) / 2
        return [
            Drift(npi, one.quiet_lines, one.quiet_changed, one.quiet_due, _percent(one))
            for npi, one in sorted(self.clinicians.items())
            if one.quiet_base
            and abs(Fraction(one.quiet_changed) - one.quiet_due) > most * one.quiet_lines
        ]


def _percent(one: Sum) -> Fraction:
    return Fraction(one.quiet_changed) * HUNDRED / Fraction(one.quiet_base)
