"""How claims code sets lie in the catalog: each long list once, codes in one string."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from openmips.catalog.claims_entries import (
    ClaimCodes,
    ClaimsMeasure,
    EligibilityOption,
    OptionType,
    PerformanceOption,
)


@dataclass(frozen=True, slots=True)
class StoredCodes:
    """Codes under the same conditions; all names in one string, apart by spaces.

    `codes` may be a reference to a list that stands on a line of its own.
    """

    codes: str
    modifiers: str = ""
    modifier_exclusions: str = ""
    places: str = ""
    place_exclusions: str = ""


@dataclass(frozen=True, slots=True)
class StoredEligibility:
    """An eligibility option with its code lists as strings or references."""

    option_group: str
    minimum_age: Decimal | None = None
    maximum_age: Decimal | None = None
    sex: str | None = None
    diagnosis_codes: str = ""
    additional_diagnosis_codes: str = ""
    diagnosis_exclusion_codes: str = ""
    procedure_codes: tuple[StoredCodes, ...] = ()
    additional_procedure_codes: tuple[StoredCodes, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredAnswers:
    """All answers of one option group and type; each member holds codes required together."""

    option_group: str
    option_type: OptionType
    quality_codes: tuple[tuple[StoredCodes, ...], ...]


@dataclass(frozen=True, slots=True)
class StoredClaims:
    """A line of the claims file: a code list (`name`, `codes`) or a measure."""

    name: str | None = None
    codes: str = ""
    measure_id: str | None = None
    eligibility_options: tuple[StoredEligibility, ...] = ()
    answers: tuple[StoredAnswers, ...] = ()


LONG = 12
"""A list of more codes than this stands on a line of its own, once for all its users."""

_REFERENCE = "="


class _Lists:
    """The long lists, each named after the measure and part that first uses it."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def store(self, codes: Iterable[str], user: str) -> str:
        members = tuple(codes)
        joined = " ".join(members)
        if len(members) <= LONG:
            return joined
        return _REFERENCE + self.names.setdefault(joined, self._free(user))

    def _free(self, user: str) -> str:
        taken = set(self.names.values())
        name, number = user, 2
        while name in taken:
            name, number = f"{user}-{number}", number + 1
        return name


def stored(measures: Iterable[ClaimsMeasure]) -> list[StoredClaims]:
    """The lines of the claims file: the lists by name, then the measures by id."""
    lists = _Lists()
    lines = [
        StoredClaims(
            measure_id=measure.measure_id,
            eligibility_options=tuple(
                _store_eligibility(option, measure.measure_id, lists)
                for option in measure.eligibility_options
            ),
            answers=_store_answers(measure, lists),
        )
        for measure in sorted(measures, key=lambda measure: measure.measure_id)
    ]
    named = sorted((name, codes) for codes, name in lists.names.items())
    return [*(StoredClaims(name=name, codes=codes) for name, codes in named), *lines]


def _store_eligibility(option: EligibilityOption, user: str, lists: _Lists) -> StoredEligibility:
    user = f"{user}.{option.option_group}"
    return StoredEligibility(
        option_group=option.option_group,
        minimum_age=option.minimum_age,
        maximum_age=option.maximum_age,
        sex=option.sex,
        diagnosis_codes=lists.store(option.diagnosis_codes, f"{user}.diagnosis"),
        additional_diagnosis_codes=lists.store(
            option.additional_diagnosis_codes, f"{user}.additional_diagnosis"
        ),
        diagnosis_exclusion_codes=lists.store(
            option.diagnosis_exclusion_codes, f"{user}.diagnosis_exclusion"
        ),
        procedure_codes=_store_codes(option.procedure_codes, f"{user}.procedure", lists),
        additional_procedure_codes=_store_codes(
            option.additional_procedure_codes, f"{user}.additional_procedure", lists
        ),
    )


def _store_codes(groups: Iterable[ClaimCodes], user: str, lists: _Lists) -> tuple[StoredCodes, ...]:
    return tuple(
        StoredCodes(
            codes=lists.store(group.codes, user),
            modifiers=" ".join(sorted(group.modifiers)),
            modifier_exclusions=" ".join(sorted(group.modifier_exclusions)),
            places=" ".join(sorted(group.places)),
            place_exclusions=" ".join(sorted(group.place_exclusions)),
        )
        for group in groups
    )


def _store_answers(measure: ClaimsMeasure, lists: _Lists) -> tuple[StoredAnswers, ...]:
    together: dict[tuple[str, OptionType], list[tuple[StoredCodes, ...]]] = {}
    for option in measure.performance_options:
        user = f"{measure.measure_id}.{option.option_group}.answer"
        together.setdefault((option.option_group, option.option_type), []).append(
            _store_codes(option.quality_codes, user, lists)
        )
    return tuple(
        StoredAnswers(option_group, option_type, tuple(codes))
        for (option_group, option_type), codes in together.items()
    )


def restored(lines: Iterable[StoredClaims]) -> dict[str, ClaimsMeasure]:
    """The claims measures of a claims file, by id."""
    read = list(lines)
    lists = {_REFERENCE + line.name: tuple(line.codes.split()) for line in read if line.name}
    return {
        line.measure_id: _restore(line.measure_id, line, lists) for line in read if line.measure_id
    }


def _restore(
    measure_id: str, line: StoredClaims, lists: Mapping[str, tuple[str, ...]]
) -> ClaimsMeasure:
    def codes(text: str) -> tuple[str, ...]:
        return lists[text] if text.startswith(_REFERENCE) else tuple(text.split())

    def groups(stored_groups: Iterable[StoredCodes]) -> tuple[ClaimCodes, ...]:
        return tuple(
            ClaimCodes(
                codes(group.codes),
                frozenset(group.modifiers.split()),
                frozenset(group.modifier_exclusions.split()),
                frozenset(group.places.split()),
                frozenset(group.place_exclusions.split()),
            )
            for group in stored_groups
        )

    return ClaimsMeasure(
        measure_id=measure_id,
        eligibility_options=tuple(
            EligibilityOption(
                option.option_group,
                option.minimum_age,
                option.maximum_age,
                option.sex,
                codes(option.diagnosis_codes),
                codes(option.additional_diagnosis_codes),
                codes(option.diagnosis_exclusion_codes),
                groups(option.procedure_codes),
                groups(option.additional_procedure_codes),
            )
            for option in line.eligibility_options
        ),
        performance_options=tuple(
            PerformanceOption(answers.option_group, answers.option_type, groups(required))
            for answers in line.answers
            for required in answers.quality_codes
        ),
    )
