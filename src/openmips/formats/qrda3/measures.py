"""Rules of quality measures: identifiers, populations, counts and performance rates."""

from __future__ import annotations

from openmips.formats.qrda3.checking import Checking, ConverterFails
from openmips.formats.qrda3.definitions import (
    COUNTED,
    DENOMINATOR,
    EXCEPTION,
    EXCLUSION,
    INITIAL,
    INITIAL_CODES,
    NUMERATOR,
    Definition,
    Group,
)
from openmips.formats.qrda3.nodes import CODE, COUNT, ID, NO_RATE, RATE, UUID, Node
from openmips.formats.qrda3.tables import Template
from openmips.formats.qrda3.written import is_fraction, rate, whole
from openmips.problems.finding import shown

NOT_APPLICABLE = "NA"
"""The null flavor of a rate where nobody is left to be rated."""

_A_FRACTION = "a fraction from 0 to 1, such as 0.6667"


def check_measure(
    node: Node,
    checking: Checking,
    *,
    counted: tuple[str, ...] = COUNTED,
    known: tuple[str, ...] = (EXCEPTION, EXCLUSION, NUMERATOR, DENOMINATOR),
) -> None:
    """One identifier that the year has, and the populations of its definition.

    `counted` are the populations that must be there as often as defined, `known` those that
    must have the right identifier.
    """
    ids = node.values[ID]
    if len(ids) != 1:
        checking.number(70, node, f"a measure has {len(ids) or 'no'} identifiers", "one")
    if not node.of(Template.MEASURE_DATA):
        checking.number(7, node, f"{checking.title(node)} has no population counts")
    definition = checking.definition(node)
    if definition is None:
        if ids:
            _note_unknown(node, ids[0], checking)
        return
    for code in counted:
        _check_number_of(node, code, definition, checking)
    for group in definition.groups:
        for code in known:
            check_identifier(node, code, group, definition, checking)


def _note_unknown(node: Node, guid: str, checking: Checking) -> None:
    """Say of which measure and year an identifier is, and which one the measure has now."""
    if not checking.definitions and not checking.comparing:
        return
    found = f"{shown(guid)} is the identifier of no electronic measure of {checking.year}"
    for year, other in checking.other_years(guid):
        now = [
            each for each in checking.definitions.values() if each.measure_id == other.measure_id
        ]
        expected = f"{now[0].guid} for {now[0].title}" if now else ""
        found = f"{shown(guid)} is the identifier of {other.title} in {year}"
        remedy = "" if now else f"Take it out: {checking.year} has no such electronic measure."
        checking.number(6, node, found, expected, remedy)
        return
    checking.number(6, node, found)


def populations(node: Node, code: str) -> list[Node]:
    """The populations of a measure that have a code; the initial population has two."""
    codes = INITIAL_CODES if code in INITIAL_CODES else (code,)
    return [each for each in node.of(Template.MEASURE_DATA) if each.first(CODE) in codes]


def population(node: Node, code: str, group: Group) -> Node | None:
    """The first population of a measure that has a code and the identifier of a rate's."""
    wanted = group.uuids.get(code)
    for each in populations(node, code):
        if (each.first(UUID) or "").upper() == wanted:
            return each
    return None


def _check_number_of(node: Node, code: str, definition: Definition, checking: Checking) -> None:
    """A measure has a population as often as it defines it."""
    for each in node.of(Template.MEASURE_DATA):
        check_one_code(each, checking)
    there, wanted = len(populations(node, code)), len(definition.uuids(code))
    if there != wanted:
        found = f"{definition.title} has {there or 'no'} {code}"
        checking.number(14, node, found, str(wanted) if wanted else "none")


def check_one_code(node: Node, checking: Checking) -> None:
    """A population has one code."""
    codes = node.values[CODE]
    if len(codes) > 1:
        found = f"a population of {checking.title(node)} has the codes {', '.join(codes[:3])}"
        checking.number(58, node, found, "one")


def check_identifier(
    node: Node, code: str, group: Group, definition: Definition, checking: Checking
) -> bool:
    """A population of a rate is there under its identifier."""
    wanted = group.uuids.get(code)
    if wanted is None:
        return True
    there = populations(node, code)
    for each in there:
        ids = each.values[UUID]
        if len(ids) != 1:
            found = f"{each.first(CODE)} of {definition.title} has {len(ids) or 'no'} identifiers"
            checking.number(57, each, found, "one")
        if (each.first(UUID) or "").upper() == wanted:
            return True
    found = f"{definition.title} has no {code} with the identifier {wanted}"
    others = sorted({uuid.upper() for each in there for uuid in each.values[UUID][:1]})
    if others:
        found += f", but {', '.join(map(shown, others[:3]))}"
    checking.number(59, node, found)
    return False


