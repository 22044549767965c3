"""What one claim says of one rate: is it eligible, which codes answer it, and why not.

These are the only rules of claims measures. They speak of single values (a line, an age and
sex, a diagnosis, an answer), so that the gate before billing can ask them of one claim, and
an engine once for each distinct value among a hundred million lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openmips.catalog.claims_entries import (
    ClaimCodes,
    EligibilityOption,
    OptionType,
    PerformanceOption,
)
from openmips.claims.definitions import Rate
from openmips.claims.lines import Claim, Line
from openmips.claims.values import age_on


def bears(codes: ClaimCodes, line: Line, performance_modifiers: frozenset[str]) -> bool:
    """Whether a claim line has one of the codes, under the conditions that come with them.

    A code that ends in F says something else with each performance modifier, so the line may
    have only those that the condition names.
    """
    if line.procedure_code not in codes.codes:
        return False
    said = line.modifiers & performance_modifiers
    if line.procedure_code.endswith("F") and not said <= codes.modifiers:
        return False
    return (
        (not codes.modifiers or not codes.modifiers.isdisjoint(line.modifiers))
        and codes.modifier_exclusions.isdisjoint(line.modifiers)
        and (not codes.places or line.place in codes.places)
        and line.place not in codes.place_exclusions
    )


def fits_person(option: EligibilityOption, age: int | None, sex: str) -> bool:
    """Whether a patient of that age (whole years) and sex can belong to the option.

    An unknown age fits no option that has limits, an unknown sex none that names one.
    """
    if option.sex is not None and sex != option.sex:
        return False
    low, high = option.minimum_age, option.maximum_age
    if age is None:
        return not low and high is None
    return (low is None or age >= low) and (high is None or age <= high)


def opens(option: EligibilityOption, line: Line, performance_modifiers: frozenset[str]) -> bool:
    """Whether the line is an eligible visit or procedure of the option."""
    return any(bears(codes, line, performance_modifiers) for codes in option.procedure_codes)


def opens_too(option: EligibilityOption, line: Line, performance_modifiers: frozenset[str]) -> bool:
    """Whether the line is the second code the option asks for on the same claim."""
    return any(
        bears(codes, line, performance_modifiers) for codes in option.additional_procedure_codes
    )


def eligible(
    option: EligibilityOption, claim: Claim, performance_modifiers: frozenset[str]
) -> bool:
    """Whether the claim belongs to the option: every part that is present must hold."""
    age = None if claim.birth_date is None else age_on(claim.birth_date, claim.date)
    return (
        fits_person(option, age, claim.sex)
        and _one_of(option.diagnosis_codes, claim)
        and _one_of(option.additional_diagnosis_codes, claim)
        and claim.diagnoses.isdisjoint(option.diagnosis_exclusion_codes)
        and any(opens(option, line, performance_modifiers) for line in claim.lines)
        and (
            not option.additional_procedure_codes
            or any(opens_too(option, line, performance_modifiers) for line in claim.lines)
        )
    )


def _one_of(codes: tuple[str, ...], claim: Claim) -> bool:
    return not codes or not claim.diagnoses.isdisjoint(codes)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer found on a claim, with the lines that give it."""

    option: PerformanceOption
    lines: tuple[Line, ...]


def answers(rate: Rate, claim: Claim, performance_modifiers: frozenset[str]) -> Iterator[Answer]:
    """The answers of the rate on the claim: all codes of an answer stand on some line of it."""
    for option in rate.answers:
        found = tuple(
            next((line for line in claim.lines if bears(codes, line, performance_modifiers)), None)
            for codes in option.quality_codes
        )
        lines = tuple(line for line in found if line is not None)
        if len(lines) == len(found):
            yield Answer(option, lines)


def standing(rate: Rate, found: Iterable[OptionType]) -> OptionType | None:
    """Which of several answers stands, by the ranking of the rate; None where there is none."""
    given = set(found)
    return next((kind for kind in rate.order if kind in given), None)
