"""Which final score follows each clinician of a practice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openmips.people import Entity, EntityType
from openmips.policy.topics import Policy
from openmips.reporting.facts import ClinicianFacts
from openmips.scoring.levels import counting_score
from openmips.scoring.results import FinalScore
from openmips.why import Why


@dataclass(frozen=True, slots=True)
class Following:
    """The score that counts for one TIN and NPI; None where no score reaches it."""

    clinician: ClinicianFacts
    score: FinalScore | None
    why: Why


def following_scores(
    clinicians: Iterable[ClinicianFacts], scores: Sequence[FinalScore], policy: Policy
) -> tuple[Following, ...]:
    """For each clinician the score that counts among those that reach it (rule PAY-HIER).

    A clinician's own score reaches it always, the score of its practice, subgroup, virtual
    group or APM entity unless the clinician is known not to be covered.
    """
    return tuple(_following(clinician, scores, policy) for clinician in clinicians)


def _following(
    clinician: ClinicianFacts, scores: Sequence[FinalScore], policy: Policy
) -> Following:
    reaching = [score for score in scores if reaches(score.performance.entity, clinician)]
    if not reaching:
        says = "No score reaches this clinician: nothing was submitted that covers it."
        if clinician.covered is False and any(_of_practice(each, clinician) for each in scores):
            says = "The practice's score does not reach this clinician, who is excluded from it."
        why = Why(says, (), (policy.final.overriding_levels,))
        return Following(clinician, None, why)
    place, why = counting_score(reaching, policy)
    return Following(clinician, reaching[place], why)


def _of_practice(score: FinalScore, clinician: ClinicianFacts) -> bool:
    return score.performance.entity.tin == clinician.tin


def reaches(entity: Entity, clinician: ClinicianFacts) -> bool:
    """Whether the score of an entity belongs to the clinician too."""
    if entity.entity_type is EntityType.INDIVIDUAL:
        return (entity.tin, entity.npi) == (clinician.tin, clinician.npi)
    if clinician.covered is False:
        return False
    match entity.entity_type:
        case EntityType.GROUP:
            return entity.tin == clinician.tin
        case EntityType.SUBGROUP:
            own = clinician.subgroup
        case EntityType.VIRTUAL_GROUP:
            own = clinician.virtual_group
        case _:
            own = clinician.apm_entity
    return own is not None and entity.entity_id == own