def check_mips_measure(node: Node, checking: Checking) -> None:
    """What MIPS asks of a measure beside its populations: denominators and rates."""
    check_measure(node, checking)
    definition = checking.definition(node)
    if definition is None:
        return
    for group in definition.groups:
        _check_denominator(node, group, definition, checking)
    numerators = definition.uuids(NUMERATOR)
    for each in node.of(Template.PERFORMANCE_RATE):
        uuid = each.first(UUID)
        if uuid is None:
            note_rate_of_nothing(each, checking)
        elif uuid.upper() not in numerators:
            found = f"a performance rate of {definition.title} belongs to {shown(uuid)}"
            checking.number(59, node, found, " or ".join(numerators))


def note_rate_of_nothing(node: Node, checking: Checking) -> None:
    """A performance rate names its numerator."""
    found = f"a performance rate of {checking.title(node)} names no numerator"
    checking.number(61, node, found, "one")


def denominator_and_initial(
    node: Node, group: Group, checking: Checking
) -> tuple[Node, int, int] | None:
    """The count of a denominator, its number, and that of its initial population.

    None where one is not there, or not a number. Comparing with CMS's converter, which then
    breaks off, raises ConverterFails.
    """
    denominator, initial = population(node, DENOMINATOR, group), population(node, INITIAL, group)
    if denominator is None or initial is None:
        return None
    count = denominator.nearest(Template.AGGREGATE_COUNT)
    of_initial = initial.nearest(Template.AGGREGATE_COUNT)
    initial_number = whole(of_initial.first(COUNT)) if of_initial else None
    if count is None or initial_number is None:
        if checking.comparing:
            raise ConverterFails
        return None
    number = whole(count.first(COUNT))
    if number is None:
        checking.number(9, count, _not_whole(denominator, count.first(COUNT), checking))
        return None
    return count, number, initial_number


def _check_denominator(
    node: Node, group: Group, definition: Definition, checking: Checking
) -> None:
    numbers = denominator_and_initial(node, group, checking)
    if numbers is None:
        return
    count, number, initial = numbers
    if number > initial:
        found = f"the denominator of {definition.title} is {number} and its initial population"
        checking.number(13, count, f"{found} {initial}", "at most the initial population")


def check_population(node: Node, checking: Checking) -> None:
    """One count, a whole number of 0 or more."""
    title = f"{node.first(CODE)} of {checking.title(node)}"
    counts = node.of(Template.AGGREGATE_COUNT)
    if len(counts) != 1:
        found = f"{title} has {len(counts) or 'no'} counts"
        checking.number(52, node, found, "one")
        return
    count = counts[0]
    checking.settled.add(count)
    number = check_count(count, checking)
    if number is not None and number < 0:
        checking.number(53, count, f"{title} is {number}", "0 or more")


def check_count(node: Node, checking: Checking) -> int | None:
    """One value, a whole number; None after a problem."""
    around = node.parent or node
    values = node.values[COUNT]
    if len(values) != 1:
        found = f"a count of {checking.title(around)} has {len(values) or 'no'} values"
        checking.number(8, node, found, "one")
        return None
    number = whole(values[0])
    if number is None:
        checking.number(9, node, _not_whole(around, values[0], checking))
    return number


def _not_whole(node: Node, text: str | None, checking: Checking) -> str:
    what = node.first(CODE) if node.kind is Template.MEASURE_DATA else "a count"
    return f"{what} of {checking.title(node)} is {shown(text or '')}, not a whole number"


def check_rate(node: Node, checking: Checking) -> None:
    """A fraction of 1, or the mark that there is none."""
    text, missing = node.first(RATE), node.first(NO_RATE)
    if text is None and missing == NOT_APPLICABLE:
        return
    title = checking.title(node)
    if text is None or not text.strip():
        found = f"a performance rate of {title} is missing"
        if missing is not None:
            found = f"a performance rate of {title} has the null flavor {shown(missing)}"
        checking.number(72, node, found, f"{_A_FRACTION}, or the null flavor NA")
        return
    number = rate(text)
    if number is None or not is_fraction(number):
        found = f"a performance rate of {title} is {shown(text)}"
        checking.number(33, node, found, _A_FRACTION)
