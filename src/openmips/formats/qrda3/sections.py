"""Rules of the document and its sections: which there are, of which program, for which period."""

from __future__ import annotations

from openmips.formats.qrda3.checking import Checking, ConverterFails
from openmips.formats.qrda3.nodes import CATEGORY, CODE, END, ID, START, Node
from openmips.formats.qrda3.tables import Template, tables
from openmips.formats.qrda3.written import day, starts_with_year
from openmips.problems.finding import listed, nearest, shown

_SECTIONS = (
    Template.INTEROPERABILITY_SECTION,
    Template.ACTIVITY_SECTION,
    Template.QUALITY_SECTION,
)
_MEASURES_IN_MIPS = ("PI_HIE_1", "PI_LVOTC_1", "PI_HIE_4", "PI_LVITC_2")
_EXCHANGE = "PI_HIE_5"
_ONE_PERIOD = "one reporting period"


def check_document(node: Node, checking: Checking) -> None:
    """Sections, program name, and what the program needs."""
    if not node.of(*_SECTIONS):
        checking.number(23, node, "the document has no section that CMS reads")
    _check_repeated(node, checking)
    names = checking.header.program_names
    place = node if checking.comparing or not names else names[-1].element
    if len(names) != 1:
        found = f"{len(names) or 'no'} program names were found"
        checking.number(24, place, found, "one")
        return
    if checking.program is None:
        name = names[0].text
        known = tables().program_names(checking.year)
        expected = listed(known)
        hint = nearest(name, known)
        checking.number(25, place, f"the program name is {shown(name)}", expected, hint)
        return
    program = checking.header.program
    virtual = program is not None and program.entity == "virtualGroup"
    if virtual and not checking.header.entity_ids:
        found = f"the program is {names[0].text}, and there is no id of a virtual group"
        checking.number(78, node, found)


def _check_repeated(node: Node, checking: Checking) -> None:
    """There is one section of each kind at most."""
    twice_quality = 27 if checking.comparing else 28
    for number, kind, title in (
        (26, Template.INTEROPERABILITY_SECTION, "promoting interoperability"),
        (27, Template.ACTIVITY_SECTION, "improvement activity"),
        (twice_quality, Template.QUALITY_SECTION, "quality"),
    ):
        sections = node.of(kind)
        if len(sections) > 1:
            place = node if checking.comparing else sections[1]
            checking.number(number, place, f"there are {len(sections)} {title} sections", "one")


def check_quality_section(node: Node, checking: Checking) -> None:
    """One period, at least one measure, each once, and the template id of such sections."""
    first_of = checking.first_of(node)
    acts = node.of(Template.PARAMETERS)
    measures = node.of(Template.QUALITY_MEASURE)
    if len(acts) != 1:
        first_of.fail(32, _periods(node, acts, checking), _ONE_PERIOD)
    if first_of.holds and not measures:
        first_of.fail(81, "the quality section has no measure")
    _check_measures_once(node, measures, checking)
    category = node.first(CATEGORY)
    wanted = tables().category_extension
    if category != wanted:
        has = "is missing" if category is None else f"has the extension {shown(category)}"
        found = f"the template id {tables().category_section} {has}"
        checking.number(95, node, found, wanted)


def _check_measures_once(node: Node, measures: list[Node], checking: Checking) -> None:
    """No measure stands twice; CMS's converter says it once, of the section."""
    seen: set[str | None] = set()
    repeated = []
    for measure in measures:
        if measure.first(ID) in seen:
            repeated.append(measure)
        seen.add(measure.first(ID))
    for measure in repeated[:1] if checking.comparing else repeated:
        place = node if checking.comparing else measure
        checking.number(71, place, f"{checking.title(measure)} stands twice", "once")


def check_activity_section(node: Node, checking: Checking) -> None:
    """At least one activity, one period, and nothing else."""
    first_of = checking.first_of(node)
    acts = node.of(Template.PARAMETERS)
    if not node.of(Template.ACTIVITY):
        first_of.fail(43, "the improvement activity section has no activity")
    if first_of.holds and len(acts) != 1:
        first_of.fail(44, _periods(node, acts, checking), _ONE_PERIOD)
    if first_of.holds and len(node.children) != len(node.of(Template.ACTIVITY)) + len(acts):
        first_of.fail(45, "the improvement activity section holds something else than activities")


def check_interoperability_section(node: Node, checking: Checking) -> None:
    """One period, and no measure beside another that stands for it."""
    acts = node.of(Template.PARAMETERS)
    if len(acts) != 1:
        checking.number(22, node, _periods(node, acts, checking), _ONE_PERIOD)
    kinds = [Template.RATIO_MEASURE]
    if not checking.comparing:
        kinds.append(Template.ANSWER_MEASURE)
    there = {measure.first(ID) for measure in node.of(*kinds)}
    beside = [name for name in _MEASURES_IN_MIPS if name in there]
    if _EXCHANGE in there and beside:
        found = f"{_EXCHANGE} stands beside {' and '.join(beside)}"
        checking.number(102, node, found, "one or the other")


def check_parameters(node: Node, checking: Checking) -> None:
    """One start and one end, both dates. CMS's converter breaks off at a start without a year."""
    first_of = checking.first_of(node)
    if checking.comparing and not all(map(starts_with_year, node.values[START])):
        raise ConverterFails
    for number, name, what in ((29, START, "start"), (30, END, "end")):
        found = node.values[name]
        if len(found) > 1 or (not found and first_of.holds):
            times = f"{len(found)} times" if found else "not"
            first_of.fail(number, f"the {what} of the period is {times} given", "once")
    for name, what in ((START, "start"), (END, "end")):
        text = node.first(name)
        if first_of.holds and (text is None or day(text) is None):
            first_of.fail(
                69, f"the {what} of the period is {shown(text or '')}", "a date such as 20250101"
            )


def check_answer(node: Node, checking: Checking) -> None:
    """Exactly one Y or N."""
    answers = node.values[CODE]
    if len(answers) != 1 or answers[0].upper() not in {"Y", "N"}:
        found = " and ".join(map(shown, answers[:3])) or "missing"
        checking.number(51, node, f"the answer to {checking.title(node)} is {found}", "Y or N")


def check_activity(node: Node, checking: Checking) -> None:
    """Exactly one answer."""
    answers = node.of(Template.ANSWER)
    if len(answers) != 1:
        found = f"{checking.title(node)} has {len(answers) or 'no'} answers"
        checking.number(50, node, found, "one")


def _periods(node: Node, acts: list[Node], checking: Checking) -> str:
    return f"{checking.title(node)} has {len(acts) or 'no'} reporting periods"
