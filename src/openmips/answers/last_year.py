"""Last year as CMS scored it, as we score it, and as this year's rules would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import NotRequired, TypedDict

from openmips.amounts import HUNDRED, Amount, as_fraction, fixed, plain
from openmips.answers.shapes import Ends
from openmips.catalog import YEARS as CATALOG_YEARS
from openmips.catalog import Catalog, catalog_for
from openmips.formats.assemble import performances
from openmips.formats.feedback_profile import Feedback
from openmips.formats.qpp_json import Submission
from openmips.payment import adjustment
from openmips.people import Practice
from openmips.performance import Category, Given, Performance
from openmips.planning.rule_changes import RuleChanges, RuleTopic, YearRules, rule_changes
from openmips.policy.load import YEARS as POLICY_YEARS
from openmips.policy.load import policy_for
from openmips.policy.topics import QualityPolicy
from openmips.scoring.final import final_score
from openmips.scoring.levels import counting_score
from openmips.scoring.results import FinalScore, MeasureScore

_TOPICS = {
    RuleTopic.MEASURES: "Measures and benchmarks",
    RuleTopic.QUALITY: "How quality is scored",
    RuleTopic.ACTIVITIES: "Improvement activities",
    RuleTopic.INTEROPERABILITY: "Promoting interoperability",
    RuleTopic.COST: "How cost is scored",
    RuleTopic.WEIGHTS: "Category weights",
    RuleTopic.FINAL: "The final score",
    RuleTopic.PAYMENT: "The performance threshold",
}
_CLOSE = Decimal("0.01")


class Difference(TypedDict):
    """One figure of CMS's beside ours."""

    what: str
    cms: str
    ours: str
    difference: str
    says: str


class LastYearAnswer(TypedDict):
    """Last year re-scored under its own rules, beside what CMS said."""

    performanceYear: int
    cmsFinalScore: str | None
    cmsAdjustmentPercent: str | None
    finalScore: Ends
    adjustmentPercent: Ends
    differences: list[Difference]


class Moved(TypedDict):
    """What the change of one topic's rules moved, in final points."""

    topic: str
    points: str
    says: str


class MeasureMoved(TypedDict):
    """A measure or activity that earns another number of points, or no longer counts."""

    category: str
    measureId: str
    collectionType: NotRequired[str]
    before: str
    after: str | None
    says: str


class RuleChangesAnswer(TypedDict):
    """Last year's behaviour under this year's rules. `moved` sums to the difference."""

    finalScoreBefore: Ends
    finalScoreAfter: Ends
    difference: str
    method: str
    moved: list[Moved]
    measures: list[MeasureMoved]


@dataclass(frozen=True, slots=True)
class LastYear:
    """What was read of last year, scored."""

    feedback: Feedback
    performance: Performance
    catalog: Catalog | None
    final: FinalScore


def last_year_of(feedback: Feedback, submissions: list[Submission], practice: Practice) -> LastYear:
    """Last year scored by its own rules; submitted data count before CMS's given results."""
    year = feedback.profile.performance_year
    catalog = catalog_for(year) if year in CATALOG_YEARS else None
    policy = policy_for(year)
    profile = feedback.profile
    if profile.practice == Practice():
        profile = replace(profile, practice=practice)
    scores = []
    for performance in performances(submissions, profile, catalog):
        own = replace(performance, given=_not_submitted(performance))
        scores.append(final_score(own, catalog, policy))
    place, _ = counting_score(scores, policy)
    return LastYear(feedback, scores[place].performance, catalog, scores[place])


def _not_submitted(performance: Performance) -> Given:
    """The given results of the categories of which there are no data."""
    given = performance.given
    return Given(
        None if performance.quality else given.quality_percent,
        None if performance.cost is not None else given.cost_percent,
        None if performance.activities else given.activity_points,
        None if performance.interoperability else given.interoperability_percent,
    )


def achieved(last: LastYear) -> tuple[Fraction, int] | None:
    """Last year's quality points without bonus and improvement, and how many measures made them.

    Of a given percent the bonus and the improvement are taken off again.
    """
    quality = _quality(last.performance.performance_year)
    score = last.final.categories[Category.QUALITY].score
    if score.points is not None and score.available:
        return score.points.low, len(score.counted)
    given = last.feedback.profile.given.quality_percent
    if given is None:
        return None
    count = quality.required_measures.value
    available = count * quality.highest_points.value
    bonus = quality.small_practice_bonus.value if last.performance.practice.small else 0
    earned = as_fraction(given) - as_fraction(last.feedback.improvement_percent or 0)
    points = earned * available / HUNDRED - (bonus if given else 0)
    return max(Fraction(0), points), count


def _quality(year: int) -> QualityPolicy:
    """The quality rules of the year, or of the first year after it that has any here."""
    found = (policy_for(each).quality for each in POLICY_YEARS if each >= year)
    return next(quality for quality in found if quality is not None)


def achieved_percent(last: LastYear) -> Decimal | None:
    """The quality percent that this year's improvement is measured from."""
    found = achieved(last)
    if found is None:
        return None
    points, count = found
    quality = _quality(last.performance.performance_year)
    score = last.final.categories[Category.QUALITY].score
    available = as_fraction(score.available or count * quality.highest_points.value)
    return Decimal(plain(HUNDRED * points / available))


