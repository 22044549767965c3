"""Which identifiers, names and codes QRDA III documents use, by year: the tables as values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

_OUTSIDE_MIPS = "PCF"
_FILE = Path(__file__).with_name("tables.toml")


class Template(Enum):
    """The templates that are read, by the names the tables give them."""

    DOCUMENT = "document"
    QUALITY_SECTION = "quality_section"
    ACTIVITY_SECTION = "activity_section"
    INTEROPERABILITY_SECTION = "interoperability_section"
    PARAMETERS = "parameters"
    QUALITY_MEASURE = "quality_measure"
    MEASURE_DATA = "measure_data"
    AGGREGATE_COUNT = "aggregate_count"
    PERFORMANCE_RATE = "performance_rate"
    STRATUM = "stratum"
    RATIO_MEASURE = "ratio_measure"
    RATIO_NUMERATOR = "ratio_numerator"
    RATIO_DENOMINATOR = "ratio_denominator"
    ANSWER_MEASURE = "answer_measure"
    ACTIVITY = "activity"
    ANSWER = "answer"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    RACE = "race"
    PAYER = "payer"
    CONTINUOUS_VALUE = "continuous_value"

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class ProgramName:
    """What a program name of a document means, and in which years it may stand there."""

    name: str
    program: str
    entity: str
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PrimaryCareFirst:
    """What primary care first, a model outside MIPS, asked of a document until 2024."""

    measures: tuple[str, ...]
    period: tuple[str, str]
    supplemental: Mapping[Template, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables.

    `templates` maps roots to templates; `populations` maps codes to the catalog's names and
    `members` to those of the submission, for the codes that have one.
    """

    namespace: str
    hl7_report: str
    category_section: str
    category_extension: str
    document_years: Mapping[str, tuple[int, ...]]
    earlier_documents: Mapping[str, str]
    converter_years: tuple[int, ...]
    document_root: str
    templates: Mapping[str, Template]
    extensions: Mapping[Template, tuple[str, ...]]
    identifiers: Mapping[str, str]
    programs: Mapping[str, ProgramName]
    populations: Mapping[str, str]
    members: Mapping[str, str]
    summed: frozenset[str]
    filled_with_zeros: frozenset[str]
    quality_names_technology_from: int
    primary_care_first: PrimaryCareFirst

    def document_extensions(self, year: int) -> tuple[str, ...]:
        """The extensions that the document template of a year may have."""
        return tuple(ext for ext, years in self.document_years.items() if year in years)

    def program_names(self, year: int) -> tuple[str, ...]:
        """The program names of MIPS that a document of a year may have."""
        known = self.programs.items()
        return tuple(name for name, each in known if year in each.years and name != _OUTSIDE_MIPS)


@cache
def tables() -> Tables:
    """The tables that ship with the package."""
    read: dict[str, Any] = tomllib.loads(_FILE.read_text("utf-8"))
    templates = {each: read["templates"][each.value] for each in Template}
    populations: dict[str, dict[str, str]] = read["populations"]
    pcf = read["pcf"]
    supplemental = {Template(kind): tuple(codes) for kind, codes in pcf["supplemental"].items()}
    start, end = pcf["period"]
    return Tables(
        namespace=read["namespace"],
        hl7_report=read["hl7_report"],
        category_section=read["category_section"],
        category_extension=read["category_extension"],
        document_years=MappingProxyType(
            {ext: tuple(years) for ext, years in read["document_years"].items()}
        ),
        earlier_documents=MappingProxyType(read["earlier_documents"]),
        converter_years=tuple(read["converters"]["years"]),
        document_root=templates[Template.DOCUMENT]["root"],
        templates=MappingProxyType({entry["root"]: each for each, entry in templates.items()}),
        extensions=MappingProxyType(
            {each: tuple(entry.get("extensions", ())) for each, entry in templates.items()}
        ),
        identifiers=MappingProxyType(read["identifiers"]),
        programs=MappingProxyType(
            {
                name: ProgramName(name, entry["program"], entry["entity"], tuple(entry["years"]))
                for name, entry in read["programs"].items()
            }
        ),
        populations=MappingProxyType(
            {code: entry["catalog"] for code, entry in populations.items()}
        ),
        members=MappingProxyType(
            {code: entry["member"] for code, entry in populations.items() if "member" in entry}
        ),
        summed=frozenset(read["shapes"]["summed"]),
        filled_with_zeros=frozenset(read["shapes"]["filled_with_zeros"]),
        quality_names_technology_from=read["shapes"]["quality_names_technology_from"],
        primary_care_first=PrimaryCareFirst(
            tuple(pcf["measures"]), (start, end), MappingProxyType(supplemental)
        ),
    )
