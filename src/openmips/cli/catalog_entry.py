"""How one entry of the catalog is shown in full."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import click

from openmips.catalog import YEARS, Catalog, catalog_for
from openmips.catalog.entries import CUT_POINTS, Activity, Benchmark, Mvp, QualityMeasure
from openmips.catalog.records import plain_number
from openmips.catalog.remarks import SPOKEN, benchmark_remarks, remarks, spoken
from openmips.catalog.search import Measure, measures_of, same_id
from openmips.catalog.shapes import as_json
from openmips.cli.words import echo_wrapped

T = TypeVar("T")


def print_document(document: Mapping[str, Any]) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def measure_named(catalog: Catalog, text: str) -> Measure:
    """The measure with the id the reader wrote; exits with a hint where there is none."""
    return _named("measure", text, catalog, measures_of, lambda entry: entry.measure_id)


def show_measure(catalog: Catalog, text: str, codes: bool, as_document: bool) -> None:
    """Print one measure with its ladders, pathways and what to know about it."""
    entry = measure_named(catalog, text)
    if as_document:
        print_document(_measure_document(catalog, entry, codes))
        return
    click.echo(f"{entry.measure_id} ({catalog.performance_year}): {entry.title}")
    for line in _measure_lines(catalog, entry):
        click.echo(f"  {line}")
    if ladders := _ladders(catalog, entry):
        print_ladders("Benchmarks", catalog, ladders)
    if codes and (claims := catalog.claims.get(entry.measure_id)):
        print_document(as_json(claims))


def _measure_document(catalog: Catalog, entry: Measure, codes: bool) -> dict[str, Any]:
    name = entry.measure_id
    document = {
        "performanceYear": catalog.performance_year,
        "measure": as_json(entry),
        "remarks": remarks(entry, catalog.performance_year),
        "benchmarks": as_json(_ladders(catalog, entry)),
        "benchmarkExclusions": [
            as_json(row) for row in catalog.benchmark_exclusions.values() if row.measure_id == name
        ],
        "nationalAverage": as_json(catalog.national_averages.get(name)),
        "mvps": [{"mvpId": mvp.mvp_id, "title": mvp.title} for mvp in _pathways(catalog, entry)],
        "groups": [as_json(group) for group in catalog.groups if name in group.measure_ids],
    }
    return document | ({"claims": as_json(catalog.claims.get(name))} if codes else {})


def _measure_lines(catalog: Catalog, entry: Measure) -> Iterator[str]:
    """What there is to know about a measure beside its ladders, a line each."""
    name = entry.measure_id
    yield from remarks(entry, catalog.performance_year)
    if isinstance(entry, QualityMeasure):
        yield from _quality_lines(entry)
    for row in catalog.benchmark_exclusions.values():
        if row.measure_id == name:
            reasons = ", ".join(row.reason_codes)
            yield f"No benchmark for {spoken([row.collection_type])}: CMS's reason {reasons}"
    if average := catalog.national_averages.get(name):
        group, individual = plain_number(average.group), plain_number(average.individual)
        yield f"National average: ${group} for groups, ${individual} for individuals"
    pathways = _pathways(catalog, entry)
    if pathways and len(pathways) == len(catalog.mvps):
        yield "Offered in every MVP"
    else:
        yield from (f"MVP {mvp.mvp_id}: {mvp.title}" for mvp in pathways)
    for listed in catalog.groups:
        if name in listed.measure_ids:
            kind = listed.kind.replace("_", " ").capitalize()
            where = spoken([listed.collection_type])
            yield f"{kind} {listed.name}, {where}: {' '.join(listed.measure_ids)}"
    for place, link in _specifications(entry).items():
        yield f"Specification, {SPOKEN.get(place, place)}: {link}"


def _quality_lines(entry: QualityMeasure) -> Iterator[str]:
    facts = (
        ("Collection types", spoken(entry.collection_types)),
        ("Measure type", entry.measure_type.value),
        ("Result", entry.metric_type.value),
        ("Rates", ", ".join(entry.strata)),
        ("Overall rate", entry.overall_algorithm.value if entry.overall_algorithm else ""),
        ("eCQM", entry.electronic_measure_id),
        ("NQF", entry.nqf_id or entry.nqf_electronic_id),
        ("Steward", entry.steward),
        ("Specialty sets", ", ".join(entry.specialty_sets)),
        ("Same measure under another id", ", ".join(entry.companions)),
    )
    yield from (f"{label}: {fact}" for label, fact in facts if fact)


def _specifications(entry: Measure) -> Mapping[str, str]:
    if isinstance(entry, QualityMeasure):
        return entry.specifications or {}
    return {"CMS": entry.specification} if entry.specification else {}


def _ladders(catalog: Catalog, entry: Measure) -> list[Benchmark]:
    return [row for row in catalog.benchmarks.values() if row.measure_id == entry.measure_id]


def _pathways(catalog: Catalog, entry: Measure) -> list[Mvp]:
    return [mvp for mvp in catalog.mvps.values() if mvp.mvp_id in entry.programs]


def print_ladders(title: str, catalog: Catalog, ladders: Sequence[Benchmark]) -> None:
    """Print benchmarks with their values at each percentile."""

    def cap_removed(row: Benchmark) -> bool:
        measure = catalog.quality.get(row.measure_id)
        return measure is not None and row.collection_type in measure.cap_removed

    click.echo(f"{title}; the values at each percentile of those who reported")
    if any(_column(row) == _COLUMN for row in ladders):
        click.echo("\n".join(_in_columns(CUT_POINTS, _COLUMN)))
    for row in ladders:
        mean = "no mean" if row.average is None else f"mean {plain_number(row.average)}"
        remarks = ", ".join([mean, *benchmark_remarks(row, cap_removed(row))])
        echo_wrapped(f"{row.measure_id}, {spoken([row.collection_type])}: {remarks}", "", "  ")
        values = _in_columns(tuple(map(plain_number, row.percentiles)), _column(row))
        if _column(row) == _COLUMN:
            click.echo(values[0])
            continue
        for points, line in zip(_in_columns(CUT_POINTS, _column(row)), values, strict=True):
            click.echo(f"{points}\n{line}")


_LINE, _INDENT, _COLUMN = 80, "  ", 6
"""How wide a line and a value of a ladder are; with wider values it takes several lines."""


def _column(row: Benchmark) -> int:
    return max(_COLUMN, *(len(plain_number(value)) for value in row.percentiles))


def _in_columns(cells: Sequence[str], wide: int) -> list[str]:
    """The cells side by side, in as many lines as they need to fit."""
    most = (_LINE - len(_INDENT) + 1) // (wide + 1)
    parts = [cells[start : start + most] for start in range(0, len(cells), most)]
    return [_INDENT + " ".join(cell.rjust(wide) for cell in part) for part in parts]


def show_activity(catalog: Catalog, text: str, as_document: bool) -> None:
    """Print one improvement activity."""

    def activities(other: Catalog) -> Iterable[Activity]:
        return other.activities.values()

    entry = _named("activity", text, catalog, activities, lambda found: found.activity_id)
    year = catalog.performance_year
    pathways = [mvp for mvp in catalog.mvps.values() if entry.activity_id in mvp.activities]
    if as_document:
        listed = [{"mvpId": mvp.mvp_id, "title": mvp.title} for mvp in pathways]
        print_document({"performanceYear": year, "activity": as_json(entry), "mvps": listed})
        return
    click.echo(f"{entry.activity_id} ({year}): {entry.title}")
    click.echo(f"  Weight: {entry.weight or 'none in this year'}")
    click.echo(f"  Subcategory: {entry.subcategory or 'none'}")
    for mvp in pathways:
        click.echo(f"  MVP {mvp.mvp_id}: {mvp.title}")


def show_mvp(catalog: Catalog, text: str, as_document: bool) -> None:
    """Print one pathway with the titles of what it offers."""

    def mvps(other: Catalog) -> Iterable[Mvp]:
        return other.mvps.values()

    entry = _named("MVP", text, catalog, mvps, lambda found: found.mvp_id)
    year = catalog.performance_year
    if as_document:
        print_document({"performanceYear": year, "mvp": as_json(entry)})
        return
    click.echo(f"{entry.mvp_id} ({year}): {entry.title}")
    click.echo(f"  Topic: {entry.clinical_topic}")
    click.echo(f"  Specialties: {', '.join(entry.specialties)}")
    parts = (
        ("Quality measures", entry.quality_measures),
        ("Administrative claims measures", entry.administrative_claims_measures),
        ("Population health measures, one of", entry.population_health_measures),
        ("Cost measures", entry.cost_measures),
        ("Improvement activities", entry.activities),
        ("Promoting interoperability", entry.interoperability_measures),
    )
    for label, ids in parts:
        if ids:
            click.echo(f"  {label}:")
        for name in ids:
            click.echo(f"    {name}  {catalog.entry(name).title}")


def _named(
    what: str,
    text: str,
    catalog: Catalog,
    entries: Callable[[Catalog], Iterable[T]],
    name: Callable[[T], str],
) -> T:
    """The entry with the id; exits with code 1, naming other years that have it, if none."""
    for entry in entries(catalog):
        if same_id(text, name(entry)):
            return entry
    year = catalog.performance_year
    elsewhere = [
        str(other)
        for other in YEARS
        if any(same_id(text, name(entry)) for entry in entries(catalog_for(other)))
    ]
    hint = (
        f"It is in the catalog of {', '.join(elsewhere)}: choose it with --year."
        if elsewhere
        else f"Search by words: openmips {_COMMANDS[what]} --search WORDS."
    )
    raise click.ClickException(f"There is no {what} {text!r} in {year}. {hint}")


_COMMANDS = {"measure": "measures", "activity": "activities", "MVP": "mvps"}
