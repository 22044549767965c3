"""The shapes of an eligibility answer, as the contract names them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NotRequired, TypedDict

from openmips.amounts import fixed, plain
from openmips.answers.eligibility_choices import ChoiceAnswer, choice_answers
from openmips.answers.eligibility_formations import FormationAnswer
from openmips.answers.shapes import Warned
from openmips.answers.why import WhyAnswer, why_document
from openmips.participation.forecast import Expected, Forecast
from openmips.participation.results import Result
from openmips.participation.special_statuses import Held
from openmips.people import SpecialStatus
from openmips.policy.topics import Policy


class MarginsAnswer(TypedDict):
    """Value minus threshold in the lower segment; None where no segment is known."""

    allowedCharges: str | None
    patients: int | None
    services: int | None


class ResultAnswer(TypedDict):
    """The result at one level. `missing` names what an unknown status waits for."""

    status: str
    reasons: list[str]
    preliminary: bool
    margins: MarginsAnswer
    adjusted: bool
    missing: NotRequired[list[str]]
    choices: list[ChoiceAnswer]
    why: WhyAnswer


class StatusFact(TypedDict):
    """A special status: held, not held, or (None) not known."""

    holds: bool | None
    why: WhyAnswer


class ExpectedAnswer(TypedDict):
    """Where a criterion will end: the likely range, the middle, the chance to exceed."""

    low: str
    expected: str
    high: str
    chance: str


class ForecastAnswer(TypedDict):
    """Where a segment will end at one level; None where totals are not known."""

    allowedCharges: ExpectedAnswer | None
    patients: ExpectedAnswer | None
    services: ExpectedAnswer | None
    chanceOfAllLow: str | None
    chanceOfAllHigh: str | None
    why: WhyAnswer


class OutcomeAnswer(TypedDict):
    """What qualifying data in some categories do under the automatic exception."""

    submitted: list[str]
    weights: dict[str, str]
    payment: str
    says: str


class IndicationAnswer(TypedDict):
    """Whether an address hints at the automatic exception for disasters."""

    indicated: bool
    counties: list[str]
    says: str
    sending: NotRequired[str]
    outcomes: NotRequired[list[OutcomeAnswer]]


class PaymentMethodAnswer(TypedDict):
    """How Medicare pays in a rural clinic, health center or hospital, and what is adjusted."""

    method: str
    adjusted: str
    says: str


class ClinicianAnswer(TypedDict):
    """One clinician under one TIN."""

    npi: str
    tin: str | None
    organization: NotRequired[str | None]
    individual: ResultAnswer
    group: ResultAnswer
    virtualGroup: NotRequired[ResultAnswer]
    apmEntity: NotRequired[ResultAnswer]
    subgroup: NotRequired[ResultAnswer]
    pattern: int | None
    screen: str | None
    specialStatuses: list[str]
    specialStatusFacts: dict[str, StatusFact]
    automaticException: NotRequired[IndicationAnswer]
    paymentMethod: NotRequired[PaymentMethodAnswer]
    forecast: NotRequired[dict[str, ForecastAnswer]]
    derived: NotRequired[dict[str, ResultAnswer]]
    differences: NotRequired[list[DifferenceAnswer]]
    cms: NotRequired[CmsAnswer]
    cmsAnswers: NotRequired[list[ClinicianAnswer]]
    nextStep: str


class DifferenceAnswer(TypedDict):
    """CMS's own flag of a level beside what its other facts come to."""

    level: str
    ours: str
    cms: bool
    says: str


class CmsAnswer(TypedDict):
    """What CMS says itself, as far as it decides."""

    qpStatus: str | None
    newlyEnrolled: bool | None
    isEligible: dict[str, bool]
    groupSpecialStatuses: list[str]
    reweighted: dict[str, list[str]]
    hospital: str | None
    apms: list[dict[str, str | bool | None]]
    virtualGroups: list[dict[str, str | int | bool | None]]


