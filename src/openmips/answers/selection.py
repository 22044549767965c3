"""Which measures, activities and MVPs fit a practice, and what a submission still lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from openmips.amounts import amount, fixed, plain
from openmips.answers import problems
from openmips.answers.asked import Asked, asked, measure_ids, one_of, specialty_set
from openmips.answers.problems import problem
from openmips.answers.score import read
from openmips.answers.why import why_document
from openmips.formats.programs import option_of, scored_programs
from openmips.formats.strict_json import Source
from openmips.people import Entity, EntityType
from openmips.performance import Performance
from openmips.policy.reporting_topics import ReportingPolicy
from openmips.scoring.final import final_score
from openmips.scoring.levels import counting_score
from openmips.selection.activities import ActivityOffer, Window, activity_offers, windows
from openmips.selection.offers import COLLECTED, Offer, Wanted, offers
from openmips.selection.pathways import Pathway, Sought, pathways
from openmips.selection.rungs import Rung


@dataclass(frozen=True, slots=True)
class Selecting:
    """What is asked of a selection; None and empty ask for nothing."""

    specialty: str | None = None
    collection: Sequence[str] = ()
    program: str = "mips"
    codes: Sequence[str] = ()
    measures: Sequence[str] = ()
    rates: Mapping[str, str] = field(default_factory=dict)
    rate: str | None = None
    clinicians: int | None = None


def select(
    selecting: Selecting | None = None,
    profile: Source | None = None,
    year: int | None = None,
) -> dict[str, Any]:
    """The measures that fit, best first, each with its points, deciles and flags.

    Raises ProblemsFound.
    """
    wish = selecting or Selecting()
    question = asked(profile, year, wish.clinicians)
    program = program_named(wish.program, question)
    rates = {
        name: _rate(text)
        for given, text in wish.rates.items()
        for name in measure_ids([given], question.catalog)
    }
    own = specialty_set(wish.specialty, question.catalog) or question.practice.specialty_set
    found = offers(
        Wanted(
            program,
            _collections(wish.collection),
            own,
            tuple(wish.codes),
            frozenset(measure_ids(wish.measures, question.catalog)) if wish.measures else None,
            rates,
            None if wish.rate is None else _rate(wish.rate),
        ),
        question.practice,
        question.catalog,
        question.policy,
    )
    return {
        "performanceYear": question.year,
        "program": program,
        "specialtySet": own,
        "smallPractice": question.practice.small,
        "measures": [offer_document(one) for one in found],
    }


def offer_document(one: Offer) -> dict[str, Any]:
    """One measure under one collection type."""
    return {
        "measureId": one.measure.measure_id,
        "title": one.measure.title,
        "collectionType": one.collection_type,
        "mostPoints": plain(one.most),
        "pointsOneShort": None if one.one_short is None else plain(one.one_short),
        "rate": None if one.rate is None else plain(one.rate),
        "expectedPoints": None if one.expected is None else plain(one.expected),
        "flags": [each.flag.value for each in one.flags],
        "says": [each.why.says for each in one.flags],
        "codes": list(one.codes),
        "deciles": [_rung(rung) for rung in one.rungs],
        "why": why_document(one.score.why),
    }


def _rung(rung: Rung) -> dict[str, Any]:
    return {
        "decile": rung.decile,
        "rate": None if rung.rate is None else plain(rung.rate),
        "empty": rung.empty,
        "points": plain(rung.points),
    }


def find_mvp(
    sought: Selecting | None = None,
    *submissions: Source,
    profile: Source | None = None,
    year: int | None = None,
    as_of: date | None = None,
) -> dict[str, Any]:
    """The MVPs that fit, the best first, with what each asks for. Raises ProblemsFound.

    With submissions each MVP is scored on what of the counting one it holds.
    """
    wish = sought or Selecting()
    performance = None
    if submissions:
        facts = read(submissions, profile)
        scores = [final_score(one, facts.catalog, facts.policy) for one in facts.performances]
        performance = facts.performances[counting_score(scores, facts.policy)[0]]
        year = performance.performance_year
    question = asked(profile, year, wish.clinicians)
    practice = question.practice if performance is None else performance.practice
    in_use = measure_ids(wish.measures, question.catalog)
    if performance is not None:
        in_use += tuple(result.measure_id for result in performance.quality)
    sought_specialty = wish.specialty or practice.specialty_set
    found = pathways(
        Sought(
            sought_specialty,
            in_use,
            tuple(wish.codes),
            _collections(wish.collection),
        ),
        practice,
        question.catalog,
        question.policy,
        EntityType.GROUP if performance is None else performance.entity.entity_type,
        performance,
    )
    rules = question.policy.topic(ReportingPolicy)
    closes = rules.mvp_registration_closes.value
    day = as_of or date.today()
    return {
        "performanceYear": question.year,
        "asOf": day.isoformat(),
        "registration": {
            "opens": rules.mvp_registration_opens.value.isoformat(),
            "closes": closes.isoformat(),
            "surveyCloses": rules.survey_registration_closes.value.isoformat(),
            "open": rules.mvp_registration_opens.value <= day <= closes,
        },
        "mvps": [_pathway(one, sought_specialty) for one in sorted(found, key=_by_score)],
    }


def _by_score(one: Pathway) -> tuple[bool, Fraction]:
    """Those of the specialty first, then by what they would score; else as they fit."""
    return (not one.specialties, Fraction(0) if one.score is None else -one.score.score.low)


def _pathway(one: Pathway, specialty: str | None) -> dict[str, Any]:
    document: dict[str, Any] = {
        "mvpId": one.mvp.mvp_id,
        "title": one.mvp.title,
        "specialties": list(one.specialties),
        "ownSpecialties": list(one.mvp.specialties),
        "outsideSpecialty": specialty is not None and not one.specialties,
        "measuresInUse": list(one.in_use),
        "measuresBilled": list(one.billed),
        "measuresOfSpecialtySet": list(one.in_set),
        "measures": list(one.mvp.quality_measures),
        "reportable": list(one.reportable),
        "needed": one.needed,
        "enough": one.enough,
        "outcomeOrHighPriority": one.outcome,
        "populationHealthMeasures": list(one.mvp.population_health_measures),
        "populationHealthChosenAtRegistration": one.quality.population_chosen,
        "claimsBasedOutcomes": list(one.mvp.administrative_claims_measures),
        "costMeasures": list(one.mvp.cost_measures),
        "activities": list(one.mvp.activities),
        "survey": one.mvp.has_cahps,
        "why": why_document(one.why),
    }
    if one.score is not None:
        document["finalScore"] = {
            "low": fixed(one.score.score.low),
            "high": fixed(one.score.score.high),
        }
    return document


def select_activities(
    program: str = "mips",
    profile: Source | None = None,
    year: int | None = None,
    starts: Mapping[str, date] | None = None,
    clinicians: int | None = None,
    as_of: date | None = None,
) -> dict[str, Any]:
    """The activities of a program with points, days, last start and evidence to keep.

    `starts` are days on which activities begin: each is told when it is done. Each tells
    whether it can still be started on the day `as_of`.
    """
    day = as_of or date.today()
    question = asked(profile, year, clinicians)
    named = program_named(program, question)
    performance = Performance(
        question.year,
        Entity(EntityType.GROUP),
        option_of(named, question.catalog),
        named,
        question.practice,
        mips_apm_participant=question.profile.mips_apm_participant,
    )
    known = {
        one_of(name, question.catalog.activities, "starts"): day
        for name, day in (starts or {}).items()
    }
    return {
        "performanceYear": question.year,
        "program": named,
        "asOf": day.isoformat(),
        "activities": [
            {**activity_document(one), "canStart": day <= one.last_start}
            for one in activity_offers(performance, question.catalog, question.policy)
        ],
        "windows": [_window(one) for one in windows(known.items(), question.policy)],
    }


def activity_document(one: ActivityOffer) -> dict[str, Any]:
    """One activity: its points here, its days, and what to keep."""
    return {
        "activityId": one.activity.activity_id,
        "title": one.activity.title,
        "weight": one.activity.weight,
        "subcategory": one.activity.subcategory,
        "points": plain(one.points),
        "percent": plain(one.percent),
        "minimumDays": one.minimum_days,
        "lastStart": one.last_start.isoformat(),
        "onceInYears": one.every_years,
        "evidence": list(one.evidence),
        "why": why_document(one.why),
    }


def _window(one: Window) -> dict[str, Any]:
    return {
        "activityId": one.activity_id,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "fits": one.fits,
        "lastStart": one.last_start.isoformat(),
        "why": why_document(one.why),
    }


def program_named(text: str, question: Asked) -> str:
    """CMS's name of a program of the year. Raises ProblemsFound."""
    return one_of(text, scored_programs(question.catalog), "program")


def _collections(texts: Sequence[str]) -> tuple[str, ...]:
    """The collection types that are meant; all a practice can choose where none is named."""
    if not texts:
        return COLLECTED
    known = (*COLLECTED, "certifiedSurveyVendor")
    return tuple(dict.fromkeys(one_of(text, known, "collection") for text in texts))


def _rate(text: str) -> Decimal:
    try:
        return amount(text)
    except ValueError as error:
        raise problem(problems.BAD_RATE, "$.rate", str(error), "a number such as 70.5") from error
