"""Which MVPs fit a practice, and whether enough of each can be reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from openmips.catalog.entries import CLAIMS, SURVEY, Mvp
from openmips.catalog.load import Catalog
from openmips.catalog.remarks import spoken
from openmips.catalog.search import words_of
from openmips.people import Entity, EntityType, Practice
from openmips.performance import Performance, ReportingOption
from openmips.policy.reporting_topics import ReportingPolicy
from openmips.policy.topics import Policy
from openmips.reporting.quality_needs import QualityNeed, quality_need
from openmips.reporting.requirements import claims_allowed
from openmips.scoring.final import final_score
from openmips.scoring.results import FinalScore
from openmips.selection.billed import billed_measures
from openmips.selection.offers import COLLECTED
from openmips.why import Why


@dataclass(frozen=True, slots=True)
class Sought:
    """What an MVP is sought by; None and empty ask for nothing.

    `specialty` is a word or a specialty set, `measures` those in use, `codes` those billed,
    `collection_types` the ways in which the practice can report.
    """

    specialty: str | None = None
    measures: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    collection_types: tuple[str, ...] = COLLECTED

    @property
    def asks(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.specialty or self.measures or self.codes)


@dataclass(frozen=True, slots=True)
class Pathway:
    """One MVP and how it fits.

    `specialties` are those of its own that the words mean, `in_use` its measures among those
    in use, `billed` its measures that the codes bring up, `in_set` those of the specialty
    set. `reportable` are its measures that the practice can report, `enough`: they meet the
    requirement, `outcome`: one of them is outcome or high priority.
    """

    mvp: Mvp
    specialties: tuple[str, ...]
    in_use: tuple[str, ...]
    billed: tuple[str, ...]
    in_set: tuple[str, ...]
    reportable: tuple[str, ...]
    needed: int
    enough: bool
    outcome: bool
    quality: QualityNeed
    why: Why
    score: FinalScore | None = None

    @property
    def fit(self) -> tuple[bool, int, int, Fraction, bool]:
        """How well it fits: the larger the better, part by part.

        Its specialty, the measures in use, those the codes bring up, the share of its
        measures that belong to the specialty set, and whether enough can be reported.
        """
        return (
            bool(self.specialties),
            len(self.in_use),
            len(self.billed),
            Fraction(len(self.in_set), len(self.mvp.quality_measures)),
            self.enough,
        )


def pathways(
    sought: Sought,
    practice: Practice,
    catalog: Catalog,
    policy: Policy,
    level: EntityType = EntityType.GROUP,
    performance: Performance | None = None,
) -> tuple[Pathway, ...]:
    """The MVPs that fit, the best first; all where nothing is asked.

    An MVP fits that holds a measure in use or names the specialty. Where no specialty is
    sought, a measure that the codes bring up is enough; where no MVP names the specialty,
    as many measures of its specialty set as an MVP asks for. With a performance each is
    scored on what of it the MVP holds.
    """
    billed = billed_measures(sought.codes, catalog).measures if sought.codes else {}
    found = [
        _pathway(mvp, sought, frozenset(billed), practice, catalog, policy, level)
        for mvp in catalog.mvps.values()
    ]
    named = any(one.specialties for one in found)
    fitting = [one for one in found if not sought.asks or _fits(one, sought, named)]
    fitting.sort(key=lambda one: one.mvp.mvp_id)
    fitting.sort(key=lambda one: one.fit, reverse=True)
    if performance is None:
        return tuple(fitting)
    return tuple(
        replace(one, score=score_under(one.mvp, performance, catalog, policy)) for one in fitting
    )


def _fits(one: Pathway, sought: Sought, named: bool) -> bool:
    if one.in_use or one.specialties:
        return True
    if sought.specialty is None:
        return bool(one.billed)
    return not named and len(one.in_set) >= one.quality.measures


def _pathway(
    mvp: Mvp,
    sought: Sought,
    billed: frozenset[str],
    practice: Practice,
    catalog: Catalog,
    policy: Policy,
    level: EntityType,
) -> Pathway:
    allowed, _ = claims_allowed(level, practice, policy)
    types = tuple(one for one in sought.collection_types if allowed or one != CLAIMS)
    program = Performance(
        policy.performance_year, Entity(level), ReportingOption.MVP, mvp.mvp_id, practice
    )
    need = quality_need(program, CLAIMS in types, catalog, policy)
    reportable = tuple(
        measure_id
        for measure_id in mvp.quality_measures
        if set(catalog.quality[measure_id].collection_types) & set(types)
    )
    needed = need.measures
    if types == (CLAIMS,) and need.by_claims:
        needed = need.enough_by_claims
    outcome = any(catalog.quality[each].outcome_or_high_priority for each in reportable)
    enough = bool(reportable) and len(reportable) >= needed
    return Pathway(
        mvp,
        tuple(_specialties(mvp, sought.specialty)),
        tuple(each for each in mvp.quality_measures if each in sought.measures),
        tuple(each for each in mvp.quality_measures if each in billed),
        tuple(_of_the_set(mvp, sought.specialty, catalog)),
        reportable,
        needed,
        enough,
        outcome,
        need,
        _why(mvp, reportable, needed, enough, types, need, policy),
    )


def _why(
    mvp: Mvp,
    reportable: tuple[str, ...],
    needed: int,
    enough: bool,
    types: tuple[str, ...],
    need: QualityNeed,
    policy: Policy,
) -> Why:
    rules = policy.topic(ReportingPolicy)
    under = (rules.options_registered, rules.mvp_registration_closes)
    facts = (mvp.mvp_id, len(reportable), len(mvp.quality_measures), spoken(types), needed)
    says = "{}: {} of its {} measures can be reported by {}"
    if not enough:
        return Why(says + ", fewer than the {} needed.", facts, under, (need.why,))
    if needed < need.measures:
        return Why(says + "; reporting these {} is enough.", facts, under, (need.why,))
    return Why(says + "; {} are needed.", facts, under, (need.why,))


def _specialties(mvp: Mvp, text: str | None) -> Iterator[str]:
    """The specialties of the MVP that the words mean, or that a specialty set holds."""
    wanted = words_of(text or "")
    for name in mvp.specialties:
        own = words_of(name)
        begun = all(any(word.startswith(part) for word in own) for part in wanted)
        if wanted and (begun or set(own) <= set(wanted)):
            yield name


def _of_the_set(mvp: Mvp, text: str | None, catalog: Catalog) -> Iterator[str]:
    """The measures of the MVP that belong to the specialty set of that name."""
    wanted = words_of(text or "")
    for measure_id in mvp.quality_measures:
        if any(words_of(name) == wanted for name in catalog.quality[measure_id].specialty_sets):
            yield measure_id


def score_under(
    mvp: Mvp, performance: Performance, catalog: Catalog, policy: Policy
) -> FinalScore | None:
    """The final score of what a performance holds of the MVP, None where it holds nothing.

    Measures and activities outside the MVP are left out, as its registration would. A quality
    percent that is merely given belongs to other measures and tells nothing of the MVP.
    """
    moved = under_mvp(mvp, performance)
    if not moved.quality or performance.given.quality_percent is not None:
        return None
    return final_score(moved, catalog, policy)


def under_mvp(mvp: Mvp, performance: Performance) -> Performance:
    """The performance as it would be reported under the MVP."""
    activities = tuple(
        replace(one, done={name: done for name, done in one.done.items() if name in mvp.activities})
        for one in performance.activities
    )
    quality = tuple(
        result
        for result in performance.quality
        if result.measure_id in mvp.quality_measures
        or (mvp.has_cahps and result.collection_type == SURVEY)
    )
    cost = performance.cost
    if cost is not None:
        cost = tuple(result for result in cost if result.measure_id in mvp.cost_measures)
    return replace(
        performance,
        option=ReportingOption.MVP,
        program=mvp.mvp_id,
        quality=quality,
        activities=tuple(one for one in activities if one.done),
        cost=cost,
    )
