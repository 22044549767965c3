"""Which programs a year has, which of them are scored, and who may report them."""

from __future__ import annotations

from functools import lru_cache

from openmips.catalog import YEARS, Catalog, catalog_for
from openmips.people import EntityType
from openmips.performance import ReportingOption
from openmips.problems import submission_kinds
from openmips.problems.finding import Findings, listed, nearest, shown

TRADITIONAL = "mips"
"""The program of traditional MIPS, and the one meant where none is named."""

PATHWAYS = ("app1", "appPlus")
"""The programs of the APM performance pathway."""

PRIMARY_CARE_FIRST = "pcf"
"""The program of the Primary Care First model, which CMS took until 2024 and never scored."""

SHARED_SAVINGS = "ssp"
"""The program of Medicare's shared savings, named by CMS's data from 2026 on."""


@lru_cache(maxsize=16)
def scored_programs(catalog: Catalog) -> tuple[str, ...]:
    """The programs of the year that are scored here, under CMS's names."""
    named = _named(catalog)
    return (TRADITIONAL, *(name for name in PATHWAYS if name in named), *catalog.mvps)


@lru_cache(maxsize=16)
def _named(catalog: Catalog) -> frozenset[str]:
    """All programs that any measure or activity of the year names."""
    return frozenset[str]().union(
        *(measure.programs for measure in catalog.quality.values()),
        *(activity.programs for activity in catalog.activities.values()),
        *(measure.programs for measure in catalog.interoperability.values()),
    )


def option_of(program: str, catalog: Catalog | None) -> ReportingOption:
    """The reporting option that a program belongs to."""
    if program in PATHWAYS:
        return ReportingOption.APP
    if catalog is not None and program in catalog.mvps:
        return ReportingOption.MVP
    return ReportingOption.TRADITIONAL


@lru_cache(maxsize=16)
def all_programs(catalog: Catalog) -> tuple[str, ...]:
    """The programs that CMS takes in the year, those that are scored here first."""
    scored = scored_programs(catalog)
    return (*scored, *sorted(_named(catalog).difference(scored)))


def read_program(
    text: str,
    location: str,
    catalog: Catalog,
    findings: Findings,
    key: str = "programName",
    scored_only: bool = True,
) -> str | None:
    """CMS's own name of a program, written in small or capital letters."""
    scored = {name.casefold(): name for name in scored_programs(catalog)}
    program = scored.get(text.casefold())
    if program is not None:
        return program
    year = catalog.performance_year
    found = f"{key} is {shown(text)}"
    taken = {name.casefold(): name for name in all_programs(catalog)}
    program = taken.get(text.casefold())
    if program is None:
        expected = f"one of {year}: {listed((scored if scored_only else taken).values())}"
        hint = _years_with(text, year) or nearest(text, scored.values())
        findings.add(submission_kinds.UNKNOWN_PROGRAM, location, found, expected, hint)
        return None
    if not scored_only:
        return program
    pathways = [name for name in scored.values() if name not in catalog.mvps]
    expected = listed([*pathways, f"an MVP of {year}"])
    findings.add(submission_kinds.PROGRAM_NOT_SCORED, location, found, expected)
    return None


def _years_with(text: str, asked: int) -> str:
    """In which other years a program of that name exists, as a hint; nothing where in none."""
    years = [
        year
        for year in YEARS
        if year != asked
        and text.casefold() in {name.casefold() for name in all_programs(catalog_for(year))}
    ]
    if not years:
        return ""
    return f"It is a program of {listed(map(str, years))}: check performanceYear too."


def check_program_for_entity(
    program: str, entity_type: EntityType, location: str, catalog: Catalog, findings: Findings
) -> None:
    """Virtual groups report traditional MIPS only, subgroups MVPs; Primary Care First is apm's."""
    option = option_of(program, catalog)
    if program == PRIMARY_CARE_FIRST and entity_type is not EntityType.APM_ENTITY:
        expected = f"{PRIMARY_CARE_FIRST} only for entityType {EntityType.APM_ENTITY.value}"
    elif entity_type is EntityType.VIRTUAL_GROUP and program != TRADITIONAL:
        expected = TRADITIONAL
    elif entity_type is EntityType.SUBGROUP and option is not ReportingOption.MVP:
        expected = f"an MVP: {listed(catalog.mvps)}"
    else:
        return
    found = f"a {entity_type.value} reports {program}"
    findings.add(submission_kinds.PROGRAM_NOT_FOR_ENTITY, location, found, expected)
