"""Every lever has its price and its last day, and every plan its steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from types import MappingProxyType

import pytest
from planning.situations import AFTER, SIX, SMALL, SPRING, claims, performance, registry, situation

from openmips.people import Practice
from openmips.performance import ActivitySet, Category, Given, Performance
from openmips.planning.activity_choices import activity_choices, begin_by
from openmips.planning.levers import Prices
from openmips.planning.optimise import plans
from openmips.planning.situation import Situation
from openmips.planning.steps import StepKind, steps_of
from openmips.scoring.final import category_score

MEDIUM = ActivitySet(MappingProxyType({"IA_PM_16": True}), date(2024, 1, 1), date(2024, 12, 31))


def kinds(asked: Situation) -> list[StepKind]:
    """The kinds of the levers, the greatest gain first."""
    return [lever.kind for lever in Prices(asked).levers()]


def test_the_forgotten_activity_is_the_greatest_lever() -> None:
    """Thirty points for four hours, to be begun by 3 October."""
    found = Prices(situation(facts=performance(quality=SIX))).levers()
    assert found[0].kind is StepKind.ACTIVITY
    assert found[0].points == found[0].low == found[0].high == 30
    assert found[0].hours == 4
    assert [lever.points for lever in found] == sorted((one.points for one in found), reverse=True)


def test_too_late_to_begin_an_activity_leaves_one_that_was_done() -> None:
    """The lever then names its condition, and costs only the attestation."""
    asked = situation(date(2024, 11, 21), facts=performance(quality=SIX))
    lever = Prices(asked).levers()[0]
    assert lever.kind is StepKind.ACTIVITY
    assert lever.only_if == "only if it was really done for 90 days in a row this year"
    assert lever.hours == 1


def test_full_activities_are_no_lever() -> None:
    """Nor is anything, once submission is closed."""
    facts = performance(given=Given(activity_points=Decimal(40)), quality=SIX)
    assert StepKind.ACTIVITY not in kinds(situation(facts=facts))
    assert kinds(situation(date(2025, 6, 1), facts=performance(quality=SIX))) == []


def test_new_measures_are_priced_while_a_place_is_empty() -> None:
    """At most ten; a claims measure begins on the last day that leaves it complete."""
    facts = performance(quality=SIX[:2], activities=(MEDIUM,))
    asked = situation(facts=facts, collection_types=("claims",))
    measures = [one for one in Prices(asked).levers() if one.kind is StepKind.MEASURE]
    assert len(measures) == 10
    assert {(one.start, one.due) for one in measures} == {(date(2024, 4, 1), date(2024, 12, 31))}
    assert all(one.low <= one.points <= one.high for one in measures)


def test_answering_more_cases_is_priced() -> None:
    """Measure 039 at a good rate, half of its cases answered."""
    facts = performance(quality=(claims("039", 29, 1, 60), *SIX[:3]), activities=(MEDIUM,))
    levers = Prices(situation(date(2024, 6, 1), facts=facts)).levers()
    (lever,) = [one for one in levers if one.kind is StepKind.COMPLETENESS]
    assert lever.entry_id == "039"
    assert lever.due == date(2024, 12, 31)
    assert lever.points > 2


def test_another_option_and_another_level_are_levers_of_their_own() -> None:
    """Six measures of which four are in an MVP; a group whose clinicians could report alone."""
    facts = performance(clinicians=2, quality=SIX, activities=(MEDIUM,))
    asked = situation(facts=facts, pathways=frozenset({"M0005", "G0055"}))
    found = {lever.kind for lever in Prices(asked).levers()}
    assert StepKind.REGISTRATION in found
    alone = performance(clinicians=2, quality=(claims("039", 90, 10), claims("236", 90, 10)))
    assert StepKind.LEVEL in kinds(situation(facts=alone))


def test_better_results_are_priced_like_everything_else() -> None:
    """A performance with one better rate gains what it gains in the years tried."""
    facts = performance(quality=(registry("236", 60, 40), *SIX[:3]))
    asked = situation(facts=facts)
    prices = Prices(asked)
    better = replace(facts, quality=(registry("236", 90, 10), *SIX[:3]))
    step = steps_of(prices.as_now, asked)[-1]
    lever = prices.performed(better, step)
    assert lever.points > 1
    assert lever.percent > 0


def test_a_plans_steps_come_by_date_and_end_with_the_submission() -> None:
    """Each has an owner, a day and evidence; the last says what submitting means."""
    facts = performance(clinicians=2, part_b_paid=Decimal(300_000))
    asked = situation(facts=facts, pathways=frozenset({"M0005"}), done=frozenset({"IA_AHE_1"}))
    for plan in plans(asked).best.values():
        steps = steps_of(plan, asked)
        assert list(steps[:-1]) == sorted(steps[:-1], key=lambda step: (step.start, step.due))
        assert all(step.owner and step.evidence for step in steps)
        assert "true, accurate and complete" in steps[-1].says


def test_every_kind_of_step_is_said() -> None:
    """Registration, level, an activity to do and one done, measures by three ways, more cases."""
    from openmips.planning.search import Plan
    from openmips.planning.steps import activity_step, measure_step, way_steps
    from openmips.planning.ways import ways

    facts = performance(clinicians=2, quality=(claims("039", 29, 1, 60),))
    types = ("claims", "registry", "electronicHealthRecord")
    asked = situation(
        facts=facts,
        collection_types=types,
        pathways=frozenset({"M0005"}),
        done=frozenset({"IA_AHE_1"}),
    )
    now = plans(replace(asked, pathways=frozenset(), collection_types=("claims",))).as_now
    other = next(
        way for way in ways(asked) if way.performance.program == "M0005" and way.people == 2
    )
    plan = Plan(other, (), (), other.activities[0], Decimal(5), now.outcome)
    assert [step.kind for step in way_steps(plan, asked)] == [
        StepKind.REGISTRATION,
        StepKind.LEVEL,
    ]
    assert way_steps(plan, asked)[1].says == "Report as individual, not as group."
    assert activity_step("IA_AHE_1", 1, asked).says.startswith("Attest IA_AHE_1")
    assert "or another activity" in activity_step("IA_AHE_3", 1, asked).says
    family = Practice(special_statuses=SMALL, specialty_set="familyMedicine")
    named = replace(asked, performance=performance(practice=family))
    says = {
        one.row.collection_type: measure_step(one, named).says for one in ways(named)[0].candidates
    }
    assert "quality codes" in says["claims"]
    assert "through a registry" in says["registry"]
    assert "from your certified EHR" in says["electronicHealthRecord"]


@pytest.mark.parametrize("clinicians", [1, 3])
@pytest.mark.parametrize("activities", [(), (MEDIUM,)])
def test_activities_are_the_cheapest_for_their_points(
    clinicians: int, activities: tuple[ActivitySet, ...]
) -> None:
    """Brute force over three activities finds no cheaper way to any number of points."""
    facts = performance(clinicians=clinicians, activities=activities)
    offered = ("IA_BE_4", "IA_BE_15", "IA_PM_11")
    asked = situation(date(2024, 11, 1), facts=facts, done=frozenset(offered))
    choices = activity_choices(facts, asked, clinicians)
    for choice in choices:
        sizes = [
            size
            for size in range(len(offered) + 1)
            for some in combinations(offered, size)
            if earned(facts, some, asked) >= choice.points
        ]
        assert choice.hours == min(sizes) * clinicians


def earned(facts: Performance, added: tuple[str, ...], asked: Situation) -> int:
    """The points of the category with these activities beside those attested."""
    done = {name: True for one in facts.activities for name in one.done}
    both = ActivitySet(
        MappingProxyType({**done, **dict.fromkeys(added, True)}),
        date(2024, 1, 1),
        date(2024, 12, 31),
    )
    changed = replace(facts, activities=(both,))
    score = category_score(Category.ACTIVITIES, changed, asked.catalog, asked.policy)
    return int(score.points.low) if score.points else 0


def test_an_activity_begins_in_time_or_not_at_all() -> None:
    """After its last possible start only what was done already can be added."""
    asked = situation(SPRING)
    assert begin_by("IA_AHE_1", asked) == date(2024, 10, 3)
    late = situation(date(2024, 11, 21))
    assert [choice.added for choice in activity_choices(performance(), late, 1)] == [()]
    known = replace(late, done=frozenset({"IA_AHE_1"}))
    assert activity_choices(performance(), known, 1)[-1].added == ("IA_AHE_1",)
    assert len(activity_choices(performance(), situation(AFTER), 1)) == 1
