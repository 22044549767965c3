"""Which populations an electronic measure has in a year, and under which identifiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from openmips.catalog import Catalog
from openmips.catalog.entries import ElectronicMeasure, MetricType
from openmips.formats.qrda3.tables import tables

INITIAL = "IPOP"
INITIAL_CODES = ("IPOP", "IPP")
DENOMINATOR = "DENOM"
EXCLUSION = "DENEX"
EXCEPTION = "DENEXCEP"
NUMERATOR = "NUMER"
NUMERATOR_EXCLUSION = "NUMEX"
"""The codes of populations."""

COUNTED = (EXCEPTION, EXCLUSION, NUMERATOR, NUMERATOR_EXCLUSION, DENOMINATOR)
"""The populations of which a measure must have as many as it defines."""


@dataclass(frozen=True, slots=True)
class Group:
    """One rate of a measure: the identifier of each population, and of its strata, in capitals."""

    uuids: Mapping[str, str]
    name: str | None
    strata: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """An electronic measure of one year.

    `single` says whether the submission has one rate for it; `strata` are the names of its
    rates there.
    """

    measure_id: str
    electronic_id: str
    guid: str
    single: bool
    groups: tuple[Group, ...]
    strata: tuple[str, ...]

    @property
    def title(self) -> str:
        """The measure as sentences name it."""
        return f"measure {self.measure_id} ({self.electronic_id})"

    def uuids(self, code: str) -> tuple[str, ...]:
        """The identifiers that the measure's rates give one population."""
        return tuple(group.uuids[code] for group in self.groups if code in group.uuids)


@lru_cache(maxsize=8)
def definitions(catalog: Catalog) -> Mapping[str, Definition]:
    """The electronic measures of a year, by their identifiers in small letters."""
    found = (_definition(entry, catalog) for entry in catalog.electronic.values() if entry.uuid)
    return MappingProxyType({definition.guid: definition for definition in found})


def _definition(entry: ElectronicMeasure, catalog: Catalog) -> Definition:
    quality = catalog.quality[entry.measure_id]
    return Definition(
        entry.measure_id,
        entry.electronic_measure_id or entry.measure_id,
        (entry.uuid or "").lower(),
        quality.metric_type is MetricType.SINGLE,
        tuple(_groups(entry)),
        quality.strata,
    )


def _groups(entry: ElectronicMeasure) -> Iterator[Group]:
    codes = {name: code for code, name in tables().populations.items() if code != "IPP"}
    for stratum in entry.strata:
        uuids = {codes[name]: uuid.upper() for name, uuid in stratum.populations.items()}
        strata = tuple(uuid.upper() for uuid in stratum.strata)
        yield Group(MappingProxyType(uuids), stratum.name, strata)
