"""The parts of a year's catalog: the file of each, what it holds and from where it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openmips.catalog.claims_records import StoredClaims
from openmips.catalog.entries import (
    Activity,
    Benchmark,
    BenchmarkExclusion,
    CostMeasure,
    ElectronicMeasure,
    InteroperabilityMeasure,
    MeasureGroup,
    Mvp,
    NationalAverage,
    QualityMeasure,
)


@dataclass(frozen=True, slots=True)
class StoredArea:
    """A line of the disasters file: a county and its ZIP codes in one string."""

    state: str
    county: str
    zips: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a year: its entries' type, the CMS file it is made from, what names a record."""

    holds: type[Any]
    made_from: str
    key: tuple[str, ...]

    def sort_key(self, record: dict[str, Any]) -> tuple[str, ...]:
        """What orders the records of the file, as they are written."""
        return tuple(str(record.get(field, "")) for field in self.key)


PARTS = {
    "quality": Part(QualityMeasure, "measures", ("measure_id",)),
    "activities": Part(Activity, "measures", ("activity_id",)),
    "interoperability": Part(InteroperabilityMeasure, "measures", ("measure_id",)),
    "cost": Part(CostMeasure, "measures", ("measure_id",)),
    "electronic": Part(ElectronicMeasure, "measures", ("measure_id",)),
    "benchmarks": Part(Benchmark, "benchmarks", ("measure_id", "collection_type")),
    "benchmark_exclusions": Part(
        BenchmarkExclusion, "benchmark_exclusions", ("measure_id", "collection_type")
    ),
    "national_averages": Part(NationalAverage, "national_averages", ("measure_id",)),
    "mvps": Part(Mvp, "mvps", ("mvp_id",)),
    "groups": Part(MeasureGroup, "groups", ("kind", "name", "collection_type")),
    "claims": Part(StoredClaims, "claims", ("name", "measure_id")),
    "disasters": Part(StoredArea, "disasters", ("state", "county")),
}
"""The parts by name. The file of a part is NAME.jsonl."""


def file_of(part: str) -> str:
    """The file name of a part."""
    return f"{part}.jsonl"


MANIFEST = "manifest.json"
