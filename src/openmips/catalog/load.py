"""What CMS says of one performance year: the catalog, read part by part when it is asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from openmips.catalog.claims_entries import ClaimsMeasure
from openmips.catalog.claims_records import restored
from openmips.catalog.entries import (
    Activity,
    Benchmark,
    BenchmarkExclusion,
    CostMeasure,
    DisasterArea,
    ElectronicMeasure,
    InteroperabilityMeasure,
    MeasureGroup,
    Mvp,
    NationalAverage,
    QualityMeasure,
    UnknownMeasure,
    YearNotInCatalog,
)
from openmips.catalog.parts import MANIFEST, PARTS, file_of
from openmips.catalog.records import entries

T = TypeVar("T")

DATA = Path(__file__).parent / "data"
"""The catalogs that ship with the package, a folder a year."""


def years_in(folder: Path) -> tuple[int, ...]:
    """The years of which a folder holds a catalog."""
    found = folder.glob(f"[0-9][0-9][0-9][0-9]/{MANIFEST}")
    return tuple(sorted(int(path.parent.name) for path in found))


YEARS = years_in(DATA)
"""The years that ship."""


class DamagedCatalog(ValueError):
    """A file of a catalog was changed by other hands than the import's."""


class Catalog:
    """The catalog of one performance year. Each part is read once, when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Origin, digests, counts, notes and refusals, as the import wrote them."""
        manifest: dict[str, Any] = json.loads((self._folder / MANIFEST).read_bytes())
        return manifest

    @property
    def performance_year(self) -> int:
        """The year."""
        return int(self.manifest["performance_year"])

    @property
    def digest(self) -> str:
        """The digest of all parts, "sha256:..."."""
        return str(self.manifest["digest"])

    @cached_property
    def quality(self) -> Mapping[str, QualityMeasure]:
        """Quality measures by id, administrative claims measures and CAHPS included."""
        read: list[QualityMeasure] = self._read("quality")
        return MappingProxyType({entry.measure_id: entry for entry in read})

    @cached_property
    def activities(self) -> Mapping[str, Activity]:
        """Improvement activities by id."""
        read: list[Activity] = self._read("activities")
        return MappingProxyType({entry.activity_id: entry for entry in read})

    @cached_property
    def interoperability(self) -> Mapping[str, InteroperabilityMeasure]:
        """Promoting interoperability measures by id."""
        read: list[InteroperabilityMeasure] = self._read("interoperability")
        return MappingProxyType({entry.measure_id: entry for entry in read})

    @cached_property
    def cost(self) -> Mapping[str, CostMeasure]:
        """Cost measures by id."""
        read: list[CostMeasure] = self._read("cost")
        return MappingProxyType({entry.measure_id: entry for entry in read})

    @cached_property
    def benchmarks(self) -> Mapping[tuple[str, str], Benchmark]:
        """Benchmarks by measure id and collection type, placeholders included."""
        read: list[Benchmark] = self._read("benchmarks")
        return MappingProxyType({(row.measure_id, row.collection_type): row for row in read})

    @cached_property
    def benchmark_exclusions(self) -> Mapping[tuple[str, str], BenchmarkExclusion]:
        """Why there is no benchmark, by measure id and collection type."""
        read: list[BenchmarkExclusion] = self._read("benchmark_exclusions")
        return MappingProxyType({(row.measure_id, row.collection_type): row for row in read})

    @cached_property
    def mvps(self) -> Mapping[str, Mvp]:
        """MIPS Value Pathways by id."""
        read: list[Mvp] = self._read("mvps")
        return MappingProxyType({entry.mvp_id: entry for entry in read})

    @cached_property
    def groups(self) -> tuple[MeasureGroup, ...]:
        """Clinical clusters and specialty sets of the applicability process."""
        read: list[MeasureGroup] = self._read("groups")
        return tuple(read)

    @cached_property
    def national_averages(self) -> Mapping[str, NationalAverage]:
        """National mean dollars by cost measure id; empty where CMS published none yet."""
        read: list[NationalAverage] = self._read("national_averages")
        return MappingProxyType({entry.measure_id: entry for entry in read})

    @cached_property
    def electronic(self) -> Mapping[str, ElectronicMeasure]:
        """QRDA III identifiers by measure id; empty where CMS published none yet."""
        read: list[ElectronicMeasure] = self._read("electronic")
        return MappingProxyType({entry.measure_id: entry for entry in read})

    @cached_property
    def claims(self) -> Mapping[str, ClaimsMeasure]:
        """Claims code sets by measure id; empty where CMS published none yet.

        CMS may give code sets for a measure that the year does not offer by claims: ask the
        measure's `collection_types`.
        """
        return MappingProxyType(restored(self._read("claims")))

    @cached_property
    def disasters(self) -> tuple[DisasterArea, ...]:
        """Counties under the automatic disaster policy; empty where CMS published none yet."""
        read: Iterable[Any] = self._read("disasters")
        return tuple(DisasterArea(row.state, row.county, tuple(row.zips.split())) for row in read)

    def entry(
        self, entry_id: str
    ) -> QualityMeasure | Activity | InteroperabilityMeasure | CostMeasure:
        """The measure or activity with exactly this id.

        Raises UnknownMeasure when the year has none.
        """
        for part in (self.quality, self.activities, self.interoperability, self.cost):
            if entry_id in part:
                found: QualityMeasure | Activity | InteroperabilityMeasure | CostMeasure
                found = part[entry_id]
                return found
        raise UnknownMeasure(entry_id)

    def records(self, part: str) -> list[dict[str, Any]]:
        """The lines of a part as they stand in its file."""
        return [json.loads(line) for line in self._content(part).splitlines()]

    def _read(self, part: str) -> list[Any]:
        return entries(self._content(part), PARTS[part].holds)

    def _content(self, part: str) -> bytes:
        """The file of a part, empty where the manifest lists none."""
        listed = next((row for row in self.manifest["files"] if row["file"] == file_of(part)), None)
        if listed is None:
            return b""
        path = self._folder / file_of(part)
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != listed["sha256"]:
            raise DamagedCatalog(
                f"{path} is not as its manifest lists it: the digest differs. "
                "Build the catalog anew with `openmips catalog import`."
            )
        return content


@cache
def catalog_for(year: int) -> Catalog:
    """The catalog of the year that ships with the package.

    Raises YearNotInCatalog, which lists the years, when none ships.
    """
    return load_catalog(DATA, year)


def load_catalog(folder: Path, year: int) -> Catalog:
    """The catalog of the year in a folder that `openmips catalog import` wrote.

    Raises YearNotInCatalog when the folder has none of that year.
    """
    years = years_in(folder)
    if year not in years:
        there = ", ".join(map(str, years)) or "no year"
        raise YearNotInCatalog(f"There is no catalog of {year}. There is one of: {there}.")
    return Catalog(folder / str(year))
