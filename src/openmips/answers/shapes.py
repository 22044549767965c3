"""The shapes of a score's answer, as the contract names them."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from openmips.answers.snapshot import TracedSnapshot
from openmips.answers.why import WhyAnswer


class CategoryAnswer(TypedDict):
    """One category. What is a range has `...Low` and `...High` in place of one value."""

    percent: str | None
    percentLow: NotRequired[str]
    percentHigh: NotRequired[str]
    points: NotRequired[str | None]
    pointsLow: NotRequired[str]
    pointsHigh: NotRequired[str]
    available: NotRequired[str]
    bonusPoints: NotRequired[str]
    improvementPercent: NotRequired[str | None]
    improvementPercentLow: NotRequired[str]
    improvementPercentHigh: NotRequired[str]
    weight: str
    contribution: NotRequired[str | None]
    contributionLow: NotRequired[str]
    contributionHigh: NotRequired[str]
    reason: NotRequired[str]


class MeasureRow(TypedDict):
    """One measure or activity; keys that do not apply to it are left out."""

    measureId: str | None
    title: NotRequired[str]
    category: str
    collectionType: NotRequired[str]
    performanceRate: NotRequired[str | None]
    dataCompleteness: NotRequired[str]
    cases: NotRequired[int]
    decile: NotRequired[int | None]
    points: str | None
    pointsLow: NotRequired[str]
    pointsHigh: NotRequired[str]
    available: str
    capped: NotRequired[bool]
    counted: bool
    basis: str


class Ends(TypedDict):
    """The final score's lowest and highest value, to two decimals; equal where it is known."""

    low: str
    high: str


class PaymentAnswer(TypedDict):
    """What the score pays. What is None has its reason beside it."""

    percent: str | None
    percentLow: str
    percentHigh: str
    percentReason: NotRequired[str]
    performanceThreshold: str
    partBPaid: str | None
    dollars: str | None
    dollarsLow: str | None
    dollarsHigh: str | None
    dollarsReason: NotRequired[str]


class Warned(TypedDict):
    """Something in the input that can be used, and should be looked at."""

    code: str
    message: str
    location: str
    file: NotRequired[str]


class EntityAnswer(TypedDict):
    """Who was scored, as far as the input says; identifiers are whole."""

    practiceName: str | None
    clinicianCount: int | None
    taxpayerIdentificationNumber: str | None
    nationalProviderIdentifier: str | None
    entityId: str | None


class OneScore(TypedDict):
    """The score of one entity under one reporting option and program."""

    performanceYear: int
    paymentYear: int
    entityType: str
    reportingOption: str
    program: str
    asOf: str
    entity: EntityAnswer
    categories: dict[str, CategoryAnswer]
    complexPatientBonus: str
    finalScore: Ends
    paymentAdjustment: PaymentAnswer
    measures: list[MeasureRow]
    assumptions: list[str]
    narrowedBy: list[str]
    snapshot: TracedSnapshot
    why: WhyAnswer


class ScoreAnswer(OneScore):
    """The score that counts; `scores` holds all where there are several."""

    warnings: list[Warned]
    scores: NotRequired[list[OneScore]]
