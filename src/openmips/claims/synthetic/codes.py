"""The codes of a year's claims measures, as somebody who writes claims needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from openmips.catalog.claims_entries import ClaimCodes, ClaimsMeasure, OptionType
from openmips.catalog.load import YEARS, catalog_for
from openmips.catalog.search import code_sets

Written = tuple[str, ...]
"""The lines of one answer, each as CODE or CODE-MODIFIER."""

OLDEST = 200
_SHORTEST_DIAGNOSIS = 3
"""No quality code is so short; where code sets list diagnoses as answers, some have no dot."""

SMOKING = "226"
SMOKING_ANSWERS: tuple[Written, ...] = (
    ("G9902", "G9906", "G0030"),
    ("G9902", "G9908", "G0029"),
    ("G9902",),
)
OTHER_ANSWERS: tuple[Written, ...] = (
    ("G9903", "1036F"),
    ("G9905", "G0029"),
    ("M1159",),
)
"""What is billed together for the three rates of measure 226."""


@dataclass(frozen=True, slots=True)
class MeasureCodes:
    """What it takes to belong to a measure, and to answer it.

    Ages are whole years, both ends included. Diagnoses have no dots. Where the measure has
    several eligibility options the lists hold the codes of all.
    """

    measure_id: str
    youngest: int
    oldest: int
    sex: str
    procedures: tuple[str, ...]
    also: tuple[str, ...]
    diagnoses: tuple[str, ...]
    excluded_diagnoses: tuple[str, ...]
    excluded_modifiers: frozenset[str]
    excluded_places: frozenset[str]
    answers: Mapping[OptionType, tuple[Written, ...]]

    @property
    def visit(self) -> str:
        """An ordinary procedure of the measure: an office visit where there is one."""
        return _VISIT if _VISIT in self.procedures else self.procedures[0]

    def answer(self, outcome: OptionType) -> Written:
        """An answer with this outcome; the shortest. Raises KeyError where there is none."""
        return min(self.answers[outcome], key=len)


_VISIT = "99213"


@cache
def measure_codes(year: int) -> Mapping[str, MeasureCodes]:
    """The measures the year offers by claims; where it has no code sets, with those before."""
    _, offered = code_sets(catalog_for(year))
    return {name: _codes_of(measure) for name, measure in sorted(offered.items())}


@cache
def quality_codes() -> frozenset[str]:
    """Every code that answers a claims measure, in any year; nothing is paid for them."""
    return frozenset(
        code
        for year in YEARS
        for measure in catalog_for(year).claims.values()
        for answer in measure.performance_options
        for group in answer.quality_codes
        for code in group.codes
        if not _is_diagnosis(code)
    )


def _codes_of(measure: ClaimsMeasure) -> MeasureCodes:
    options = measure.eligibility_options
    oldest = [option.maximum_age for option in options]
    procedures = [group for option in options for group in option.procedure_codes]
    also = [group for option in options for group in option.additional_procedure_codes]
    answers: dict[OptionType, list[Written]] = {}
    misplaced = []
    for answer in measure.performance_options:
        codes = [code for group in answer.quality_codes for code in group.codes]
        if _is_diagnosis(codes[0]):
            misplaced.append(codes[0])
        elif answer.option_group == options[0].option_group:
            answers.setdefault(answer.option_type, []).append(
                tuple(_written(group) for group in answer.quality_codes)
            )
    return MeasureCodes(
        measure_id=measure.measure_id,
        youngest=max(int(option.minimum_age or 0) for option in options),
        oldest=min(OLDEST if age is None else int(age) for age in oldest),
        sex=options[0].sex or "",
        procedures=_listed(code for group in procedures for code in group.codes),
        also=_listed(code for group in also for code in group.codes),
        diagnoses=_dotless(code for option in options for code in option.diagnosis_codes),
        excluded_diagnoses=_dotless(
            [*misplaced, *(code for o in options for code in o.diagnosis_exclusion_codes)]
        ),
        excluded_modifiers=frozenset().union(*(each.modifier_exclusions for each in procedures)),
        excluded_places=frozenset().union(*(each.place_exclusions for each in procedures)),
        answers={outcome: tuple(each) for outcome, each in answers.items()},
    )


def _is_diagnosis(code: str) -> bool:
    return "." in code or len(code) == _SHORTEST_DIAGNOSIS


def _written(group: ClaimCodes) -> str:
    return "-".join((group.codes[0], *sorted(group.modifiers)))


def _listed(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))


def _dotless(codes: Iterable[str]) -> tuple[str, ...]:
    return _listed(code.replace(".", "") for code in codes)
