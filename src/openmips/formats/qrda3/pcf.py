"""What CMS's converter of 2024 asked of primary care first, a model outside MIPS."""

from __future__ import annotations

from collections.abc import Mapping

from openmips.formats.qrda3.checking import Checking, ConverterFails
from openmips.formats.qrda3.definitions import (
    COUNTED,
    DENOMINATOR,
    EXCEPTION,
    EXCLUSION,
    INITIAL,
    NUMERATOR,
    Definition,
    Group,
)
from openmips.formats.qrda3.header import Identifier
from openmips.formats.qrda3.measures import (
    NOT_APPLICABLE,
    check_identifier,
    check_measure,
    denominator_and_initial,
    note_rate_of_nothing,
    population,
)
from openmips.formats.qrda3.nodes import CODE, COUNT, END, ID, NO_RATE, RATE, START, UUID, Node
from openmips.formats.qrda3.tables import Template, tables
from openmips.formats.qrda3.written import rate, whole
from openmips.problems.finding import masked, shown

_CEHRT_LENGTH = 15
_CEHRT_MARK = "15C"
_TIN_LENGTH = 9
_NPI_LENGTH = 10
_POPULATIONS = (EXCEPTION, EXCLUSION, NUMERATOR, DENOMINATOR, INITIAL)


def check_pcf_document(node: Node, checking: Checking) -> None:
    """Who reports, for which entity, with which technology and sections."""
    header, first_of = checking.header, checking.first_of(node)
    tins, npis = _texts(header.tins), _texts(header.npis)
    rules = (
        (84, any(tins), "there is no TIN"),
        (85, all(_digits(tin, _TIN_LENGTH) for tin in tins), "a TIN is not nine digits"),
        (87, any(npis), "there is no NPI"),
        (88, all(_digits(npi, _NPI_LENGTH) for npi in npis), "an NPI is not ten digits"),
        (34, header.addressed, "the address of the practice is missing"),
        (36, bool(node.of(Template.QUALITY_SECTION)), "there is no quality section"),
        (35, len(header.pcf_ids) == 1, f"there are {len(header.pcf_ids)} entity ids"),
        (62, bool(_first(header.pcf_ids)), "the entity id is blank"),
        (
            106,
            not node.of(Template.INTEROPERABILITY_SECTION),
            "there is a promoting interoperability section",
        ),
    )
    for number, holds, found in rules:
        if first_of.holds and not holds:
            first_of.fail(number, found)
    if node.of(Template.ACTIVITY_SECTION) or node.of(Template.INTEROPERABILITY_SECTION):
        checking.number(90, node, "there is a section that the model does not take")
    if len(tins) != len(npis):
        number, fewer = (89, "NPIs") if len(tins) > len(npis) else (86, "TINs")
        checking.number(
            number, node, f"there are fewer {fewer}: {len(tins)} TINs, {len(npis)} NPIs"
        )
    checking.number(79, node, "TINs and NPIs were not compared with the model's roster")
    if header.crowded:
        checking.number(105, node, "one performer has several TINs or NPIs", "one of each")
    _check_technology(node, checking)


def _texts(identifiers: tuple[Identifier, ...]) -> list[str]:
    """The identifiers as CMS's converter counts them: none counts as one that is blank."""
    return [identifier.text for identifier in identifiers] or [""]


def _first(identifiers: tuple[Identifier, ...]) -> str:
    return identifiers[0].text if identifiers else ""


def _digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _check_technology(node: Node, checking: Checking) -> None:
    ids = checking.header.cehrt_ids
    text = _first(ids)
    if len(text) != _CEHRT_LENGTH or text[2:5].upper() != _CEHRT_MARK:
        found = f"the EHR certification id is {shown(text)}" if ids else "there is none"
        checking.number(97, node, found)
    if len(ids) > 1:
        checking.number(100, node, f"there are {len(ids)} EHR certification ids", "one")


def check_pcf_section(node: Node, checking: Checking) -> None:
    """All measures that the model requires are there."""
    required = tables().primary_care_first.measures
    there = {checking.definitions[guid].electronic_id for guid in _guids(node, checking)}
    lacking = [name for name in required if name not in there]
    if lacking:
        checking.number(103, node, f"{' and '.join(lacking)} is missing", " and ".join(required))


def _guids(node: Node, checking: Checking) -> list[str]:
    ids = (measure.first(ID) or "" for measure in node.of(Template.QUALITY_MEASURE))
    return [guid for guid in ids if guid in checking.definitions]


def check_pcf_parameters(node: Node, checking: Checking) -> None:
    """The period is the whole year."""
    start, end = tables().primary_care_first.period
    for number, name, wanted in ((55, START, start), (56, END, end)):
        text = node.first(name)
        if text != wanted:
            checking.number(number, node, f"the period has {shown(text or '')}", wanted)


