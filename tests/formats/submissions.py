"""Submissions that CMS would take, drawn from the real catalogs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st
from strategies import activity_sets, counts, interoperability_sets, submittable

from openmips.catalog.entries import ELECTRONIC, REGISTRY, MetricType, QualityMeasure
from openmips.catalog.load import YEARS, Catalog, catalog_for
from openmips.formats.qpp_json import Submission
from openmips.formats.qpp_sets import MeasurementSet
from openmips.people import Entity, EntityType
from openmips.performance import (
    ActivitySet,
    Category,
    Counts,
    InteroperabilitySet,
    NonProportion,
    QualityResult,
    RegistryCounts,
    Strata,
    Stratum,
)

TIN, NPI = "000456789", "1000000004"
METHODS = (REGISTRY, ELECTRONIC)
NAMES = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=6).map(lambda name: f"x_{name}")
NUMBERS = st.integers(-(10**12), 10**12) | st.decimals(
    -(10**6), 10**6, allow_nan=False, allow_infinity=False, places=3
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(st.characters(codec="utf-8"), max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=4,
)
UNKNOWN = st.just({}) | st.dictionaries(NAMES, JSON_VALUES, max_size=2)
ENTITIES = (
    Entity(EntityType.INDIVIDUAL, TIN, NPI),
    Entity(EntityType.GROUP, TIN),
    Entity(EntityType.VIRTUAL_GROUP, None, None, "VG-1"),
    Entity(EntityType.VIRTUAL_GROUP, TIN, None, "VG-1"),
    Entity(EntityType.APM_ENTITY, None, None, "A1234"),
    Entity(EntityType.SUBGROUP, None, None, "SG-00000001"),
)


def programs_of(entity: Entity, catalog: Catalog) -> list[str]:
    """The programs an entity may report."""
    if entity.entity_type is EntityType.VIRTUAL_GROUP:
        return ["mips"]
    if entity.entity_type is EntityType.SUBGROUP:
        return list(catalog.mvps)
    pathways = [name for name in ("app1", "appPlus") if submittable(catalog.performance_year, name)]
    return ["mips", *pathways, *catalog.mvps]


@cache
def offered(year: int, program: str, method: str) -> tuple[QualityMeasure, ...]:
    """The measures of a program that can be reported by a method."""
    return tuple(one for one in submittable(year, program) if method in one.collection_types)


@st.composite
def fitting_counts(draw: st.DrawFn, excludes: bool) -> Counts:
    """Counts as the method may write them."""
    drawn = draw(counts())
    return drawn if excludes else replace(drawn, exclusion=0)


@st.composite
def values(draw: st.DrawFn, measure: QualityMeasure, method: str) -> Any:
    """A value in the shape of the measure."""
    excludes = method != REGISTRY or measure.registry_measure
    rates = st.decimals(0, 100, places=2)
    match measure.metric_type:
        case MetricType.SINGLE:
            return draw(fitting_counts(excludes))
        case MetricType.REGISTRY_SINGLE:
            one = draw(fitting_counts(excludes))
            excluded = draw(st.integers(0, one.eligible))
            return RegistryCounts(one, draw(rates), excluded)
        case MetricType.MULTIPLE | MetricType.REGISTRY_MULTIPLE:
            registry = measure.metric_type is MetricType.REGISTRY_MULTIPLE
            parts = tuple(Stratum(name, draw(fitting_counts(excludes))) for name in measure.strata)
            return Strata(parts, draw(rates) if registry else None, registry)
    amounts = st.decimals(0, 500, places=1)
    return NonProportion(
        draw(amounts), draw(amounts), draw(st.integers(0, 99)), draw(amounts), draw(amounts)
    )


@st.composite
def kept_of(draw: st.DrawFn, ids: list[str]) -> MappingProxyType[str, Any]:
    """Unknown fields of a set and of some of its measurements."""
    kept: dict[str, Any] = dict(draw(UNKNOWN))
    if draw(st.booleans()):
        kept["source"] = "qrda3"
    some = draw(st.lists(st.sampled_from(ids), unique=True, max_size=2)) if ids else []
    measured = {one: draw(UNKNOWN) for one in some}
    measured = {one: fields for one, fields in measured.items() if fields}
    if measured:
        kept["measurements"] = measured
    return MappingProxyType(kept)


@st.composite
def quality_sets(draw: st.DrawFn, catalog: Catalog, program: str, method: str) -> MeasurementSet:
    """A set of quality measures; it may be empty."""
    year = catalog.performance_year
    there = offered(year, program, method)
    some = st.lists(st.sampled_from(there), unique_by=lambda one: one.measure_id, max_size=4)
    chosen = draw(some) if there else []
    results = tuple(
        QualityResult(one.measure_id, method, draw(values(one, method))) for one in chosen
    )
    ids = [one.measure_id for one in chosen]
    return MeasurementSet(
        Category.QUALITY,
        method,
        program,
        date(year, 1, 1),
        date(year, 12, 31),
        results,
        "0015CABCDEFGHIJ",
        frozenset(draw(st.sets(st.sampled_from(ids)))) if ids else frozenset(),
        draw(kept_of(ids)),
    )


@st.composite
def other_sets(
    draw: st.DrawFn, category: Category, catalog: Catalog, program: str, method: str
) -> MeasurementSet:
    """A set of activities or of promoting interoperability."""
    content: ActivitySet | InteroperabilitySet
    if category is Category.ACTIVITIES:
        content = draw(activity_sets(catalog, program))
        ids = list(content.done)
        content = replace(content, done=MappingProxyType(dict(content.done)))
        cehrt_id = None
    else:
        content = draw(interoperability_sets(catalog))
        cehrt_id = "2025CABCDEFGHIJ"
        level = draw(st.sampled_from(("_PRE", "_PROD")))
        measures = {
            one: value for one, value in content.measures.items() if not one.endswith(level)
        }
        content = replace(content, cehrt_id=cehrt_id, measures=MappingProxyType(measures))
        ids = list(measures)
    return MeasurementSet(
        category,
        method,
        program,
        content.start,
        content.end,
        content,
        cehrt_id,
        frozenset(),
        draw(kept_of(ids)),
    )


@st.composite
def submissions(draw: st.DrawFn, year: int | None = None) -> Submission:
    """A submission with up to one set of each category, method and program."""
    catalog = catalog_for(draw(st.sampled_from(YEARS)) if year is None else year)
    entity = draw(st.sampled_from(ENTITIES))
    program = draw(st.sampled_from(programs_of(entity, catalog)))
    categories = [Category.QUALITY, Category.ACTIVITIES]
    if entity.entity_type is not EntityType.APM_ENTITY:
        categories.append(Category.INTEROPERABILITY)
    keys = st.tuples(st.sampled_from(categories), st.sampled_from(METHODS))
    sets = []
    for category, method in draw(st.lists(keys, unique=True, min_size=1, max_size=4)):
        if category is Category.QUALITY:
            sets.append(draw(quality_sets(catalog, program, method)))
        else:
            sets.append(draw(other_sets(category, catalog, program, method)))
    kept = MappingProxyType(dict(draw(UNKNOWN)))
    return Submission(catalog.performance_year, entity, tuple(sets), None, kept)
