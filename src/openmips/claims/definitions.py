"""Which claims measures a year has, as rates to count: code sets, counting unit, strata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Protocol, TypeVar

from openmips.catalog.claims_entries import (
    ClaimCodes,
    ClaimsMeasure,
    EligibilityOption,
    OptionType,
    PerformanceOption,
)
from openmips.catalog.load import Catalog
from openmips.catalog.search import code_sets
from openmips.claims.values import normal
from openmips.policy.claims_topics import ClaimsPolicy, CountingUnit
from openmips.why import Provision

T = TypeVar("T")

NOT_COMPUTED = frozenset({CountingUnit.PATIENT_PERIODIC, CountingUnit.UNKNOWN})
"""Counting units that OpenMIPS refuses by the name of the measure."""

_DIAGNOSIS = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")
_QUALITY_CODE = re.compile(r"[A-Z]\d{4}")


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate of one measure: which claims belong to it, and which codes answer it.

    Codes are normal (upper case, no dots). `stratum` is CMS's option group where the measure
    has several rates and "" where it has one; `stratum_name` is what submissions call it.
    `options` are alternatives. `ranking` lists the answers, the one that stands first.
    """

    measure_id: str
    stratum: str
    stratum_name: str | None
    unit: Provision[CountingUnit]
    inverse: bool
    ranking: Provision[tuple[str, ...]]
    options: tuple[EligibilityOption, ...]
    answers: tuple[PerformanceOption, ...]
    last_date: Provision[date | None] | None = None

    @property
    def order(self) -> tuple[OptionType, ...]:
        """The kinds of answer, the one that stands first."""
        return _kinds(self.ranking.value)


@cache
def _kinds(names: tuple[str, ...]) -> tuple[OptionType, ...]:
    """The kinds of answer with CMS's names, made once for each ranking."""
    return tuple(map(OptionType, names))


@dataclass(frozen=True, slots=True)
class Definitions:
    """All rates of a performance year that are asked for.

    `code_set_year` is the year whose code sets are used; where it is not the performance
    year every result is `provisional`. `refused` maps measures that cannot be computed to
    the provision that says why.
    """

    performance_year: int
    code_set_year: int
    rates: tuple[Rate, ...]
    refused: Mapping[str, Provision[CountingUnit]]
    performance_modifiers: Provision[frozenset[str]]

    @property
    def provisional(self) -> bool:
        """Whether another year's code sets stand in for the year's own."""
        return self.code_set_year != self.performance_year

    def rates_of(self, measure_id: str) -> tuple[Rate, ...]:
        """The rates of one measure, in the order of their strata."""
        return tuple(rate for rate in self.rates if rate.measure_id == measure_id)


class Law(Protocol):
    """Where the topics of a year's law are found: its policy, or as much of it as is needed."""

    def topic(self, kind: type[T]) -> T:
        """The topic of that type."""


class NotAClaimsMeasure(LookupError):
    """Measures that the year does not offer by claims; `offered` lists those it does."""

    def __init__(self, year: int, wrong: tuple[str, ...], offered: tuple[str, ...]) -> None:
        super().__init__(f"{', '.join(wrong)} cannot be reported by claims in {year}.")
        self.wrong = wrong
        self.offered = offered


def definitions_for(
    catalog: Catalog,
    policy: Law,
    measures: Iterable[str] | None = None,
    program: str | None = None,
) -> Definitions:
    """The rates of the year's claims measures: all, or `measures`, or those of `program`.

    Raises NotAClaimsMeasure for a measure the year does not offer by claims.
    """
    rules = policy.topic(ClaimsPolicy)
    year, offered = code_sets(catalog)
    wanted = sorted(offered if measures is None else set(measures))
    if wrong := tuple(name for name in wanted if name not in offered):
        raise NotAClaimsMeasure(catalog.performance_year, wrong, tuple(sorted(offered)))
    if program is not None:
        wanted = [name for name in wanted if program in catalog.quality[name].programs]
    units = {name: rules.counting_units[name] for name in wanted}
    refused = {name: unit for name, unit in units.items() if unit.value in NOT_COMPUTED}
    return Definitions(
        performance_year=catalog.performance_year,
        code_set_year=year,
        rates=tuple(
            rate
            for name in wanted
            if name not in refused
            for rate in _rates(offered[name], rules, catalog.quality[name].inverse)
        ),
        refused=MappingProxyType(refused),
        performance_modifiers=rules.performance_modifiers,
    )


