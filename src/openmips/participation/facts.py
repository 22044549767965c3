"""What eligibility is judged on: facts of a clinician under one TIN, each known or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from openmips.people import Election, SpecialStatus


class QpStatus(Enum):
    """Whether a clinician is a Qualifying APM Participant, in the roster's words."""

    NONE = "none"
    QP = "qp"
    PARTIAL = "partial"
    PARTIAL_ELECTED = "partial_elected"


@dataclass(frozen=True, slots=True)
class Totals:
    """What was billed in one segment: dollars allowed, Part B patients, services to them.

    None is not known. With `through`, the numbers reach only to that day of the segment.
    """

    charges: Decimal | None = None
    patients: int | None = None
    services: int | None = None
    through: date | None = None

    @property
    def known(self) -> bool:
        """Whether all three numbers are known."""
        return None not in (self.charges, self.patients, self.services)

    @property
    def empty(self) -> bool:
        """Whether none of the three numbers is known."""
        return self.charges is None and self.patients is None and self.services is None

    @property
    def billed(self) -> bool:
        """Whether anything was billed, as far as is known."""
        return any((self.charges, self.patients, self.services))


NOTHING_KNOWN = Totals()
Segments = tuple[Totals, Totals]
"""The totals of segment 1 and of segment 2."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and how a clinician works in one segment; shares run from 0 to 1."""

    hospital_share: Decimal | None = None
    asc_share: Decimal | None = None
    patient_facing_encounters: int | None = None
    rural: bool | None = None
    hpsa: bool | None = None


@dataclass(frozen=True, slots=True)
class ClinicianFacts:
    """One clinician (NPI) under one TIN. None is not known.

    `designated` holds the special statuses that CMS has given or denied.
    """

    npi: str
    tin: str
    clinician_type: str | None = None
    medicare_enrolled: date | None = None
    first_billed: date | None = None
    qp_status: QpStatus | None = None
    mips_apm: bool | None = None
    election: Election | None = None
    group_election: Election | None = None
    virtual_group: str | None = None
    subgroups: tuple[str, ...] = ()
    zip_code: str | None = None
    payment_method: str | None = None
    individual: Segments = (NOTHING_KNOWN, NOTHING_KNOWN)
    group: Segments = (NOTHING_KNOWN, NOTHING_KNOWN)
    settings: tuple[Setting, ...] = ()
    designated: Mapping[SpecialStatus, bool] = field(default_factory=lambda: MappingProxyType({}))
