"""What the catalog holds: CMS's facts and figures about measures, activities and benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

CLAIMS = "claims"
REGISTRY = "registry"
ELECTRONIC = "electronicHealthRecord"
SURVEY = "certifiedSurveyVendor"
COMPUTED = "administrativeClaims"
"""Collection types by CMS's names; `COMPUTED` are the measures CMS computes from claims."""


class MetricType(Enum):
    """How a measure's result is written; decides how its rate and case count are made."""

    SINGLE = "singlePerformanceRate"
    MULTIPLE = "multiPerformanceRate"
    REGISTRY_SINGLE = "registrySinglePerformanceRate"
    REGISTRY_MULTIPLE = "registryMultiPerformanceRate"
    NON_PROPORTION = "nonProportion"
    CAHPS = "cahps"
    CLAIMS_SCORE = "costScore"
    BOOLEAN = "boolean"
    PROPORTION = "proportion"


class OverallAlgorithm(Enum):
    """How the strata of a measure with several rates become one rate."""

    SIMPLE_AVERAGE = "simpleAverage"
    WEIGHTED_AVERAGE = "weightedAverage"
    OVERALL_STRATUM_ONLY = "overallStratumOnly"
    SPLIT = "split"
    SUM_NUMERATORS = "sumNumerators"


class MeasureType(Enum):
    """What a quality measure looks at."""

    PROCESS = "process"
    OUTCOME = "outcome"
    INTERMEDIATE_OUTCOME = "intermediateOutcome"
    PATIENT_REPORTED_OUTCOME = "patientReportedOutcome"
    PATIENT_EXPERIENCE = "patientEngagementExperience"
    EFFICIENCY = "efficiency"
    STRUCTURE = "structure"

    __hash__ = object.__hash__

    @property
    def is_outcome(self) -> bool:
        """Whether the type satisfies the outcome requirement."""
        return self in _OUTCOMES


_OUTCOMES = frozenset(
    {
        MeasureType.OUTCOME,
        MeasureType.INTERMEDIATE_OUTCOME,
        MeasureType.PATIENT_REPORTED_OUTCOME,
    }
)


@dataclass(frozen=True, slots=True)
class QualityMeasure:
    """A quality measure of one performance year (administrative claims and CAHPS included).

    `collection_types`, `programs`, `specialty_sets` and `strata` hold CMS's own names.
    `suppressed`, `truncated` (scored on nine months), `benchmark_withdrawn` and
    `cap_removed` (seven-point cap lifted) each name the collection types concerned.
    `registry_measure` is true for a QCDR measure.
    """

    measure_id: str
    title: str
    metric_type: MetricType
    measure_type: MeasureType
    high_priority: bool
    inverse: bool
    first_performance_year: int
    collection_types: tuple[str, ...]
    programs: frozenset[str]
    specialty_sets: tuple[str, ...] = ()
    strata: tuple[str, ...] = ()
    overall_algorithm: OverallAlgorithm | None = None
    registry_measure: bool = False
    suppressed: frozenset[str] = frozenset()
    truncated: frozenset[str] = frozenset()
    benchmark_withdrawn: frozenset[str] = frozenset()
    cap_removed: frozenset[str] = frozenset()
    risk_adjusted: bool = False
    electronic_measure_id: str | None = None
    nqf_id: str | None = None
    steward: str | None = None
    vendors: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    registration_types: tuple[str, ...] = ()
    specifications: Mapping[str, str] | None = None
    nqf_electronic_id: str | None = None
    display_format: str | None = None

    @property
    def is_outcome(self) -> bool:
        """Whether the measure satisfies the outcome requirement."""
        return self.measure_type.is_outcome

    @property
    def outcome_or_high_priority(self) -> bool:
        """Whether the measure can fill the place kept for an outcome measure."""
        return self.is_outcome or self.high_priority


