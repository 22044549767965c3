"""What changed between two years that touches one practice, and what each change is worth to it.

A change is worth the later year's score less what that score would be had this one thing stayed
as it was. So worths are each about one change, and need not sum to the difference of the years:
`rule_changes` divides that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import partial
from typing import Any

from openmips.amounts import as_fraction
from openmips.catalog.altering import with_entry
from openmips.catalog.entries import COMPUTED, Benchmark
from openmips.catalog.load import Catalog
from openmips.payment import adjustment
from openmips.performance import Performance
from openmips.planning.rule_changes import RuleChanges, YearRules, carry_over, rule_changes
from openmips.policy.compare import differences
from openmips.policy.topics import ActivitiesPolicy, Interval, Policy
from openmips.policy.walk import with_value
from openmips.scoring.final import final_score
from openmips.scoring.results import FinalScore


class Touching(Enum):
    """What kind of thing changed."""

    MEASURE = "measure"
    BENCHMARK = "benchmark"
    ACTIVITY = "activity"
    PATHWAY = "mvp"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Worth:
    """Final points, and percent of payments as CMS rounds it."""

    points: Fraction
    percent: Decimal


@dataclass(frozen=True, slots=True)
class YearChange:
    """One thing that is otherwise in the later year; None on the side that does not have it.

    `field` names what of a measure changed. `worth` is None where the change cannot be thought
    away by itself.
    """

    kind: Touching
    name: str
    earlier: Any
    later: Any
    collection_type: str | None = None
    field: str | None = None
    worth: Worth | None = None


@dataclass(frozen=True, slots=True)
class YearChanges:
    """The whole of two years: both scores, what each topic moved, and each change by itself.

    `percents` are what the two scores pay, in the middle of a range.
    """

    rules: RuleChanges
    percents: tuple[Decimal, Decimal]
    changes: tuple[YearChange, ...]


MEASURE_FIELDS = (
    "measure_type",
    "high_priority",
    "inverse",
    "metric_type",
    "strata",
    "overall_algorithm",
)
"""What of a measure decides its points, or its place among those that count."""

EXCEPTIONAL = ("suppressed", "truncated", "benchmark_withdrawn", "cap_removed")
"""What may hold for a measure in some ways of collecting it."""

PATHWAY_LISTS = ("quality_measures", "activities", "cost_measures", "population_health_measures")
"""What an MVP offers that may join or leave it."""

LADDER_FIELDS = ("percentiles", "inverse", "topped_out", "topped_out_by_program", "placeholder")
"""What of a benchmark decides points."""


def year_changes(
    performance: Performance, old: YearRules, new: YearRules, unpublished: Decimal
) -> YearChanges:
    """What touches the practice that did the same in both years.

    `unpublished` is the adjustment of 100 points, in percent, in a year whose maximum is not
    published yet.
    """
    rules = rule_changes(performance, old, new)
    paid = _Paid(unpublished)
    before = paid.percent(rules.before, old.policy)
    after = paid.percent(rules.after, new.policy)
    undoing = _Undoing(performance, new, paid, rules.after, after)
    changes = list(_of_rules(rules, old.policy, new.policy, undoing))
    if old.catalog is not None and new.catalog is not None:
        changes += _of_measures(performance, old.catalog, new.catalog, undoing)
        changes += _of_activities(performance, old.catalog, new.catalog, undoing)
        changes += _of_pathway(performance, old.catalog, new.catalog)
    return YearChanges(rules, (before, after), tuple(changes))


@dataclass(frozen=True, slots=True)
class _Paid:
    """What scores pay, where need be by an assumed maximum."""

    unpublished: Decimal

    def percent(self, final: FinalScore, policy: Policy) -> Decimal:
        """The adjustment of the middle of a score's range."""
        if policy.payment.maximum_positive.value is None:
            assumed = Interval(self.unpublished, self.unpublished, self.unpublished)
            policy = with_value(policy, "payment.maximum_positive", assumed)
        found = adjustment(_middle(final), policy)
        return found.low if found.best is None else found.best


def _middle(final: FinalScore) -> Fraction:
    return as_fraction(final.score.low + final.score.high) / 2


@dataclass(frozen=True, slots=True)
class _Undoing:
    """Scores the same performance in the later year with one thing as it was."""

    performance: Performance
    new: YearRules
    paid: _Paid
    after: FinalScore
    percent: Decimal

    def worth(self, catalog: Catalog | None = None, policy: Policy | None = None) -> Worth:
        """What the change is worth that is thought away in one of these."""
        rules = YearRules(catalog or self.new.catalog, policy or self.new.policy)
        carried, _ = carry_over(self.performance, rules)
        final = final_score(carried, rules.catalog, rules.policy)
        points = _middle(self.after) - _middle(final)
        return Worth(points, self.percent - self.paid.percent(final, rules.policy))


