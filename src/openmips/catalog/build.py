"""What CMS's files of one year become: entries by part, notes, and what was refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from openmips.catalog import checks
from openmips.catalog.claims_records import stored
from openmips.catalog.entries import Benchmark, CostMeasure, QualityMeasure
from openmips.catalog.load import DATA, load_catalog, years_in
from openmips.catalog.parts import PARTS, StoredArea
from openmips.catalog.read_cms import benchmarks, claims, disasters, measures, pathways
from openmips.catalog.read_cms.rows import Refused, Row
from openmips.catalog.sources import Found, Sources

T = TypeVar("T")


@dataclass(slots=True)
class Build:
    """A year as built: records by part, the sources used, refusals and notes."""

    year: int
    sources: dict[str, Found] = field(default_factory=dict)
    parts: dict[str, list[Any]] = field(default_factory=dict)
    refusals: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class UnreadableSource(ValueError):
    """A file of CMS cannot be read at all."""


def build_year(sources: Sources, year: int) -> Build:
    """The catalog of one year from CMS's files.

    A row that cannot become an entry is listed under `refusals`; a file that is no JSON or
    CSV, or a year without a measures file, raises UnreadableSource.
    """
    build = Build(year)
    for name in dict.fromkeys(part.made_from for part in PARTS.values()):
        found = sources.find(name, year)
        if found is not None:
            build.sources[name] = found
        elif name != "claims":
            build.notes.append(f"CMS has no {name.replace('_', ' ')} file of {year}.")
    if "measures" not in build.sources:
        raise UnreadableSource(f"There is no measures file of {year}.")
    _add_measures(build)
    _add_benchmarks(build, sources)
    _add_pathways(build)
    _add_claims(build)
    _add_disasters(build)
    return build


def _refuser(build: Build, source: str) -> checks.Refuse:
    origin = build.sources[source].origin

    def refuse(record: str, reason: str) -> None:
        build.refusals.append({"file": origin, "record": record, "reason": reason})

    return refuse


def _rows(build: Build, source: str) -> list[Any]:
    """The rows of a JSON file."""
    found = build.sources[source]
    try:
        content = json.loads(found.content, parse_float=Decimal)
    except ValueError as error:
        raise UnreadableSource(f"{found.origin} is no JSON: {error}") from error
    if isinstance(content, dict):
        content = list(content.values())
    if not isinstance(content, list):
        raise UnreadableSource(f"{found.origin} holds no list of records")
    return content


def _read(
    build: Build, source: str, read: Callable[[Row], T], rows: list[Any], id_field: str
) -> list[T]:
    """The entries of the rows; rows that cannot be read are refused, new fields noted."""
    refuse, entries, unread = _refuser(build, source), [], dict[str, int]()
    for position, content in enumerate(rows):
        try:
            row = Row(content)
            entries.append(read(row))
        except Refused as reason:
            named = content.get(id_field) if isinstance(content, dict) else None
            refuse(str(named or f"row {position + 1}"), str(reason))
            continue
        for name in row.unread:
            unread[name] = unread.get(name, 0) + 1
    origin = build.sources[source].origin
    for name, count in sorted(unread.items()):
        build.notes.append(f"{origin}: the field {name} of {count} rows is new and was not read.")
    return entries


_CATEGORIES: Mapping[str, tuple[str, Callable[[Row], Any]]] = {
    "quality": ("quality", measures.quality_measure),
    "ia": ("activities", measures.activity),
    "pi": ("interoperability", measures.interoperability_measure),
    "cost": ("cost", measures.cost_measure),
}


def _add_measures(build: Build) -> None:
    rows = _rows(build, "measures")
    refuse = _refuser(build, "measures")
    by_category: dict[str, list[Any]] = {category: [] for category in _CATEGORIES}
    seen: set[object] = set()
    for row in rows:
        category = row.get("category") if isinstance(row, dict) else None
        measure_id = row.get("measureId") if isinstance(row, dict) else None
        last_year = row.get("lastPerformanceYear") if isinstance(row, dict) else None
        if isinstance(last_year, int) and last_year < build.year:
            refuse(str(measure_id), f"its last performance year was {last_year}")
        elif category not in by_category:
            refuse(str(measure_id), f"category is {category!r}")
        elif measure_id in seen:
            refuse(str(measure_id), "stands twice; the first row is kept")
        else:
            by_category[category].append(row)
            seen.add(measure_id)
    for category, (part, read) in _CATEGORIES.items():
        build.parts[part] = _read(build, "measures", read, by_category[category], "measureId")
    known = _quality(build)
    again = [row for row in by_category["quality"] if row.get("measureId") in known]
    electronic = _read(build, "measures", _quietly(measures.electronic_measure), again, "measureId")
    build.parts["electronic"] = [entry for entry in electronic if entry is not None]


def _quietly(read: Callable[[Row], T]) -> Callable[[Row], T]:
    """`read` for a second look at rows: the fields it leaves alone are no news."""

    def quiet(row: Row) -> T:
        row.ignore(*row.keys)
        return read(row)

    return quiet


def _quality(build: Build) -> dict[str, QualityMeasure]:
    return {measure.measure_id: measure for measure in build.parts["quality"]}


def _cost(build: Build) -> dict[str, CostMeasure]:
    return {measure.measure_id: measure for measure in build.parts["cost"]}


def _add_benchmarks(build: Build, sources: Sources) -> None:
    year, quality, cost = build.year, _quality(build), _cost(build)
    if "benchmarks" in build.sources:
        found = _read(
            build,
            "benchmarks",
            lambda row: benchmarks.benchmark(row, year),
            _rows(build, "benchmarks"),
            "measureId",
        )
        fitting = checks.fitting_benchmarks(found, quality, cost, _refuser(build, "benchmarks"))
        marked = benchmarks.mark_placeholders(fitting, _benchmarks_of(sources, year - 1))
        mock = sum(row.placeholder for row in marked)
        if mock:
            build.notes.append(
                f"{mock} administrative claims benchmarks are placeholders: "
                f"they repeat those of {year - 1}."
            )
        build.parts["benchmarks"] = marked
    if "benchmark_exclusions" in build.sources:
        build.parts["benchmark_exclusions"] = checks.fitting_exclusions(
            _read(
                build,
                "benchmark_exclusions",
                lambda row: benchmarks.exclusion(row, year),
                _rows(build, "benchmark_exclusions"),
                "measureId",
            ),
            quality,
            _refuser(build, "benchmark_exclusions"),
        )
    if "national_averages" in build.sources:
        build.parts["national_averages"] = checks.fitting_averages(
            _read(
                build,
                "national_averages",
                lambda row: benchmarks.national_average(row, year),
                _rows(build, "national_averages"),
                "measureId",
            ),
            cost,
            _refuser(build, "national_averages"),
        )


def _benchmarks_of(sources: Sources, year: int) -> dict[tuple[str, str], Benchmark]:
    """The year's benchmarks as CMS's files beside have them, else as the package ships them."""
    found = sources.find("benchmarks", year)
    if found is None:
        return dict(load_catalog(DATA, year).benchmarks) if year in years_in(DATA) else {}
    scratch = Build(year, {"benchmarks": found})
    rows = _read(
        scratch,
        "benchmarks",
        lambda row: benchmarks.benchmark(row, year),
        _rows(scratch, "benchmarks"),
        "measureId",
    )
    return {checks.rated(row): row for row in rows}


def _add_pathways(build: Build) -> None:
    quality = _quality(build)
    if "mvps" in build.sources:
        refuse = _refuser(build, "mvps")
        known = {
            "quality_measures": quality,
            "activities": {activity.activity_id for activity in build.parts["activities"]},
            "cost_measures": _cost(build),
            "interoperability_measures": {
                measure.measure_id for measure in build.parts["interoperability"]
            },
            "population_health_measures": quality,
            "administrative_claims_measures": quality,
        }
        found = _read(build, "mvps", pathways.mvp, _rows(build, "mvps"), "mvpId")
        once = checks.once(found, lambda mvp: mvp.mvp_id, refuse)
        build.parts["mvps"] = [checks.fitting_mvp(mvp, known, refuse) for mvp in once]
    if "groups" in build.sources:
        lists = _read(build, "groups", pathways.groups, _rows(build, "groups"), "measureId")
        build.parts["groups"] = checks.distinct_groups(
            [group for groups in lists for group in groups], quality, _refuser(build, "groups")
        )


def _add_claims(build: Build) -> None:
    """Claims code sets, from the file of their own or else from the measures file."""
    source = "claims" if "claims" in build.sources else "measures"
    rows = [
        row for row in _rows(build, source) if isinstance(row, dict) and "eligibilityOptions" in row
    ]
    read = claims.claims_measure if source == "claims" else _quietly(claims.claims_measure)
    found = checks.once(
        _read(build, source, read, rows, "measureId"),
        lambda measure: measure.measure_id,
        _refuser(build, source),
    )
    if not found:
        build.notes.append(f"CMS has no claims code sets of {build.year}.")
        return
    build.parts["claims"] = stored(found)
    offered = {
        name for name, measure in _quality(build).items() if "claims" in measure.collection_types
    }
    given = {measure.measure_id for measure in found}
    if extra := sorted(given - offered):
        build.notes.append(
            f"CMS gives claims code sets for measures not offered by claims: {' '.join(extra)}."
        )
    if missing := sorted(offered - given):
        build.notes.append(
            f"CMS gives no claims code sets for measures offered by claims: {' '.join(missing)}."
        )


def _add_disasters(build: Build) -> None:
    found = build.sources.get("disasters")
    if found is None:
        return
    try:
        areas = disasters.areas(disasters.crosswalk_rows(found.content.decode("utf-8-sig")))
    except (Refused, UnicodeDecodeError) as error:
        raise UnreadableSource(f"{found.origin}: {error}") from error
    build.parts["disasters"] = [
        StoredArea(area.state, area.county, " ".join(area.zips)) for area in areas
    ]
    if bare := [f"{area.county} ({area.state})" for area in areas if not area.zips]:
        build.notes.append(f"CMS lists areas without ZIP codes: {', '.join(bare)}.")
