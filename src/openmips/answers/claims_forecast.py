"""Where the low-volume totals that claims show will end, for each clinician and the group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from openmips.amounts import fixed, plain
from openmips.answers.claims_asked import ProblemAnswer, problem_answer
from openmips.answers.eligibility_shapes import ForecastAnswer, forecast_answer
from openmips.claims.totals import Billed, Segment
from openmips.participation.forecast import forecast
from openmips.participation.instants import day_of
from openmips.participation.low_volume import Exceeded, exceeded, thresholds
from openmips.participation.segments import segment_days
from openmips.policy.eligibility_topics import EligibilityPolicy
from openmips.policy.topics import Policy
from openmips.problems.finding import Problem

SEGMENTS = (1, 2)
"""The numbers of the segments of the determination period."""

LATE = timedelta(days=14)
"""Claims that begin more than these days after their segment are taken to miss some."""


class ForecastRow(TypedDict):
    """One clinician or TIN in one segment: totals so far, what they exceed, where they end.

    `lowerBound`: the claims begin after the segment, so all numbers and chances are the least.
    """

    tin: str
    npi: str | None
    segment: int
    through: str
    complete: bool
    lowerBound: bool
    allowedCharges: str | None
    patients: int
    services: int
    servicesAtCharge: int
    servicesWithoutPrice: int
    exceeded: dict[str, bool | None]
    forecast: ForecastAnswer


class SegmentAnswer(TypedDict):
    """A segment: its days, and how far the claims reach into it (None where they do not)."""

    number: int
    starts: str
    ends: str
    claimsFrom: str | None
    claimsTo: str | None
    complete: bool


class ClaimsForecastAnswer(TypedDict):
    """The totals of each segment the claims reach into, and where those will end."""

    performanceYear: int
    asOf: str
    thresholds: dict[str, str | int]
    segments: list[SegmentAnswer]
    totals: list[ForecastRow]
    assumptions: list[str]
    problems: list[ProblemAnswer]


@dataclass(frozen=True, slots=True)
class Reach:
    """A segment, and the days of it that the claims cover; None where they cover none."""

    segment: Segment
    first: date | None
    last: date | None

    @property
    def complete(self) -> bool:
        """Whether the claims reach to its last day."""
        return self.last is not None and self.last >= self.segment.last

    @property
    def begins_late(self) -> bool:
        """Whether claims of its first weeks seem to be missing."""
        return self.first is not None and self.first - self.segment.first > LATE

    @property
    def through(self) -> date | None:
        """The day up to which totals are known, where that is not all of it."""
        return None if self.complete else self.last


def segments_of(policy: Policy) -> tuple[Segment, ...]:
    """The segments of the year's determination period."""
    return tuple(
        Segment(number, *(day_of(each) for each in segment_days(number, policy)))
        for number in SEGMENTS
    )


def reaches(span: tuple[date, date] | None, as_of: date, policy: Policy) -> tuple[Reach, ...]:
    """How far the claims reach into each segment.

    They are known up to the day that is asked for, or to their own last day where they end
    more than a fortnight before it.
    """
    return tuple(_reach(segment, span, as_of) for segment in segments_of(policy))


def _reach(segment: Segment, span: tuple[date, date] | None, as_of: date) -> Reach:
    if span is None:
        return Reach(segment, None, None)
    first, last = span
    known = max(last, as_of) if as_of - last <= LATE else last
    begun, ended = max(first, segment.first), min(known, segment.last)
    return Reach(segment, begun, ended) if begun <= ended else Reach(segment, None, None)


def claims_forecast(
    year: int,
    found: Sequence[Billed],
    span: tuple[date, date] | None,
    as_of: date,
    policy: Policy,
    problems: Sequence[Problem] = (),
) -> ClaimsForecastAnswer:
    """The answer for what was billed in the days that the claims span."""
    known = {each.segment.number: each for each in reaches(span, as_of, policy)}
    charges, patients, services = thresholds(policy.topic(EligibilityPolicy))
    return {
        "performanceYear": year,
        "asOf": as_of.isoformat(),
        "thresholds": {
            "allowedCharges": fixed(charges.value),
            "patients": patients.value,
            "services": services.value,
        },
        "segments": [_segment(each) for each in known.values()],
        "totals": [_row(one, known[one.segment], policy) for one in found],
        "assumptions": list(_assumptions(found, known)),
        "problems": [problem_answer(each) for each in problems],
    }


def _segment(reach: Reach) -> SegmentAnswer:
    return {
        "number": reach.segment.number,
        "starts": reach.segment.first.isoformat(),
        "ends": reach.segment.last.isoformat(),
        "claimsFrom": None if reach.first is None else reach.first.isoformat(),
        "claimsTo": None if reach.last is None else reach.last.isoformat(),
        "complete": reach.complete,
    }


def _row(one: Billed, reach: Reach, policy: Policy) -> ForecastRow:
    totals = one.totals(reach.through)
    is_open = reach.begins_late or not reach.complete
    above = exceeded(totals, policy.topic(EligibilityPolicy), open_segment=is_open)
    return {
        "tin": one.tin,
        "npi": one.npi,
        "segment": one.segment,
        "through": (reach.last or one.last).isoformat(),
        "complete": reach.complete,
        "lowerBound": reach.begins_late,
        "allowedCharges": None if totals.charges is None else fixed(totals.charges),
        "patients": one.patients,
        "services": one.services,
        "servicesAtCharge": one.at_charge,
        "servicesWithoutPrice": one.unpriced,
        "exceeded": _exceeded(above),
        "forecast": forecast_answer(forecast(totals, one.segment, policy)),
    }


def _exceeded(above: Exceeded) -> dict[str, bool | None]:
    return {
        "allowedCharges": above.charges,
        "patients": above.patients,
        "services": above.services,
    }


def _assumptions(found: Sequence[Billed], known: Mapping[int, Reach]) -> Iterator[str]:
    services = sum(one.services for one in found if one.npi is None)
    at_charge = sum(one.at_charge for one in found if one.npi is None)
    unpriced = sum(one.unpriced for one in found if one.npi is None)
    yield SERVICES
    if at_charge:
        yield AT_CHARGE.format(at_charge, services)
    if unpriced:
        yield UNPRICED.format(unpriced, services)
    for reach in known.values():
        number, starts = reach.segment.number, reach.segment.first
        if reach.first is None:
            yield NOT_REACHED.format(number)
        elif reach.begins_late:
            yield BEGIN_LATE.format(plain(reach.first), number, plain(starts))


SERVICES = (
    "A service is a claim line to Medicare Part B that was not denied and has a price of more than"
    " a cent. Lines with quality codes are none."
)
AT_CHARGE = (
    "{} of {} services are counted at what was charged, which is more than Medicare allows: with"
    " remittances (835) or a column of allowed amounts the dollars will be lower."
)
UNPRICED = "{} of {} services have no price, so dollars of those who gave them are not known."
NOT_REACHED = "The claims do not reach into segment {}."
BEGIN_LATE = (
    "The claims begin on {}, segment {} on {}: what was billed between is missing, unless nothing"
    " was, and the totals are too low."
)
