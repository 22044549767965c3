"""What must be known of a practice and its clinicians to say how they may report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openmips.people import Election, Practice


@dataclass(frozen=True, slots=True)
class ReportingFacts:
    """The facts that open or close a way of reporting; None: not known.

    `mips_apm`: somebody of the practice takes part in a MIPS APM. `virtual_group`: CMS
    approved the practice's virtual group for the year. `multispecialty`: the practice has
    several specialties. `registered`: the MVPs registered for, none where empty.
    `subgroup_registered`: a subgroup was registered. `as_of`: the day the answer is for.
    """

    practice: Practice = Practice()
    mips_apm: bool | None = None
    virtual_group: bool | None = None
    multispecialty: bool | None = None
    registered: frozenset[str] | None = None
    subgroup_registered: bool | None = None
    election: Election = Election.NONE
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class ClinicianFacts:
    """One clinician in one practice, and the entities it belongs to beside the practice.

    `covered`: a score of the practice or of a larger entity reaches the clinician, who is of
    an eligible type, enrolled before the year, and no QP. None: not known.
    """

    tin: str
    npi: str
    mips_apm: bool | None = None
    election: Election = Election.NONE
    subgroup: str | None = None
    virtual_group: str | None = None
    apm_entity: str | None = None
    covered: bool | None = None
