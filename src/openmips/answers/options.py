"""How a practice may report: the options open at each level, and what each asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openmips.amounts import plain
from openmips.answers.asked import Asked, asked
from openmips.answers.options_clinicians import (
    Person,
    following_document,
    opting_in,
    people_of,
    standing,
)
from openmips.answers.score import Facts, read
from openmips.answers.why import why_document
from openmips.catalog import Catalog
from openmips.formats.programs import PATHWAYS, TRADITIONAL
from openmips.formats.roster import read_roster
from openmips.formats.strict_json import Source
from openmips.participation.practices import practices
from openmips.people import Election, EntityType
from openmips.performance import ReportingOption
from openmips.policy.reporting_topics import ReportingPolicy
from openmips.policy.topics import Policy
from openmips.reporting.conditions import Openness
from openmips.reporting.facts import ClinicianFacts, ReportingFacts
from openmips.reporting.following import following_scores
from openmips.reporting.requirements import Requirements, requirements
from openmips.reporting.ways import Way, clinician_ways, reporting_ways
from openmips.scoring.final import final_score
from openmips.selection.pathways import Sought, pathways


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a reader says of the practice beside its profile; None: not known."""

    clinicians: int | None = None
    mips_apm: bool | None = None
    virtual_group: bool | None = None
    multispecialty: bool | None = None
    registered: frozenset[str] | None = None
    subgroup_registered: bool | None = None
    election: Election = Election.NONE


def options(
    *submissions: Source,
    profile: Source | None = None,
    year: int | None = None,
    circumstances: Circumstances | None = None,
    clinicians: Sequence[ClinicianFacts] = (),
    roster: Source | None = None,
    as_of: date | None = None,
) -> dict[str, Any]:
    """Every option at every level with how open it is, and what the open ones ask for.

    With clinicians, a roster or submissions of individuals, each clinician has its own ways
    and the score that follows it; a roster also tells where each stands, and how many there
    are. The year is that of the documents where none is named; one must say it. Raises
    ProblemsFound.
    """
    given = circumstances or Circumstances()
    scored = read(submissions, profile) if submissions else None
    if scored is not None:
        year = year or scored.performances[0].performance_year
    question = asked(profile, year, given.clinicians)
    people = [Person(one) for one in clinicians]
    if roster is not None:
        found = practices(read_roster(roster, question.policy).value, question.policy)
        people += people_of(found)
        if len(found) == 1 and profile is None and given.clinicians is None:
            question = asked(None, question.year, len(found[0].clinicians))
    day = as_of or date.today()
    facts = _facts(question, given, day)
    people = people or [Person(one) for one in _individuals(scored)]
    answer: dict[str, Any] = {
        "performanceYear": question.year,
        "paymentYear": question.policy.programme.payment_year.value,
        "asOf": day.isoformat(),
        "practice": {
            "clinicianCount": question.practice.clinician_count,
            "smallPractice": question.practice.small,
            "specialStatuses": sorted(each.value for each in question.practice.special_statuses),
        },
        "registration": _dates(question.policy),
        "ways": [_way(each, facts, question) for each in reporting_ways(facts, question.policy)],
    }
    if people:
        answer["optingIn"] = opting_in(people, question.policy)
        answer["clinicians"] = list(_clinicians(people, scored, facts, question))
    return answer


def _facts(question: Asked, given: Circumstances, day: date) -> ReportingFacts:
    return ReportingFacts(
        practice=question.practice,
        mips_apm=given.mips_apm
        or (True if question.profile.mips_apm_participant else given.mips_apm),
        virtual_group=given.virtual_group,
        multispecialty=given.multispecialty,
        registered=given.registered,
        subgroup_registered=given.subgroup_registered,
        election=given.election,
        as_of=day,
    )


def _dates(policy: Policy) -> dict[str, str]:
    rules = policy.topic(ReportingPolicy)
    return {
        "mvpOpens": rules.mvp_registration_opens.value.isoformat(),
        "mvpCloses": rules.mvp_registration_closes.value.isoformat(),
        "surveyCloses": rules.survey_registration_closes.value.isoformat(),
        "virtualGroupElectionCloses": rules.virtual_group_election_closes.value.isoformat(),
    }