class SmallPracticeAnswer(TypedDict):
    """Small practice as the roster counts it, beside what CMS designated."""

    counted: bool | None
    clinicians: int
    limit: int
    designated: bool | None
    agrees: bool | None


class EffectAnswer(TypedDict):
    """What a special status of the practice changes in one category."""

    specialStatus: str
    category: str
    says: str


class ApplicationAnswer(TypedDict):
    """An application for an exception: until when, whether open, what stands for or against.

    `needed`: without it the exception does not come by itself.
    """

    kind: str
    needed: bool
    closes: str
    open: bool
    why: WhyAnswer


class PracticeAnswer(TypedDict):
    """One TIN: what it may do as a group, what it is, and what it may apply for.

    A practice of one has no `group`, and `noGroup` says why.
    """

    tin: str
    clinicianCount: int
    group: NotRequired[ResultAnswer]
    noGroup: NotRequired[str]
    smallPractice: SmallPracticeAnswer
    specialStatuses: list[str]
    specialStatusFacts: dict[str, StatusFact]
    effects: list[EffectAnswer]
    applications: list[ApplicationAnswer]


class EligibilityAnswer(TypedDict):
    """Who must, may or need not report. `practice` is None for none or several TINs."""

    performanceYear: int
    paymentYear: int
    asOf: str
    clinicians: list[ClinicianAnswer]
    practice: PracticeAnswer | None
    practiceReason: NotRequired[str]
    practices: list[PracticeAnswer]
    virtualGroups: NotRequired[list[FormationAnswer]]
    subgroups: NotRequired[list[FormationAnswer]]
    assumptions: list[str]
    warnings: list[Warned]
    problems: NotRequired[list[Warned]]


def result_answer(result: Result, policy: Policy, charges: Decimal | None = None) -> ResultAnswer:
    """A result as answers show it; with charges, choices are told in dollars too."""
    margins = result.margins
    answer: ResultAnswer = {
        "status": result.status.value,
        "reasons": [reason.value for reason in result.reasons],
        "preliminary": result.preliminary,
        "margins": {
            "allowedCharges": None if margins.charges is None else fixed(margins.charges),
            "patients": margins.patients,
            "services": margins.services,
        },
        "adjusted": result.adjusted,
        "choices": choice_answers(result, policy, charges),
        "why": why_document(result.why),
    }
    if result.missing:
        answer["missing"] = list(result.missing)
    return answer


def status_facts(statuses: Mapping[SpecialStatus, Held]) -> dict[str, StatusFact]:
    """Every special status with whether it is held, and why."""
    return {
        status.value: {"holds": held.holds, "why": why_document(held.why)}
        for status, held in statuses.items()
    }


def held(statuses: Mapping[SpecialStatus, Held]) -> list[str]:
    """The special statuses that are held for certain."""
    return [status.value for status, fact in statuses.items() if fact.holds]


def forecast_answer(found: Forecast) -> ForecastAnswer:
    """A forecast as answers show it."""
    return {
        "allowedCharges": _expected(found.charges, money=True),
        "patients": _expected(found.patients),
        "services": _expected(found.services),
        "chanceOfAllLow": None if found.all_low is None else _chance(found.all_low),
        "chanceOfAllHigh": None if found.all_high is None else _chance(found.all_high),
        "why": why_document(found.why),
    }


def _expected(found: Expected | None, *, money: bool = False) -> ExpectedAnswer | None:
    if found is None:
        return None
    places = 2 if money else 0
    return {
        "low": fixed(found.low, places),
        "expected": fixed(found.expected, places),
        "high": fixed(found.high, places),
        "chance": _chance(found.chance),
    }


def _chance(chance: Fraction) -> str:
    """A chance to four decimals; what is not certain is shown neither as 0 nor as 1."""
    certain = chance in (0, 1)
    return plain(chance if certain else max(_LEAST, min(1 - _LEAST, chance)))


_LEAST = Fraction(1, 10_000)
