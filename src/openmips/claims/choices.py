"""What a claim could carry to answer a rate, and what on it is no answer yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openmips.catalog.claims_entries import ClaimCodes, OptionType, PerformanceOption
from openmips.claims.definitions import Definitions, Rate
from openmips.claims.lines import Claim, Line
from openmips.claims.meanings import meanings
from openmips.claims.rules import Hindrance, bears, hindrance

_READING_ORDER = (
    OptionType.MET,
    OptionType.NOT_MET,
    OptionType.EXCEPTION,
    OptionType.EXCLUSION,
)
_OUTSIDE = frozenset({OptionType.EXCEPTION, OptionType.EXCLUSION})


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer a claim could carry: the codes to put on it, and those that stand there."""

    outcome: OptionType
    missing: tuple[ClaimCodes, ...]
    there: tuple[ClaimCodes, ...] = ()


@dataclass(frozen=True, slots=True)
class Half:
    """A line with one code of an answer that needs several."""

    line: Line
    codes: ClaimCodes


@dataclass(frozen=True, slots=True)
class Misused:
    """A line with a quality code that does not count there, and what keeps it from counting."""

    line: Line
    codes: ClaimCodes
    what: Hindrance


@dataclass(frozen=True, slots=True)
class Found:
    """What a claim without a valid answer has of one: halves, misused codes, codes of old."""

    halves: tuple[Half, ...] = ()
    misused: tuple[Misused, ...] = ()
    outdated: tuple[Line, ...] = ()


def found_on(rate: Rate, claim: Claim, definitions: Definitions) -> Found:
    """What the claim has of an answer of the rate that it does not answer."""
    known = meanings().codes_of(rate.measure_id)
    if known.isdisjoint(line.procedure_code for line in claim.lines):
        return Found()
    modifiers = definitions.performance_modifiers.value
    groups = list(dict.fromkeys(codes for one in rate.answers for codes in one.quality_codes))
    halves, misused, outdated = [], [], []
    current = {code for codes in _of_measure(rate, definitions) for code in codes.codes}
    for line in claim.lines:
        code = line.procedure_code
        borne = [codes for codes in groups if bears(codes, line, modifiers)]
        alike = [codes for codes in groups if code in codes.codes]
        if borne:
            halves += [Half(line, codes) for codes in borne]
        elif alike:
            what = hindrance(alike[0], line, modifiers) or Hindrance.OTHER_CODE
            misused.append(Misused(line, alike[0], what))
        elif code in known - current:
            outdated.append(line)
    return Found(tuple(halves), tuple(misused), tuple(outdated))


def _of_measure(rate: Rate, definitions: Definitions) -> list[ClaimCodes]:
    """The codes of all answers of the measure, whatever the stratum."""
    return [
        codes
        for own in definitions.rates_of(rate.measure_id)
        for answer in own.answers
        for codes in answer.quality_codes
    ]


def choices(rate: Rate, found: Found) -> tuple[Choice, ...]:
    """The answers that the claim could carry, in the order a reader takes them.

    Where half an answer stands there, only answers that go with it, and those that take the
    patient out.
    """
    there = frozenset(half.codes for half in found.halves)
    options = sorted(rate.answers, key=lambda one: _READING_ORDER.index(one.option_type))
    if there:
        options = [one for one in options if _goes_with(one, there)]
        options.sort(key=lambda one: there.isdisjoint(one.quality_codes))
    return tuple(
        Choice(
            one.option_type,
            tuple(codes for codes in one.quality_codes if codes not in there),
            tuple(codes for codes in one.quality_codes if codes in there),
        )
        for one in options
    )


def _goes_with(option: PerformanceOption, there: frozenset[ClaimCodes]) -> bool:
    alone = len(option.quality_codes) == 1 and option.option_type in _OUTSIDE
    return alone or not there.isdisjoint(option.quality_codes)


def gates(rates: Sequence[Rate]) -> Mapping[int, frozenset[str]]:
    """The codes without which a rate asks nothing of a claim, by the place of the rate.

    Where a measure has several rates, a code may be an answer of one and part of every answer
    in two codes of another: then the other is asked only of claims that bear it. It holds
    also where CMS's code sets leave it out of the rate's eligible claims.
    """
    found = {}
    for number, rate in enumerate(rates):
        pairs = [
            {code for codes in answer.quality_codes for code in codes.codes}
            for answer in rate.answers
            if len(answer.quality_codes) > 1
        ]
        siblings = {
            code
            for other in rates
            if other.measure_id == rate.measure_id and other.stratum != rate.stratum
            for answer in other.answers
            if len(answer.quality_codes) == 1
            for code in answer.quality_codes[0].codes
        }
        gate = frozenset.intersection(*map(frozenset, pairs)) & siblings if pairs else frozenset()
        if gate:
            found[number] = gate
    return found
