"""What a choice of measures, or a submission, still lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openmips.amounts import Span, fixed
from openmips.answers import problems
from openmips.answers.asked import asked, measure_ids, one_of
from openmips.answers.problems import problem
from openmips.answers.score import read, warned
from openmips.answers.selection import program_named
from openmips.answers.why import why_document
from openmips.formats.programs import option_of
from openmips.formats.strict_json import Source
from openmips.people import Entity, EntityType
from openmips.performance import Performance
from openmips.selection.checks import Lacking, chosen, chosen_activities, lacking
from openmips.selection.offers import COLLECTED
from openmips.selection.remedies import check


def check_choice(
    measures: Sequence[tuple[str, str]],
    program: str = "mips",
    level: EntityType = EntityType.GROUP,
    profile: Source | None = None,
    year: int | None = None,
    activities: Sequence[str] = (),
) -> dict[str, Any]:
    """What measures and activities that are only chosen still lack under a program.

    Measures are pairs of id and collection type. Raises ProblemsFound.
    """
    question = asked(profile, year)
    named = program_named(program, question)
    pairs = [
        (own, one_of(kind, COLLECTED, "collectionType"))
        for name, kind in measures
        for own in measure_ids([name], question.catalog)
    ]
    known = [one_of(name, question.catalog.activities, "activities") for name in activities]
    performance = Performance(
        question.year,
        Entity(level),
        option_of(named, question.catalog),
        named,
        question.practice,
        chosen(pairs),
        chosen_activities(known, question.year),
    )
    found = lacking(performance, question.catalog, question.policy, counted=False)
    return {
        "performanceYear": question.year,
        "program": named,
        "lacking": [_lacking(one) for one in found],
    }


def check_submissions(*submissions: Source, profile: Source | None = None) -> dict[str, Any]:
    """What each performance of the submissions lacks, and what mending it would bring.

    Raises ProblemsFound, also for a year without rules for its categories.
    """
    facts = read(submissions, profile)
    if facts.catalog is None:
        year = facts.policy.performance_year
        raise problem(problems.UNKNOWN_YEAR, "$.performanceYear", f"{year} cannot be checked")
    checked = [check(one, facts.catalog, facts.policy) for one in facts.performances]
    return {
        "performanceYear": facts.policy.performance_year,
        "checks": [
            {
                "entityType": one.final.performance.entity.entity_type.value,
                "program": one.final.performance.program,
                "finalScore": {
                    "low": fixed(one.final.score.low),
                    "high": fixed(one.final.score.high),
                },
                "lacking": [_lacking(each) for each in one.lacking],
            }
            for one in checked
        ],
        "warnings": [warned(each) for each in facts.warnings],
    }


def _lacking(one: Lacking) -> dict[str, Any]:
    document: dict[str, Any] = {
        "gap": one.gap.value,
        "measureId": one.measure_id,
        "collectionType": one.collection_type,
        "says": one.why.says,
        "why": why_document(one.why),
    }
    if one.gain is not None:
        document["mended"] = one.mended
        document["gain"] = _ends(one.gain)
    return document


def _ends(span: Span) -> dict[str, str]:
    return {"low": fixed(span.low), "high": fixed(span.high)}
