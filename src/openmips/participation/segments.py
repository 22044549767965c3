"""How the two segments of the determination period combine, and which of them count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from openmips.participation.facts import NOTHING_KNOWN, Segments, Totals
from openmips.participation.instants import day_of, planned
from openmips.participation.low_volume import CRITERIA, Exceeded, exceeded, margins, thresholds
from openmips.participation.results import Margins
from openmips.policy.eligibility_topics import EligibilityPolicy, SegmentRule
from openmips.policy.topics import Policy
from openmips.why import Provision, Why


@dataclass(frozen=True, slots=True)
class LowVolume:
    """Which criteria count as exceeded for the year, and on what that rests."""

    exceeded: Exceeded
    preliminary: bool
    margins: Margins
    missing: tuple[str, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Association:
    """In which segments a TIN, or a clinician under it, is looked at; `why` says so."""

    first: bool
    second: bool
    why: Why | None = None


BOTH_SEGMENTS = Association(True, True)


def segment_days(number: int, policy: Policy) -> tuple[Provision[str], Provision[str]]:
    """The first and the last day of a segment, 1 or 2."""
    return planned(f"segment_{number}_starts", policy), planned(f"segment_{number}_ends", policy)


def association(first_billed: date | None, policy: Policy) -> Association:
    """The segments that count: none before the TIN, or the clinician under it, began to bill.

    Without a known day both count.
    """
    if first_billed is None:
        return BOTH_SEGMENTS
    _, end = segment_days(1, policy)
    rules = policy.topic(EligibilityPolicy)
    if first_billed >= rules.late_joiner_from.value:
        says = "Billing began on {}, after both segments."
        return Association(False, False, Why(says, (first_billed,), (rules.late_joiner_from,)))
    if first_billed > day_of(end):
        says = "Billing began on {}, so segment 2 alone decides."
        return Association(False, True, Why(says, (first_billed,), (end,)))
    return BOTH_SEGMENTS


def low_volume(totals: Segments, looked_at: Association, level: str, policy: Policy) -> LowVolume:
    """Which criteria count as exceeded for the year at a level ("individual" or "group").

    A criterion must be exceeded in every segment that is looked at. What segment 2 has not
    shown yet is left open, and the outcome is preliminary. Each segment is judged alone.
    """
    rules = policy.topic(EligibilityPolicy)
    numbers = [number for number, use in ((1, looked_at.first), (2, looked_at.second)) if use]
    found = [_segment(totals[number - 1], number, policy) for number in numbers]
    preliminary = 2 in numbers and not found[-1].known
    if preliminary and 1 in numbers and found[0].known:
        combined = _combined(_upheld(found[1]), found[0], rules)
    else:
        combined = found[0] if found else Exceeded(None, None, None)
        for other in found[1:]:
            combined = _combined(combined, other, rules)
    missing = tuple(
        f"{level}_{name}_{number}"
        for number, one in zip(numbers, found, strict=True)
        for name in one.unknown
        if name in combined.unknown
    )
    complete = [
        totals[number - 1] for number in numbers if not _open(totals[number - 1], number, policy)
    ]
    parts = [_segment_why(totals[number - 1], number, level, rules) for number in numbers]
    if looked_at.why:
        parts.insert(0, looked_at.why)
    why = _combined_why(combined, numbers, preliminary, rules)
    return LowVolume(
        combined,
        preliminary,
        margins(complete, rules),
        missing,
        Why(why.template, why.facts, why.under, tuple(parts)),
    )


def first_segment_only(totals: Segments, level: str, policy: Policy) -> LowVolume:
    """The test of a level whose membership was fixed before the year: segment 1 alone."""
    return low_volume((totals[0], NOTHING_KNOWN), Association(True, False), level, policy)


def _open(totals: Totals, number: int, policy: Policy) -> bool:
    """Whether the totals reach only to a day before the segment ends."""
    _, end = segment_days(number, policy)
    return totals.through is not None and totals.through < day_of(end)


def _segment(totals: Totals, number: int, policy: Policy) -> Exceeded:
    is_open = _open(totals, number, policy)
    return exceeded(totals, policy.topic(EligibilityPolicy), open_segment=is_open)


def _upheld(found: Exceeded) -> Exceeded:
    """What a segment says that is not over: only what it denies for certain changes anything."""
    return Exceeded(*(True if value is None else value for value in found))


def _combined(one: Exceeded, other: Exceeded, rules: EligibilityPolicy) -> Exceeded:
    decisive = rules.segments_combined.value is SegmentRule.ANY_SEGMENT
    values: list[bool | None] = []
    for pair in zip(one, other, strict=True):
        if decisive in pair:
            values.append(decisive)
        else:
            values.append(None if None in pair else not decisive)
    return Exceeded(*values)


def _segment_why(totals: Totals, number: int, level: str, rules: EligibilityPolicy) -> Why:
    facts: list[object] = [number, level]
    values = (totals.charges, totals.patients, totals.services)
    facts.extend("unknown" if value is None else value for value in values)
    says = "Segment {}, {}: allowed charges {}, patients {}, services {}"
    if totals.through:
        says += ", up to {}"
        facts.append(totals.through)
    return Why(says + ".", tuple(facts), thresholds(rules))


def _combined_why(
    found: Exceeded, numbers: list[int], preliminary: bool, rules: EligibilityPolicy
) -> Why:
    clauses = []
    labels: dict[bool | None, str] = {True: "above", False: "not above", None: "not known"}
    for wanted, label in labels.items():
        named = [name for name, value in zip(CRITERIA, found, strict=True) if value is wanted]
        if named:
            clauses.append(f"{label}: {', '.join(named)}")
    says = "Low-volume threshold, {}."
    if preliminary:
        says += " Segment 2 is not complete, so this can change."
    under: list[Provision[Any]] = [*thresholds(rules)]
    if len(numbers) > 1:
        under.append(rules.segments_combined)
    return Why(says, ("; ".join(clauses),), tuple(under))
