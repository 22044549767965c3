"""From the populations of a measure to its one rate, data completeness and case count."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from openmips.amounts import HUNDRED, ratio_half_up, round_half_up
from openmips.catalog.entries import OverallAlgorithm
from openmips.performance import (
    Counts,
    NonProportion,
    QualityValue,
    RegistryCounts,
    Strata,
    Stratum,
    SurveyScore,
)
from openmips.policy.topics import NonProportionRate, ProgrammePolicy, QualityPolicy
from openmips.scoring.results import MeasuredRate
from openmips.why import Why

OVERALL = "overall"
"""The stratum that carries the whole measure; averages leave it out."""

PERFORMANCE = "performance"
REPORTING = "reporting"
"""The two strata of a split measure: one gives the rate, the other completeness and cases."""


def measured_rate(
    value: QualityValue,
    algorithm: OverallAlgorithm | None,
    quality: QualityPolicy,
    programme: ProgrammePolicy,
) -> MeasuredRate:
    """The rate, completeness and case count that a measure is scored on.

    Rates are percents rounded half up to the programme's places; non-proportion measures and
    surveys keep the value they were given. Sources: provisions `quality.data_completeness`
    and `programme.rate_places`.
    """
    match value:
        case Counts():
            rate = _percent(value.met, value.met + value.not_met, programme)
            return _measured(rate, (value,), value.eligible, "single rate", quality, programme)
        case RegistryCounts(counts, given):
            cases = counts.eligible - counts.exclusion
            extra = value.numerator_exclusion
            return _measured(given, (counts,), cases, "registry", quality, programme, extra)
        case Strata():
            return _several_rates(value, algorithm, quality, programme)
        case SurveyScore(score, below_minimum):
            why = Why("The survey's mean score is {}.", (_shown(score),))
            return MeasuredRate(score, True, None, None, not below_minimum, why)
        case _:
            return _non_proportion(value, quality, programme)


def is_complete(reported: int | Decimal, eligible: int | Decimal, quality: QualityPolicy) -> bool:
    """Whether reported / eligible meets the data completeness threshold, tested exactly."""
    return HUNDRED * reported >= quality.data_completeness.value * eligible


def _percent(part: int, whole: int, programme: ProgrammePolicy) -> Decimal | None:
    if not whole:
        return None
    return ratio_half_up(HUNDRED * part, whole, programme.rate_places.value)


def _shown(value: Decimal | None) -> Decimal | str:
    """A rate as a sentence shows it: there may be nothing to divide."""
    return "none" if value is None else value


def _reported(counts: Counts) -> int:
    return counts.met + counts.not_met + counts.exclusion + counts.exception


def _measured(
    rate: Decimal | None,
    populations: tuple[Counts, ...],
    cases: int,
    kind: str,
    quality: QualityPolicy,
    programme: ProgrammePolicy,
    extra_reported: int = 0,
) -> MeasuredRate:
    reported = extra_reported
    eligible = met = not_met = 0
    for counts in populations:
        reported += _reported(counts)
        eligible += counts.eligible
        met += counts.met
        not_met += counts.not_met
    completeness = _percent(reported, eligible, programme)
    why = Why(
        "Rate {} ({}): {} met, {} not met; {} of {} eligible reported ({} %); {} cases.",
        (_shown(rate), kind, met, not_met, reported, eligible, _shown(completeness), cases),
        (programme.rate_places, quality.data_completeness),
    )
    complete = is_complete(reported, eligible, quality)
    return MeasuredRate(rate, complete, completeness, cases, reported > 0, why, eligible == 0)


def _several_rates(
    value: Strata,
    algorithm: OverallAlgorithm | None,
    quality: QualityPolicy,
    programme: ProgrammePolicy,
) -> MeasuredRate:
    """One rate of a measure with several, by the measure's own algorithm."""
    averaged = tuple(s for s in value.strata if s.name.lower() != OVERALL) or value.strata
    by_name = {stratum.name.lower(): stratum for stratum in value.strata}
    used = averaged
    match algorithm:
        case OverallAlgorithm.OVERALL_STRATUM_ONLY:
            used = (by_name.get(OVERALL, value.strata[0]),)
            rate = _stratum_rate(used[0], programme)
            cases = _cases(used[0])
        case OverallAlgorithm.SPLIT:
            used = (by_name.get(REPORTING, value.strata[0]),)
            rate = _stratum_rate(by_name.get(PERFORMANCE, value.strata[-1]), programme)
            cases = _cases(used[0])
        case OverallAlgorithm.WEIGHTED_AVERAGE:
            met = sum(s.counts.met for s in averaged)
            rate = _percent(met, met + sum(s.counts.not_met for s in averaged), programme)
            cases = sum(map(_cases, averaged))
        case OverallAlgorithm.SUM_NUMERATORS:
            rate = Decimal(sum(s.counts.met for s in averaged))
            cases = sum(map(_cases, averaged))
        case _:
            rate = _mean_rate(averaged, programme)
            cases = max(map(_cases, averaged))
    if value.registry:
        rate = value.rate
    kind = algorithm.value if algorithm else OverallAlgorithm.SIMPLE_AVERAGE.value
    counts = tuple(stratum.counts for stratum in used)
    return _measured(rate, counts, cases, kind, quality, programme)


def _cases(stratum: Stratum) -> int:
    return stratum.counts.eligible - stratum.counts.exclusion


def _stratum_rate(stratum: Stratum, programme: ProgrammePolicy) -> Decimal | None:
    counts = stratum.counts
    return _percent(counts.met, counts.met + counts.not_met, programme)


def _mean_rate(strata: tuple[Stratum, ...], programme: ProgrammePolicy) -> Decimal | None:
    """The mean of the unrounded stratum rates, rounded once; strata without a rate stay out."""
    rates = [
        Fraction(HUNDRED * counts.met, counts.met + counts.not_met)
        for counts in (stratum.counts for stratum in strata)
        if counts.met + counts.not_met
    ]
    if not rates:
        return None
    return round_half_up(sum(rates, Fraction(0)) / len(rates), programme.rate_places.value)


def _non_proportion(
    value: NonProportion, quality: QualityPolicy, programme: ProgrammePolicy
) -> MeasuredRate:
    """A measure on its own scale: scored on the value submitted, cases are the denominator."""
    reported = value.observation_instances + value.denominator_exception + value.numerator_exclusion
    rate: Decimal | None = value.numerator
    if quality.non_proportion_rate.value is NonProportionRate.RATIO:
        ratio = Fraction(value.numerator) / Fraction(value.denominator or 1)
        rate = round_half_up(ratio, programme.rate_places.value)
    completeness = (
        round_half_up(
            HUNDRED * Fraction(reported) / Fraction(value.denominator),
            programme.rate_places.value,
        )
        if value.denominator
        else None
    )
    cases = int(value.denominator)
    why = Why(
        "Value {} on the measure's own scale; {} of {} cases reported ({} %).",
        (rate, reported, value.denominator, _shown(completeness)),
        (quality.non_proportion_rate, quality.data_completeness),
    )
    complete = is_complete(reported, value.denominator, quality)
    return MeasuredRate(rate, complete, completeness, cases, reported > 0, why, cases == 0)
