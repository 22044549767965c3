"""What mending each gap of a submission would do to its final score."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from openmips.amounts import HUNDRED, Span
from openmips.catalog.entries import CLAIMS, MetricType
from openmips.catalog.load import Catalog
from openmips.catalog.remarks import spoken
from openmips.performance import (
    Counts,
    NonProportion,
    Performance,
    QualityResult,
    QualityValue,
    RegistryCounts,
    Strata,
)
from openmips.policy.topics import ActivitiesPolicy, Policy, QualityPolicy
from openmips.reporting.requirements import claims_allowed
from openmips.scoring.activities import activities_category
from openmips.scoring.final import final_score
from openmips.scoring.results import FinalScore
from openmips.selection.activities import activity_offers
from openmips.selection.checks import Gap, Lacking, chosen_activities, lacking
from openmips.selection.flags import Flag
from openmips.selection.offers import COLLECTED, Offer, Wanted, offers

_MANY = HUNDRED * HUNDRED
"""Cases of a result that is only imagined: rates have two decimals."""

_Change = Callable[[QualityValue], QualityValue]


@dataclass(frozen=True, slots=True)
class Check:
    """A final score, and everything the submission lacks with what mending it would bring."""

    final: FinalScore
    lacking: tuple[Lacking, ...]


def check(performance: Performance, catalog: Catalog, policy: Policy) -> Check:
    """What a submission lacks, and what each gap costs.

    Each gap is mended by itself and scored anew: data are completed at the rate they have,
    cases are multiplied to the minimum, a measure that is missing is added with its best
    rate (so the gain is the most it could be), activities are added until the category is
    full. The gain is a span where the final score is one.
    """
    now = final_score(performance, catalog, policy)
    found = tuple(
        _priced(one, now, catalog, policy) for one in lacking(performance, catalog, policy)
    )
    return Check(now, found)


def _priced(one: Lacking, now: FinalScore, catalog: Catalog, policy: Policy) -> Lacking:
    """The gap with the most that mending it would bring."""
    tried = [
        (how, final_score(better, catalog, policy).score)
        for how, better in _mended(one, now.performance, catalog, policy)
    ]
    if not tried:
        return one
    how, after = max(tried, key=lambda each: (each[1].low, each[1].high))
    ends = sorted((after.low - now.score.low, after.high - now.score.high))
    return replace(one, gain=Span(*ends), mended=how)


def _mended(
    one: Lacking, performance: Performance, catalog: Catalog, policy: Policy
) -> Iterator[tuple[str, Performance]]:
    match one.gap:
        case Gap.INCOMPLETE:
            yield (
                "every case answered, at the rate there is",
                _with_value(one, performance, completed),
            )
        case Gap.TOO_FEW_CASES:
            least = policy.topic(QualityPolicy).case_minimum.value
            yield (
                f"{least} cases or more, at the rate there is",
                _with_value(one, performance, lambda value: multiplied(value, least)),
            )
        case Gap.TOO_FEW_MEASURES | Gap.NO_OUTCOME | Gap.MISSING_MEASURE:
            yield from _added(one, performance, catalog, policy)
        case Gap.ACTIVITIES | Gap.CLAIMS_ALONE:
            names, better = with_activities(performance, catalog, policy)
            yield f"{', '.join(names)} attested", better


def _with_value(one: Lacking, performance: Performance, change: _Change) -> Performance:
    """The performance with the result that the gap is about changed."""
    pair = (one.measure_id, one.collection_type)
    quality = tuple(
        replace(result, value=change(result.value))
        if (result.measure_id, result.collection_type) == pair
        else result
        for result in performance.quality
    )
    return replace(performance, quality=quality)


def _added(
    one: Lacking, performance: Performance, catalog: Catalog, policy: Policy
) -> Iterator[tuple[str, Performance]]:
    """The performance with one more measure at its best rate.

    Of each collection type the measure is tried that could earn most.
    """
    there = {result.measure_id for result in performance.quality}
    used = {result.collection_type for result in performance.quality} & set(COLLECTED)
    allowed, _ = claims_allowed(performance.entity.entity_type, performance.practice, policy)
    types = tuple(each for each in COLLECTED if each in used or not used)
    wanted = Wanted(
        performance.program,
        tuple(each for each in types if allowed or each != CLAIMS),
        measure_ids=frozenset({one.measure_id}) if one.measure_id else None,
    )
    tried: set[str] = set()
    for found in offers(wanted, performance.practice, catalog, policy):
        good = found.has(Flag.OUTCOME) or found.has(Flag.HIGH_PRIORITY)
        if (
            found.collection_type in tried
            or found.measure.measure_id in there
            or found.measure.metric_type is not MetricType.SINGLE
            or (one.gap is Gap.NO_OUTCOME and not good)
        ):
            continue
        measure_id, collection_type = found.measure.measure_id, found.collection_type
        tried.add(collection_type)
        best = QualityResult(measure_id, collection_type, _best(found))
        how = f"{measure_id} ({spoken((collection_type,))}) added at its best rate"
        yield how, replace(performance, quality=(*performance.quality, best))


def _best(found: Offer) -> Counts:
    inverse = found.measure.inverse if found.benchmark is None else found.benchmark.inverse
    return Counts(_MANY, 0, _MANY) if inverse else Counts(_MANY, _MANY)


def with_activities(
    performance: Performance, catalog: Catalog, policy: Policy
) -> tuple[tuple[str, ...], Performance]:
    """The activities that fill the category, and the performance with them attested."""
    done = [name for one in performance.activities for name, yes in one.done.items() if yes]
    added: list[str] = []
    better = performance
    for found in activity_offers(performance, catalog, policy):
        name = found.activity.activity_id
        if name in done or name in policy.topic(ActivitiesPolicy).medical_home_activities.value:
            continue
        added.append(name)
        together = chosen_activities((*done, *added), performance.performance_year)
        better = replace(performance, activities=together)
        percent = activities_category(better, catalog, policy).percent
        if percent is not None and percent.low == HUNDRED:
            break
    return tuple(added), better


def completed(value: QualityValue) -> QualityValue:
    """The same result with every eligible case answered, at the rate it has."""
    if isinstance(value, NonProportion):
        answered = value.denominator - value.denominator_exception - value.numerator_exclusion
        return replace(value, observation_instances=int(answered))
    return _each(value, _completed)


def multiplied(value: QualityValue, least: int) -> QualityValue:
    """The same result with as many times its cases as reach `least`."""
    if isinstance(value, NonProportion):
        times = -(-least // max(1, int(value.denominator)))
        return replace(
            value,
            denominator=value.denominator * times,
            observation_instances=value.observation_instances * times,
            numerator_exclusion=value.numerator_exclusion * times,
            denominator_exception=value.denominator_exception * times,
        )
    return _each(value, lambda counts: _multiplied(counts, least))


def _each(value: QualityValue, change: Callable[[Counts], Counts]) -> QualityValue:
    """The value with each of its counts changed; a survey has none."""
    match value:
        case Counts():
            return change(value)
        case RegistryCounts():
            return replace(value, counts=change(value.counts))
        case Strata():
            strata = tuple(replace(one, counts=change(one.counts)) for one in value.strata)
            return replace(value, strata=strata)
        case _:
            return value


def _completed(counts: Counts) -> Counts:
    rated = counts.met + counts.not_met
    missing = max(0, counts.eligible - rated - counts.exclusion - counts.exception)
    met = missing * counts.met // rated if rated else 0
    return replace(counts, met=counts.met + met, not_met=counts.not_met + missing - met)


def _multiplied(counts: Counts, least: int) -> Counts:
    times = -(-least // max(1, counts.eligible - counts.exclusion))
    return Counts(
        counts.eligible * times,
        counts.met * times,
        counts.not_met * times,
        counts.exclusion * times,
        counts.exception * times,
    )
