"""What a profile says of a practice that no submission holds: size, reweighting, given results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from openmips.catalog import YEARS, Catalog, catalog_for
from openmips.formats import profile_parts as parts
from openmips.formats.fields import Fields
from openmips.formats.identifiers import ENTITY_TYPES
from openmips.formats.qpp_json import PERFORMANCE_YEAR, CatalogOf
from openmips.formats.strict_json import Source, read_json, source_name
from openmips.people import EntityType, Practice
from openmips.performance import (
    Category,
    ClaimsResult,
    ComplexPatients,
    FacilityBased,
    Given,
    PriorYear,
    ReweightingReason,
)
from openmips.policy.load import YEARS as POLICY_YEARS
from openmips.problems import document_kinds, practice_kinds
from openmips.problems.finding import Findings, Read

YEARS_WITHOUT_CATALOG = tuple(year for year in POLICY_YEARS if year not in YEARS)
"""Years whose final score is computed from given category results only."""

_KEYS = (
    PERFORMANCE_YEAR,
    "entityType",
    "program",
    "practice",
    "reweighted",
    "administrativeClaims",
    "cost",
    "given",
    "priorYear",
    "complexPatientBonus",
    "riskIndicators",
    "apm",
    "mvp",
    "facilityBased",
    "partBPaid",
)
_NEED_CATALOG = ("administrativeClaims", "cost", "mvp")


@dataclass(frozen=True, slots=True)
class Profile:
    """The facts of a profile, named as `Performance` names them; None: not stated."""

    performance_year: int
    entity_type: EntityType | None = None
    program: str | None = None
    practice: Practice = Practice()
    reweighted: Mapping[Category, frozenset[ReweightingReason]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    administrative_claims: tuple[ClaimsResult, ...] | None = None
    cost: tuple[ClaimsResult, ...] | None = None
    given: Given = Given()
    prior_year: PriorYear = PriorYear()
    complex_patient_bonus: Decimal | None = None
    complex_patients: ComplexPatients | None = None
    mips_apm_participant: bool = False
    population_health_measure: str | None = None
    facility_based: FacilityBased | None = None
    part_b_paid: Decimal | None = None


def read_profile(
    source: Source,
    *,
    small_practice_clinicians: int | Callable[[int], int],
    name: str | None = None,
    catalog_of: CatalogOf = catalog_for,
) -> Read[Profile]:
    """The profile that a JSON document holds, beside the warnings it gave.

    `source` is a path, bytes, a binary stream or a document already parsed.
    `small_practice_clinicians` is the most clinicians a small practice has, or a function
    from the performance year to it. Raises ProblemsFound with everything found wrong.
    """
    findings = Findings(source_name(source, name), document_kinds.TOO_MANY_PROBLEMS)
    fields = Fields.of(read_json(source, findings), "$", findings)
    return findings.settle(
        None if fields is None else _profile(fields, small_practice_clinicians, catalog_of)
    )


def _profile(
    fields: Fields, small_practice_clinicians: int | Callable[[int], int], catalog_of: CatalogOf
) -> Profile | None:
    fields.refuse_unknown(_KEYS)
    year = fields.year(PERFORMANCE_YEAR, (*YEARS_WITHOUT_CATALOG, *YEARS))
    if year is None:
        return None
    catalog = _catalog(fields, year, catalog_of)
    limit = small_practice_clinicians
    most = limit if isinstance(limit, int) else limit(year)
    if fields.has("complexPatientBonus") and fields.has("riskIndicators"):
        place, found = fields.place("riskIndicators"), "complexPatientBonus is given as well"
        fields.findings.add(practice_kinds.GIVEN_TWICE, place, found, "one of the two")
    return Profile(
        performance_year=year,
        entity_type=fields.choice("entityType", ENTITY_TYPES, required=False),
        program=parts.program(fields, catalog),
        practice=parts.practice(fields, catalog, most),
        reweighted=parts.reweighted(fields),
        administrative_claims=parts.administrative_claims(fields, catalog),
        cost=parts.cost(fields, catalog),
        given=parts.given(fields),
        prior_year=parts.prior_year(fields),
        complex_patient_bonus=parts.complex_patient_bonus(fields),
        complex_patients=parts.complex_patients(fields),
        mips_apm_participant=parts.mips_apm_participant(fields),
        population_health_measure=parts.population_health_measure(fields, catalog),
        facility_based=parts.facility_based(fields),
        part_b_paid=parts.part_b_paid(fields),
    )


def _catalog(fields: Fields, year: int, catalog_of: CatalogOf) -> Catalog | None:
    """The catalog of the year; None for a year that is scored without one."""
    if year not in YEARS_WITHOUT_CATALOG:
        return catalog_of(year)
    for key in _NEED_CATALOG:
        if fields.has(key):
            found = f"{key} cannot be used for {year}"
            fields.findings.add(practice_kinds.NOT_FOR_YEAR, fields.place(key), found)
    return None
