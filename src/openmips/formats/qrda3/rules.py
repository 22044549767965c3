"""Which rules apply to which part of a document, and in which order they are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from openmips.formats.qrda3.checking import MIPS, PCF, Checking
from openmips.formats.qrda3.interoperability import (
    check_answer_measure,
    check_ratio_measure,
    check_ratio_part,
)
from openmips.formats.qrda3.measures import (
    check_count,
    check_mips_measure,
    check_population,
    check_rate,
)
from openmips.formats.qrda3.nodes import Node
from openmips.formats.qrda3.pcf import (
    check_pcf_document,
    check_pcf_measure,
    check_pcf_parameters,
    check_pcf_population,
    check_pcf_section,
)
from openmips.formats.qrda3.sections import (
    check_activity,
    check_activity_section,
    check_answer,
    check_document,
    check_interoperability_section,
    check_parameters,
    check_quality_section,
)
from openmips.formats.qrda3.tables import Template

Rule = Callable[[Node, Checking], object]

_GENERAL: Mapping[Template, Rule] = MappingProxyType(
    {
        Template.DOCUMENT: check_document,
        Template.QUALITY_SECTION: check_quality_section,
        Template.ACTIVITY_SECTION: check_activity_section,
        Template.INTEROPERABILITY_SECTION: check_interoperability_section,
        Template.PARAMETERS: check_parameters,
        Template.MEASURE_DATA: check_population,
        Template.AGGREGATE_COUNT: check_count,
        Template.PERFORMANCE_RATE: check_rate,
        Template.RATIO_MEASURE: check_ratio_measure,
        Template.RATIO_NUMERATOR: check_ratio_part,
        Template.RATIO_DENOMINATOR: check_ratio_part,
        Template.ANSWER_MEASURE: check_answer_measure,
        Template.ACTIVITY: check_activity,
        Template.ANSWER: check_answer,
    }
)
_OF_MIPS: Mapping[Template, Rule] = MappingProxyType({Template.QUALITY_MEASURE: check_mips_measure})
_OF_PCF: Mapping[Template, Rule] = MappingProxyType(
    {
        Template.DOCUMENT: check_pcf_document,
        Template.QUALITY_SECTION: check_pcf_section,
        Template.PARAMETERS: check_pcf_parameters,
        Template.QUALITY_MEASURE: check_pcf_measure,
        Template.MEASURE_DATA: check_pcf_population,
    }
)
_NONE: Mapping[Template, Rule] = MappingProxyType({})


def check_tree(document: Node, checking: Checking) -> None:
    """Ask the rules of every part of a document, from the outside in.

    Comparing with CMS's converter, the rules of measures are asked in MIPS itself only, as
    there; else in every program.
    """
    program = checking.program
    own = _OF_PCF if program == PCF else _OF_MIPS
    if checking.comparing and program not in {MIPS, PCF}:
        own = _NONE
    _check(document, checking, own)


def _check(node: Node, checking: Checking, own: Mapping[Template, Rule]) -> None:
    for rules in (_GENERAL, own):
        if node.kind in rules:
            rules[node.kind](node, checking)
    for child in node.children:
        if child not in checking.settled:
            _check(child, checking, own)
