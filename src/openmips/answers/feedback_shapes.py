"""The shapes of the answers about CMS's feedback, the review and what is published."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from openmips.answers.shapes import Warned
from openmips.answers.why import WhyAnswer


class OtherCause(TypedDict):
    """A reason that would explain a difference just as well."""

    reason: str
    about: str
    title: str


class CauseAnswer(TypedDict):
    """A reason that was tried out and gives CMS's number."""

    reason: str
    title: str
    about: str
    says: str
    toDo: str
    attestation: str
    citation: str
    ground: str | None
    alternatives: list[OtherCause]


class FeedbackLine(TypedDict):
    """One figure: CMS's, ours, and why they differ.

    `verdict` is same, in_range, different, only_cms or only_ours. `explained` is None where
    there is nothing to explain.
    """

    figure: str
    category: str | None
    measureId: str | None
    collectionType: str | None
    cms: str | None
    ours: str | None
    oursLow: str | None
    oursHigh: str | None
    difference: str | None
    verdict: str
    explained: bool | None
    causes: list[CauseAnswer]


class FeedbackSummary(TypedDict):
    """How many figures are of which kind."""

    compared: int
    same: int
    inRange: int
    explained: int
    unexplained: int


class FeedbackAnswer(TypedDict):
    """CMS's result beside ours."""

    performanceYear: int
    paymentYear: int
    asOf: str
    summary: FeedbackSummary
    lines: list[FeedbackLine]
    warnings: list[Warned]


class WindowAnswer(TypedDict):
    """When a review can be asked for. Dates are as precise as their sources."""

    opens: str | None
    closes: str | None
    state: str
    daysLeft: int | None
    why: list[WhyAnswer]


class GroundAnswer(TypedDict):
    """A ground for a review, the differences that rest on it, and the proofs to attach."""

    ground: str
    says: str
    citation: str
    attestation: str
    proofs: list[str]
    lines: list[FeedbackLine]


class WorthAnswer(TypedDict):
    """What a review takes and could bring. Dollars are of one payment year."""

    hours: int
    hoursAttestation: str
    percentLow: str | None
    percentHigh: str | None
    dollarsLow: str | None
    dollarsHigh: str | None
    reason: NotRequired[str]


class ReviewAnswer(TypedDict):
    """All that is needed to decide on a targeted review, and a draft of the request."""

    performanceYear: int
    paymentYear: int
    asOf: str
    window: WindowAnswer
    grounds: list[GroundAnswer]
    worth: WorthAnswer
    mayAsk: list[str]
    documentDays: int
    decisionFinal: bool
    draft: list[str]
    warnings: list[Warned]


class PublishedItem(TypedDict):
    """One part of a result: published, may_be_published or withheld, and how it is shown."""

    name: str
    title: str | None
    category: str | None
    collectionType: str | None
    shown: str
    display: str
    value: str | None
    why: WhyAnswer


class PreviewAnswer(TypedDict):
    """When CMS shows what it will publish, and for how many days."""

    opens: str | None
    days: int
    why: WhyAnswer


class PublishingAnswer(TypedDict):
    """What of a result will be public; with a preview, that beside our numbers."""

    performanceYear: int
    asOf: str
    preview: PreviewAnswer
    mayDecline: bool
    notes: list[WhyAnswer]
    items: list[PublishedItem]
    lines: list[FeedbackLine]
    warnings: list[Warned]