def _of_measures(
    performance: Performance, old: Catalog, new: Catalog, undoing: _Undoing
) -> Iterator[YearChange]:
    """Of each measure with a result: whether it is still offered, what it is, its benchmark."""
    for part, measure_id, collection_type in _measures(performance):
        key = measure_id, collection_type
        change = partial(YearChange, name=measure_id, collection_type=collection_type)
        before, now = (_offered(one, part, *key) for one in (old, new))
        ladder, newer = old.benchmarks.get(key), new.benchmarks.get(key)
        if before is None:
            continue
        if now is None:
            there = with_entry(with_entry(new, part, measure_id, before), "benchmarks", key, ladder)
            worth = undoing.worth(there)
            yield change(kind=Touching.MEASURE, earlier=before.title, later=None, worth=worth)
            continue
        for name in MEASURE_FIELDS + EXCEPTIONAL:
            was, becomes = (_of_measure(one, name, collection_type) for one in (before, now))
            if was != becomes:
                undone = replace(now, **{name: getattr(before, name)})
                worth = undoing.worth(with_entry(new, part, measure_id, undone))
                kind = Touching.MEASURE
                yield change(kind=kind, earlier=was, later=becomes, field=name, worth=worth)
        if _figures(ladder) != _figures(newer):
            worth = undoing.worth(with_entry(new, "benchmarks", key, ladder))
            yield change(kind=Touching.BENCHMARK, earlier=ladder, later=newer, worth=worth)


def _measures(performance: Performance) -> Iterator[tuple[str, str, str]]:
    """The measures with results: where the catalog has them, their id, how they are collected."""
    for result in performance.quality:
        yield "quality", result.measure_id, result.collection_type
    for computed in performance.administrative_claims or ():
        yield "quality", computed.measure_id, COMPUTED
    for computed in performance.cost or ():
        yield "cost", computed.measure_id, COMPUTED


def _offered(catalog: Catalog, part: str, measure_id: str, collection_type: str) -> Any:
    """The catalog's entry of a measure that can be collected so; else None."""
    if part == "cost":
        return catalog.cost.get(measure_id)
    entry = catalog.quality.get(measure_id)
    return entry if entry is not None and collection_type in entry.collection_types else None


def _of_measure(entry: Any, name: str, collection_type: str) -> Any:
    """A field of a measure, as far as it is about one way of collecting it."""
    value = getattr(entry, name, None)
    return collection_type in (value or ()) if name in EXCEPTIONAL else value


def _figures(benchmark: Benchmark | None) -> tuple[Any, ...] | None:
    """What of a ladder decides points."""
    if benchmark is None:
        return None
    return tuple(getattr(benchmark, name) for name in LADDER_FIELDS)


def _of_activities(
    performance: Performance, old: Catalog, new: Catalog, undoing: _Undoing
) -> Iterator[YearChange]:
    """Of each activity that was done: whether it still exists, and its weight."""
    done = {name for one in performance.activities for name, yes in one.done.items() if yes}
    weights = undoing.new.policy.topic(ActivitiesPolicy).points.keys()
    for name in sorted(done & old.activities.keys()):
        change = partial(YearChange, Touching.ACTIVITY, name)
        before, now = old.activities[name], new.activities.get(name)
        known = before.weight in weights
        if now is None:
            there = before if known else replace(before, weight=None)
            worth = undoing.worth(with_entry(new, "activities", name, there))
            yield change(before.title, None, worth=worth)
        elif before.weight != now.weight:
            undone = with_entry(new, "activities", name, replace(now, weight=before.weight))
            alone = undoing.worth(undone) if known else None
            yield change(before.weight, now.weight, field="weight", worth=alone)


def _of_pathway(performance: Performance, old: Catalog, new: Catalog) -> Iterator[YearChange]:
    """What the practice's MVP offers, list by list."""
    before, now = (one.mvps.get(performance.program) for one in (old, new))
    if before is None:
        return
    change = partial(YearChange, Touching.PATHWAY, before.mvp_id)
    if now is None:
        yield change(before.title, None)
        return
    for name in PATHWAY_LISTS:
        was, becomes = (frozenset(getattr(one, name)) for one in (before, now))
        if was != becomes:
            yield change(was, becomes, field=name)


def _of_rules(
    rules: RuleChanges, old: Policy, new: Policy, undoing: _Undoing
) -> Iterator[YearChange]:
    """The provisions on which either of the two scores rests, where they are not the same."""
    touching = _rests_on(rules.before, old) | _rests_on(rules.after, new)
    for one in differences(old, new):
        if one.name not in touching:
            continue
        worth = None
        if one.earlier is not None and one.later is not None:
            worth = undoing.worth(policy=with_value(new, one.name, one.earlier.value))
        yield YearChange(Touching.RULE, one.name, one.earlier, one.later, worth=worth)


def _rests_on(final: FinalScore, policy: Policy) -> frozenset[str]:
    """The names of all provisions below a score and what it pays."""
    pays = (adjustment(end, policy).why for end in (final.score.low, final.score.high))
    return frozenset(
        provision.name
        for why in (final.why, *pays)
        for each in why.walk()
        for provision in each.under
    )
