"""The promoting interoperability category: objectives, exclusions, attestations and bonus."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from openmips.amounts import HUNDRED, Span, round_half_up, total
from openmips.catalog.load import Catalog
from openmips.performance import Category, InteroperabilitySet, Performance, Ratio
from openmips.policy.topics import InteroperabilityPolicy, Policy, SeveralSubmissions
from openmips.scoring.interoperability_points import SHARED, available_points
from openmips.scoring.results import Basis, CategoryScore, MeasureScore
from openmips.why import Why


def interoperability_category(
    performance: Performance, catalog: Catalog, policy: Policy
) -> CategoryScore:
    """The percent of promoting interoperability (rule PI-1), with every measure's points.

    Of several submissions the best counts, or (in the years that say so) differing ones earn
    nothing. Source: 42 CFR 414.1380(b)(4).
    """
    rules = policy.topic(InteroperabilityPolicy)
    scored = [_set_score(one, catalog, rules) for one in performance.interoperability]
    if not scored:
        says = "No promoting interoperability data were submitted: {} percent."
        why = Why(says, (0,), (rules.maximum,))
        return CategoryScore(Category.INTEROPERABILITY, Span.at(0), why, reason="not_submitted")
    best = max(scored, key=lambda one: (one.percent.low if one.percent else 0, one.qualifying))
    several = rules.several_submissions
    first = performance.interoperability[0]
    if several.value is SeveralSubmissions.CONFLICT_IS_ZERO and any(
        one.measures != first.measures for one in performance.interoperability
    ):
        says = "{} submissions disagree: the category scores 0."
        why = Why(says, (len(scored),), (several,), tuple(one.why for one in scored))
        return CategoryScore(
            Category.INTEROPERABILITY,
            Span.at(0),
            why,
            (),
            best.measures,
            Span.at(0),
            rules.maximum.value,
            submitted=True,
            qualifying=best.qualifying,
            assumptions=best.assumptions,
        )
    return best


def _set_score(
    submitted: InteroperabilitySet, catalog: Catalog, rules: InteroperabilityPolicy
) -> CategoryScore:
    """One submission's percent: its objectives and bonus, or 0 for a reason that is named."""
    reported = submitted.measures
    excluded = frozenset(
        measure_id
        for measure_id in rules.points
        if any(
            reported.get(exclusion) is True
            for exclusion in catalog.interoperability[measure_id].exclusions
        )
    )
    route = _route(submitted, excluded, rules)
    required = _required(route, rules)
    out = excluded | (rules.suppressed.value & set(required))
    most, moved = available_points(required, out, rules)
    rows = tuple(
        _measure_row(measure_id, reported.get(measure_id), measure_id in out, most, rules)
        for measure_id in required
    )
    earned = total(row.low for row in rows)
    extra = _bonus_rows(submitted, rules)
    bonus = total(row.low for row in extra)
    zero = _zero_reasons(submitted, required, excluded, rules)
    maximum = rules.maximum.value
    points = Fraction(0) if zero else min(Fraction(maximum), earned + bonus)
    percent = HUNDRED * points / maximum
    if zero:
        says = "Promoting interoperability scores {} percent: a requirement is not met."
        why = Why(says, (percent,), (rules.maximum,), zero)
    else:
        says = "Promoting interoperability: {} points and {} bonus points, {} percent."
        parts = (*moved, *(row.why for row in (*rows, *extra)))
        why = Why(says, (earned, bonus, percent), (rules.maximum,), parts)
    return CategoryScore(
        Category.INTEROPERABILITY,
        Span.at(percent),
        why,
        (*(row for row in rows if row.basis is not Basis.EXCLUDED), *extra),
        (
            *(row for row in rows if row.basis is Basis.EXCLUDED),
            *_attestation_rows(submitted, rules),
        ),
        Span.at(points),
        maximum,
        0 if zero else bonus,
        submitted=bool(reported),
        qualifying=_qualifying(submitted, required, excluded, rules),
        assumptions=_assumptions(submitted, catalog),
    )


def _route(
    submitted: InteroperabilitySet, excluded: frozenset[str], rules: InteroperabilityPolicy
) -> str:
    """The health information exchange route in use: the one reported, else the first."""
    routes = rules.exchange_routes.value
    for route in routes:
        parts = route.split(SHARED)
        if any(part in submitted.measures for part in parts):
            return route
    for route in routes:
        if excluded & set(route.split(SHARED)):
            return route
    return routes[0]


def _required(route: str, rules: InteroperabilityPolicy) -> tuple[str, ...]:
    """The scored measures that this submission must report or exclude, in catalog order."""
    others = {
        part
        for other in rules.exchange_routes.value
        if other != route
        for part in other.split(SHARED)
    }
    return tuple(measure_id for measure_id in rules.points if measure_id not in others)