@dataclass(frozen=True, slots=True)
class Activity:
    """An improvement activity. `weight` is "medium", "high", or None where none is set."""

    activity_id: str
    title: str
    weight: str | None
    subcategory: str | None
    first_performance_year: int
    programs: frozenset[str]
    registration_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InteroperabilityMeasure:
    """A promoting interoperability measure, exclusion, attestation or engagement level.

    `exclusions` are the ids that may be claimed instead of the measure, `substitutes` the
    ids that may not stand beside it, `engagement_levels` its PRE and PROD ids.
    """

    measure_id: str
    title: str
    objective: str
    reporting_category: str | None
    proportion: bool
    required: bool
    bonus: bool
    first_performance_year: int
    programs: frozenset[str]
    exclusions: tuple[str, ...] = ()
    substitutes: tuple[str, ...] = ()
    engagement_levels: tuple[str, ...] = ()
    registration_types: tuple[str, ...] = ()
    specification: str | None = None


@dataclass(frozen=True, slots=True)
class CostMeasure:
    """A cost measure; values are dollars."""

    measure_id: str
    title: str
    first_performance_year: int
    programs: frozenset[str]
    registration_types: tuple[str, ...] = ()
    specification: str | None = None


CUT_POINTS = ("1", "10", "20", "30", "40", "50", "60", "70", "80", "90", "99")
"""The percentile keys of a benchmark, in the order its `percentiles` stand."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The ladder of one measure and collection type.

    `percentiles` are the eleven values under `CUT_POINTS`, numerically ascending, also for
    inverse measures. `placeholder` marks mock rows of CMS's file: they are never scored.
    """

    measure_id: str
    collection_type: str
    performance_year: int
    benchmark_year: int
    percentiles: tuple[Decimal, ...]
    inverse: bool
    topped_out: bool
    topped_out_by_program: bool
    metric_type: str
    average: Decimal | None = None
    placeholder: bool = False

    @property
    def historical(self) -> bool:
        """Whether the ladder was made from an earlier year's performance."""
        return self.benchmark_year != self.performance_year


@dataclass(frozen=True, slots=True)
class BenchmarkExclusion:
    """Why CMS published no benchmark for a measure and collection type: its reason codes."""

    measure_id: str
    collection_type: str
    benchmark_year: int
    reason_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mvp:
    """A MIPS Value Pathway: the ids it offers in each category."""

    mvp_id: str
    title: str
    clinical_topic: str
    specialties: tuple[str, ...]
    quality_measures: tuple[str, ...]
    activities: tuple[str, ...]
    cost_measures: tuple[str, ...]
    interoperability_measures: tuple[str, ...]
    population_health_measures: tuple[str, ...]
    administrative_claims_measures: tuple[str, ...]
    has_cahps: bool
    has_outcome_administrative_claims: bool


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """A clinical cluster or a small specialty set that the applicability process looks at."""

    name: str
    kind: str
    collection_type: str
    measure_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NationalAverage:
    """National mean of a cost measure in dollars, for groups and individuals; feedback only."""

    measure_id: str
    group: Decimal
    individual: Decimal


@dataclass(frozen=True, slots=True)
class ElectronicStratum:
    """The population UUIDs of one rate of an electronic measure.

    `populations` maps initialPopulation, denominator, denominatorExclusion,
    denominatorException, numerator and numeratorExclusion to their UUIDs; `strata` are the
    UUIDs of reporting strata. `name` is None where the measure has one rate.
    """

    populations: Mapping[str, str]
    name: str | None = None
    strata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ElectronicMeasure:
    """The identifiers under which QRDA III documents speak of an electronic measure."""

    measure_id: str
    electronic_measure_id: str | None = None
    uuid: str | None = None
    strata: tuple[ElectronicStratum, ...] = ()


@dataclass(frozen=True, slots=True)
class DisasterArea:
    """A county to which the automatic extreme and uncontrollable circumstances policy applied.

    `zips` is empty where CMS lists the area without ZIP codes.
    """

    state: str
    county: str
    zips: tuple[str, ...] = ()


class UnknownMeasure(KeyError):
    """The catalog of the year has no such entry."""


class YearNotInCatalog(ValueError):
    """No catalog ships for the year."""