def _rates(measure: ClaimsMeasure, rules: ClaimsPolicy, inverse: bool) -> list[Rate]:
    """One rate where all option groups have the same answers, else one a group."""
    name = measure.measure_id
    options = tuple(_normal_option(option) for option in measure.eligibility_options)
    groups = sorted({option.option_group for option in options})
    answers = {group: _answers(measure, group) for group in groups}
    codes = [{(one.option_type, one.quality_codes) for one in answers[group]} for group in groups]
    whole = Rate(
        measure_id=name,
        stratum="",
        stratum_name=None,
        unit=rules.counting_units[name],
        inverse=inverse,
        ranking=rules.best_answer_inverse if inverse else rules.best_answer,
        options=_without_diagnoses_among_answers(options, measure, groups[0]),
        answers=answers[groups[0]],
        last_date=rules.last_claim_date.get(name),
    )
    if all(one == codes[0] for one in codes):
        return [whole]
    names = rules.stratum_names[name].value
    return [
        replace(
            whole,
            stratum=group,
            stratum_name=stratum_name,
            options=_without_diagnoses_among_answers(
                tuple(option for option in options if option.option_group == group),
                measure,
                group,
            ),
            answers=answers[group],
        )
        for group, stratum_name in zip(groups, names, strict=True)
    ]


def is_diagnosis(code: str) -> bool:
    """Whether a code of CMS's answer lists is an ICD-10 diagnosis rather than a quality code.

    Until 2023 CMS listed diagnoses that exclude a patient among the quality codes.
    """
    return bool(_DIAGNOSIS.fullmatch(code)) and not _QUALITY_CODE.fullmatch(code)


def _without_diagnoses_among_answers(
    options: tuple[EligibilityOption, ...], measure: ClaimsMeasure, group: str
) -> tuple[EligibilityOption, ...]:
    """`options` with the diagnoses found among the answers of `group` as exclusions."""
    found = tuple(
        normal(code)
        for answer in measure.performance_options
        if answer.option_group == group
        for codes in answer.quality_codes
        for code in codes.codes
        if is_diagnosis(code)
    )
    return tuple(
        replace(option, diagnosis_exclusion_codes=(*option.diagnosis_exclusion_codes, *found))
        for option in options
    )


def _answers(measure: ClaimsMeasure, group: str) -> tuple[PerformanceOption, ...]:
    """The answers of an option group; diagnoses among them are left out."""
    return tuple(
        replace(answer, quality_codes=tuple(map(_normal_codes, answer.quality_codes)))
        for answer in measure.performance_options
        if answer.option_group == group
        and not any(is_diagnosis(code) for codes in answer.quality_codes for code in codes.codes)
    )


def _normal_option(option: EligibilityOption) -> EligibilityOption:
    return replace(
        option,
        diagnosis_codes=tuple(map(normal, option.diagnosis_codes)),
        additional_diagnosis_codes=tuple(map(normal, option.additional_diagnosis_codes)),
        diagnosis_exclusion_codes=tuple(map(normal, option.diagnosis_exclusion_codes)),
        procedure_codes=tuple(map(_normal_codes, option.procedure_codes)),
        additional_procedure_codes=tuple(map(_normal_codes, option.additional_procedure_codes)),
    )


def _normal_codes(codes: ClaimCodes) -> ClaimCodes:
    return replace(codes, codes=tuple(map(normal, codes.codes)))
