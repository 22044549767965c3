"""Practices that could exist: whole performances drawn from the real catalogs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from openmips.catalog.entries import MetricType, QualityMeasure
from openmips.catalog.load import YEARS, Catalog, catalog_for
from openmips.people import Entity, EntityType, Practice, SpecialStatus
from openmips.performance import (
    ActivitySet,
    Category,
    ClaimsResult,
    ComplexPatients,
    Counts,
    FacilityBased,
    Given,
    InteroperabilitySet,
    NonProportion,
    Performance,
    PriorYear,
    QualityResult,
    Ratio,
    RegistryCounts,
    ReportingOption,
    ReweightingReason,
    RiskIndicator,
    Strata,
    Stratum,
    SurveyScore,
)

PERCENTS = st.decimals(0, 100, places=2)
LEVELS: Mapping[ReportingOption, tuple[EntityType, ...]] = {
    ReportingOption.TRADITIONAL: (
        EntityType.INDIVIDUAL,
        EntityType.GROUP,
        EntityType.VIRTUAL_GROUP,
        EntityType.APM_ENTITY,
    ),
    ReportingOption.MVP: (EntityType.INDIVIDUAL, EntityType.GROUP, EntityType.SUBGROUP),
    ReportingOption.APP: (EntityType.INDIVIDUAL, EntityType.GROUP, EntityType.APM_ENTITY),
}


@st.composite
def counts(draw: st.DrawFn, fewest: int = 0) -> Counts:
    """The populations of a proportion measure, mostly reported in full."""
    met, not_met = draw(st.tuples(st.integers(fewest, 300), st.integers(fewest, 300)))
    exclusion, exception = draw(st.sampled_from(((0, 0), (0, 9), (7, 0), (20, 11))))
    reported = met + not_met + exclusion + exception
    eligible = reported + draw(st.sampled_from((0, 0, 0, reported // 3, reported)))
    return Counts(eligible, met, not_met, exclusion, exception)


@st.composite
def quality_results(draw: st.DrawFn, measure: QualityMeasure) -> QualityResult:
    """One measure as submitted through one of its collection types."""
    collection_type = draw(st.sampled_from(measure.collection_types))
    value: Any
    match measure.metric_type:
        case MetricType.SINGLE:
            value = draw(counts())
        case MetricType.REGISTRY_SINGLE:
            value = RegistryCounts(draw(counts()), draw(st.none() | PERCENTS))
        case MetricType.MULTIPLE | MetricType.REGISTRY_MULTIPLE:
            registry = measure.metric_type is MetricType.REGISTRY_MULTIPLE
            strata = tuple(Stratum(name, draw(counts())) for name in measure.strata or ("a", "b"))
            value = Strata(strata, draw(PERCENTS) if registry else None, registry)
        case MetricType.NON_PROPORTION:
            cases = draw(st.integers(0, 200))
            shown = draw(st.integers(0, cases))
            value = NonProportion(draw(st.decimals(0, 500, places=1)), Decimal(cases), shown)
        case _:
            value = SurveyScore(draw(st.none() | PERCENTS), draw(st.booleans()))
    return QualityResult(measure.measure_id, collection_type, value)


@cache
def submittable(year: int, program: str) -> tuple[QualityMeasure, ...]:
    """The measures that can be submitted under a program."""
    return tuple(
        measure
        for measure in catalog_for(year).quality.values()
        if program in measure.programs
        and measure.metric_type is not MetricType.CLAIMS_SCORE
        and measure.collection_types
    )


@st.composite
def activity_sets(draw: st.DrawFn, catalog: Catalog, program: str) -> ActivitySet:
    """Some activities, done or not, over some days."""
    offered = [key for key, one in catalog.activities.items() if program in one.programs]
    done = draw(st.dictionaries(st.sampled_from(offered), st.booleans(), min_size=1, max_size=4))
    start = date(catalog.performance_year, 1, 1)
    days = draw(st.sampled_from((10, 89, 90, 200, 364)))
    return ActivitySet(done, start, start + timedelta(days=days))


@st.composite
def interoperability_sets(draw: st.DrawFn, catalog: Catalog) -> InteroperabilitySet:
    """Promoting interoperability data: complete, but for what is left out, excluded or no."""
    route = draw(st.sampled_from((("PI_HIE_1", "PI_HIE_4"), ("PI_HIE_5",), ("PI_HIE_6",))))
    asked = [
        one
        for one in catalog.interoperability.values()
        if (one.required or one.bonus)
        and (one.objective != "healthInformationExchange" or one.measure_id in route)
    ]
    odd = draw(
        st.dictionaries(
            st.sampled_from([one.measure_id for one in asked]),
            st.sampled_from(("excluded", "no", "nothing")),
            max_size=4,
        )
    )
    ratio = Ratio(draw(st.integers(0, 100)), 100)
    measures: dict[str, bool | Ratio] = {}
    for measure in asked:
        happens = odd.get(measure.measure_id)
        if happens == "excluded" and measure.exclusions:
            measures[measure.exclusions[0]] = True
        elif happens != "nothing":
            answer = ratio if measure.proportion else happens != "no"
            measures[measure.measure_id] = answer
    end = date(catalog.performance_year, 12, 31)
    days = draw(st.sampled_from((100, 178, 179, 364)))
    cehrt_id = draw(st.sampled_from((None, "0015CABCDEFGHIJ")))
    return InteroperabilitySet(measures, end - timedelta(days=days), end, cehrt_id)


@st.composite
def claims_results(
    draw: st.DrawFn, year: int, measure_ids: tuple[str, ...]
) -> tuple[ClaimsResult, ...]:
    """Results of measures that CMS computes, around what their benchmarks hold."""
    chosen = draw(st.lists(st.sampled_from(measure_ids), unique=True, max_size=4))
    found = []
    for measure_id in chosen:
        row = catalog_for(year).benchmarks.get((measure_id, "administrativeClaims"))
        high = int(row.percentiles[-1]) + 1 if row else 1
        value = draw(st.decimals(0, high, places=4))
        found.append(ClaimsResult(measure_id, value, draw(st.sampled_from((5, 20, 40, 400)))))
    return tuple(found)


@st.composite
def performances(draw: st.DrawFn, year: int | None = None) -> Performance:
    """A whole performance: any year, option, level, size and completeness."""
    chosen_year = draw(st.sampled_from(YEARS)) if year is None else year
    catalog = catalog_for(chosen_year)
    option = draw(st.sampled_from(ReportingOption))
    programs = {
        ReportingOption.TRADITIONAL: ("mips",),
        ReportingOption.MVP: tuple(catalog.mvps),
        ReportingOption.APP: ("app1", "appPlus")
        if submittable(chosen_year, "appPlus")
        else ("app1",),
    }
    program = draw(st.sampled_from(programs[option]))
    measures = draw(st.lists(st.sampled_from(submittable(chosen_year, program)), max_size=7))
    claims = tuple(
        one.measure_id
        for one in catalog.quality.values()
        if one.metric_type is MetricType.CLAIMS_SCORE
        and "administrativeClaims" in one.collection_types
    )
    mvp = catalog.mvps.get(program)
    return Performance(
        chosen_year,
        Entity(draw(st.sampled_from(LEVELS[option])), "123456789"),
        option,
        program,
        practice=Practice(
            clinician_count=draw(st.none() | st.integers(1, 60)),
            special_statuses=draw(st.frozensets(st.sampled_from(SpecialStatus), max_size=2)),
        ),
        quality=tuple(draw(quality_results(measure)) for measure in measures),
        activities=tuple(draw(st.lists(activity_sets(catalog, program), max_size=2))),
        interoperability=tuple(draw(st.lists(interoperability_sets(catalog), max_size=2))),
        administrative_claims=draw(st.none() | claims_results(chosen_year, claims)),
        cost=draw(st.none() | claims_results(chosen_year, tuple(catalog.cost))),
        reweighted=MappingProxyType(draw(reweightings())),
        given=draw(givens()),
        prior_year=PriorYear(draw(st.none() | PERCENTS), draw(st.none() | PERCENTS)),
        complex_patient_bonus=draw(st.none() | st.decimals(0, 10, places=2)),
        complex_patients=draw(st.none() | complex_patients()),
        mips_apm_participant=draw(st.booleans()),
        population_health_measure=(
            draw(st.none() | st.sampled_from(mvp.population_health_measures)) if mvp else None
        ),
        facility_based=draw(
            st.none() | st.builds(FacilityBased, st.none() | PERCENTS, st.none() | PERCENTS)
        ),
    )


def reweightings() -> st.SearchStrategy[dict[Category, frozenset[ReweightingReason]]]:
    """Any categories reweighted for any reasons; mostly none."""
    reasons = st.frozensets(st.sampled_from(ReweightingReason), min_size=1, max_size=2)
    some = st.dictionaries(st.sampled_from(Category), reasons, max_size=4)
    return st.just({}) | some


def givens() -> st.SearchStrategy[Given]:
    """Results that are stated as known; mostly none."""
    points = st.none() | st.sampled_from((Decimal(0), Decimal(20), Decimal(40)))
    some = st.builds(
        Given, st.none() | PERCENTS, st.none() | PERCENTS, points, st.none() | PERCENTS
    )
    return st.just(Given()) | some


@st.composite
def complex_patients(draw: st.DrawFn) -> ComplexPatients:
    """Risk indicators beside their national distributions."""
    parts = st.decimals(0, 3, places=2)
    spread = st.decimals(Decimal("0.1"), 2, places=2)
    indicators = st.none() | st.builds(RiskIndicator, parts, parts, spread, parts)
    return ComplexPatients(draw(indicators), draw(indicators))
