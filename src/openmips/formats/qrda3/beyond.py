"""What CMS's converter passes over: contradictions and slips of a document that it reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from openmips.amounts import fixed
from openmips.formats.qrda3.checking import Checking
from openmips.formats.qrda3.definitions import (
    DENOMINATOR,
    EXCEPTION,
    EXCLUSION,
    INITIAL,
    NUMERATOR,
    NUMERATOR_EXCLUSION,
    Definition,
    Group,
)
from openmips.formats.qrda3.header import Identifier
from openmips.formats.qrda3.measures import NOT_APPLICABLE, population, populations
from openmips.formats.qrda3.nodes import CODE, COUNT, NO_RATE, RATE, UUID, Node
from openmips.formats.qrda3.tables import Template, tables
from openmips.formats.qrda3.written import is_fraction, rate, whole
from openmips.problems import qrda3_kinds
from openmips.problems.finding import ProblemKind, shown

_LEAST_DECIMALS = 2
_SHOWN = 4
_SUPPLEMENTAL = {Template.SEX: "sex", Template.ETHNICITY: "ethnicity"}


def check_beyond(document: Node, passed_over: Iterable[Node], checking: Checking) -> None:
    """All that stands in a document and should not, and that no rule of CMS's minds.

    `passed_over` are populations without a known code.
    """
    _check_header(checking)
    for node in passed_over:
        code = node.first(CODE)
        found = "a population has no code" if code is None else f"a population is {shown(code)}"
        checking.note(qrda3_kinds.UNKNOWN_POPULATION, node, found, "a code such as DENOM")
    for node in _all(document):
        _check_extension(node, checking)
        if node.kind is Template.QUALITY_MEASURE:
            definition = checking.definition(node)
            if definition is not None:
                _check_measure(node, definition, checking)


def _all(node: Node) -> Iterator[Node]:
    """The node and all within it, down to the populations."""
    yield node
    if node.kind is not Template.MEASURE_DATA:
        for child in node.children:
            yield from _all(child)


def _check_header(checking: Checking) -> None:
    header = checking.header
    if len(header.cehrt_ids) > 1:
        found = f"the header has {len(header.cehrt_ids)} EHR certification ids"
        place = header.cehrt_ids[1].element
        checking.note(qrda3_kinds.SEVERAL_CEHRT_IDS, place, found, "one")
    program = header.program
    if program is None:
        return
    by_tin = program.entity in {"individual", "group", "virtualGroup"}
    if by_tin and program.entity != "virtualGroup":
        _check_one(header.tins, "TINs", checking)
    if program.entity == "individual":
        _check_one(header.npis, "NPIs", checking)
    mvp = header.mvp
    if mvp is not None and mvp != mvp.upper():
        place = header.mvp_ids[0].element
        found = f"the id of the MVP is {shown(mvp)}"
        checking.note(qrda3_kinds.MVP_SPELLING, place, found, mvp.upper())


def _check_one(identifiers: tuple[Identifier, ...], what: str, checking: Checking) -> None:
    different = {identifier.text for identifier in identifiers}
    if len(different) > 1:
        found = f"the header has {len(different)} {what}"
        place = identifiers[1].element
        checking.note(qrda3_kinds.SEVERAL_IDENTIFIERS, place, found, "one")


def _check_extension(node: Node, checking: Checking) -> None:
    """Template ids have extensions that are in use; the first of each kind stands for all."""
    known = tables().extensions[node.kind]
    if not known or (node.extension or "") in known or node.kind in checking.extensions_noted:
        return
    checking.extensions_noted.add(node.kind)
    has = "no extension" if node.extension is None else f"the extension {shown(node.extension)}"
    found = f"the template id of {node.kind.value.replace('_', ' ')} has {has}"
    checking.note(qrda3_kinds.UNKNOWN_EXTENSION, node, found, known[0])


def _check_measure(node: Node, definition: Definition, checking: Checking) -> None:
    groups = [group for group in definition.groups if NUMERATOR in group.uuids]
    if definition.measure_id in tables().summed and len(groups) > 1:
        found = f"{definition.title} has {len(groups)} groups of populations, which are added up"
        checking.note(qrda3_kinds.POPULATIONS_ADDED_UP, node, found)
    _check_initial(node, definition, checking)
    for group in groups:
        _check_strata(node, group, definition, checking)
        counts = _counts(node, group)
        if counts is not None:
            _check_counts(node, counts, definition, checking)
        _check_rates(node, group, counts, definition, checking)
    for each in node.of(Template.MEASURE_DATA):
        _check_supplemental(each, definition, checking)


def _check_initial(node: Node, definition: Definition, checking: Checking) -> None:
    """Each initial population stands there once, under its identifier."""
    there = populations(node, INITIAL)
    wanted = definition.uuids(INITIAL)
    given = [(each.first(UUID) or "").upper() for each in there]
    title = definition.title
    for each, uuid in zip(there, given, strict=True):
        if uuid not in wanted:
            found = f"an initial population of {title} has the identifier {shown(uuid)}"
            expected = " or ".join(wanted)
            checking.note(qrda3_kinds.OTHER_INITIAL_POPULATION, each, found, expected)
    for uuid, often in Counter(given).items():
        if often > 1 and uuid in wanted:
            found = f"the initial population {uuid} of {title} stands {often} times"
            again = there[len(given) - 1 - given[::-1].index(uuid)]
            checking.note(qrda3_kinds.REPEATED_INITIAL_POPULATION, again, found, "once")
    if len(there) < len(wanted):
        lacking = [uuid for uuid in wanted if uuid not in given]
        found = f"{title} lacks the initial population {', '.join(lacking)}"
        checking.note(qrda3_kinds.NO_INITIAL_POPULATION, node, found)


def _check_strata(node: Node, group: Group, definition: Definition, checking: Checking) -> None:
    """Each population is there by all reporting strata of the measure, and by no other."""
    for code in group.uuids:
        each = population(node, code, group)
        if each is None:
            continue
        given = [(s.first(UUID) or "").upper() for s in each.of(Template.STRATUM)]
        title = f"{each.first(CODE)} of {definition.title}"
        lacking = [uuid for uuid in group.strata if uuid not in given]
        if lacking:
            found = f"{title} lacks the stratum {', '.join(lacking)}"
            checking.note(qrda3_kinds.NO_STRATUM, each, found)
        other = [uuid for uuid in given if uuid not in group.strata]
        other += [uuid for uuid, often in Counter(given).items() if often > 1]
        if other:
            found = f"{title} has the stratum {shown(other[0])}"
            if other[0] in group.strata:
                found = f"{found} more than once"
            expected = ", ".join(group.strata) or "no stratum"
            checking.note(qrda3_kinds.OTHER_STRATUM, each, found, expected)


def _counts(node: Node, group: Group) -> dict[str, int] | None:
    """The counts of one rate; None where the document does not give them."""
    counts = {}
    for code in (DENOMINATOR, EXCLUSION, EXCEPTION, NUMERATOR, NUMERATOR_EXCLUSION):
        each = population(node, code, group) if code in group.uuids else None
        count = each.nearest(Template.AGGREGATE_COUNT) if each is not None else None
        number = whole(count.first(COUNT)) if count is not None else None
        if number is None or number < 0:
            if code in group.uuids:
                return None
            number = 0
        counts[code] = number
    return counts


def _check_counts(
    node: Node, counts: dict[str, int], definition: Definition, checking: Checking
) -> None:
    taken = counts[EXCLUSION] + counts[EXCEPTION]
    left = counts[DENOMINATOR] - taken
    if left < 0:
        found = f"{definition.title} has {taken} excluded or excepted of {counts[DENOMINATOR]}"
        expected = "at most the denominator"
        checking.note(qrda3_kinds.EXCLUDED_TOO_MANY, node, found, expected)
    elif counts[NUMERATOR] > left:
        found = f"{definition.title} has {counts[NUMERATOR]} in its numerator, and {left} are left"
        expected = f"at most {left}"
        checking.note(qrda3_kinds.NUMERATOR_TOO_LARGE, node, found, expected)


def _check_rates(
    node: Node,
    group: Group,
    counts: dict[str, int] | None,
    definition: Definition,
    checking: Checking,
) -> None:
    """The rate of a numerator is there once, and is what its counts make."""
    wanted = group.uuids[NUMERATOR]
    rates = [
        each
        for each in node.of(Template.PERFORMANCE_RATE)
        if (each.first(UUID) or "").upper() == wanted
    ]
    if not rates and all(each.first(UUID) for each in node.of(Template.PERFORMANCE_RATE)):
        found = f"{definition.title} has no performance rate for the numerator {wanted}"
        checking.note(qrda3_kinds.NO_RATE, node, found)
    if len(rates) > 1:
        found = f"{definition.title} has {len(rates)} performance rates for one numerator"
        checking.note(qrda3_kinds.REPEATED_RATE, rates[1], found, "one")
    if counts is not None:
        for each in rates:
            _check_rate(each, counts, definition, checking)


def _check_rate(
    node: Node, counts: dict[str, int], definition: Definition, checking: Checking
) -> None:
    left = counts[DENOMINATOR] - counts[EXCLUSION] - counts[EXCEPTION]
    met = counts[NUMERATOR] - counts[NUMERATOR_EXCLUSION]
    text = node.first(RATE)
    number = rate(text) if text is not None else None
    kind: ProblemKind | None = None
    found, expected = f"the performance rate of {definition.title} is {shown(text or '')}", ""
    if text is None and node.first(NO_RATE) == NOT_APPLICABLE:
        if left > 0:
            kind = qrda3_kinds.RATE_WITHHELD
            found = f"{definition.title} has no performance rate, and {left} patients are left"
            expected = f"about {fixed(Fraction(met, left), _SHOWN)}"
    elif number is None or not is_fraction(number) or not 0 <= met <= max(left, 0):
        return
    elif not left:
        kind, expected = qrda3_kinds.RATE_OF_NOBODY, "the null flavor NA"
    elif abs(Fraction(number) - Fraction(met, left)) >= _last_place(number):
        kind, expected = qrda3_kinds.RATE_DIFFERS, f"{fixed(Fraction(met, left), _SHOWN)}"
        found = f"{found} and {met} of {left} meet the measure"
    if kind is not None:
        checking.note(kind, node, found, expected)


def _last_place(number: Decimal) -> Fraction:
    """One unit of the last decimal that a rate is written with, of two at least."""
    exponent = number.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return Fraction(1, 10 ** max(places, _LEAST_DECIMALS))


def _check_supplemental(node: Node, definition: Definition, checking: Checking) -> None:
    """The counts by sex, and by ethnicity, do not add up to more than the population."""
    count = next(iter(node.of(Template.AGGREGATE_COUNT)), None)
    number = whole(count.first(COUNT)) if count is not None else None
    if number is None or number < 0:
        return
    for kind, what in _SUPPLEMENTAL.items():
        parts = [each.nearest(Template.AGGREGATE_COUNT) for each in node.of(kind)]
        total = sum(whole(part.first(COUNT)) or 0 for part in parts if part is not None)
        if total > number:
            found = f"{node.first(CODE)} of {definition.title} is {number}, by {what} {total}"
            checking.note(qrda3_kinds.SUPPLEMENTAL_TOO_MANY, node, found, f"at most {number}")
