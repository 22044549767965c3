"""What a code card says of a measure: whom it asks about, when, which codes, what to mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openmips.catalog.claims_entries import ClaimCodes, EligibilityOption, PerformanceOption
from openmips.claims.choices import Choice, Found, choices
from openmips.claims.definitions import Definitions, Rate
from openmips.claims.meanings import meanings
from openmips.policy.claims_topics import CountingUnit

TELEHEALTH_PLACES = frozenset({"02", "10"})
"""Places of service that are telehealth."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Visit or procedure codes, and where they do not count."""

    codes: tuple[str, ...]
    not_with: tuple[str, ...]
    not_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WayIn:
    """One way for a claim to belong to the measure; every part that is there must hold."""

    minimum_age: Decimal | None
    maximum_age: Decimal | None
    sex: str | None
    visits: tuple[Codes, ...]
    second_codes: tuple[str, ...]
    diagnoses: tuple[str, ...]
    excluded_diagnoses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One rate of the measure: who belongs to it, and its answers in a reader's order."""

    stratum: str
    ways: tuple[WayIn, ...]
    answers: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A measure on a page. Parts that the same claims belong to stand in order of their strata."""

    measure_id: str
    title: str
    asks: str
    unit: CountingUnit
    inverse: bool
    parts: tuple[Part, ...]
    traps: tuple[str, ...]


def card(measure_id: str, definitions: Definitions) -> Card:
    """The card of a measure that the definitions hold."""
    rates = definitions.rates_of(measure_id)
    words = meanings().measures[measure_id]
    first = rates[0]
    return Card(
        measure_id,
        words.title,
        words.asks,
        first.unit.value,
        first.inverse,
        tuple(Part(rate.stratum, _ways(rate.options), choices(rate, Found())) for rate in rates),
        (*words.traps, *_traps(rates, definitions)),
    )


def _ways(options: Iterable[EligibilityOption]) -> tuple[WayIn, ...]:
    return tuple(
        WayIn(
            option.minimum_age or None,
            option.maximum_age,
            option.sex,
            _visits(option.procedure_codes),
            tuple(code for group in option.additional_procedure_codes for code in group.codes),
            option.diagnosis_codes,
            option.diagnosis_exclusion_codes,
        )
        for option in options
    )


def _visits(groups: Iterable[ClaimCodes]) -> tuple[Codes, ...]:
    return tuple(
        Codes(
            group.codes,
            tuple(sorted(group.modifier_exclusions)),
            tuple(sorted(group.place_exclusions)),
        )
        for group in groups
    )


def _traps(rates: Sequence[Rate], definitions: Definitions) -> Iterator[str]:
    """What to mind that follows from the code sets and the counting unit."""
    unit = rates[0].unit.value
    if unit is CountingUnit.VISIT:
        yield "Every visit needs a code, however often the patient comes."
    elif unit is CountingUnit.PATIENT_INTERMEDIATE:
        yield "The latest answer of the year stands, so give the code at every visit."
    elif unit is CountingUnit.PROCEDURE:
        yield "Every day with the procedure needs a code."
    groups = [g for rate in rates for option in rate.options for g in option.procedure_codes]
    if groups and all(group.place_exclusions >= TELEHEALTH_PLACES for group in groups):
        yield "Telehealth does not count, so it needs no code."
    if any(_modified(answer, definitions) for rate in rates for answer in rate.answers):
        yield "Another modifier than those shown makes the code no answer."
    yield "The code goes on the claim of the visit; it cannot be added once the claim is sent."


def _modified(answer: PerformanceOption, definitions: Definitions) -> bool:
    modifiers = definitions.performance_modifiers.value
    return any(not modifiers.isdisjoint(codes.modifiers) for codes in answer.quality_codes)


def in_ranges(codes: Iterable[str]) -> list[str]:
    """Codes in order, those that follow one another as a range: 99202-99205, G0438-G0439."""
    found: list[tuple[str, str]] = []
    for code in sorted(set(codes)):
        if found and code == _next(found[-1][1]):
            found[-1] = found[-1][0], code
        else:
            found.append((code, code))
    return [first if first == last else f"{first}-{last}" for first, last in found]


def _next(code: str) -> str:
    """The code after one that ends in digits; nothing after another."""
    letters = code.rstrip("0123456789")
    digits = code[len(letters) :]
    return f"{letters}{int(digits) + 1:0{len(digits)}}" if digits else ""
