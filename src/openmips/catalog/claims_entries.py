"""Which claims a Part B claims measure looks at and which codes answer it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class OptionType(Enum):
    """What an answer on a claim says about the measure."""

    MET = "performanceMet"
    NOT_MET = "performanceNotMet"
    EXCLUSION = "eligiblePopulationExclusion"
    EXCEPTION = "eligiblePopulationException"


@dataclass(frozen=True, slots=True)
class ClaimCodes:
    """Codes that a claim line may bear, all under the same conditions.

    A line fits when it has one of the codes, one of `modifiers` (where any are named), none
    of `modifier_exclusions`, a place of service among `places` (where any are named) and none
    among `place_exclusions`.
    """

    codes: tuple[str, ...]
    modifiers: frozenset[str] = frozenset()
    modifier_exclusions: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    place_exclusions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EligibilityOption:
    """One way for a claim to belong to the measure: every part that is present must hold.

    Ages are whole years save where CMS gives half a year; both ends count. Each code list is
    satisfied by one code of it; `diagnosis_exclusion_codes` by none.
    """

    option_group: str
    minimum_age: Decimal | None = None
    maximum_age: Decimal | None = None
    sex: str | None = None
    diagnosis_codes: tuple[str, ...] = ()
    additional_diagnosis_codes: tuple[str, ...] = ()
    diagnosis_exclusion_codes: tuple[str, ...] = ()
    procedure_codes: tuple[ClaimCodes, ...] = ()
    additional_procedure_codes: tuple[ClaimCodes, ...] = ()


@dataclass(frozen=True, slots=True)
class PerformanceOption:
    """One answer: every member of `quality_codes` must be found on the same claim."""

    option_group: str
    option_type: OptionType
    quality_codes: tuple[ClaimCodes, ...]


@dataclass(frozen=True, slots=True)
class ClaimsMeasure:
    """The code sets of one claims measure; option groups tie eligibility to answers."""

    measure_id: str
    eligibility_options: tuple[EligibilityOption, ...]
    performance_options: tuple[PerformanceOption, ...]
