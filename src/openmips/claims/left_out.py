"""Which claims have codes of a measure and still do not count for it, and what keeps them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from openmips.catalog.claims_entries import ClaimCodes, EligibilityOption
from openmips.claims.concern import concern_of
from openmips.claims.definitions import Definitions, Rate
from openmips.claims.lines import Claim, Line
from openmips.claims.meanings import meanings
from openmips.claims.reasons import PersonOf, code_of, code_sets_of, name_of, some
from openmips.claims.rules import Hindrance, Part, eligible, hindrance, in_time, lacking
from openmips.why import Why

_SEXES = {"F": "women", "M": "men"}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A claim that does not belong to a rate although it has a code of it.

    `lacks` are the parts of the option it came closest to, none where only its date is wrong.
    `lost` are its lines with quality codes of the rate: they count for nothing there.
    """

    rate: Rate
    claim: Claim
    lacks: tuple[Part, ...]
    lost: tuple[Line, ...]
    why: Why


def left_out(definitions: Definitions, claims: Iterable[Claim]) -> Iterator[LeftOut]:
    """The claims with a code of a rate that do not belong to it, in their order."""
    concern = concern_of(definitions)
    for claim in claims:
        numbers = {*concern.opened_by(claim), *concern.answered_by(claim)}
        for number in sorted(numbers):
            one = kept_out(definitions.rates[number], claim, definitions)
            if one is not None:
                yield one


def lost_codes(definitions: Definitions, claims: Iterable[Claim]) -> Iterator[LeftOut]:
    """The year's claims whose quality codes count for nothing: no rate that knows them has one.

    `lost` are the lines with those codes, for the first rate that knows them.
    """
    concern = concern_of(definitions)
    for claim in claims:
        if claim.date.year != definitions.performance_year:
            continue
        out: dict[str, list[LeftOut]] = {}
        used: set[str] = set()
        for number in concern.answered_by(claim):
            rate = definitions.rates[number]
            one = kept_out(rate, claim, definitions)
            if one is None:
                used |= answering_codes(rate)
            else:
                out.setdefault(rate.measure_id, []).append(one)
        for found in out.values():
            first = found[0]
            lost = tuple(line for line in first.lost if line.procedure_code not in used)
            if lost:
                yield replace(first, lost=lost)


def answering_codes(rate: Rate) -> frozenset[str]:
    """The quality codes of the rate, without their modifiers."""
    return frozenset(
        code for answer in rate.answers for codes in answer.quality_codes for code in codes.codes
    )


def kept_out(rate: Rate, claim: Claim, definitions: Definitions) -> LeftOut | None:
    """What keeps the claim out of the rate; None where it belongs to it."""
    modifiers = definitions.performance_modifiers.value
    timely = in_time(rate, definitions.performance_year, claim.date)
    if timely and any(eligible(option, claim, modifiers) for option in rate.options):
        return None
    option, lacks = min(
        ((option, tuple(lacking(option, claim, modifiers))) for option in rate.options),
        key=lambda pair: len(pair[1]),
    )
    parts = [] if timely else [_date_why(rate, claim, definitions)]
    parts += (_why(part, option, claim, rate, definitions) for part in lacks)
    answering = answering_codes(rate)
    lost = tuple(line for line in claim.lines if line.procedure_code in answering)
    says = "{}: claim {} of {} does not count."
    why = Why(says, (name_of(rate), claim.claim_id, claim.date), (), tuple(parts))
    return LeftOut(rate, claim, lacks, lost, why)


def _date_why(rate: Rate, claim: Claim, definitions: Definitions) -> Why:
    last = None if rate.last_date is None else rate.last_date.value
    if last is not None and claim.date.year == definitions.performance_year:
        under = () if rate.last_date is None else (rate.last_date,)
        return Why("Its day is after {}, the last one that counts.", (last,), under)
    return Why("Its day is not in {}.", (definitions.performance_year,))


