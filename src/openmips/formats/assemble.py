"""Which performances submissions and a profile make: one for each entity and program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from openmips.catalog import Catalog
from openmips.formats.profile import Profile
from openmips.formats.programs import TRADITIONAL, option_of
from openmips.formats.qpp_json import Submission
from openmips.formats.qpp_sets import MeasurementSet
from openmips.people import Entity, EntityType
from openmips.performance import (
    ActivitySet,
    InteroperabilitySet,
    Performance,
    QualityResult,
)
from openmips.problems import document_kinds, submission_kinds
from openmips.problems.finding import Findings, listed, masked

_NAMED_BY_TIN = frozenset({EntityType.INDIVIDUAL, EntityType.GROUP})


@dataclass(slots=True)
class _Gathered:
    """What one entity submitted under one program, from all its sets."""

    entity: Entity
    program: str
    quality: list[QualityResult] = field(default_factory=list)
    activities: list[ActivitySet] = field(default_factory=list)
    interoperability: list[InteroperabilitySet] = field(default_factory=list)

    def add(self, measurement_set: MeasurementSet) -> None:
        """Take up a set; an empty one submits nothing."""
        if measurement_set.empty:
            return
        match measurement_set.content:
            case ActivitySet() as activities:
                self.activities.append(activities)
            case InteroperabilitySet() as interoperability:
                self.interoperability.append(interoperability)
            case results:
                self.quality.extend(results)


def performances(
    submissions: Iterable[Submission], profile: Profile | None, catalog: Catalog | None
) -> tuple[Performance, ...]:
    """One performance for each entity and program, in the order they first appear.

    Sets of one entity and program are pooled, from however many submissions they come. The
    profile applies to every performance; without a submission it makes one by itself.
    `catalog` is that of the year; None for a year without one. Raises ProblemsFound where
    the documents do not belong together.
    """
    all_given = tuple(submissions)
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    _check_years(all_given, profile, findings)
    _check_one_clinician(all_given, findings)
    gathered = _gathered(all_given, profile)
    if not gathered:
        findings.add(submission_kinds.NOTHING_TO_SCORE, "$", "there is nothing to score")
    if all_given and profile is not None:
        _check_profile(gathered, profile, findings)
    findings.stop()
    facts = profile or Profile(all_given[0].performance_year)
    return tuple(_performance(part, facts, catalog) for part in gathered)


def _gathered(submissions: Sequence[Submission], profile: Profile | None) -> list[_Gathered]:
    usual = (profile and profile.program) or TRADITIONAL
    found: dict[tuple[object, ...], _Gathered] = {}

    def of(entity: Entity, program: str) -> _Gathered:
        key = (*_named(entity), program)
        return found.setdefault(key, _Gathered(entity, program))

    for submission in submissions:
        if not submission.measurement_sets:
            of(submission.entity, usual)
        for measurement_set in submission.measurement_sets:
            of(submission.entity, measurement_set.program).add(measurement_set)
    if not submissions and profile is not None:
        of(Entity(profile.entity_type or EntityType.GROUP), usual)
    return list(found.values())


def _named(entity: Entity) -> tuple[object, ...]:
    """What tells one entity from another of the same year."""
    if entity.entity_type in _NAMED_BY_TIN:
        return (entity.entity_type, entity.tin, entity.npi)
    return (entity.entity_type, entity.entity_id)


def _check_years(
    submissions: Sequence[Submission], profile: Profile | None, findings: Findings
) -> None:
    years = {submission.performance_year for submission in submissions}
    if len(years) > 1:
        found = f"the submissions are of {' and '.join(map(str, sorted(years)))}"
        findings.add(submission_kinds.DIFFERENT_YEARS, "$.performanceYear", found, "one year")
    elif profile is not None and years - {profile.performance_year}:
        found = f"the profile is of {profile.performance_year}"
        expected = f"{listed(map(str, years))}, the year of the submissions"
        findings.add(submission_kinds.DIFFERENT_YEARS, "$.performanceYear", found, expected)


def _check_one_clinician(submissions: Sequence[Submission], findings: Findings) -> None:
    """All submissions by TIN must be able to belong to one clinician.

    Subgroups, virtual groups and APM entities may stand beside any clinician.
    """
    entities = [one.entity for one in submissions if one.entity.entity_type in _NAMED_BY_TIN]
    for name, ids in (
        ("taxpayerIdentificationNumber", {entity.tin for entity in entities}),
        ("nationalProviderIdentifier", {entity.npi for entity in entities}),
    ):
        different = sorted(each for each in ids if each is not None)
        if len(different) > 1:
            found = f"{name} is {' and '.join(map(masked, different))}"
            findings.add(
                submission_kinds.DIFFERENT_CLINICIANS, f"$.{name}", found, "one and the same"
            )


def _check_profile(gathered: Sequence[_Gathered], profile: Profile, findings: Findings) -> None:
    """What a profile says of entity and program must be true of some submission."""
    types = dict.fromkeys(part.entity.entity_type for part in gathered)
    programs = dict.fromkeys(part.program for part in gathered)
    stated = profile.entity_type
    if stated is not None and stated not in types:
        found = f"the profile states entityType {stated.value}"
        expected = listed(entity_type.value for entity_type in types)
        findings.add(submission_kinds.PROFILE_OF_ANOTHER, "$.entityType", found, expected)
    if profile.program is not None and profile.program not in programs:
        found = f"the profile states program {profile.program}"
        findings.add(submission_kinds.PROFILE_OF_ANOTHER, "$.program", found, listed(programs))


def _performance(part: _Gathered, profile: Profile, catalog: Catalog | None) -> Performance:
    return Performance(
        performance_year=profile.performance_year,
        entity=part.entity,
        option=option_of(part.program, catalog),
        program=part.program,
        practice=profile.practice,
        quality=tuple(part.quality),
        activities=tuple(part.activities),
        interoperability=tuple(part.interoperability),
        administrative_claims=profile.administrative_claims,
        cost=profile.cost,
        reweighted=profile.reweighted,
        given=profile.given,
        prior_year=profile.prior_year,
        complex_patient_bonus=profile.complex_patient_bonus,
        complex_patients=profile.complex_patients,
        mips_apm_participant=profile.mips_apm_participant,
        population_health_measure=profile.population_health_measure,
        facility_based=profile.facility_based,
        part_b_paid=profile.part_b_paid,
    )