def way_document(way: Way) -> dict[str, Any]:
    """One option at one level, without what it asks for."""
    return {
        "level": way.level.value,
        "reportingOption": way.option.value,
        "status": way.openness.value,
        "by": way.by.isoformat() if way.by else None,
        "needs": sorted(way.needs),
        "why": why_document(way.why),
    }


def _way(way: Way, facts: ReportingFacts, question: Asked) -> dict[str, Any]:
    document = way_document(way)
    if way.openness in {Openness.NOT_OFFERED, Openness.CLOSED}:
        return document
    program = _program(way, facts, question)
    needed = requirements(
        way.level,
        way.option,
        program,
        question.practice,
        question.catalog,
        question.policy,
        bool(facts.mips_apm),
    )
    document["requires"] = _requirements(needed)
    return document


def _program(way: Way, facts: ReportingFacts, question: Asked) -> str:
    """The program that stands for the option: of MVPs the one registered, or that fits best."""
    if way.option is ReportingOption.TRADITIONAL:
        return TRADITIONAL
    if way.option is ReportingOption.APP:
        return PATHWAYS[0]
    registered = sorted((facts.registered or frozenset()) & set(question.catalog.mvps))
    if registered:
        return registered[0]
    return _fitting(question, way.level, question.catalog)


def _fitting(question: Asked, level: EntityType, catalog: Catalog) -> str:
    sought = Sought(question.practice.specialty_set)
    found = pathways(sought, question.practice, catalog, question.policy, level)
    return found[0].mvp.mvp_id if found else next(iter(catalog.mvps))


def _requirements(needed: Requirements) -> dict[str, Any]:
    quality = needed.quality
    return {
        "program": needed.program,
        "quality": {
            "required": quality.measures,
            "named": list(quality.named),
            "outcomeOrHighPriority": quality.outcome,
            "claimsMeasures": quality.by_claims,
            "enoughByClaims": quality.enough_by_claims,
            "populationHealthMeasures": list(quality.population_health),
            "populationHealthChosenAtRegistration": quality.population_chosen,
            "surveyAllowed": quality.survey,
            "why": why_document(quality.why),
        },
        "activities": {
            "alternatives": [
                {"weight": one.weight, "points": one.points, "activities": one.activities}
                for one in needed.activities
            ],
            "why": why_document(needed.activities_why),
        },
        "promotingInteroperability": {
            "needed": needed.interoperability,
            "why": why_document(needed.interoperability_why),
        },
        "cost": {"scored": needed.cost, "measureIds": list(needed.cost_measures)},
        "claimsAllowed": needed.claims,
        "claimsWhy": why_document(needed.claims_why),
        "weights": {name: plain(weight) for name, weight in needed.weights.items()},
        "weightsWithoutCost": {
            name: plain(weight) for name, weight in needed.weights_without_cost.items()
        },
        "weightsWhy": why_document(needed.weights_why),
        "covers": needed.covers,
    }


def _individuals(scored: Facts | None) -> tuple[ClinicianFacts, ...]:
    """The clinicians that submissions of individuals name."""
    found = {}
    for performance in scored.performances if scored else ():
        entity = performance.entity
        if entity.tin is not None and entity.npi is not None:
            found[entity.tin, entity.npi] = ClinicianFacts(entity.tin, entity.npi)
    return tuple(found.values())


def _clinicians(
    people: Sequence[Person], scored: Facts | None, facts: ReportingFacts, question: Asked
) -> Iterator[dict[str, Any]]:
    """Each clinician's ways, standing and, with submissions, the score that follows."""
    solo, policy = len(people) == 1, question.policy
    scores = (
        [final_score(one, scored.catalog, scored.policy) for one in scored.performances]
        if scored
        else []
    )
    following = following_scores([one.facts for one in people], scores, policy)
    for person, found in zip(people, following, strict=True):
        document: dict[str, Any] = {
            "tin": person.facts.tin,
            "npi": person.facts.npi,
            "ways": [way_document(way) for way in clinician_ways(person.facts, facts, policy)],
        }
        if person.judged is not None:
            document["standing"] = standing(person.judged, solo, question.catalog.disasters, policy)
        if scored is not None:
            document |= following_document(person, found, scores, policy)
        yield document
