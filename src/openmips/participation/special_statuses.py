"""Which special statuses a clinician, a practice or a virtual group has, and what each does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import ge, gt
from typing import Any

from openmips.amounts import HUNDRED
from openmips.participation.facts import ClinicianFacts, Setting
from openmips.people import SpecialStatus
from openmips.performance import Category
from openmips.policy.eligibility_topics import EligibilityPolicy, GroupRule, SegmentRule
from openmips.policy.topics import ActivitiesPolicy, Policy, QualityPolicy
from openmips.why import Provision, Why

_Compare = Callable[[int, Decimal], bool]


@dataclass(frozen=True, slots=True)
class Held:
    """Whether a special status is held; None where that is not known."""

    holds: bool | None
    why: Why


def clinician_statuses(
    facts: ClinicianFacts, clinician_count: int, policy: Policy
) -> dict[SpecialStatus, Held]:
    """The special statuses of a clinician who reports as an individual.

    What CMS designated wins; the rest is derived from the roster. A status must be met in any
    segment; facility-based cannot be derived from a roster without the hospital.
    """
    rules = policy.topic(EligibilityPolicy)
    derived = {SpecialStatus.SMALL_PRACTICE: small_practice(clinician_count, policy)}
    for status, (test, under, says) in _TESTS.items():
        answers = [test(setting, rules) for setting in facts.settings]
        derived[status] = Held(_in_segments(answers, rules), Why(says, (), under(rules)))
    derived[SpecialStatus.FACILITY_BASED] = Held(None, Why("Facility-based: CMS decides."))
    return {status: _designated(facts, status, held) for status, held in derived.items()}


def small_practice(clinician_count: int, policy: Policy) -> Held:
    """Whether so many clinicians, eligible or not, make a small practice."""
    limit = policy.programme.small_practice_clinicians
    says = "{} clinicians bill under the TIN; a small practice has at most {}."
    why = Why(says, (clinician_count, limit.value), (limit,))
    return Held(clinician_count <= limit.value, why)


def group_statuses(
    members: Sequence[Mapping[SpecialStatus, Held]], clinician_count: int, policy: Policy
) -> dict[SpecialStatus, Held]:
    """The special statuses of a practice or virtual group, from those of its clinicians.

    More than the share of its clinicians must hold a status, or all of them; the count of
    clinicians decides whether it is small.
    """
    rules = policy.topic(EligibilityPolicy)
    found = {SpecialStatus.SMALL_PRACTICE: small_practice(clinician_count, policy)}
    for status in SpecialStatus:
        answers = [held[status].holds for held in members]
        rule = rules.group_statuses.get(status.value)
        if rule is not None and rule.value is GroupRule.MORE_THAN_SHARE:
            says = "{}: {} of {} clinicians have it; more than {} percent must."
            found[status] = _of_members(status, answers, gt, rules.group_share, says)
        elif rule is not None:
            says = "{}: {} of {} clinicians have it; all must."
            holds = _counted(answers, ge, Decimal(len(answers)))
            found[status] = Held(holds, Why(says, _member_facts(status, answers), (rule,)))
        elif status is SpecialStatus.FACILITY_BASED:
            says = "{}: {} of {} clinicians are; at least {} percent must be."
            found[status] = _of_members(status, answers, ge, rules.facility_group_share, says)
    return found


def facility_based(
    services_by_place: Mapping[str, int], hospital_known: bool | None, policy: Policy
) -> Held:
    """Whether services by place of service, and a hospital with a score, make facility-based.

    Segment 1 alone counts. Source: rule FAC.
    """
    rules = policy.topic(EligibilityPolicy)
    under = (rules.facility_share, rules.facility_places, rules.facility_inpatient_places)
    share = place_share(services_by_place, rules.facility_places.value)
    inpatient = place_share(services_by_place, rules.facility_inpatient_places.value)
    if share is None or inpatient is None:
        return Held(None, Why("Services by place are not given.", (), under))
    why = Why("A share of {} of services in hospital settings.", (share,), under)
    if share < rules.facility_share.value or not inpatient:
        return Held(False, why)
    return Held(hospital_known, why)


def place_share(services_by_place: Mapping[str, int], places: frozenset[str]) -> Decimal | None:
    """The share, from 0 to 1, of services at the given places; None without services."""
    every = sum(services_by_place.values())
    if not every:
        return None
    return Decimal(sum(services_by_place.get(place, 0) for place in places)) / every


def setting_of(services_by_place: Mapping[str, int], policy: Policy) -> Setting:
    """Hospital and surgical center shares from services by place of service."""
    rules = policy.topic(EligibilityPolicy)
    return Setting(
        hospital_share=place_share(services_by_place, rules.hospital_places.value),
        asc_share=place_share(services_by_place, rules.asc_places.value),
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """What a special status changes in one category."""

    category: Category
    why: Why


def effects(status: SpecialStatus, policy: Policy) -> tuple[Effect, ...]:
    """What a special status changes in each category, in the rules that score it."""
    found = []
    quality, activities = policy.topic(QualityPolicy), policy.topic(ActivitiesPolicy)
    if status is SpecialStatus.SMALL_PRACTICE:
        says = "{} points for measures without a score of their own, and {} bonus points."
        under = (quality.unscored_points_small, quality.small_practice_bonus)
        why = Why(says, tuple(provision.value for provision in under), under)
        found.append(Effect(Category.QUALITY, why))
    if status is SpecialStatus.FACILITY_BASED:
        replaced = policy.final.facility_categories
        why = Why("The hospital's result replaces it where the score is higher.", (), (replaced,))
        found += [Effect(each, why) for each in Category if each.value in replaced.value]
    automatic = policy.weights.interoperability_statuses
    if status.value in automatic.value:
        says = "No weight, unless qualifying data are submitted."
        found.append(Effect(Category.INTEROPERABILITY, Why(says, (), (automatic,))))
    if status.value in activities.special_statuses.value:
        factor = activities.special_status_multiplier
        why = Why("Activities earn {} times their points.", (factor.value,), (factor,))
        found.append(Effect(Category.ACTIVITIES, why))
    return tuple(found)


def _designated(facts: ClinicianFacts, status: SpecialStatus, derived: Held) -> Held:
    designated = facts.designated.get(status)
    if designated is None:
        return derived
    says = "CMS has designated it." if designated else "CMS has not designated it."
    return Held(designated, Why(says, (), (), (derived.why,)))


def _in_segments(answers: Sequence[bool | None], rules: EligibilityPolicy) -> bool | None:
    decisive = rules.statuses_combined.value is SegmentRule.ANY_SEGMENT
    if decisive in answers:
        return decisive
    return None if None in answers or not answers else not decisive


def _counted(answers: Sequence[bool | None], test: _Compare, bound: Decimal) -> bool | None:
    """Whether enough hold a status, where those not known cannot change that."""
    certain = sum(answer is True for answer in answers)
    possible = certain + sum(answer is None for answer in answers)
    holds = test(certain, bound)
    return holds if holds == test(possible, bound) else None


def _of_members(
    status: SpecialStatus,
    answers: Sequence[bool | None],
    test: _Compare,
    share: Provision[Decimal],
    says: str,
) -> Held:
    holds = _counted(answers, test, share.value * len(answers))
    facts = (*_member_facts(status, answers), share.value * HUNDRED)
    return Held(holds, Why(says, facts, (share,)))


def _member_facts(status: SpecialStatus, answers: Sequence[bool | None]) -> tuple[object, ...]:
    name = status.value.replace("_", " ").capitalize()
    return name, sum(answer is True for answer in answers), len(answers)


def _non_patient_facing(setting: Setting, rules: EligibilityPolicy) -> bool | None:
    encounters = setting.patient_facing_encounters
    return None if encounters is None else encounters <= rules.patient_facing_encounters.value


def _hospital_based(setting: Setting, rules: EligibilityPolicy) -> bool | None:
    share = setting.hospital_share
    return None if share is None else share >= rules.setting_share.value


def _asc_based(setting: Setting, rules: EligibilityPolicy) -> bool | None:
    share = setting.asc_share
    return None if share is None else share >= rules.setting_share.value


_Test = Callable[[Setting, EligibilityPolicy], bool | None]
_Under = Callable[[EligibilityPolicy], tuple[Provision[Any], ...]]
_TESTS: dict[SpecialStatus, tuple[_Test, _Under, str]] = {
    SpecialStatus.RURAL: (lambda setting, _: setting.rural, lambda _: (), "Rural as given."),
    SpecialStatus.HPSA: (lambda setting, _: setting.hpsa, lambda _: (), "HPSA as given."),
    SpecialStatus.NON_PATIENT_FACING: (
        _non_patient_facing,
        lambda rules: (rules.patient_facing_encounters,),
        "Non-patient facing: at most so many patient-facing encounters.",
    ),
    SpecialStatus.HOSPITAL_BASED: (
        _hospital_based,
        lambda rules: (rules.setting_share,),
        "Hospital-based: at least this share of services in hospital settings.",
    ),
    SpecialStatus.ASC_BASED: (
        _asc_based,
        lambda rules: (rules.setting_share,),
        "ASC-based: at least this share of services in surgical centers.",
    ),
}
