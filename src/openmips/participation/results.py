"""What eligibility comes out as: a status with its reasons, margins and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from openmips.why import Why


class Status(Enum):
    """Whether a clinician must, may or need not report at a level."""

    REQUIRED = "required"
    MAY_REPORT = "may_report"
    OPT_IN_ELIGIBLE = "opt_in_eligible"
    OPTED_IN = "opted_in"
    VOLUNTARY_ONLY = "voluntary_only"
    ELECTION_NEEDED = "election_needed"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__


class Reason(Enum):
    """Why a clinician is not simply required: CMS's low-volume codes, and the other exclusions."""

    CHARGES = "CHRG"
    PATIENTS = "BENE"
    SERVICES = "SRVC"
    CHARGES_AND_PATIENTS = "BOTH"
    PATIENTS_AND_SERVICES = "BENE/SRVC"
    CHARGES_AND_SERVICES = "CHRG/SRVC"
    ALL = "ALL"
    TYPE = "TYPE"
    NEW = "NEW"
    QP = "QP"
    PARTIAL_QP = "PARTIAL_QP"
    LATE_JOINER = "LATE_JOINER"


@dataclass(frozen=True, slots=True)
class Margins:
    """How far above (or, below zero, under) each threshold the lower segment lies."""

    charges: Decimal | None = None
    patients: int | None = None
    services: int | None = None


NO_MARGINS = Margins()


@dataclass(frozen=True, slots=True)
class Result:
    """The status at one level.

    `preliminary` says that the second segment is still open. `missing` names the facts
    that would settle an unknown status, in the roster's words.
    """

    status: Status
    reasons: tuple[Reason, ...]
    preliminary: bool
    margins: Margins
    why: Why
    missing: tuple[str, ...] = ()

    @property
    def adjusted(self) -> bool:
        """Whether reporting at this level moves payments."""
        return self.status in _ADJUSTED


_ADJUSTED = frozenset({Status.REQUIRED, Status.MAY_REPORT, Status.OPTED_IN})
