"""What an entity did in a performance year: the one shape that every input becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from openmips.people import Entity, Practice


class Category(Enum):
    """The four performance categories, in CMS's short names."""

    QUALITY = "quality"
    ACTIVITIES = "ia"
    INTEROPERABILITY = "pi"
    COST = "cost"

    __hash__ = object.__hash__


class ReportingOption(Enum):
    """How an entity reports."""

    TRADITIONAL = "traditional_mips"
    MVP = "mvp"
    APP = "app"


class ReweightingReason(Enum):
    """Why a category's weight may be moved to the others."""

    EXTREME_AND_UNCONTROLLABLE = "extreme_and_uncontrollable"
    HARDSHIP = "hardship"
    SPECIAL_STATUS = "special_status"
    NO_MEASURE_MET_CASE_MINIMUM = "no_measure_met_case_minimum"
    OTHER = "other"
    SMALL_PRACTICE = "small_practice"


@dataclass(frozen=True, slots=True)
class Counts:
    """Patients (or visits, procedures) of one population of a proportion measure."""

    eligible: int
    met: int
    not_met: int = 0
    exclusion: int = 0
    exception: int = 0


@dataclass(frozen=True, slots=True)
class RegistryCounts:
    """A QCDR measure: counts, and the performance rate (percent) as its registry wrote it."""

    counts: Counts
    rate: Decimal | None
    numerator_exclusion: int = 0


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum of a measure with several rates."""

    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Strata:
    """A measure with several rates; `rate` is the overall rate a QCDR wrote, else None."""

    strata: tuple[Stratum, ...]
    rate: Decimal | None = None
    registry: bool = False


@dataclass(frozen=True, slots=True)
class NonProportion:
    """A measure on a scale of its own (minutes, doses), with the cases behind it."""

    numerator: Decimal
    denominator: Decimal
    observation_instances: int
    numerator_exclusion: Decimal = Decimal(0)
    denominator_exception: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class SurveyScore:
    """One CAHPS summary measure as the survey vendor's results give it."""

    score: Decimal | None
    below_minimum: bool = False


QualityValue = Counts | RegistryCounts | Strata | NonProportion | SurveyScore


@dataclass(frozen=True, slots=True)
class QualityResult:
    """One quality measure as submitted through one collection type."""

    measure_id: str
    collection_type: str
    value: QualityValue


@dataclass(frozen=True, slots=True)
class ClaimsResult:
    """A measure CMS computes from claims (quality or cost): `value` in the measure's own unit.

    `cases` None means not said, and counts as enough.
    """

    measure_id: str
    value: Decimal
    cases: int | None


@dataclass(frozen=True, slots=True)
class ActivitySet:
    """Improvement activities attested together; `done` maps activity id to yes or no."""

    done: Mapping[str, bool]
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Ratio:
    """Numerator and denominator of a promoting interoperability rate measure."""

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class InteroperabilitySet:
    """Promoting interoperability data of one submission: yes/no or a ratio for each measure."""

    measures: Mapping[str, bool | Ratio]
    start: date
    end: date
    cehrt_id: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """Category results stated as known; None where the category is to be computed.

    Percents 0-100, except activities: points of the category's maximum.
    """

    quality_percent: Decimal | None = None
    cost_percent: Decimal | None = None
    activity_points: Decimal | None = None
    interoperability_percent: Decimal | None = None

    @property
    def submitted(self) -> bool:
        """Whether the result of a category that needs a submission is given."""
        return not (
            self.quality_percent is None
            and self.activity_points is None
            and self.interoperability_percent is None
        )


@dataclass(frozen=True, slots=True)
class PriorYear:
    """Last year's results that improvement is measured from, in percent; None: unknown."""

    quality_achievement_percent: Decimal | None = None
    cost_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RiskIndicator:
    """A risk indicator of the complex patient bonus beside its national distribution."""

    value: Decimal
    mean: Decimal
    standard_deviation: Decimal
    median: Decimal


@dataclass(frozen=True, slots=True)
class ComplexPatients:
    """The medical (HCC) and social (dual eligible share) risk indicators, as far as known."""

    medical: RiskIndicator | None = None
    social: RiskIndicator | None = None


@dataclass(frozen=True, slots=True)
class FacilityBased:
    """Quality and cost percent taken from the attributed hospital, as far as known."""

    quality_percent: Decimal | None = None
    cost_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Performance:
    """Everything one entity did in one year under one reporting option and program.

    `cost` None means not known yet, an empty tuple that CMS computed no cost measure.
    `administrative_claims` None means not known, and counts as nothing.
    """

    performance_year: int
    entity: Entity
    option: ReportingOption = ReportingOption.TRADITIONAL
    program: str = "mips"
    practice: Practice = Practice()
    quality: tuple[QualityResult, ...] = ()
    activities: tuple[ActivitySet, ...] = ()
    interoperability: tuple[InteroperabilitySet, ...] = ()
    administrative_claims: tuple[ClaimsResult, ...] | None = None
    cost: tuple[ClaimsResult, ...] | None = None
    reweighted: Mapping[Category, frozenset[ReweightingReason]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    given: Given = Given()
    prior_year: PriorYear = PriorYear()
    complex_patient_bonus: Decimal | None = None
    complex_patients: ComplexPatients | None = None
    mips_apm_participant: bool = False
    population_health_measure: str | None = None
    facility_based: FacilityBased | None = None
    part_b_paid: Decimal | None = None

    @property
    def submitted(self) -> bool:
        """Whether any data were submitted, or a category's submitted result is given."""
        return bool(
            self.quality or self.activities or self.interoperability or self.given.submitted
        )
