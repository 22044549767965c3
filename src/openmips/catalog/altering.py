"""A catalog in which single entries are other than CMS publishes them."""

from __future__ import annotations

from copy import copy
from types import MappingProxyType
from typing import Any

from openmips.catalog.entries import Benchmark, QualityMeasure
from openmips.catalog.load import Catalog


def with_measure(catalog: Catalog, measure: QualityMeasure) -> Catalog:
    """The catalog with this entry in place of the measure's own; the given one is untouched."""
    return with_entry(catalog, "quality", measure.measure_id, measure)


def with_benchmark(catalog: Catalog, benchmark: Benchmark) -> Catalog:
    """The catalog with this ladder in place of its own; the given one is untouched."""
    key = (benchmark.measure_id, benchmark.collection_type)
    return with_entry(catalog, "benchmarks", key, benchmark)


def with_entry(catalog: Catalog, part: str, key: Any, entry: Any) -> Catalog:
    """The catalog with this entry under the key of a part, or without it where that is None."""
    changed = copy(catalog)
    entries = {name: one for name, one in getattr(catalog, part).items() if name != key}
    vars(changed)[part] = MappingProxyType(entries if entry is None else {**entries, key: entry})
    return changed
