"""Where a practice stands: what this year's data and last year's results tell together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from openmips.answers.last_year import LastYear, achieved, achieved_percent
from openmips.answers.score import Facts
from openmips.catalog import catalog_for
from openmips.performance import Category, Performance, PriorYear
from openmips.planning.candidates import EFFORTS
from openmips.planning.dates import dates_for
from openmips.planning.estimates import estimates_for
from openmips.planning.rule_changes import RuleChanges
from openmips.planning.situation import Situation
from openmips.planning.ways import fitting_pathways
from openmips.policy.load import policy_for
from openmips.scoring.results import FinalScore


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is asked for beside the documents."""

    numbers: tuple[str | None, ...] = ()
    numbers_year: int | None = None
    year: int | None = None
    hours: Decimal | None = None
    collection_types: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()


def situation_of(
    now: FinalScore,
    facts: Facts,
    last: LastYear | None,
    changes: RuleChanges | None,
    asked: Asked,
    today: date,
) -> tuple[Situation, tuple[str, ...]]:
    """Where the practice stands, with what was assumed to come to that.

    Where nothing of this year is in yet, last year's behaviour is expected again.
    """
    performance, policy = now.performance, facts.policy
    catalog = catalog_for(policy.performance_year)
    notes: list[str] = []
    repeated = False
    points_before, measures_before = None, 0
    if last is not None:
        performance, repeated = _continued(performance, last, changes)
        found = achieved(last)
        if not performance.submitted and not performance.quality and found is not None:
            points_before, measures_before = found
            notes.append(
                "Last year's measures are not known: their points are expected again, spread"
                " evenly over the measures and each as uncertain as estimated."
            )
        if repeated or points_before is not None:
            notes.append("What was done last year is expected to be done again this year.")
    cost_before, cost_scored = _cost(last)
    if performance.cost is None and performance.given.cost_percent is None:
        notes.append(
            "CMS's cost result is not known: it is spread as practices' results are."
            if cost_scored
            else "CMS scored no cost last year and is expected to score none this year."
        )
    types = {one.collection_type for one in performance.quality} & set(EFFORTS)
    wanted = asked.collection_types or tuple(sorted(types)) or ("claims",)
    situation = Situation(
        performance,
        catalog,
        policy,
        estimates_for(policy.performance_year),
        dates_for(policy),
        today,
        repeated,
        points_before,
        measures_before,
        cost_before,
        cost_scored,
        wanted,
        frozenset(asked.done),
        frozenset(asked.pathways) or fitting_pathways(performance.practice.specialty_set, catalog),
    )
    return situation, tuple(notes)


def _continued(
    performance: Performance, last: LastYear, changes: RuleChanges | None
) -> tuple[Performance, bool]:
    """This year's performance with what last year tells of it; and whether it repeats last year."""
    if performance.prior_year.quality_achievement_percent is None:
        prior = PriorYear(achieved_percent(last), performance.prior_year.cost_percent)
        performance = replace(performance, prior_year=prior)
    if performance.complex_patient_bonus is None and performance.complex_patients is None:
        bonus = last.performance.complex_patient_bonus
        performance = replace(performance, complex_patient_bonus=bonus)
    if performance.submitted or changes is None:
        return performance, False
    carried, given = changes.carried, performance.given
    full = policy_for(performance.performance_year).final.activities_maximum.value
    stated = last.performance.given
    attested = stated.activity_points if (stated.activity_points or 0) >= full else None
    given = replace(
        given,
        activity_points=attested,
        interoperability_percent=stated.interoperability_percent or None,
    )
    same = carried.program in (performance.program, "mips")
    return (
        replace(
            performance,
            quality=carried.quality if same else (),
            activities=tuple(
                replace(one, done=MappingProxyType(dict(one.done))) for one in carried.activities
            ),
            interoperability=carried.interoperability,
            given=given,
        ),
        bool(carried.quality and same),
    )


def _cost(last: LastYear | None) -> tuple[Decimal | None, bool]:
    """Last year's cost percent where it is known, and whether cost counts."""
    if last is None:
        return None, True
    given = last.feedback.profile.given.cost_percent
    cost = last.final.categories[Category.COST]
    if given is not None:
        return given, True
    percent = cost.score.percent
    if not cost.weight or percent is None:
        return None, False
    if percent.exact:
        return Decimal(percent.low.numerator) / percent.low.denominator, True
    return None, True
