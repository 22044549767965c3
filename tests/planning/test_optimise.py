"""The best plan is the best there is: brute force finds no better one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from operator import add
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning.situations import AFTER, SIX, claims, performance, registry, settled_cost, situation

from openmips.people import Entity, EntityType
from openmips.performance import Category, Given, PriorYear, ReweightingReason
from openmips.planning.activity_choices import ActivityChoice
from openmips.planning.aims import Aim, Key, Order, Terms, orders
from openmips.planning.candidates import Candidate, Mend, undominated
from openmips.planning.offers import Counts, Offers, Rest
from openmips.planning.optimise import plans, scale_of
from openmips.planning.outcome import stakes_of
from openmips.planning.rows import Row
from openmips.planning.search import Plan, Search
from openmips.planning.situation import Situation
from openmips.planning.tally import Tally
from openmips.planning.tree import Held, Tree
from openmips.planning.ways import Way, fitting_pathways, ways

YEARS = 5
HELD = ("134", "236", "001", "239")
NEW = ("047", "130", "226")
POINTS = st.tuples(*[st.integers(0, 10).map(lambda n: n * 10_000)] * YEARS)
HOURS = st.integers(1, 9).map(Decimal)


def rows(name: str) -> st.SearchStrategy[Row]:
    """Any measure of that name, with any points, flags and completeness."""
    return st.builds(
        Row,
        st.just(name),
        st.sampled_from(["claims", "registry"]),
        POINTS,
        st.booleans(),
        st.booleans(),
        st.frozensets(st.integers(0, YEARS - 1), max_size=2),
        st.just(True),
    )


@dataclass(frozen=True, repr=False)
class Small:
    """A situation with one way of reporting, and every measure that could be added in it."""

    asked: Situation
    way: Way
    everything: tuple[Candidate, ...]

    def __repr__(self) -> str:
        way = self.way
        return f"{way.rows} {self.everything} {way.required} {way.required_now} {way.mends}"


EXCUSED = {Category.QUALITY: frozenset({ReweightingReason.EXTREME_AND_UNCONTROLLABLE})}
FACTS: tuple[dict[str, Any], ...] = (
    {},
    {"prior_year": PriorYear(Decimal("62.5"))},
    {"prior_year": PriorYear(Decimal(4))},
    {"reweighted": EXCUSED, "entity": Entity(EntityType.INDIVIDUAL)},
    {"complex_patient_bonus": Decimal("8.5"), "given": settled_cost("95")},
)


@st.composite
def small_ways(draw: st.DrawFn) -> Small:
    """A way of reporting with a handful of measures, mended measures and activities."""
    paid = draw(st.sampled_from([None, Decimal(5000), Decimal(300_000)]))
    facts = performance(part_b_paid=paid, **draw(st.sampled_from(FACTS)))
    asked = situation(AFTER, facts=facts, years=YEARS)
    base = ways(asked)[0]
    held = draw(st.integers(0, 4))
    reported = [draw(rows(HELD[place])) for place in range(held)]
    if held and draw(st.booleans()):
        # A suppressed measure asks for nothing, and earns nothing.
        reported[-1] = replace(reported[-1], points=(0,) * YEARS, scored=False)
    # One measure may be offered by claims and by registry: it can be added only once.
    names = [NEW[place // 2] for place in range(draw(st.integers(0, 5)))]
    candidates = [Candidate(draw(rows(name)), draw(HOURS)) for name in names]
    mends = tuple(
        Mend(place, replace(draw(rows(HELD[place])), incomplete=frozenset()), draw(HOURS), 5)
        for place in range(draw(st.integers(0, min(held, 2))))
    )
    activities = (ActivityChoice((), 0, Decimal(0)), ActivityChoice(("IA_AHE_1",), 40, draw(HOURS)))
    required = draw(st.integers(1, 3))
    way = replace(
        base,
        rows=tuple(reported),
        required=required,
        required_now=draw(st.integers(1, required)),
        outcome_needed=draw(st.booleans()),
        candidates=undominated(candidates, required, bool(reported)),
        mends=mends,
        activities=activities,
    )
    return Small(asked, way, tuple(candidates))


def sets(everything: Sequence[Candidate], most: int) -> list[tuple[Candidate, ...]]:
    """Every set of different measures."""
    return [
        chosen
        for size in range(most + 1)
        for chosen in combinations(everything, size)
        if len({one.row.measure_id for one in chosen}) == size
    ]


def brute_force(drawn: Small, limit: Decimal | None) -> list[Plan]:
    """Every plan there is: all sets of measures, mended measures and activities."""
    way, stakes = drawn.way, stakes_of(drawn.asked)
    found = []
    mended = [some for size in range(len(way.mends) + 1) for some in combinations(way.mends, size)]
    whole = replace(way, candidates=drawn.everything)
    for some, choice in product(mended, way.activities):
        search = Search(whole, some, choice, drawn.asked, stakes)
        found += [search.plan(chosen) for chosen in sets(drawn.everything, way.required)]
    return [plan for plan in found if limit is None or plan.hours <= limit]


def key(order: Order, plan: Plan) -> Key:
    """How good a plan is."""
    return order(plan.outcome, Fraction(plan.hours), plan.habits)


@settings(max_examples=200, deadline=None)
@given(small_ways(), st.one_of(st.none(), HOURS))
def test_no_plan_is_better_than_the_best(drawn: Small, limit: Decimal | None) -> None:
    """For each aim the key of the plan found is the greatest key of all plans."""
    best = plans(drawn.asked, limit, [drawn.way]).best
    every = brute_force(drawn, limit)
    for aim, order in orders(Terms.of(drawn.asked)).items():
        assert key(order, best[aim]) == max(key(order, one) for one in every)


@settings(max_examples=60, deadline=None)
@given(small_ways(), st.integers(1, 12))
def test_a_search_that_ends_early_says_so(drawn: Small, most: int) -> None:
    """Its plans are plans, never better than the best; where it says nothing they are the best."""
    found = plans(drawn.asked, None, [drawn.way], most_tried=most)
    best = plans(drawn.asked, None, [drawn.way])
    assert not best.unproved
    for aim, order in orders(Terms.of(drawn.asked)).items():
        whole, early = key(order, best.best[aim]), key(order, found.best[aim])
        assert early == whole or (early < whole and aim in found.unproved)


def test_a_measure_is_passed_over_for_a_better_one_that_is_offered_twice() -> None:
    """With the better measure still to come by registry, the lesser one alone is no plan."""
    asked = situation(AFTER, years=YEARS)
    better, lesser = (90_000,) * YEARS, (50_000,) * YEARS
    everything = (
        Candidate(Row("047", "claims", better), Decimal(1)),
        Candidate(Row("130", "claims", lesser), Decimal(1)),
        Candidate(Row("047", "registry", (100_000,) * YEARS), Decimal(2)),
    )
    way = replace(ways(asked)[0], rows=(), required=2, candidates=undominated(everything, 2, True))
    assert len(way.candidates) == len(everything)
    drawn = Small(asked, way, everything)
    best, every = plans(asked, None, [way]).best, brute_force(drawn, None)
    for aim, order in orders(Terms.of(asked)).items():
        assert key(order, best[aim]) == max(key(order, one) for one in every)
        assert {one.row.measure_id for one in best[aim].added} != {"130"}


def exceeding(found: Tally, tree: Tree, held: Held, rest: Rest) -> list[str]:
    """Where a set comes to more than its bounds allow."""
    return [
        f"{bounds.__name__} {name}"
        for bounds in (tree.bounds, tree.quick_bounds)
        for name in ("chance", "percent", "mean")
        if getattr(found, name) > max(getattr(one, name) for one in bounds(held, rest))
    ]


@settings(max_examples=60, deadline=None)
@given(small_ways())
def test_lanes_reckon_as_the_rule_does_and_bounds_hold(drawn: Small) -> None:
    """Each set comes to the same, all years at once or one after the other; bounds exceed it."""
    asked, way = drawn.asked, drawn.way
    stakes = stakes_of(asked)
    search = Search(way, (), way.activities[0], asked, stakes)
    scale = scale_of([search], stakes)
    offers = Offers(search.usable, way.required, bool(way.rows), scale)
    tree = Tree(search, offers, scale)

    def visit(held: Held, price: int, start: int) -> list[tuple[Counts, Tally]]:
        """Each set from a place on: how many of each price were added, what it comes to."""
        below: list[tuple[Counts, Tally]] = []
        for own, offered in enumerate(offers.priced[price:], price):
            for place in range(start if own == price else 0, len(offered)):
                grown = tree.adding(held, own, place)
                if grown is None or len(grown.added) > way.required:
                    continue
                found = tree.tally(grown)
                assert found == scale.tally_of(search.plan(grown.added).outcome)
                if len(grown.added) == way.required:
                    offers.learn(grown.places)
                one = tuple(int(own == each) for each in range(len(offers.prices)))
                below.append((one, found))
                for more, later in visit(grown, own, place + 1):
                    below.append((tuple(map(add, one, more)), later))
        for counts, found in below:
            assert offers.possible(Rest(counts, price, start))
            assert not exceeding(found, tree, held, Rest(counts, price, start))
        return below

    if offers.prices:
        visit(tree.root, 0, 0)


@settings(max_examples=15, deadline=None)
@given(small_ways(), HOURS, HOURS)
def test_more_hours_are_never_worse(drawn: Small, hours: Decimal, more: Decimal) -> None:
    """Whatever could be chosen within fewer hours can be chosen within more."""
    fewer = plans(drawn.asked, hours, [drawn.way]).best
    longer = plans(drawn.asked, hours + more, [drawn.way]).best
    for aim, order in orders(Terms.of(drawn.asked)).items():
        assert key(order, fewer[aim]) <= key(order, longer[aim])


@settings(max_examples=15, deadline=None)
@given(small_ways())
def test_no_plan_is_worse_than_doing_nothing(drawn: Small) -> None:
    """The chance of the safe plan and the mean of the highest are at least those of today."""
    found = plans(drawn.asked, None, [drawn.way])
    now = found.as_now.outcome
    enough = Fraction(80, 100)
    safe, highest = found.best[Aim.SAFE].outcome, found.best[Aim.HIGHEST].outcome
    assert min(enough, safe.chance) >= min(enough, now.chance)
    assert highest.mean >= now.mean
    assert all(0 <= plan.outcome.chance <= 1 for plan in found.best.values())


def test_attesting_one_activity_comes_first() -> None:
    """A practice that forgot its activities is told to do one, and then to stop."""
    facts = performance(part_b_paid=Decimal(300_000))
    asked = situation(
        facts=facts, points_before=Fraction(42), measures_before=6, cost_before=Decimal(61)
    )
    found = plans(asked)
    balanced = found.best[Aim.BALANCED]
    assert balanced.activities.added == ("IA_AHE_1",)
    assert balanced.added == ()
    assert balanced.hours == 4
    assert balanced.outcome.mean - found.as_now.outcome.mean == 30 + 4


def test_an_mvp_is_chosen_only_where_it_is_about_the_care() -> None:
    """The specialty set names its MVPs; without one no MVP is proposed, but the wanted are."""
    asked = situation()
    assert fitting_pathways("familyMedicine", asked.catalog) == {"G0055", "M0005"}
    assert fitting_pathways(None, asked.catalog) == frozenset()
    programs = {way.performance.program for way in ways(asked)}
    assert programs == {"mips"}
    wanted = replace(asked, pathways=frozenset({"M0005", "G0053"}))
    assert {way.performance.program for way in ways(wanted)} == {"mips", "M0005", "G0053"}
    late = replace(wanted, as_of=date(2024, 12, 3))
    assert {way.performance.program for way in ways(late)} == {"mips"}


def test_an_mvp_with_few_claims_measures_asks_a_claims_reporter_for_those_alone() -> None:
    """G0053 has one Part B claims measure: a way by claims alone needs no more."""
    asked = situation(pathways=frozenset({"G0053"}))
    required = sorted(way.required for way in ways(asked) if way.performance.program == "G0053")
    assert required == [1, 4]


def test_a_group_may_also_report_as_individuals_and_the_other_way_round() -> None:
    """Everybody then repeats the work; a solo clinician and a virtual group have one level."""
    from openmips.people import Entity, EntityType

    group = performance(clinicians=4, quality=(registry("134", 90, 10),))
    levels = [way.performance.entity.entity_type.value for way in ways(situation(facts=group))]
    assert levels == ["group", "individual"]
    assert [way.people for way in ways(situation(facts=group))] == [1, 4]
    alone = replace(group, entity=Entity(EntityType.INDIVIDUAL))
    levels = [way.performance.entity.entity_type.value for way in ways(situation(facts=alone))]
    assert levels == ["individual", "group"]
    virtual = replace(group, entity=Entity(EntityType.VIRTUAL_GROUP))
    assert len(ways(situation(facts=virtual))) == 1


def test_from_an_mvp_the_way_back_is_open() -> None:
    """A practice registered for an MVP may report traditional MIPS as well."""
    from openmips.performance import ReportingOption

    facts = performance(option=ReportingOption.MVP, program="M0005", quality=SIX)
    found = [way.performance.program for way in ways(situation(facts=facts))]
    assert found[0] == "M0005"
    assert "mips" in found
    assert ways(situation(facts=facts))[0].hours == 0


def test_nothing_can_be_chosen_after_the_end() -> None:
    """When submission is closed the plans are what there is."""
    asked = situation(date(2025, 6, 1), facts=performance(clinicians=3, quality=SIX))
    found = plans(asked)
    assert all(plan.habits == 0 and plan.hours == 0 for plan in found.best.values())


def test_answering_more_cases_can_be_the_plan() -> None:
    """Five complete measures and one short of completeness: answering more is worth its hours."""
    short = claims("039", 29, 1, 60)
    facts = performance(quality=(short, *SIX[:3]), part_b_paid=Decimal(900_000))
    asked = situation(date(2024, 6, 1), facts=facts)
    way = ways(asked)[0]
    assert [one.place for one in way.mends] == [0]
    assert way.mends[0].row.incomplete == frozenset()
    assert plans(asked).best[Aim.HIGHEST].mended


@pytest.mark.parametrize(
    ("as_of", "result", "expected"),
    [
        (date(2025, 1, 15), claims("134", 28, 2, 60), False),
        (date(2025, 1, 15), replace(claims("134", 28, 2, 60), collection_type="registry"), True),
        (date(2024, 12, 20), claims("134", 28, 2, 60), False),
        (date(2024, 6, 1), claims("134", 55, 5, 60), False),
        (date(2025, 6, 1), replace(claims("134", 28, 2, 60), collection_type="registry"), False),
    ],
)
def test_cases_are_answered_later_only_where_they_can_be(
    as_of: date, result: object, expected: bool
) -> None:
    """Claims that were sent take no more codes; a registry takes them until submission closes."""
    facts = performance(quality=(result,))
    assert bool(ways(situation(as_of, facts=facts))[0].mends) is expected


def test_an_mvp_that_leaves_nothing_to_choose_is_passed_over() -> None:
    """With a quality result that is known, only the way of today remains."""
    known = performance(given=Given(quality_percent=Decimal(80)))
    asked = situation(facts=known, pathways=frozenset({"M0005"}))
    assert {way.performance.program for way in ways(asked)} == {"mips"}
    by_registry = situation(pathways=frozenset({"G0053"}), collection_types=("registry",))
    programs = [way.performance.program for way in ways(by_registry)]
    assert programs.count("G0053") == 1


def test_only_measures_of_the_specialty_are_proposed() -> None:
    """A dermatologist is not asked to take up measures of other specialties."""
    practice = replace(performance().practice, specialty_set="dermatology")
    asked = situation(facts=performance(practice=practice))
    measures = asked.catalog.quality
    proposed = [one.row.measure_id or "" for one in ways(asked)[0].candidates]
    assert proposed
    assert all("dermatology" in measures[name].specialty_sets for name in proposed)


@pytest.mark.parametrize("way_of", ["claims", "registry"])
def test_a_new_measure_brings_quality_back_unless_it_is_by_claims_alone(way_of: str) -> None:
    """The threshold stays with claims alone; a registry measure is scored, with cost."""
    excused = frozenset({ReweightingReason.EXTREME_AND_UNCONTROLLABLE})
    facts = performance(
        entity=Entity(EntityType.INDIVIDUAL),
        given=settled_cost(),
        reweighted={Category.QUALITY: excused, Category.ACTIVITIES: excused},
    )
    at = situation(facts=facts, collection_types=("claims", "registry"))
    search = Search(ways(at)[0], (), ways(at)[0].activities[0], at, stakes_of(at))
    added = next(one for one in ways(at)[0].candidates if one.row.collection_type == way_of)
    assert search.plan(()).excused
    assert search.plan((added,)).excused is (way_of == "claims")
    assert plans(at).best[Aim.HIGHEST].outcome.mean >= search.plan((added,)).outcome.mean
