"""Disasters and hardship: who is covered, who may apply until when, what submitting data does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from itertools import combinations

from openmips.amounts import HUNDRED
from openmips.catalog.entries import DisasterArea
from openmips.participation.instants import begun, checked, ended, planned
from openmips.people import Entity, EntityType, Practice, SpecialStatus
from openmips.performance import Category, Performance
from openmips.policy.deadlines_topics import DeadlinesPolicy
from openmips.policy.eligibility_topics import EligibilityPolicy
from openmips.policy.topics import Policy, VoidingSubmission
from openmips.scoring.weights import weight_row
from openmips.why import Why

SHORTAGE = "shortage_exception"
"""The window that was opened once more for one reason; the policy names it in its year."""


@dataclass(frozen=True, slots=True)
class Indication:
    """Counties of the automatic exception that an address hints at."""

    areas: tuple[DisasterArea, ...]
    why: Why


def indication(
    areas: Iterable[DisasterArea],
    zip_code: str | None = None,
    state: str | None = None,
    county: str | None = None,
) -> Indication:
    """The counties listed for the year that a ZIP code, or a state and county, lies in.

    ZIP codes cross county lines and CMS goes by the practice address in PECOS, so a hit is
    a hint, no proof; and areas may be added later in the year.
    """
    wanted = None if county is None else county.casefold().strip()
    found = tuple(
        area
        for area in areas
        if (zip_code is not None and zip_code.startswith(area.zips))
        or (area.state == state and area.county.casefold() == wanted)
    )
    names = ", ".join(f"{area.county.title()}, {area.state}" for area in found) or "none"
    says = "Listed disaster areas here: {}. The practice address in PECOS decides."
    return Indication(found, Why(says, (names,)))


class Payment(Enum):
    """What becomes of the payment adjustment."""

    NEUTRAL = "neutral"
    SCORED = "scored"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What counts under the automatic exception: weights by category, and what is paid."""

    weights: Mapping[Category, Decimal]
    payment: Payment
    why: Why


def automatic_outcome(
    submitted: Mapping[Category, bool], small: bool, policy: Policy, *, claims_only: bool = False
) -> Outcome:
    """What a clinician's own data do under the automatic exception.

    `submitted` maps each category with data to whether they qualify (meet the least
    requirements). `claims_only`: the quality data are Part B claims measures alone. With
    fewer than two categories left the score is the performance threshold.
    """
    rules, weights = policy.topic(EligibilityPolicy), policy.weights
    covered = {Category(name) for name in rules.automatic_exception_categories.value}
    back = {
        category
        for category, qualifies in submitted.items()
        if qualifies or weights.voiding_submission.value is VoidingSubmission.ANY_DATA
    }
    back -= {Category(name) for name in weights.never_restored.value}
    alone = claims_only and not submitted.keys() - {Category.QUALITY}
    if alone and not weights.claims_alone_restore_quality.value:
        back.discard(Category.QUALITY)
    zeroed = frozenset(covered - back)
    under = (
        rules.automatic_exception_categories,
        weights.voiding_submission,
        weights.never_restored,
        weights.minimum_categories,
    )
    names = ", ".join(sorted(category.value for category in back)) or "nothing"
    row = weight_row(_performance(small, policy), zeroed, policy)
    counting = [category for category in Category if category not in zeroed]
    if row is None or len(counting) < weights.minimum_categories.value:
        whole = {each: Decimal(HUNDRED if each in counting else 0) for each in Category}
        says = "Counting: {}. With so few categories the score is the performance threshold."
        return Outcome(whole, Payment.NEUTRAL, Why(says, (names,), under))
    found = {category: row.value.weights[category.value] for category in Category}
    return Outcome(found, Payment.SCORED, Why("Counting: {}.", (names,), (*under, row)))


def _performance(small: bool, policy: Policy) -> Performance:
    statuses = frozenset({SpecialStatus.SMALL_PRACTICE} if small else ())
    practice = Practice(special_statuses=statuses)
    entity = Entity(EntityType.INDIVIDUAL)
    return Performance(policy.performance_year, entity, practice=practice)