def last_year_answer(last: LastYear) -> LastYearAnswer:
    """Our score of last year beside CMS's, with every difference named."""
    policy = policy_for(last.performance.performance_year)
    score, feedback = last.final.score, last.feedback
    percents = [adjustment(end, policy) for end in (score.low, score.high)]
    return {
        "performanceYear": last.performance.performance_year,
        "cmsFinalScore": _said(feedback.final_score),
        "cmsAdjustmentPercent": _said(feedback.adjustment_percent),
        "finalScore": _ends(last.final),
        "adjustmentPercent": {"low": fixed(percents[0].low), "high": fixed(percents[1].high)},
        "differences": list(_differences(last)),
    }


def _said(value: Decimal | None) -> str | None:
    return None if value is None else fixed(value)


def _ends(final: FinalScore) -> Ends:
    return {"low": fixed(final.score.low), "high": fixed(final.score.high)}


def _differences(last: LastYear) -> Iterator[Difference]:
    """What CMS says otherwise than we do: categories first, then the score, then the percent."""
    feedback, final = last.feedback, last.final
    given = feedback.profile.given
    said = {
        Category.QUALITY: given.quality_percent,
        Category.COST: given.cost_percent,
        Category.INTEROPERABILITY: given.interoperability_percent,
    }
    for category, cms in said.items():
        ours = final.categories[category].score.percent
        if cms is not None and ours is not None:
            says = (
                f"Compare CMS's {category.value} measures with yours, one by one: rates, cases,"
                " which ones count, bonus and improvement."
            )
            yield from _difference(f"{category.value} percent", cms, ours.low, ours.high, says)
    points = final.categories[Category.ACTIVITIES].score.points
    if given.activity_points is not None and points is not None:
        says = "Compare the activities that CMS counts with those you attested."
        yield from _difference("ia points", given.activity_points, points.low, points.high, says)
    if feedback.final_score is not None:
        says = (
            "Where the categories agree, look at their weights, at the complex patient bonus"
            " and at which of several scores CMS used."
        )
        low, high = final.score.low, final.score.high
        yield from _difference("final score", feedback.final_score, low, high, says)
    if feedback.adjustment_percent is not None and feedback.final_score is not None:
        policy = policy_for(last.performance.performance_year)
        found = adjustment(as_fraction(feedback.final_score), policy)
        says = "CMS's percent is not what CMS's own final score pays by the published maximum."
        low, high = as_fraction(found.low), as_fraction(found.high)
        cms = feedback.adjustment_percent
        yield from _difference("adjustment percent", cms, low, high, says)


def _difference(
    what: str, cms: Decimal, low: Fraction, high: Fraction, says: str
) -> Iterator[Difference]:
    """The difference where CMS's figure lies outside ours by more than its own rounding."""
    nearest = max(low, min(high, as_fraction(cms)))
    apart = as_fraction(cms) - nearest
    if abs(apart) <= as_fraction(_CLOSE):
        return
    ours = plain(low) if low == high else f"{plain(low)} to {plain(high)}"
    yield {
        "what": what,
        "cms": plain(cms),
        "ours": ours,
        "difference": plain(apart),
        "says": says,
    }


def changes_of(last: LastYear, year: int, practice: Practice) -> RuleChanges:
    """Last year's performance under this year's rules, with today's practice."""
    old = YearRules(last.catalog, policy_for(last.performance.performance_year))
    new = YearRules(catalog_for(year) if year in CATALOG_YEARS else None, policy_for(year))
    known = replace(last.performance, practice=practice)
    return rule_changes(known if practice != Practice() else last.performance, old, new)


def changes_answer(changes: RuleChanges) -> RuleChangesAnswer:
    """What moved the score, the greatest move first."""
    before, after = changes.before.score, changes.after.score
    moved = sorted(changes.moved.items(), key=lambda one: (-abs(one[1]), one[0].value))
    return {
        "finalScoreBefore": _ends(changes.before),
        "finalScoreAfter": _ends(changes.after),
        "difference": plain((after.low + after.high - before.low - before.high) / 2),
        "method": (
            "The mean effect of each topic over all orders in which the topics could change"
            " (Shapley value), in the middle of the range where a score is a range."
        ),
        "moved": [
            {
                "topic": topic.value,
                "points": plain(points),
                "says": f"{_TOPICS[topic]}: {_signed(points)} points.",
            }
            for topic, points in moved
            if points
        ],
        "measures": list(_moved_measures(changes)),
    }


def _signed(points: Amount) -> str:
    return f"+{plain(points)}" if points > 0 else plain(points)


def _moved_measures(changes: RuleChanges) -> Iterator[MeasureMoved]:
    """Each measure whose points differ, and each that is gone."""
    after = {(row.measure_id, row.collection_type): row for row in changes.after.measures}
    gone = {(one.entry_id, one.collection_type) for one in changes.gone}
    for row in changes.before.measures:
        name = row.measure_id, row.collection_type
        if row.measure_id is None:
            continue
        if name in gone:
            yield _moved_measure(row, None, "It is not offered any more.")
            continue
        now = after.get(name)
        if now is not None and (now.low, now.high) != (row.low, row.high):
            yield _moved_measure(row, now, now.why.says)


def _moved_measure(row: MeasureScore, now: MeasureScore | None, says: str) -> MeasureMoved:
    found: MeasureMoved = {
        "category": row.category.value,
        "measureId": row.measure_id or "",
        "before": plain(row.low),
        "after": None if now is None else plain(now.low),
        "says": says,
    }
    if row.collection_type is not None:
        found["collectionType"] = row.collection_type
    return found
