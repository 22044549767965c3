"""The law of eligibility: who must, may or need not report, and which exceptions there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from openmips.why import Provision


class SegmentRule(Enum):
    """In how many segments of the determination period something must hold."""

    EVERY_SEGMENT = "every_segment"
    ANY_SEGMENT = "any_segment"


class AdjustedPayment(Enum):
    """To which payment of a clinician the MIPS adjustment applies."""

    NONE = "no_payment"
    FEE_SCHEDULE = "fee_schedule_payments"
    METHOD_TWO = "method_two_payments"


class GroupRule(Enum):
    """How many clinicians of a practice must have a special status for it to have it."""

    MORE_THAN_SHARE = "more_than_share"
    ALL = "all_clinicians"


@dataclass(frozen=True, slots=True)
class EligibilityPolicy:
    """Thresholds, choices, special statuses and exceptions; their dates stand in `deadlines`.

    `group_statuses` is keyed by special status, `payment_methods` by how Medicare pays:
    `fee_schedule`, `rhc`, `fqhc`, `cah_...`.
    """

    clinician_types: Provision[frozenset[str]]
    charges_threshold: Provision[Decimal]
    patients_threshold: Provision[int]
    services_threshold: Provision[int]
    opt_in_criteria: Provision[int]
    segments_combined: Provision[SegmentRule]
    statuses_combined: Provision[SegmentRule]
    enrolled_from: Provision[date]
    late_joiner_from: Provision[date]
    levels_on_segment_1: Provision[frozenset[str]]
    levels_without_threshold: Provision[frozenset[str]]
    qp_payment_percent: Provision[Decimal]
    qp_patient_percent: Provision[Decimal]
    partial_qp_payment_percent: Provision[Decimal]
    partial_qp_patient_percent: Provision[Decimal]
    setting_share: Provision[Decimal]
    hospital_places: Provision[frozenset[str]]
    asc_places: Provision[frozenset[str]]
    patient_facing_encounters: Provision[int]
    group_share: Provision[Decimal]
    group_statuses: Mapping[str, Provision[GroupRule]]
    facility_share: Provision[Decimal]
    facility_places: Provision[frozenset[str]]
    facility_inpatient_places: Provision[frozenset[str]]
    facility_group_share: Provision[Decimal]
    virtual_group_fewest_practices: Provision[int]
    virtual_groups_for_one_practice: Provision[int]
    subgroup_fewest_eligible: Provision[int]
    subgroups_for_one_clinician: Provision[int]
    forecast_services_together: Provision[int]
    forecast_tail: Provision[Decimal]
    payment_methods: Mapping[str, Provision[AdjustedPayment]]
    automatic_exception_levels: Provision[frozenset[str]]
    automatic_exception_categories: Provision[frozenset[str]]
    exception_levels: Provision[frozenset[str]]
    exception_whole_levels: Provision[frozenset[str]]
    hardship_levels: Provision[frozenset[str]]
    hardship_reasons: Provision[frozenset[str]]
