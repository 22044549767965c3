"""Which claims measures would earn most from the claims a practice has, and what each needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from openmips.amounts import HUNDRED, Amount
from openmips.catalog.entries import CLAIMS, Benchmark, QualityMeasure
from openmips.catalog.load import Catalog
from openmips.claims.progress import Progress
from openmips.policy.topics import Policy, QualityPolicy
from openmips.scoring.measure import measure_score, standing
from openmips.scoring.results import MeasuredRate, MeasureScore
from openmips.selection.flags import Flagged, flags
from openmips.selection.offers import usable_benchmark
from openmips.selection.rungs import best_rate, is_percent, one_short
from openmips.why import Why


@dataclass(frozen=True, slots=True)
class Ranked:
    """One measure and what it could earn with the claims there are and those still to come.

    `complete` is what the rate so far earns once enough is answered (None without a rate),
    `perfect` what the best rate would earn if all of the year's claims were answered, and
    `one_short` a rate one percentage point short of it. `offered` tells whether the program
    has the measure. `needs` says what stands in the way, the weightiest first.
    """

    progress: Progress
    offered: bool
    benchmark: Benchmark | None
    complete: MeasureScore | None
    perfect: MeasureScore
    one_short: MeasureScore | None
    flags: tuple[Flagged, ...]
    needs: tuple[Why, ...]

    @property
    def possible(self) -> Amount:
        """The most points the year can still bring."""
        ends = [self.progress.best, self.progress.turned]
        return max(end.score.high for end in ends if end is not None)


def ranked(
    found: Iterable[Progress], program: str, small: bool, catalog: Catalog, policy: Policy
) -> tuple[Ranked, ...]:
    """The measures of the program first, and of these what can still earn most this year.

    Among equals stands first what a perfect rate would earn more with, then what forgives
    more, then what has more cases. Once the year is over no points can change, so perfect
    rates decide: the order of choice for another year.
    """
    rows = [_ranked(one, program, small, catalog, policy) for one in found]
    return tuple(sorted(rows, key=_order))


def _order(row: Ranked) -> tuple[bool, Amount, Amount, Amount, int, str]:
    one, perfect = row.progress, row.perfect.high
    possible = perfect if one.over else row.possible
    forgiving = perfect if row.one_short is None else row.one_short.high
    name = one.measure.measure_id
    return not row.offered, -possible, -perfect, -forgiving, -one.eligible, name


def _ranked(one: Progress, program: str, small: bool, catalog: Catalog, policy: Policy) -> Ranked:
    measure, today = one.measure, one.today.measured
    benchmark = usable_benchmark(measure, CLAIMS, catalog)
    percent = is_percent(measure.metric_type)
    best = _best(measure) if benchmark is None else best_rate(benchmark, percent)

    def earned(rate: Decimal) -> MeasureScore:
        return _earned(rate, one, benchmark, small, policy)

    return Ranked(
        one,
        program in measure.programs,
        benchmark,
        None if today is None or today.rate is None else earned(today.rate),
        earned(best),
        None if benchmark is None else earned(one_short(benchmark)),
        flags(measure, CLAIMS, benchmark, policy),
        tuple(needs(one, program, policy)),
    )


def _best(measure: QualityMeasure) -> Decimal:
    return Decimal(0 if measure.inverse else HUNDRED)


def _earned(
    rate: Decimal, one: Progress, benchmark: Benchmark | None, small: bool, policy: Policy
) -> MeasureScore:
    """The points of a rate if all of the year's claims are answered."""
    quality = policy.topic(QualityPolicy)
    cases = one.cases.possible
    says = "Taken for granted: all {} cases of the year are answered, at a rate of {}."
    why = Why(says, (cases, rate), (quality.data_completeness, quality.case_minimum))
    measured = MeasuredRate(rate, True, None, cases, True, why)
    at = standing(one.measure, CLAIMS, benchmark, policy.performance_year, small)
    return measure_score(measured, at, quality, policy.programme)


def needs(one: Progress, program: str, policy: Policy) -> Iterator[Why]:
    """What stands in the way of a measure's points, the weightiest first."""
    quality = policy.topic(QualityPolicy)
    complete, cases = one.completeness, one.cases
    if program not in one.measure.programs:
        others = ", ".join(sorted(one.measure.programs))
        yield Why("It counts under {} only, not under {}.", (others, program))
    if not cases.reached:
        yield _too_few(one, quality)
    if one.over and not complete.reached:
        says = "{} of {} were answered; {} would have been enough."
        facts = (complete.have, one.eligible, complete.needed)
        yield Why(says, facts, (quality.data_completeness,))
    elif not complete.reachable:
        yield _too_late(one, quality)
    elif complete.missing:
        yield _to_answer(one, quality)
    if one.turnable:
        says = "{} answers count against the rate; a better one at a later visit takes their place."
        yield Why(says, (one.turnable,))


def _too_few(one: Progress, quality: QualityPolicy) -> Why:
    cases, under = one.cases, (quality.case_minimum,)
    if one.over or not one.new:
        return Why("{} cases; {} are needed.", (cases.have, cases.needed), under)
    says = "{} cases, and about {} more are to come; {} are needed."
    return Why(says, (cases.have, one.new, cases.needed), under)


def _too_late(one: Progress, quality: QualityPolicy) -> Why:
    complete = one.completeness
    says = (
        "Too late this year: {} of {} were billed without a code and cannot be answered any"
        " more. Of {} at the end of the year, at least {} must be answered, and at most {} can be."
    )
    then = one.eligible + one.new
    facts = (one.lost, one.eligible, then, complete.needed_then, complete.possible)
    return Why(says, facts, (quality.data_completeness,))


def _to_answer(one: Progress, quality: QualityPolicy) -> Why:
    missing, under = one.completeness.missing, (quality.data_completeness,)
    if not one.open:
        return Why("Answer at least {} of about {} still to come.", (missing, one.new), under)
    if not one.new:
        return Why("Answer at least {} more of the {} that are open.", (missing, one.open), under)
    says = "Answer at least {} more: {} are open, and about {} are still to come."
    return Why(says, (missing, one.open, one.new), under)