def automatic_applies(level: EntityType, policy: Policy) -> tuple[bool, Why]:
    """Whether the automatic exception covers a level."""
    levels = policy.topic(EligibilityPolicy).automatic_exception_levels
    return level.value in levels.value, Why("It covers individuals, no other level.", (), (levels,))


def sending(small: bool, policy: Policy) -> Why:
    """What sending data does under the automatic exception, by how many categories have some."""
    own = [each for each in Category if each is not Category.COST]
    scored = [
        count
        for count in range(1, len(own) + 1)
        for sent in combinations(own, count)
        if automatic_outcome(dict.fromkeys(sent, True), small, policy).payment is Payment.SCORED
    ]
    under = (policy.weights.minimum_categories, policy.weights.voiding_submission)
    says = "Own data in {} categories or more are scored instead; in fewer they change nothing."
    return Why(says, (min(scored, default=len(own) + 1),), under)


@dataclass(frozen=True, slots=True)
class Application:
    """Whether an application is open to somebody at an instant, and all that stands against."""

    open: bool
    why: Why


def exception_application(
    level: EntityType,
    categories: frozenset[Category],
    at: datetime,
    policy: Policy,
    *,
    shortage: bool = False,
) -> Application:
    """Whether a level may apply for an exception for extreme and uncontrollable circumstances.

    An APM Entity asks for all categories. `shortage`: the ground is the shortage for which
    CMS took applications once more. Raises NaiveInstant.
    """
    rules, at = policy.topic(EligibilityPolicy), checked(at)
    against = []
    if level.value not in rules.exception_levels.value:
        against.append(Why("This level cannot apply.", (), (rules.exception_levels,)))
    whole = rules.exception_whole_levels
    if level.value in whole.value and categories != frozenset(Category):
        against.append(Why("This level asks for all four categories at once.", (), (whole,)))
    deadline = planned("exception_applications_close", policy)
    if ended(deadline, at) and not (shortage and _reopened(at, policy)):
        against.append(Why("Applications closed at {} ET.", (deadline.value,), (deadline,)))
    effect = "Data submitted for a category void its exception; cost stays out in any case."
    weights = policy.weights
    parts = (*against, Why(effect, (), (weights.voiding_submission, weights.never_restored)))
    says = "An application is open." if not against else "No application is open."
    return Application(not against, Why(says, (), (), parts))


def _reopened(at: datetime, policy: Policy) -> bool:
    dates = policy.topic(DeadlinesPolicy).planned
    first, last = dates.get(f"{SHORTAGE}_opens"), dates.get(f"{SHORTAGE}_closes")
    return first is not None and last is not None and begun(first, at) and not ended(last, at)


def hardship_application(
    level: EntityType, reason: str, small: bool, at: datetime, policy: Policy
) -> Application:
    """Whether a level may apply for a hardship exception from promoting interoperability.

    A small practice need not: the category has no weight without data. Raises NaiveInstant.
    """
    rules, at = policy.topic(EligibilityPolicy), checked(at)
    against = []
    if level.value not in rules.hardship_levels.value:
        against.append(Why("This level cannot apply.", (), (rules.hardship_levels,)))
    if reason not in rules.hardship_reasons.value:
        against.append(Why("This is no reason for the exception.", (), (rules.hardship_reasons,)))
    deadline = planned("hardship_applications_close", policy)
    if ended(deadline, at):
        against.append(Why("Applications closed at {} ET.", (deadline.value,), (deadline,)))
    parts = list(against)
    if small_need_not(small, policy):
        automatic = policy.weights.interoperability_statuses
        parts.append(Why("A small practice need not apply.", (), (automatic,)))
    says = "An application is open." if not against else "No application is open."
    return Application(not against, Why(says, (), (), tuple(parts)))


def small_need_not(small: bool, policy: Policy) -> bool:
    """Whether a small practice is excused from promoting interoperability without applying."""
    automatic = policy.weights.interoperability_statuses.value
    return small and SpecialStatus.SMALL_PRACTICE.value in automatic