def _measure_row(
    measure_id: str,
    value: bool | Ratio | None,
    out: bool,
    most: dict[str, Decimal],
    rules: InteroperabilityPolicy,
) -> MeasureScore:
    available = most.get(measure_id, Decimal(0))
    under = rules.points[measure_id]
    points = Decimal(0)
    basis = Basis.REPORTED
    if out:
        why = Why("{} is excluded or suppressed: its points moved.", (measure_id,), (under,))
        basis = Basis.EXCLUDED
    elif isinstance(value, Ratio) and value.denominator:
        share = Fraction(value.numerator, value.denominator) * Fraction(available)
        places = rules.points_places.value
        points = max(Decimal(rules.measure_minimum.value), round_half_up(share, places))
        facts = (measure_id, value.numerator, value.denominator, available, points)
        says = "{}: {} / {} of {} points is {}, at least the minimum."
        why = Why(says, facts, (under, rules.measure_minimum, rules.points_places))
    elif value is True:
        points = available
        why = Why("{} is answered yes: {} points.", (measure_id, points), (under,))
        basis = Basis.ATTESTED
    else:
        why = Why("{} is not reported: 0 of {} points.", (measure_id, available), (under,))
        basis = Basis.NOT_SUBMITTED
    return MeasureScore(
        measure_id,
        Category.INTEROPERABILITY,
        points,
        points,
        available,
        basis,
        why,
    )


def _bonus_rows(
    submitted: InteroperabilitySet, rules: InteroperabilityPolicy
) -> tuple[MeasureScore, ...]:
    """The bonus measures answered yes: the first of them earns the bonus, once for all."""
    earned = sorted(
        measure_id
        for measure_id in rules.bonus_measures.value
        if submitted.measures.get(measure_id) is True
    )
    rows = []
    for place, measure_id in enumerate(earned):
        points = 0 if place else rules.bonus_points.value
        says = "{} earns {} bonus points; several bonus measures earn them once."
        why = Why(says, (measure_id, points), (rules.bonus_points, rules.bonus_measures))
        rows.append(_unscored_row(measure_id, points, Basis.ATTESTED, why))
    return tuple(rows)


def _attestation_rows(
    submitted: InteroperabilitySet, rules: InteroperabilityPolicy
) -> tuple[MeasureScore, ...]:
    """The required statements: they earn nothing, but the category may fail for want of one."""
    rows = []
    for measure_id in sorted(rules.attestations.value):
        answer = submitted.measures.get(measure_id)
        basis = Basis.NOT_SUBMITTED if answer is None else Basis.ATTESTED
        said = "missing" if answer is None else "yes" if answer is True else "no"
        why = Why("The attestation {}: {}.", (measure_id, said), (rules.attestations,))
        rows.append(_unscored_row(measure_id, 0, basis, why))
    return tuple(rows)


def _unscored_row(measure_id: str, points: int, basis: Basis, why: Why) -> MeasureScore:
    return MeasureScore(measure_id, Category.INTEROPERABILITY, points, points, 0, basis, why)


def _zero_reasons(
    submitted: InteroperabilitySet,
    required: tuple[str, ...],
    excluded: frozenset[str],
    rules: InteroperabilityPolicy,
) -> tuple[Why, ...]:
    """Everything that makes the whole category zero (rule PI-ZERO-1)."""
    reported = submitted.measures
    reasons = []
    for measure_id in required:
        value = reported.get(measure_id)
        under = rules.points[measure_id]
        if measure_id in excluded:
            continue
        if value is None or value is False:
            says = "{} is required and was neither reported nor excluded."
            reasons.append(Why(says, (measure_id,), (under,)))
        elif isinstance(value, Ratio) and not value.numerator:
            reasons.append(Why("{} has a numerator of 0.", (measure_id,), (under,)))
    may_be_no = rules.attestations_that_may_be_no
    for measure_id in sorted(rules.attestations.value):
        answer = reported.get(measure_id)
        if answer is None:
            says = "The attestation {} is missing."
            reasons.append(Why(says, (measure_id,), (rules.attestations,)))
        elif answer is False and measure_id not in may_be_no.value:
            says = "The attestation {} was answered no."
            reasons.append(Why(says, (measure_id,), (rules.attestations, may_be_no)))
    days = (submitted.end - submitted.start).days + 1
    if days < rules.minimum_days.value:
        facts = (days, rules.minimum_days.value)
        says = "The performance period has {} days, fewer than {}."
        reasons.append(Why(says, facts, (rules.minimum_days,)))
    if rules.certification_needed.value and not submitted.cehrt_id:
        says = "The certification id of the EHR (CEHRT) is missing."
        reasons.append(Why(says, (), (rules.certification_needed,)))
    return tuple(reasons)


def _qualifying(
    submitted: InteroperabilitySet,
    required: tuple[str, ...],
    excluded: frozenset[str],
    rules: InteroperabilityPolicy,
) -> bool:
    """Whether the data are complete enough to bring back a reweighted category."""
    reported = submitted.measures
    return (
        bool(submitted.cehrt_id)
        and all(one in reported or one in excluded for one in required)
        and all(one in reported for one in rules.attestations.value)
    )


def _assumptions(submitted: InteroperabilitySet, catalog: Catalog) -> tuple[str, ...]:
    notes = []
    for measure_id, value in submitted.measures.items():
        levels = catalog.interoperability[measure_id].engagement_levels
        if value is True and levels and not any(submitted.measures.get(one) for one in levels):
            notes.append(
                f"{measure_id} has no level of active engagement ({' or '.join(levels)}):"
                " it is scored as though one had been given."
            )
    return tuple(notes)