def _why(
    part: Part, option: EligibilityOption, claim: Claim, rate: Rate, definitions: Definitions
) -> Why:
    """Why a part of the option does not hold."""
    under = (code_sets_of(rate, definitions),)
    facts: tuple[object, ...]
    match part:
        case Part.AGE:
            says, facts = "The patient is {}; asked for is {}.", (PersonOf(claim), _ages(option))
        case Part.SEX:
            sex = _SEXES.get(option.sex or "", option.sex)
            says, facts = "The patient is {}; the measure is for {}.", (PersonOf(claim), sex)
        case Part.PROCEDURE:
            return _hindered(option.procedure_codes, claim, rate, definitions)
        case Part.ADDITIONAL_PROCEDURE:
            codes = _codes(option.additional_procedure_codes)
            says, facts = "The claim lacks the second code that is asked for: {}.", (codes,)
        case Part.DIAGNOSIS:
            says, facts = (
                "It has no diagnosis of the measure, such as {}.",
                _some(option.diagnosis_codes),
            )
        case Part.ADDITIONAL_DIAGNOSIS:
            says, facts = (
                "It lacks the second diagnosis, such as {}.",
                _some(option.additional_diagnosis_codes),
            )
        case Part.NO_EXCLUDED_DIAGNOSIS:
            found = sorted(claim.diagnoses.intersection(option.diagnosis_exclusion_codes))
            says, facts = "Diagnosis {} takes the claim out of the measure.", (some(found),)
    return Why(says, facts, under)


def _ages(option: EligibilityOption) -> str:
    low, high = option.minimum_age, option.maximum_age
    if high is None:
        return f"{low} or older"
    return f"{low} to {high}" if low else f"{high} or younger"


def _codes(groups: Iterable[ClaimCodes]) -> str:
    return some(code for group in groups for code in group.codes)


def _some(codes: tuple[str, ...]) -> tuple[str]:
    return (some(codes),)


def _hindered(
    groups: Iterable[ClaimCodes], claim: Claim, rate: Rate, definitions: Definitions
) -> Why:
    """Why no line of the claim is a visit or procedure of the option."""
    modifiers = definitions.performance_modifiers.value
    parts: list[Why] = []
    for line in claim.lines:
        found = [(codes, hindrance(codes, line, modifiers)) for codes in groups]
        own = [(codes, what) for codes, what in found if what is not Hindrance.OTHER_CODE]
        parts += (
            hindrance_why(codes, line, what, modifiers) for codes, what in own if what is not None
        )
    under = (code_sets_of(rate, definitions),)
    if not parts:
        return Why("It has no visit or procedure code of the measure.", (), under)
    return Why("No visit or procedure on it counts.", (), under, tuple(parts))


def hindrance_why(
    codes: ClaimCodes, line: Line, what: Hindrance, performance_modifiers: frozenset[str]
) -> Why:
    """Why a line that has one of the codes does not count as one."""
    words = meanings()
    place = words.place(line.place)
    match what:
        case Hindrance.PERFORMANCE_MODIFIER | Hindrance.MODIFIER_EXCLUDED:
            wrong = line.modifiers & performance_modifiers - codes.modifiers
            if what is Hindrance.MODIFIER_EXCLUDED:
                wrong = line.modifiers & codes.modifier_exclusions
            named = some(map(words.modifier, sorted(wrong)))
            says, facts = "Line {} ({}) does not count with modifier {}.", (named,)
        case Hindrance.MODIFIER_MISSING:
            named = some(map(words.modifier, sorted(codes.modifiers)))
            says, facts = "Line {} ({}) counts only with modifier {}.", (named,)
        case Hindrance.PLACE_EXCLUDED:
            says, facts = "Line {} ({}) does not count at place of service {}.", (place,)
        case Hindrance.PLACE_MISSING:
            named = some(map(words.place, sorted(codes.places)))
            says, facts = "Line {} ({}) counts only at place of service {}.", (named,)
        case Hindrance.OTHER_CODE:
            says, facts = "Line {} ({}) has another code than {}.", (_codes([codes]),)
    return Why(says, (line.number, code_of(line), *facts))
