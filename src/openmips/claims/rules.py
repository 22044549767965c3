"""What one claim says of one rate: is it eligible, which codes answer it, and why not.

These are the only rules of claims measures. They speak of single values (a line, an age and
sex, a diagnosis, an answer), so that the gate before billing can ask them of one claim, and
an engine once for each distinct value among a hundred million lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from openmips.catalog.claims_entries import (
    ClaimCodes,
    EligibilityOption,
    OptionType,
    PerformanceOption,
)
from openmips.claims.definitions import Rate
from openmips.claims.lines import Claim, Line
from openmips.claims.values import age_on


class Hindrance(Enum):
    """What keeps a claim line from counting as one of some codes."""

    OTHER_CODE = "other_code"
    PERFORMANCE_MODIFIER = "performance_modifier"
    MODIFIER_MISSING = "modifier_missing"
    MODIFIER_EXCLUDED = "modifier_excluded"
    PLACE_MISSING = "place_missing"
    PLACE_EXCLUDED = "place_excluded"


def hindrance(
    codes: ClaimCodes, line: Line, performance_modifiers: frozenset[str]
) -> Hindrance | None:
    """What keeps the line from counting as one of the codes; None where it counts.

    A code that ends in F says something else with each performance modifier, so the line may
    have only those that the condition names.
    """
    if line.procedure_code not in codes.codes:
        return Hindrance.OTHER_CODE
    said = line.modifiers & performance_modifiers
    if line.procedure_code.endswith("F") and not said <= codes.modifiers:
        return Hindrance.PERFORMANCE_MODIFIER
    if codes.modifiers and codes.modifiers.isdisjoint(line.modifiers):
        return Hindrance.MODIFIER_MISSING
    if not codes.modifier_exclusions.isdisjoint(line.modifiers):
        return Hindrance.MODIFIER_EXCLUDED
    if codes.places and line.place not in codes.places:
        return Hindrance.PLACE_MISSING
    return Hindrance.PLACE_EXCLUDED if line.place in codes.place_exclusions else None


def bears(codes: ClaimCodes, line: Line, performance_modifiers: frozenset[str]) -> bool:
    """Whether a claim line has one of the codes, under the conditions that come with them."""
    return hindrance(codes, line, performance_modifiers) is None


def fits_age(option: EligibilityOption, age: int | None) -> bool:
    """Whether a patient of that age (whole years) can belong to the option.

    An unknown age fits no option that has limits.
    """
    low, high = option.minimum_age, option.maximum_age
    if age is None:
        return not low and high is None
    return (low is None or age >= low) and (high is None or age <= high)


def fits_sex(option: EligibilityOption, sex: str) -> bool:
    """Whether a patient of that sex can belong to the option; an unknown one to none that asks."""
    return option.sex is None or sex == option.sex


def fits_person(option: EligibilityOption, age: int | None, sex: str) -> bool:
    """Whether a patient of that age (whole years) and sex can belong to the option."""
    return fits_sex(option, sex) and fits_age(option, age)


def opens(option: EligibilityOption, line: Line, performance_modifiers: frozenset[str]) -> bool:
    """Whether the line is an eligible visit or procedure of the option."""
    return any(bears(codes, line, performance_modifiers) for codes in option.procedure_codes)


def opens_too(option: EligibilityOption, line: Line, performance_modifiers: frozenset[str]) -> bool:
    """Whether the line is the second code the option asks for on the same claim."""
    return any(
        bears(codes, line, performance_modifiers) for codes in option.additional_procedure_codes
    )


class Part(Enum):
    """One of the things that an option may ask of a claim."""

    AGE = "age"
    SEX = "sex"
    PROCEDURE = "procedure"
    ADDITIONAL_PROCEDURE = "additional_procedure"
    DIAGNOSIS = "diagnosis"
    ADDITIONAL_DIAGNOSIS = "additional_diagnosis"
    NO_EXCLUDED_DIAGNOSIS = "no_excluded_diagnosis"


def lacking(
    option: EligibilityOption, claim: Claim, performance_modifiers: frozenset[str]
) -> Iterator[Part]:
    """The parts of the option that do not hold for the claim; none where it belongs to it."""
    age = None if claim.birth_date is None else age_on(claim.birth_date, claim.date)
    if not fits_age(option, age):
        yield Part.AGE
    if not fits_sex(option, claim.sex):
        yield Part.SEX
    if not any(opens(option, line, performance_modifiers) for line in claim.lines):
        yield Part.PROCEDURE
    if option.additional_procedure_codes and not any(
        opens_too(option, line, performance_modifiers) for line in claim.lines
    ):
        yield Part.ADDITIONAL_PROCEDURE
    if not _one_of(option.diagnosis_codes, claim):
        yield Part.DIAGNOSIS
    if not _one_of(option.additional_diagnosis_codes, claim):
        yield Part.ADDITIONAL_DIAGNOSIS
    if not claim.diagnoses.isdisjoint(option.diagnosis_exclusion_codes):
        yield Part.NO_EXCLUDED_DIAGNOSIS


def eligible(
    option: EligibilityOption, claim: Claim, performance_modifiers: frozenset[str]
) -> bool:
    """Whether the claim belongs to the option: every part that is present must hold."""
    return next(lacking(option, claim, performance_modifiers), None) is None


def in_time(rate: Rate, performance_year: int, day: date) -> bool:
    """Whether claims of the day count: days of the year, up to the last one of the rate."""
    last = None if rate.last_date is None else rate.last_date.value
    return day.year == performance_year and (last is None or day <= last)


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
