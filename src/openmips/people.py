"""Who reports: clinicians, practices and their levels, as facts without storage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class EntityType(Enum):
    """The level at which performance is reported, in CMS's words."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    SUBGROUP = "subgroup"
    VIRTUAL_GROUP = "virtualGroup"
    APM_ENTITY = "apm"


class SpecialStatus(Enum):
    """CMS's special statuses that change how a score is made."""

    SMALL_PRACTICE = "small_practice"
    RURAL = "rural"
    HPSA = "hpsa"
    NON_PATIENT_FACING = "non_patient_facing"
    HOSPITAL_BASED = "hospital_based"
    ASC_BASED = "asc_based"
    FACILITY_BASED = "facility_based"

    __hash__ = object.__hash__


class Election(Enum):
    """What somebody who may opt in has elected: it cannot be taken back."""

    NONE = "none"
    OPTED_IN = "opted_in"
    VOLUNTARY = "voluntary"


@dataclass(frozen=True, slots=True)
class Entity:
    """One submitting entity: TIN and NPI for an individual, TIN for a group, else an id."""

    entity_type: EntityType
    tin: str | None = None
    npi: str | None = None
    entity_id: str | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """What is known of the practice. `clinician_count` is the number billing under the TIN."""

    name: str | None = None
    clinician_count: int | None = None
    special_statuses: frozenset[SpecialStatus] = frozenset()
    specialty_set: str | None = None

    @property
    def small(self) -> bool:
        """Whether the practice has CMS's small practice status."""
        return SpecialStatus.SMALL_PRACTICE in self.special_statuses
