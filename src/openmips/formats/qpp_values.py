"""What the value of a quality measurement says, by the metric type of its measure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from openmips.amounts import HUNDRED, plain
from openmips.catalog.entries import MetricType, OverallAlgorithm, QualityMeasure
from openmips.formats.fields import Fields
from openmips.performance import (
    Counts,
    NonProportion,
    QualityValue,
    RegistryCounts,
    Strata,
    Stratum,
    SurveyScore,
)
from openmips.problems import submission_kinds
from openmips.problems.finding import listed, nearest, shown

_COUNTS = (
    "eligiblePopulation",
    "performanceMet",
    "performanceNotMet",
    "eligiblePopulationExclusion",
    "eligiblePopulationException",
)
_COMPUTED = (
    "performanceRate",
    "reportingRate",
    "caseCount",
    "performanceRateNumerator",
    "performanceRateDenominator",
)
_OVERALL = "overall"
_ZERO = Decimal(0)
_CLOSE = Fraction(1, 100)
_NO_REMEDIES: Mapping[str, str] = {}


def read_quality_value(fields: Fields, measure: QualityMeasure, method: str) -> QualityValue | None:
    """The value in the shape of the measure's metric type; None after an error."""
    excludes = method != "registry" or measure.registry_measure
    match measure.metric_type:
        case MetricType.SINGLE:
            return _single(fields, excludes)
        case MetricType.REGISTRY_SINGLE:
            return _registry_single(fields, excludes)
        case MetricType.MULTIPLE | MetricType.REGISTRY_MULTIPLE:
            return _multiple(fields, measure, method, excludes)
        case MetricType.NON_PROPORTION:
            return _non_proportion(fields)
        case _:
            return _survey(fields)


def _single(fields: Fields, excludes: bool) -> Counts | None:
    _check_names(fields, *_COUNTS, "isEndToEndReported")
    fields.flag("isEndToEndReported")
    return _counts(fields, excludes)


def _registry_single(fields: Fields, excludes: bool) -> RegistryCounts | None:
    _check_names(fields, *_COUNTS, "isEndToEndReported", "numeratorExclusion")
    fields.flag("isEndToEndReported")
    counts = _counts(fields, excludes)
    excluded = fields.count("numeratorExclusion", required=False) or 0
    if counts is None:
        fields.number("performanceRate", True, _ZERO, Decimal(HUNDRED))
        return None
    if excluded > counts.eligible:
        found = f"numeratorExclusion is {excluded} and eligiblePopulation {counts.eligible}"
        place = fields.place("numeratorExclusion")
        fields.findings.add(
            submission_kinds.IMPOSSIBLE_COUNTS, place, found, "at most eligiblePopulation"
        )
    return RegistryCounts(counts, _registry_rate(fields, (counts,)), excluded)


def _multiple(
    fields: Fields, measure: QualityMeasure, method: str, excludes: bool
) -> Strata | None:
    _check_names(fields, "strata", "isEndToEndReported")
    fields.flag("isEndToEndReported")
    entries = fields.objects("strata")
    if entries is None:
        return None
    strata: dict[str, Counts | None] = {}
    for entry in entries:
        _check_names(entry, *_COUNTS, "stratum")
        counts = _counts(entry, excludes)
        name = _stratum_name(entry, measure)
        if name is None:
            continue
        if name in strata:
            found = f"the stratum {shown(name)} stands twice"
            entry.findings.add(
                submission_kinds.REPEATED_STRATUM, entry.place("stratum"), found, "once"
            )
        strata[name] = counts
    _check_all_there(fields, strata, measure, method)
    complete = tuple(Stratum(name, counts) for name, counts in strata.items() if counts is not None)
    registry = measure.metric_type is MetricType.REGISTRY_MULTIPLE
    rate = _registry_rate(fields, [part.counts for part in complete]) if registry else None
    return Strata(complete, rate, registry)


