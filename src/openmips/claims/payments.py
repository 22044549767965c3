"""Whether Medicare applied the payment adjustment to a line as it should, line by line.

A line's base is what Medicare would otherwise have paid: the payment with the adjustment and
sequestration taken off again. Nothing is rounded on the way, so a whole year can be added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import MappingProxyType

from openmips.amounts import HUNDRED
from openmips.claims.intake.remittance import Adjustment, RemittanceClaim, RemittanceLine
from openmips.policy.remittance_topics import RemittancePolicy
from openmips.policy.topics import Policy


class Service(Enum):
    """What a line was for, as far as the adjustment is concerned."""

    PROFESSIONAL = "professional_service"
    NOT_ADJUSTED = "not_adjusted"
    UNSURE = "unsure"


class Question(Enum):
    """What is not as it should be on a line."""

    MISSING = "adjustment_missing"
    OTHER_AMOUNT = "adjustment_other_amount"
    WRONG_SIGN = "adjustment_wrong_sign"
    NOT_COVERED = "service_not_adjusted"
    NOT_SUBJECT = "clinician_not_adjusted"
    OTHER_YEAR = "service_of_another_year"
    NO_REMARK = "remark_missing"
    SEQUESTRATION = "sequestration_other_amount"


@dataclass(frozen=True, slots=True)
class Due:
    """What is due by clinician, in percent.

    `percents` are by NPI, None for a clinician who is not adjusted; `usual` holds for every
    NPI that is not in it. Where that is None, too, such a line cannot be judged.
    """

    usual: Decimal | None = None
    percents: Mapping[str, Decimal | None] = field(default_factory=lambda: MappingProxyType({}))

    def knows(self, npi: str) -> bool:
        """Whether anything is said of the clinician."""
        return self.usual is not None or npi in self.percents

    def percent(self, npi: str) -> Decimal | None:
        """The clinician's percent."""
        return self.percents.get(npi, self.usual)


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A line with what was, and what should have been.

    `base` is what Medicare would have paid without adjustment and sequestration, `changed`
    what the adjustment added (below zero: took off), `due` what it should have, exactly; None
    where that cannot be told. `taken` is sequestration.
    """

    claim: str
    control: str
    patient: str
    code: str
    npi: str
    tin: str
    day: date | None
    paid_on: date | None
    service: Service
    family: str | None
    base: Decimal
    changed: Decimal
    due: Fraction | None
    taken: Decimal
    taken_due: Fraction
    lines: int = 1
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class _Amounts:
    """The adjustment, sequestration and remark of a line."""

    changed: Decimal
    taken: Decimal
    remarked: bool


def paid_lines(claim: RemittanceClaim, due: Due, policy: Policy) -> Iterator[PaidLine]:
    """Every line of a claim for which Medicare paid something, judged.

    What stands for the claim as a whole (an adjustment beside its lines) is one more line
    without a code, and its lines are then judged together in it.
    """
    rules = policy.topic(RemittancePolicy)
    if claim.filing not in rules.filings.value:
        return
    judged = [_judged(claim, line, due, policy) for line in claim.lines]
    whole = _amounts(claim.adjustments, claim.remarks, rules)
    if whole.changed or whole.taken:
        yield _together(claim, judged, whole, due, policy)
    else:
        yield from (one for one in judged if one.base or one.changed)


def _judged(claim: RemittanceClaim, line: RemittanceLine, due: Due, policy: Policy) -> PaidLine:
    """One line with its questions."""
    rules = policy.topic(RemittancePolicy)
    found = _amounts(line.adjustments, (*line.remarks, *claim.remarks), rules)
    base = line.paid - found.changed + found.taken
    npi = claim.rendering_npi or claim.payment.payee_npi
    service, family = service_of(claim, line, rules)
    paid = PaidLine(
        claim=claim.control,
        control=line.control,
        patient=claim.patient_id,
        code=line.procedure_code,
        npi=npi,
        tin=claim.payment.payee_tin,
        day=line.from_date,
        paid_on=claim.payment.paid_on,
        service=service,
        family=family,
        base=base,
        changed=found.changed,
        due=_due(base, line.from_date, npi, service, due, policy),
        taken=found.taken,
        taken_due=_sequestered(base + found.changed, rules),
    )
    return _questioned(paid, due, found.remarked, policy)


def _amounts(
    adjustments: Iterable[Adjustment], remarks: Iterable[str], rules: RemittancePolicy
) -> _Amounts:
    """What the adjustments say; an amount above zero lowers the payment."""
    mips, kept = {rules.lowered.value, rules.raised.value}, rules.sequestration.value
    changed = taken = Decimal(0)
    for one in adjustments:
        code = f"{one.group} {one.reason}"
        if code in mips:
            changed -= one.amount
        elif code == kept:
            taken += one.amount
    return _Amounts(changed, taken, rules.remark.value in remarks)


def service_of(
    claim: RemittanceClaim, line: RemittanceLine, rules: RemittancePolicy
) -> tuple[Service, str | None]:
    """What a line was for, and the family of codes or the place that says so."""
    if claim.filing == PROFESSIONAL:
        if claim.facility in rules.all_inclusive_places.value:
            return Service.NOT_ADJUSTED, "all_inclusive_rate"
    elif claim.facility[:2] in rules.all_inclusive_bills.value:
        return Service.NOT_ADJUSTED, "all_inclusive_rate"
    elif claim.facility[:2] in rules.method_ii_bills.value:
        return Service.UNSURE, "critical_access_hospital"
    else:
        return Service.NOT_ADJUSTED, "institution"
    professional = rules.professional_modifier.value in line.modifiers
    for name, ranges in rules.unadjusted.items():
        if within(line.procedure_code, ranges.value):
            if professional:
                return Service.PROFESSIONAL, None
            return Service.NOT_ADJUSTED, name
    for name, ranges in rules.unsure.items():
        if within(line.procedure_code, ranges.value) and not professional:
            return Service.UNSURE, name
    return Service.PROFESSIONAL, None


PROFESSIONAL = "MB"
"""The claim filing indicator of professional claims."""


def within(code: str, ranges: Iterable[str]) -> bool:
    """Whether a code lies in one of the ranges; letters must stand where the ends have them."""
    for one in ranges:
        first, _, last = one.partition("-")
        if first <= code <= last and len(code) == len(first) and _form(code) == _form(first):
            return True
    return False


def _form(code: str) -> str:
    """Where a code has letters."""
    return "".join(sign if sign.isalpha() else "0" for sign in code)


def _due(
    base: Decimal, day: date | None, npi: str, service: Service, due: Due, policy: Policy
) -> Fraction | None:
    """What the adjustment of a line should come to, exactly; None where it cannot be told."""
    if service is Service.UNSURE or day is None or not due.knows(npi):
        return None
    if service is Service.NOT_ADJUSTED or day.year != policy.programme.payment_year.value:
        return Fraction(0)
    percent = due.percent(npi)
    return Fraction(0) if percent is None else Fraction(base) * Fraction(percent) / HUNDRED


def _sequestered(paid: Decimal, rules: RemittancePolicy) -> Fraction:
    """What sequestration takes off a payment."""
    return Fraction(paid) * Fraction(rules.sequestration_percent.value) / HUNDRED


def _together(
    claim: RemittanceClaim, lines: Sequence[PaidLine], whole: _Amounts, due: Due, policy: Policy
) -> PaidLine:
    """A claim as one line, where the payer says of the claim what it says of lines elsewhere."""
    rules = policy.topic(RemittancePolicy)
    changed = whole.changed + sum((one.changed for one in lines), Decimal(0))
    taken = whole.taken + sum((one.taken for one in lines), Decimal(0))
    base = claim.paid - changed + taken
    parts = [one.due for one in lines if one.base]
    known = [part for part in parts if part is not None]
    services = {one.service for one in lines if one.base}
    npi = claim.rendering_npi or claim.payment.payee_npi
    return _questioned(
        PaidLine(
            claim=claim.control,
            control="",
            patient=claim.patient_id,
            code="",
            npi=npi,
            tin=claim.payment.payee_tin,
            day=min((one.day for one in lines if one.day is not None), default=None),
            paid_on=claim.payment.paid_on,
            service=services.pop() if len(services) == 1 else Service.PROFESSIONAL,
            family=None,
            base=base,
            changed=changed,
            due=sum(known, Fraction(0)) if len(known) == len(parts) else None,
            taken=taken,
            taken_due=_sequestered(base + changed, rules),
            lines=max(1, len(lines)),
        ),
        due,
        whole.remarked or any(Question.NO_REMARK not in one.questions for one in lines),
        policy,
    )


def _questioned(paid: PaidLine, due: Due, remarked: bool, policy: Policy) -> PaidLine:
    """The line with what is not as it should be."""
    rules = policy.topic(RemittancePolicy)
    tolerance = Fraction(rules.line_tolerance.value) * paid.lines
    questions = []
    if paid.due is not None and abs(Fraction(paid.changed) - paid.due) > tolerance:
        questions.append(_amiss(paid, paid.due, due, policy))
    if paid.changed and not remarked:
        questions.append(Question.NO_REMARK)
    if abs(Fraction(paid.taken) - paid.taken_due) > tolerance:
        questions.append(Question.SEQUESTRATION)
    return replace(paid, questions=tuple(questions))


def _amiss(paid: PaidLine, expected: Fraction, due: Due, policy: Policy) -> Question:
    """In which way an adjustment is not what it should be."""
    if paid.service is Service.NOT_ADJUSTED:
        return Question.NOT_COVERED
    if paid.day is not None and paid.day.year != policy.programme.payment_year.value:
        return Question.OTHER_YEAR
    if due.percent(paid.npi) is None:
        return Question.NOT_SUBJECT
    if not paid.changed:
        return Question.MISSING
    opposed = expected and (paid.changed > 0) != (expected > 0)
    return Question.WRONG_SIGN if opposed else Question.OTHER_AMOUNT
