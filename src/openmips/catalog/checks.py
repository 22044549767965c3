"""Whether the parts of one year agree: ids that are named must be there."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from openmips.catalog.entries import (
    Benchmark,
    BenchmarkExclusion,
    MeasureGroup,
    Mvp,
    NationalAverage,
    QualityMeasure,
)

T = TypeVar("T")
Refuse = Callable[[str, str], None]
"""Takes the record's name and the reason why it, or a part of it, is left out."""


def once(entries: Iterable[T], key: Callable[[T], object], refuse: Refuse) -> list[T]:
    """The entries whose key comes for the first time; CMS's first row wins."""
    seen: dict[object, T] = {}
    for entry in entries:
        name = key(entry)
        if name in seen:
            refuse(spoken(name), "stands twice; the first row is kept")
        else:
            seen[name] = entry
    return list(seen.values())


def spoken(key: object) -> str:
    """A key as a reader names it: "236 registry"."""
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)


Rated = TypeVar("Rated", Benchmark, BenchmarkExclusion)


def rated(entry: Rated) -> tuple[str, str]:
    """What a benchmark or its absence is about."""
    return entry.measure_id, entry.collection_type


def fitting_benchmarks(
    entries: Iterable[Benchmark],
    quality: Mapping[str, QualityMeasure],
    cost: Container[str],
    refuse: Refuse,
) -> list[Benchmark]:
    """The benchmarks of measures that exist, read in the direction the measure has."""
    kept = []
    for entry in once(entries, rated, refuse):
        measure = quality.get(entry.measure_id)
        if measure is None and entry.measure_id not in cost:
            refuse(spoken(rated(entry)), "no such measure in the year's measures")
        elif measure is not None and measure.inverse != entry.inverse:
            refuse(spoken(rated(entry)), "isInverse contradicts the year's measures")
        elif measure is not None and entry.collection_type not in measure.collection_types:
            refuse(spoken(rated(entry)), "the measure is not offered by this collection type")
        else:
            kept.append(entry)
    return kept


def fitting_exclusions(
    entries: Iterable[BenchmarkExclusion], quality: Container[str], refuse: Refuse
) -> list[BenchmarkExclusion]:
    """The exclusions of measures that exist."""
    kept = []
    for entry in once(entries, rated, refuse):
        if entry.measure_id in quality:
            kept.append(entry)
        else:
            refuse(spoken(rated(entry)), "no such measure in the year's measures")
    return kept


def fitting_averages(
    entries: Iterable[NationalAverage], cost: Container[str], refuse: Refuse
) -> list[NationalAverage]:
    """The averages of cost measures that exist."""
    kept = []
    for entry in once(entries, lambda average: average.measure_id, refuse):
        if entry.measure_id in cost:
            kept.append(entry)
        else:
            refuse(entry.measure_id, "no such cost measure in the year's measures")
    return kept


def fitting_mvp(entry: Mvp, known: Mapping[str, Container[str]], refuse: Refuse) -> Mvp:
    """The pathway without ids that the year's measures lack.

    `known` maps the pathway's fields to the ids that may stand there.
    """
    changes: dict[str, Any] = {}
    for field in fields(entry):
        if field.name in known:
            ids: tuple[str, ...] = getattr(entry, field.name)
            missing = [name for name in ids if name not in known[field.name]]
            for name in missing:
                refuse(f"{entry.mvp_id} {name}", "no such measure in the year's measures")
            if missing:
                changes[field.name] = tuple(name for name in ids if name not in missing)
    return replace(entry, **changes)


def distinct_groups(
    entries: Iterable[MeasureGroup], quality: Container[str], refuse: Refuse
) -> list[MeasureGroup]:
    """Each group once; where CMS repeats it with other members, the first list is kept."""
    kept: dict[tuple[str, str, str], MeasureGroup] = {}
    for entry in entries:
        key = entry.kind, entry.name, entry.collection_type
        if key in kept:
            if kept[key].measure_ids != entry.measure_ids:
                refuse(spoken(key), f"also listed as {' '.join(entry.measure_ids)}")
            continue
        kept[key] = entry
    groups = []
    for key in sorted(kept):
        ids = kept[key].measure_ids
        missing = [name for name in ids if name not in quality]
        for name in missing:
            refuse(f"{spoken(key)} {name}", "no such measure in the year's measures")
        present = tuple(name for name in ids if name not in missing)
        groups.append(replace(kept[key], measure_ids=present))
    return groups
