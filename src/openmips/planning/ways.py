"""In which ways a practice could report: option, level, and what each would count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial

from openmips.amounts import as_fraction, total
from openmips.catalog.entries import CLAIMS, COMPUTED, Mvp, QualityMeasure
from openmips.catalog.load import Catalog
from openmips.catalog.search import words_of
from openmips.people import Entity, EntityType
from openmips.performance import (
    Category,
    Counts,
    Performance,
    QualityResult,
    ReportingOption,
)
from openmips.planning.activity_choices import ActivityChoice, activity_choices
from openmips.planning.candidates import Candidate, Mend, Pool, mend, new_candidates, undominated
from openmips.planning.frame import Extra
from openmips.planning.rows import Row, remembered_rows, reported_row
from openmips.planning.situation import Situation
from openmips.policy.topics import QualityPolicy
from openmips.scoring.final import category_score

TRADITIONAL = "mips"
MOST_CANDIDATES = 48
"""How many new measures are considered in a way of reporting where no specialty set names them."""
_PLANNED = frozenset({EntityType.INDIVIDUAL, EntityType.GROUP})


@dataclass(frozen=True, slots=True)
class Way:
    """One way of reporting, with everything that could be chosen in it.

    `required` measures count, one of them outcome or high priority where `outcome_needed`;
    `required_now` is how many count while nothing is added. `hours` is the price of the way
    itself. `people` have to do everything once each.
    """

    performance: Performance
    rows: tuple[Row, ...]
    required: int
    required_now: int
    outcome_needed: bool
    candidates: tuple[Candidate, ...]
    mends: tuple[Mend, ...]
    activities: tuple[ActivityChoice, ...]
    extra: Extra
    hours: Decimal = Decimal(0)
    people: int = 1
    current: bool = True


def ways(situation: Situation, only_current: bool = False) -> tuple[Way, ...]:
    """Every way that is still open, the way of today first.

    `only_current`: the way of today alone, without anything that could be added to it.

    Levels: the entity's own and, where more than one clinician bills, the other of individual
    and group. Options: the entity's own, traditional MIPS, and while registration is open
    every MVP that is about the practice's care.
    """
    found: list[Way] = []
    pool = Pool(situation)
    for performance, people, share in _levels(situation):
        for program, option in _options(performance, situation):
            chosen = performance.population_health_measure
            tried = replace(
                performance,
                program=program,
                option=option,
                population_health_measure=chosen if program == performance.program else None,
            )
            if only_current:
                return tuple(_ways(tried, situation, people, share, None))
            found.extend(_ways(tried, situation, people, share, pool))
    return tuple(found)


def _levels(situation: Situation) -> Iterator[tuple[Performance, int, Fraction]]:
    """The levels with how many people repeat the work, and the share of cases of each."""
    performance = situation.performance
    level = performance.entity.entity_type
    count = performance.practice.clinician_count or 1
    own = count if level is EntityType.INDIVIDUAL else 1
    yield performance, own, Fraction(1)
    if level not in _PLANNED or count == 1 or situation.closed:
        return
    if level is EntityType.GROUP:
        alone = replace(performance, entity=Entity(EntityType.INDIVIDUAL))
        yield alone, count, Fraction(1, count)
    else:
        yield replace(performance, entity=Entity(EntityType.GROUP)), 1, Fraction(count)


def _options(
    performance: Performance, situation: Situation
) -> Iterator[tuple[str, ReportingOption]]:
    yield performance.program, performance.option
    if performance.option is ReportingOption.APP or situation.closed:
        return
    if performance.option is not ReportingOption.TRADITIONAL:
        yield TRADITIONAL, ReportingOption.TRADITIONAL
    if situation.as_of <= situation.dates.registration_closes:
        for mvp_id in situation.catalog.mvps:
            if mvp_id != performance.program and mvp_id in situation.pathways:
                yield mvp_id, ReportingOption.MVP


def _ways(
    performance: Performance, situation: Situation, people: int, share: Fraction, made: Pool | None
) -> Iterator[Way]:
    """The ways of one option at one level: an MVP by claims alone asks for fewer measures."""
    catalog = situation.catalog
    current = (
        performance.program == situation.performance.program
        and performance.entity == situation.performance.entity
    )
    mvp = catalog.mvps.get(performance.program)
    scored = _scored(performance, mvp, situation)
    results = tuple(
        one for one in performance.quality if scored is None or one.measure_id in scored
    )
    performance = replace(performance, quality=results)
    rows = tuple(reported_row(one, situation, share) for one in results)
    if mvp is None:
        rows += remembered_rows(situation)
    asked = partial(_is_asked, performance=performance, mvp=mvp)
    reported = [one.measure_id for one in results]
    pool = (
        new_candidates(made, situation, reported, asked, share, people)
        if made is not None
        and performance.option is not ReportingOption.APP
        and performance.given.quality_percent is None
        else []
    )
    if mvp is not None and not (current or pool or rows):
        return
    mends = [
        mend(place, result, rows[place], situation, people)
        for place, result in enumerate(results)
        if share == 1
    ]
    now, needed_now = _required(performance, situation, mvp)
    full = now if performance.option is ReportingOption.APP else _in_full(situation, mvp)
    common = Way(
        performance,
        rows,
        full,
        now,
        needed_now,
        _considered(undominated(pool, full, bool(rows)), performance),
        tuple(one for one in mends if one is not None),
        activity_choices(performance, situation, people),
        _extra(performance, situation),
        _price(performance, situation),
        people,
        current,
    )
    yield common
    by_claims = _claims_measures(mvp, situation)
    if mvp is not None and len(by_claims) < full and all(row.by_claims for row in rows):
        claims = [one for one in pool if one.row.by_claims]
        needed = any(_priority(situation.catalog.quality[name]) for name in by_claims)
        if claims:
            yield replace(
                common,
                required=len(by_claims),
                required_now=len(by_claims) if rows else now,
                outcome_needed=needed,
                candidates=_considered(
                    undominated(claims, len(by_claims), bool(rows)), performance
                ),
            )


def _considered(
    candidates: tuple[Candidate, ...], performance: Performance
) -> tuple[Candidate, ...]:
    """Those of the specialty; without one, the first in order, dominators before the dominated."""
    named = performance.practice.specialty_set is not None
    return candidates if named else candidates[:MOST_CANDIDATES]


def _claims_measures(mvp: Mvp | None, situation: Situation) -> list[str]:
    measures = situation.catalog.quality
    listed = mvp.quality_measures if mvp else ()
    return [name for name in listed if CLAIMS in measures[name].collection_types]


def _priority(measure: QualityMeasure) -> bool:
    return measure.outcome_or_high_priority


def _is_asked(measure: QualityMeasure, performance: Performance, mvp: Mvp | None) -> bool:
    """Whether the way of reporting scores the measure and the practice could use it."""
    specialty = performance.practice.specialty_set
    if specialty is not None and specialty not in measure.specialty_sets:
        return False
    if mvp is not None:
        return measure.measure_id in mvp.quality_measures
    return performance.program in measure.programs


def _scored(
    performance: Performance, mvp: Mvp | None, situation: Situation
) -> frozenset[str] | None:
    """The measures that the way of reporting scores; None where it scores all."""
    if mvp is not None:
        return frozenset(mvp.quality_measures)
    if performance.option is not ReportingOption.APP:
        return None
    asked = situation.policy.topic(QualityPolicy).app_required_measures
    measures = situation.catalog.quality
    own = asked.value[performance.program]
    return frozenset(own).union(*(measures[name].companions for name in own))


def _in_full(situation: Situation, mvp: Mvp | None) -> int:
    quality = situation.policy.topic(QualityPolicy)
    return (quality.mvp_required_measures if mvp else quality.required_measures).value


def _required(performance: Performance, situation: Situation, mvp: Mvp | None) -> tuple[int, bool]:
    """How many measures count while nothing is added, by the rule itself.

    The places are what the category counts: its rows, the empty ones among them.
    """
    score = category_score(Category.QUALITY, performance, situation.catalog, situation.policy)
    own = [row for row in score.counted if row.collection_type != COMPUTED]
    if not own:
        return _in_full(situation, mvp), True
    return len(own), performance.option is not ReportingOption.APP


def _extra(performance: Performance, situation: Situation) -> Extra:
    """What the measures that CMS computes add to points and to what is available."""
    score = category_score(Category.QUALITY, performance, situation.catalog, situation.policy)
    rows = [row for row in score.counted if row.collection_type == COMPUTED]
    return Extra(total(row.low for row in rows), as_fraction(total(row.available for row in rows)))


def _price(performance: Performance, situation: Situation) -> Decimal:
    """The hours that changing to this way takes by itself."""
    before, efforts = situation.performance, situation.estimates.efforts
    price = Decimal(0)
    if performance.program not in (before.program, TRADITIONAL):
        price += efforts["registration"].hours
    if performance.entity.entity_type is not before.entity.entity_type:
        price += efforts["level"].hours
    return price


def sample(
    performance: Performance, rows: Sequence[Row], situation: Situation, more_than_claims: bool
) -> tuple[QualityResult, ...]:
    """Results that stand for a plan's: weights and bonuses ask only whether there are any.

    The reported results, as far as they may count; or one of a measure that could be added.
    `more_than_claims`: some of them are not by claims, as reweighting asks.
    """

    def fits(collection_type: str | None) -> bool:
        return not more_than_claims or collection_type != CLAIMS

    names = {(row.measure_id, row.collection_type) for row in rows}
    held = tuple(
        one for one in performance.quality if (one.measure_id, one.collection_type) in names
    )
    if any(fits(one.collection_type) for one in held):
        return held
    named = [(one, by) for one, by in names if one is not None and by is not None and fits(by)]
    if not named:
        named = [
            (measure.measure_id, by)
            for measure in situation.catalog.quality.values()
            for by in measure.collection_types
            if fits(by)
        ][:1]
    measure_id, collection_type = min(named)
    return (QualityResult(measure_id, collection_type, Counts(1, 1)),)


def fitting_pathways(specialty_set: str | None, catalog: Catalog) -> frozenset[str]:
    """The MVPs that name the practice's specialty; none where it is not known."""
    return frozenset(
        mvp.mvp_id for mvp in catalog.mvps.values() if naming(specialty_set, mvp) is not None
    )


def naming(specialty_set: str | None, mvp: Mvp) -> str | None:
    """The practice's specialty in the words of an MVP that names it."""
    wanted = words_of(specialty_set or "")
    return next((name for name in mvp.specialties if wanted and words_of(name) == wanted), None)