def _counts(fields: Fields, excludes: bool) -> Counts | None:
    """The counts of one population, if they can all be true at once."""
    before = fields.findings.errors
    eligible, met = fields.count("eligiblePopulation"), fields.count("performanceMet")
    not_met = fields.count("performanceNotMet", required=False) or 0
    exclusion = fields.count("eligiblePopulationExclusion", required=False) or 0
    exception = fields.count("eligiblePopulationException", required=False) or 0
    if eligible is None or met is None or fields.findings.errors > before:
        return None
    total = met + not_met + exclusion + exception
    if met > eligible:
        found = f"performanceMet is {met} and eligiblePopulation {eligible}"
        place, expected = fields.place("performanceMet"), "at most eligiblePopulation"
        fields.findings.add(submission_kinds.IMPOSSIBLE_COUNTS, place, found, expected)
    elif total > eligible:
        found = (
            f"met {met}, not met {not_met}, excluded {exclusion} and excepted {exception} "
            f"make {total}, and eligiblePopulation is {eligible}"
        )
        expected = "a sum of at most eligiblePopulation"
        fields.findings.add(submission_kinds.IMPOSSIBLE_COUNTS, fields.location, found, expected)
    if exclusion and not excludes:
        found = f"eligiblePopulationExclusion is {exclusion}"
        place = fields.place("eligiblePopulationExclusion")
        fields.findings.add(submission_kinds.EXCLUSION_NOT_ALLOWED, place, found, "0 or null")
    return Counts(eligible, met, not_met, exclusion, exception)


def _registry_rate(fields: Fields, parts: tuple[Counts, ...] | list[Counts]) -> Decimal | None:
    """The rate a QCDR wrote, in percent; it may be missing only where nobody was rated."""
    met = sum(part.met for part in parts)
    rated = met + sum(part.not_met for part in parts)
    rate = fields.number("performanceRate", rated > 0, _ZERO, Decimal(HUNDRED))
    if rate and rated and _is_fraction(rate, Fraction(met, rated)):
        found = f"performanceRate is {rate} while {met} of {rated} met the measure"
        place, expected = fields.place("performanceRate"), f"about {plain(rate * HUNDRED)}"
        fields.findings.add(submission_kinds.RATE_AS_FRACTION, place, found, expected)
    return rate


def _is_fraction(rate: Decimal, share: Fraction) -> bool:
    """Whether a rate says the share that met the measure as a fraction of 1."""
    off = abs(share - Fraction(rate))
    return off < _CLOSE and off < abs(share * HUNDRED - Fraction(rate))


def _stratum_name(fields: Fields, measure: QualityMeasure) -> str | None:
    """CMS's own name of a stratum."""
    text = fields.text("stratum")
    if text is None or text in measure.strata or not measure.strata:
        return text
    place = fields.place("stratum")
    for name in measure.strata:
        if name.casefold() == text.casefold():
            found = f"the stratum is {shown(text)}"
            fields.findings.add(submission_kinds.STRATUM_SPELLING, place, found, shown(name))
            return name
    found = f"measure {measure.measure_id} has no stratum {shown(text)}"
    expected, hint = listed(measure.strata), nearest(text, measure.strata)
    fields.findings.add(submission_kinds.UNKNOWN_STRATUM, place, found, expected, hint)
    return None


def _check_all_there(
    fields: Fields, given: Mapping[str, object], measure: QualityMeasure, method: str
) -> None:
    """Every stratum must be there.

    A registry may leave out what only the electronic form of the measure counts, where the
    rate is that of the overall stratum alone.
    """
    overall_only = measure.overall_algorithm is OverallAlgorithm.OVERALL_STRATUM_ONLY
    spared = overall_only and method == "registry" and measure.electronic_measure_id is not None
    for name in measure.strata:
        if name in given:
            continue
        kind = submission_kinds.MISSING_STRATUM
        if spared and name.casefold() != _OVERALL:
            kind = submission_kinds.STRATUM_LEFT_OUT
        found = f"measure {measure.measure_id} lacks the stratum {shown(name)}"
        fields.findings.add(kind, fields.place("strata"), found, listed(measure.strata))


def _non_proportion(fields: Fields) -> NonProportion | None:
    names = ("numerator", "denominator", "observationInstances")
    optional = ("numeratorExclusion", "denominatorException")
    _check_names(fields, *names, *optional, "isEndToEndReported")
    fields.flag("isEndToEndReported")
    numerator = fields.number("numerator")
    denominator = fields.number("denominator", low=_ZERO)
    instances = fields.count("observationInstances")
    exclusion = fields.number("numeratorExclusion", required=False)
    exception = fields.number("denominatorException", required=False)
    if numerator is None or denominator is None or instances is None:
        return None
    return NonProportion(numerator, denominator, instances, exclusion or _ZERO, exception or _ZERO)


def _survey(fields: Fields) -> SurveyScore | None:
    _check_names(fields, "score", "reliability", "mask", "isBelowMinimum")
    fields.text("reliability", required=False)
    masked = fields.flag("mask", required=False) or False
    below_minimum = fields.flag("isBelowMinimum", required=False) or False
    score = fields.number("score", required=not (masked or below_minimum))
    return SurveyScore(score, below_minimum)


def _check_names(fields: Fields, *names: str) -> None:
    fields.warn_unknown({*names, *_COMPUTED}, _NO_REMEDIES)