def check_pcf_measure(node: Node, checking: Checking) -> None:
    """All populations with their strata, each rate once, and counts that fit together."""
    before = checking.findings.errors
    check_measure(node, checking, counted=(*COUNTED, INITIAL), known=())
    definition = checking.definition(node)
    if definition is None:
        return
    for group in definition.groups:
        for code in _POPULATIONS:
            if check_identifier(node, code, group, definition, checking):
                _check_strata(node, code, group, definition, checking)
        _check_rates(node, group, definition, checking)
        _check_denominator(node, group, definition, checking)
    rates, wanted = len(node.of(Template.PERFORMANCE_RATE)), len(definition.groups)
    if rates != wanted:
        found = f"{definition.title} has {rates or 'no'} performance rates"
        checking.number(37, node, found, str(wanted))
    if checking.findings.errors == before:
        for group in definition.groups:
            _check_counts(node, group, definition, checking)


def _check_strata(
    node: Node, code: str, group: Group, definition: Definition, checking: Checking
) -> None:
    """A population has the strata of the measure. CMS's converter breaks off at one without id."""
    there = population(node, code, group)
    if there is None:
        return
    strata = there.of(Template.STRATUM)
    title = f"{there.first(CODE)} of {definition.title}"
    if len(strata) != len(group.strata):
        found = f"{title} has {len(strata) or 'no'} strata"
        checking.number(49, there, found, str(len(group.strata)))
    if group.strata and any(not each.values[UUID] for each in strata):
        raise ConverterFails
    given = {each.values[UUID][0].upper() for each in strata if each.values[UUID]}
    for uuid in group.strata:
        if uuid not in given:
            checking.number(48, there, f"{title} lacks the stratum {uuid}")


def _check_rates(node: Node, group: Group, definition: Definition, checking: Checking) -> None:
    """The rate of a numerator is there, and every rate before it names its numerator."""
    wanted = group.uuids.get(NUMERATOR)
    if wanted is None:
        return
    for each in node.of(Template.PERFORMANCE_RATE):
        uuid = each.first(UUID)
        if uuid is None:
            note_rate_of_nothing(each, checking)
        elif uuid.upper() == wanted:
            return
    found = f"{definition.title} has no performance rate with the identifier {wanted}"
    checking.number(59, node, found)


def _check_denominator(
    node: Node, group: Group, definition: Definition, checking: Checking
) -> None:
    numbers = denominator_and_initial(node, group, checking)
    if numbers is None or numbers[1] == numbers[2]:
        return
    count, number, initial = numbers
    found = (
        f"{definition.title} has {number} in its denominator, {initial} in its initial population"
    )
    checking.number(101, count, found, "the same number")


def _check_counts(node: Node, group: Group, definition: Definition, checking: Checking) -> None:
    """What exclusions and exceptions leave, the numerator and the rate fit together."""
    held = {code: population(node, code, group) for code in _POPULATIONS}
    counts = {code: _count(each) for code, each in held.items()}
    denominator, numerator = counts[DENOMINATOR], counts[NUMERATOR]
    left = denominator - counts[EXCLUSION] - counts[EXCEPTION]
    title = definition.title
    if left < 0:
        checking.number(92, node, f"of {denominator} patients {title} leaves {left}", "0 or more")
    if numerator > left or numerator > denominator:
        found = f"the numerator of {title} is {numerator}, and {left} of {denominator} are left"
        checking.number(93, node, found)
    if counts[EXCLUSION] > denominator:
        found = f"{title} excludes {counts[EXCLUSION]} of {denominator}"
        checking.number(94, node, found)
    for each in node.of(Template.PERFORMANCE_RATE):
        if (each.first(UUID) or "").upper() == group.uuids.get(NUMERATOR):
            _check_rate(node, each, {"left": left, "denominator": denominator}, checking)
            break


def _check_rate(node: Node, rate_node: Node, counts: Mapping[str, int], checking: Checking) -> None:
    text, title = rate_node.first(RATE), checking.title(node)
    if text is None and rate_node.first(NO_RATE) == NOT_APPLICABLE:
        if counts["left"]:
            checking.number(91, node, f"a rate of {title} is said not to apply")
    elif text is not None and rate(text) == 0 and not (counts["left"] and counts["denominator"]):
        checking.number(98, node, f"a rate of {title} is {masked(text)}", "the null flavor NA")


def _count(node: Node | None) -> int:
    """The count of a population; none is 0. CMS's converter breaks off at a fraction."""
    if node is None:
        return 0
    counts = node.of(Template.AGGREGATE_COUNT)
    text = counts[0].first(COUNT) if counts else None
    number = whole(text)
    if number is None and (not counts or (text is not None and rate(text) is not None)):
        raise ConverterFails
    return number or 0


def check_pcf_population(node: Node, checking: Checking) -> None:
    """The counts by sex, race, ethnicity and payer are there."""
    definition = checking.definition(node)
    if definition is None:
        return
    first_of = True
    for kind, codes in tables().primary_care_first.supplemental.items():
        given = node.of(kind)
        for code in codes:
            there = next((g for g in given if (g.first(CODE) or "").upper() == code), None)
            title = f"{node.first(CODE)} of {definition.title}"
            if there is None:
                found = f"{title} lacks the count of {kind.value} {code}"
                checking.number(66, node, found)
                first_of = False
                continue
            checking.settled.add(there)
            if first_of and len(there.of(Template.AGGREGATE_COUNT)) != 1:
                found = f"{title} has not one count of {kind.value} {code}"
                checking.number(67, there, found, "one")
                first_of = False
