"""What the value of a quality measurement says, by the metric type of its measure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
END_TO_END = "isEndToEndReported"

_OVERALL = "overall"
_ZERO = Decimal(0)
_CLOSE = Fraction(1, 100)
_SINGLE = frozenset({*_COUNTS, *_COMPUTED, END_TO_END})
_REGISTRY_SINGLE = _SINGLE | {"numeratorExclusion"}
_MULTIPLE = frozenset({"strata", *_COMPUTED, END_TO_END})
_STRATUM = frozenset({*_COUNTS, *_COMPUTED, "stratum"})
_SCALE = ("numerator", "denominator", "observationInstances")
_SCALE_OPTIONAL = ("numeratorExclusion", "denominatorException")
_NON_PROPORTION = frozenset({*_SCALE, *_SCALE_OPTIONAL, *_COMPUTED, END_TO_END})
_NOT_SCORED = ("reliability", "mask")
_SURVEY = frozenset({"score", "isBelowMinimum", *_NOT_SCORED, *_COMPUTED})
_MAY_BE_ABSENT = (
    "eligiblePopulationExclusion",
    "eligiblePopulationException",
    *_SCALE_OPTIONAL,
)

Kept = dict[str, object]
"""What a value says beside its counts, in the shape of the document, strata by name."""


def read_quality_value(
    fields: Fields, measure: QualityMeasure, method: str
) -> tuple[QualityValue | None, Kept]:
    """The value in the shape of the measure's metric type, or None after an error.

    Beside it what the value does not hold: unknown fields, and zeros that could be left out.
    """
    excludes = method != "registry" or measure.registry_measure
    match measure.metric_type:
        case MetricType.SINGLE:
            return _single(fields, excludes), _kept(fields, _SINGLE)
        case MetricType.REGISTRY_SINGLE:
            return _registry_single(fields, excludes), _kept(fields, _REGISTRY_SINGLE)
        case MetricType.MULTIPLE | MetricType.REGISTRY_MULTIPLE:
            return _multiple(fields, measure, method, excludes)
        case MetricType.NON_PROPORTION:
            return _non_proportion(fields), _kept(fields, _NON_PROPORTION)
        case _:
            return _survey(fields), _kept(fields, _SURVEY)


def _kept(fields: Fields, known: Collection[str]) -> Kept:
    kept = fields.unknown(known)
    for name in _MAY_BE_ABSENT:
        if fields.members.get(name) == 0 and name in known:
            kept[name] = 0
    if known is _SURVEY:
        kept |= {name: fields.members[name] for name in _NOT_SCORED if fields.has(name)}
    return kept


def _single(fields: Fields, excludes: bool) -> Counts | None:
    fields.flag(END_TO_END)
    return _counts(fields, excludes)


def _registry_single(fields: Fields, excludes: bool) -> RegistryCounts | None:
    fields.flag(END_TO_END)
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
) -> tuple[Strata | None, Kept]:
    kept = fields.unknown(_MULTIPLE)
    fields.flag(END_TO_END)
    entries = fields.objects("strata")
    if entries is None:
        return None, kept
    strata: dict[str, Counts | None] = {}
    kept_of_strata: Kept = {}
    for entry in entries:
        kept_here = _kept(entry, _STRATUM)
        counts = _counts(entry, excludes)
        name = _stratum_name(entry, measure)
        if name is None:
            continue
        if kept_here:
            kept_of_strata[name] = kept_here
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
    if kept_of_strata:
        kept["strata"] = kept_of_strata
    return Strata(complete, rate, registry), kept


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
    fields.flag(END_TO_END)
    numerator = fields.number("numerator")
    denominator = fields.number("denominator", low=_ZERO)
    instances = fields.count("observationInstances")
    exclusion = fields.number("numeratorExclusion", required=False)
    exception = fields.number("denominatorException", required=False)
    if numerator is None or denominator is None or instances is None:
        return None
    return NonProportion(numerator, denominator, instances, exclusion or _ZERO, exception or _ZERO)


def _survey(fields: Fields) -> SurveyScore | None:
    fields.text("reliability", required=False)
    masked = fields.flag("mask", required=False) or False
    below_minimum = fields.flag("isBelowMinimum", required=False) or False
    score = fields.number("score", required=not (masked or below_minimum))
    return SurveyScore(score, below_minimum)
