"""Rules of promoting interoperability measures: ids, answers, numerators and denominators."""

from __future__ import annotations

from openmips.formats.qrda3.checking import Checking
from openmips.formats.qrda3.nodes import COUNT, ID, Node
from openmips.formats.qrda3.tables import Template
from openmips.formats.qrda3.written import whole
from openmips.problems.finding import shown

_PARTS = {Template.RATIO_NUMERATOR: "numerator", Template.RATIO_DENOMINATOR: "denominator"}


def check_answer_measure(node: Node, checking: Checking) -> None:
    """One answer and one id."""
    answers = node.of(Template.ANSWER)
    if len(answers) != 1:
        found = f"{checking.title(node)} has {len(answers) or 'no'} answers"
        checking.number(11, node, found, "one")
    ids = node.values[ID]
    if len(ids) != 1:
        found = f"a measure answered by yes or no has {len(ids) or 'no'} ids"
        checking.number(12, node, found, "one")


def check_ratio_measure(node: Node, checking: Checking) -> None:
    """In its section, one id, one numerator and one denominator."""
    first_of = checking.first_of(node)
    title = checking.title(node)
    if node.parent is None or node.parent.kind is not Template.INTEROPERABILITY_SECTION:
        found = f"{title} stands outside the promoting interoperability section"
        first_of.fail(15, found)
    ids = node.values[ID]
    if len(ids) > 1 or (not ids and first_of.holds):
        found = f"a measure with numerator and denominator has {len(ids) or 'no'} ids"
        first_of.fail(16, found, "one")
    if first_of.holds and not node.children:
        first_of.fail(17, f"{title} has neither numerator nor denominator")
    for kind in (Template.RATIO_DENOMINATOR, Template.RATIO_NUMERATOR):
        parts = node.of(kind)
        if first_of.holds and len(parts) != 1:
            first_of.fail(18, f"{title} has {len(parts) or 'no'} {_PARTS[kind]}s", "one")


def check_ratio_part(node: Node, checking: Checking) -> None:
    """One count, a whole number of 0 or more."""
    what = f"the {_PARTS[node.kind]} of {checking.title(node)}"
    counts = node.of(Template.AGGREGATE_COUNT)
    if len(counts) != 1:
        found = f"{what} has {len(counts) or 'no'} counts"
        checking.number(39, node, found, "one")
        return
    count = counts[0]
    checking.settled.add(count)
    values = count.values[COUNT]
    if len(values) != 1:
        found = f"{what} has a count with {len(values) or 'no'} values"
        checking.number(42, count, found, "one")
        return
    number = whole(values[0])
    if number is None:
        found = f"{what} is {shown(values[0])}"
        checking.number(41, count, found, "a whole number")
    elif number < 0:
        checking.number(42, count, f"{what} is {number}", "0 or more")
