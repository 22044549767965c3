"""Which of a year's rules moved the score of a practice that does the same as before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from fractions import Fraction
from itertools import combinations
from math import factorial

from openmips.catalog.load import Catalog
from openmips.performance import ActivitySet, Category, Performance, ReportingOption
from openmips.policy.topics import Policy
from openmips.scoring.final import category_score, weighted_score
from openmips.scoring.results import CategoryScore, FinalScore


class RuleTopic(Enum):
    """What may change from one year to another, as far as it moves a score."""

    MEASURES = "measures_and_benchmarks"
    QUALITY = "quality_rules"
    ACTIVITIES = "improvement_activities"
    INTEROPERABILITY = "promoting_interoperability"
    COST = "cost"
    WEIGHTS = "category_weights"
    FINAL = "final_score"
    PAYMENT = "performance_threshold"


@dataclass(frozen=True, slots=True)
class YearRules:
    """The rules and figures of one year."""

    catalog: Catalog | None
    policy: Policy


@dataclass(frozen=True, slots=True)
class Gone:
    """Something that was done last year and no longer counts."""

    category: Category
    entry_id: str
    collection_type: str | None = None


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """The same performance under two years' rules, and what each topic moved.

    `moved` is each topic's mean effect over all orders in which the topics could change one
    after the other (its Shapley value): it depends on no order, and the sum is exactly the
    difference between the two scores, taken in the middle of their spans.
    """

    before: FinalScore
    after: FinalScore
    moved: Mapping[RuleTopic, Fraction]
    gone: tuple[Gone, ...]
    carried: Performance


def rule_changes(performance: Performance, old: YearRules, new: YearRules) -> RuleChanges:
    """What last year's behaviour would score this year, and which rules make the difference."""
    carried, gone = carry_over(performance, new)
    scorer = _Scorer(performance, carried, old, new)
    topics = tuple(RuleTopic)
    moved = shapley(topics, lambda changed: _middle(scorer.score(changed)))
    return RuleChanges(
        scorer.score(frozenset()), scorer.score(frozenset(topics)), moved, gone, carried
    )


def shapley(
    topics: Collection[RuleTopic], worth: Callable[[frozenset[RuleTopic]], Fraction]
) -> dict[RuleTopic, Fraction]:
    """Each topic's mean effect on `worth` over all orders, exactly."""
    count = len(topics)
    known = {
        subset: worth(subset)
        for size in range(count + 1)
        for subset in map(frozenset, combinations(topics, size))
    }
    orders = factorial(count)
    return {
        topic: sum(
            (
                Fraction(factorial(len(subset)) * factorial(count - len(subset) - 1), orders)
                * (known[subset | {topic}] - value)
                for subset, value in known.items()
                if topic not in subset
            ),
            Fraction(0),
        )
        for topic in topics
    }


def _middle(final: FinalScore) -> Fraction:
    return (final.score.low + final.score.high) / 2


class _Scorer:
    """Scores one performance with some topics of one year and the others of another."""

    def __init__(
        self, performance: Performance, carried: Performance, old: YearRules, new: YearRules
    ) -> None:
        self._performances = {False: performance, True: carried}
        self._years = {False: old, True: new}
        self._scores: dict[tuple[Category, bool, bool], CategoryScore] = {}

    def score(self, changed: frozenset[RuleTopic]) -> FinalScore:
        """The final score with those topics changed."""

        def of(topic: RuleTopic) -> bool:
            return topic in changed

        scores = {
            Category.QUALITY: self._category(
                Category.QUALITY, of(RuleTopic.MEASURES), of(RuleTopic.QUALITY)
            ),
            Category.ACTIVITIES: self._category(Category.ACTIVITIES, of(RuleTopic.ACTIVITIES)),
            Category.INTEROPERABILITY: self._category(
                Category.INTEROPERABILITY, of(RuleTopic.INTEROPERABILITY)
            ),
            Category.COST: self._category(Category.COST, of(RuleTopic.COST)),
        }
        policy = replace(
            self._years[of(RuleTopic.WEIGHTS)].policy,
            final=self._years[of(RuleTopic.FINAL)].policy.final,
            payment=self._years[of(RuleTopic.PAYMENT)].policy.payment,
        )
        return weighted_score(self._performances[True], scores, policy)

    def _category(
        self, category: Category, figures: bool, rules: bool | None = None
    ) -> CategoryScore:
        """A category with one year's figures and the same or the other year's rules.

        Outside traditional MIPS the quality rules name measures, so they change together.
        """
        performance = self._performances[figures]
        if rules is None or performance.option is not ReportingOption.TRADITIONAL:
            rules = figures
        key = category, figures, rules
        if key not in self._scores:
            policy = self._years[figures].policy
            if category is Category.QUALITY:
                policy = replace(policy, quality=self._years[rules].policy.quality)
            catalog = self._years[figures].catalog
            self._scores[key] = category_score(category, performance, catalog, policy)
        return self._scores[key]


def carry_over(performance: Performance, new: YearRules) -> tuple[Performance, tuple[Gone, ...]]:
    """The same performance in another year, without what that year no longer has."""
    year = new.policy.performance_year
    catalog = new.catalog
    if catalog is None:
        return replace(performance, performance_year=year), ()
    gone = [
        Gone(Category.QUALITY, one.measure_id, one.collection_type)
        for one in performance.quality
        if not _offered(one.measure_id, one.collection_type, catalog)
    ]
    lost = {(one.entry_id, one.collection_type) for one in gone}
    sets = []
    for attested in performance.activities:
        done = {name: yes for name, yes in attested.done.items() if name in catalog.activities}
        gone += [Gone(Category.ACTIVITIES, name) for name in attested.done if name not in done]
        later = date(year, 1, 1) - date(performance.performance_year, 1, 1)
        sets.append(ActivitySet(done, attested.start + later, attested.end + later))
    costs = performance.cost
    option, program = performance.option, performance.program
    if option is ReportingOption.MVP and program not in catalog.mvps:
        option, program = ReportingOption.TRADITIONAL, "mips"
    carried = replace(
        performance,
        performance_year=year,
        option=option,
        program=program,
        quality=tuple(
            one for one in performance.quality if (one.measure_id, one.collection_type) not in lost
        ),
        activities=tuple(sets),
        cost=None if costs is None else tuple(c for c in costs if c.measure_id in catalog.cost),
        administrative_claims=None
        if performance.administrative_claims is None
        else tuple(
            one for one in performance.administrative_claims if one.measure_id in catalog.quality
        ),
    )
    return carried, tuple(gone)


def _offered(measure_id: str, collection_type: str, catalog: Catalog) -> bool:
    measure = catalog.quality.get(measure_id)
    return measure is not None and collection_type in measure.collection_types
