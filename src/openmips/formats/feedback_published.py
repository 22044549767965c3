"""Whose result a row of a published table is: level, option, program and special statuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from openmips.feedback.columns import bare
from openmips.feedback.recomputing import Published
from openmips.feedback.stated import Stated
from openmips.formats.feedback_table import Row
from openmips.formats.programs import PATHWAYS, TRADITIONAL
from openmips.people import Entity, EntityType, Practice
from openmips.performance import Performance, ReportingOption
from openmips.problems import document_kinds
from openmips.problems.finding import Findings, listed, shown

_LEVELS: Mapping[str, EntityType] = MappingProxyType(
    {
        **{bare(one.value): one for one in EntityType},
        "apmentity": EntityType.APM_ENTITY,
        "": EntityType.GROUP,
    }
)
_OPTIONS: Mapping[str, ReportingOption] = MappingProxyType(
    {
        **{bare(one.value): one for one in ReportingOption},
        "mipsvaluepathways": ReportingOption.MVP,
        "mipsvaluepathway": ReportingOption.MVP,
        "apmperformancepathway": ReportingOption.APP,
        "": ReportingOption.TRADITIONAL,
    }
)


def published_of(row: Row, stated: Stated, findings: Findings) -> Published:
    """A row's result with the facts that decide how it is scored. Raises ProblemsFound."""
    level = _LEVELS.get(bare(row.facts.get("entity_type", "")))
    option = _OPTIONS.get(bare(row.facts.get("reporting_option", "")))
    if level is None:
        _refuse("entity_type", row, sorted(one.value for one in EntityType), findings)
    if option is None:
        _refuse("reporting_option", row, sorted(one.value for one in ReportingOption), findings)
    findings.stop()
    held = frozenset(status for status, given in stated.statuses.items() if given)
    program = row.facts.get("program") if option is ReportingOption.MVP else None
    usual = PATHWAYS[0] if option is ReportingOption.APP else TRADITIONAL
    performance = Performance(
        stated.performance_year,
        Entity(level or EntityType.GROUP),
        option or ReportingOption.TRADITIONAL,
        program or usual,
        Practice(special_statuses=held),
    )
    return Published(stated, performance)


def _refuse(name: str, row: Row, expected: list[str], findings: Findings) -> None:
    found = f"{shown(row.facts[name])} was found"
    findings.add(document_kinds.UNKNOWN_VALUE, f"$.row[{row.number}]", found, listed(expected))
