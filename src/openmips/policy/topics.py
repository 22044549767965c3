"""The law by topic: which provisions exist, and what type each has.

Every field is a provision (or a named group of provisions) with an entry in the YAML file of
its topic for every year the topic covers. What a provision means stands there, under `says`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from openmips.policy.claims_topics import ClaimsPolicy
from openmips.policy.deadlines_topics import DeadlinesPolicy
from openmips.policy.eligibility_topics import EligibilityPolicy
from openmips.policy.feedback_topics import PublishingPolicy, ReviewPolicy
from openmips.policy.remittance_topics import RemittancePolicy
from openmips.policy.reporting_topics import ReportingPolicy
from openmips.policy.submission_topics import SubmissionPolicy
from openmips.why import Provision


class MissingBenchmark(Enum):
    """What a missing benchmark row means."""

    NONE = "no_benchmark"
    PENDING = "benchmark_pending"


class PopulationHealthChoice(Enum):
    """Which population health measure of an MVP is scored."""

    REGISTRATION = "chosen_at_registration"
    BEST = "best_of_all"


class NonProportionRate(Enum):
    """What a non-proportion measure is scored on."""

    NUMERATOR = "value_submitted"
    RATIO = "numerator_over_denominator"


class SeveralSubmissions(Enum):
    """What several promoting interoperability submissions of one entity earn."""

    CONFLICT_IS_ZERO = "conflict_is_zero"
    HIGHEST = "highest"


class VoidingSubmission(Enum):
    """Which submission brings a reweighted category back."""

    ANY_DATA = "any_data"
    QUALIFYING = "qualifying_only"


@dataclass(frozen=True, slots=True)
class WeightRow:
    """Weights (points summing to 100) when exactly the `zeroed` categories count nothing.

    `practice` is "any", "small" or "standard"; `option` "traditional" (MVPs too) or "app".
    """

    option: str
    practice: str
    zeroed: frozenset[str]
    weights: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Where the points of an excluded promoting interoperability measure go.

    The first entry of `to` that is in use takes them; an entry is one measure or several
    (joined by "+") that share equally.
    """

    excluded: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure known only within bounds, with a best estimate."""

    low: Decimal
    high: Decimal
    best: Decimal


@dataclass(frozen=True, slots=True)
class ProgrammePolicy:
    """Years, sizes and the roundings that hold everywhere."""

    payment_year: Provision[int]
    small_practice_clinicians: Provision[int]
    rate_places: Provision[int]
    points_places: Provision[int]
    percent_places: Provision[int]
    money_places: Provision[int]


@dataclass(frozen=True, slots=True)
class QualityPolicy:
    """From counts to points, and from points to the quality percent."""

    data_completeness: Provision[Decimal]
    case_minimum: Provision[int]
    highest_points: Provision[int]
    lowest_points: Provision[int]
    topped_out_cap: Provision[int]
    first_year_floor: Provision[int]
    second_year_floor: Provision[int]
    unscored_points_small: Provision[int]
    unscored_points_other: Provision[int]
    required_measures: Provision[int]
    mvp_required_measures: Provision[int]
    app_required_measures: Provision[Mapping[str, tuple[str, ...]]]
    suppression_reduction: Provision[int]
    small_practice_bonus: Provision[int]
    improvement_maximum: Provision[int]
    improvement_prior_floor: Provision[int]
    complex_organization_points: Provision[Decimal]
    complex_organization_share: Provision[Decimal]
    missing_benchmark: Provision[MissingBenchmark]
    non_proportion_rate: Provision[NonProportionRate]
    applicability_collection_types: Provision[frozenset[str]]
    group_claims_need_another_category: Provision[bool]
    survey_measure: Provision[str]
    administrative_claims_minimums: Mapping[str, Provision[int]]
    administrative_claims_clinicians: Mapping[str, Provision[int]]
    administrative_claims_individuals: Provision[frozenset[str]]
    population_health_choice: Provision[PopulationHealthChoice]


@dataclass(frozen=True, slots=True)
class ActivitiesPolicy:
    """Improvement activities; their maximum stands in the final topic."""

    points: Mapping[str, Provision[int]]
    special_status_multiplier: Provision[int]
    special_statuses: Provision[frozenset[str]]
    mvp_multiplier: Provision[int]
    medical_home_activities: Provision[frozenset[str]]
    apm_participant_points: Provision[int]
    app_points: Provision[int]
    minimum_days: Provision[int]


@dataclass(frozen=True, slots=True)
class InteroperabilityPolicy:
    """Promoting interoperability."""

    maximum: Provision[int]
    minimum_days: Provision[int]
    points: Mapping[str, Provision[Decimal]]
    points_places: Provision[int]
    measure_minimum: Provision[int]
    exchange_routes: Provision[tuple[str, ...]]
    transfers: Mapping[str, Provision[Transfer]]
    attestations: Provision[frozenset[str]]
    attestations_that_may_be_no: Provision[frozenset[str]]
    certification_needed: Provision[bool]
    bonus_points: Provision[int]
    bonus_measures: Provision[frozenset[str]]
    suppressed: Provision[frozenset[str]]
    several_submissions: Provision[SeveralSubmissions]


@dataclass(frozen=True, slots=True)
class CostPolicy:
    """Cost. `case_minimums` is keyed by measure id."""

    case_minimums: Mapping[str, Provision[int]]
    suppressed: Provision[frozenset[str]]
    groups_only: Provision[frozenset[str]]
    improvement_maximum: Provision[int]


@dataclass(frozen=True, slots=True)
class WeightsPolicy:
    """Category weights and what moves them."""

    rows: Mapping[str, Provision[WeightRow]]
    minimum_categories: Provision[int]
    voiding_submission: Provision[VoidingSubmission]
    reasons_voided: Provision[frozenset[str]]
    never_restored: Provision[frozenset[str]]
    zero_for_apm_entities: Provision[frozenset[str]]
    interoperability_statuses: Provision[frozenset[str]]
    claims_alone_restore_quality: Provision[bool]
    zero_in_app: Provision[frozenset[str]]


@dataclass(frozen=True, slots=True)
class FinalPolicy:
    """The final score, its bonus, and which of several scores counts."""

    maximum: Provision[int]
    activities_maximum: Provision[int]
    complex_patient_bonus_maximum: Provision[int]
    complex_patient_intercept: Provision[Decimal]
    complex_patient_slope: Provision[int]
    overriding_levels: Provision[frozenset[str]]
    facility_categories: Provision[frozenset[str]]


@dataclass(frozen=True, slots=True)
class PaymentPolicy:
    """From the final score to the payment adjustment.

    `maximum_positive` is None where CMS has not published scores yet. `additional_*` are
    None where the exceptional performance adjustment no longer exists.
    """

    threshold: Provision[Decimal]
    applicable_percent: Provision[Decimal]
    maximum_scaling_factor: Provision[Decimal]
    lowest_share: Provision[Decimal]
    maximum_positive: Provision[Interval | None]
    additional_threshold: Provision[Decimal | None]
    additional_lowest: Provision[Decimal | None]
    additional_highest: Provision[Decimal | None]
    additional_maximum: Provision[Interval | None]


Topic = TypeVar(
    "Topic",
    QualityPolicy,
    ActivitiesPolicy,
    InteroperabilityPolicy,
    CostPolicy,
    ReportingPolicy,
    DeadlinesPolicy,
    EligibilityPolicy,
    ClaimsPolicy,
    SubmissionPolicy,
    ReviewPolicy,
    PublishingPolicy,
    RemittancePolicy,
)


_TOPICS: dict[type, str] = {
    QualityPolicy: "quality",
    ActivitiesPolicy: "activities",
    InteroperabilityPolicy: "interoperability",
    CostPolicy: "cost",
    ReportingPolicy: "reporting",
    DeadlinesPolicy: "deadlines",
    EligibilityPolicy: "eligibility",
    ClaimsPolicy: "claims",
    SubmissionPolicy: "submission",
    ReviewPolicy: "review",
    PublishingPolicy: "publishing",
    RemittancePolicy: "remittance",
}


class TopicNotCovered(LookupError):
    """The year has no rules for a category: its result can only be given."""

    def __init__(self, year: int, topic: str) -> None:
        super().__init__(f"{year} has no {topic}")
        self.year = year


@dataclass(frozen=True, slots=True)
class Policy:
    """All topics of one performance year; a topic is None in a year it does not cover.

    2022 has only what final-score arithmetic and payment need.
    """

    performance_year: int
    digest: str
    programme: ProgrammePolicy
    weights: WeightsPolicy
    final: FinalPolicy
    payment: PaymentPolicy
    quality: QualityPolicy | None = None
    activities: ActivitiesPolicy | None = None
    interoperability: InteroperabilityPolicy | None = None
    cost: CostPolicy | None = None
    reporting: ReportingPolicy | None = None
    deadlines: DeadlinesPolicy | None = None
    eligibility: EligibilityPolicy | None = None
    claims: ClaimsPolicy | None = None
    submission: SubmissionPolicy | None = None
    review: ReviewPolicy | None = None
    publishing: PublishingPolicy | None = None
    remittance: RemittancePolicy | None = None

    def topic(self, kind: type[Topic]) -> Topic:
        """The topic of that type; raises TopicNotCovered where the year has none."""
        topic = getattr(self, _TOPICS[kind])
        if isinstance(topic, kind):
            return topic
        raise TopicNotCovered(self.performance_year, kind.__name__)
