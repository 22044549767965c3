"""CMS's claims code sets (its "single source") as entries."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from openmips.catalog.claims_entries import (
    ClaimCodes,
    ClaimsMeasure,
    EligibilityOption,
    OptionType,
    PerformanceOption,
)
from openmips.catalog.read_cms.rows import Refused, Row, in_order


def claims_measure(row: Row) -> ClaimsMeasure:
    """The code sets of one claims measure."""
    return ClaimsMeasure(
        measure_id=row.text("measureId"),
        eligibility_options=tuple(map(_eligibility, row.rows("eligibilityOptions"))),
        performance_options=tuple(map(_performance, row.rows("performanceOptions"))),
    )


def _eligibility(row: Row) -> EligibilityOption:
    option = EligibilityOption(
        option_group=row.text("optionGroup"),
        minimum_age=_age(row, "minAge"),
        maximum_age=_age(row, "maxAge"),
        sex=row.optional_text("sexCode"),
        diagnosis_codes=in_order(row.names("diagnosisCodes")),
        additional_diagnosis_codes=in_order(row.names("additionalDiagnosisCodes")),
        diagnosis_exclusion_codes=in_order(row.names("diagnosisExclusionCodes")),
        procedure_codes=_grouped(row.rows("procedureCodes")),
        additional_procedure_codes=_grouped(row.rows("additionalProcedureCodes")),
    )
    _nothing_left(row, "an eligibility option")
    return option


def _performance(row: Row) -> PerformanceOption:
    option = PerformanceOption(
        option_group=row.text("optionGroup"),
        option_type=row.choice("optionType", OptionType),
        quality_codes=tuple(map(_code, row.rows("qualityCodes"))),
    )
    _nothing_left(row, "a performance option")
    return option


def _age(row: Row, name: str) -> Decimal | None:
    age = row.optional_number(name)
    return age if age is None or age != age.to_integral_value() else age.to_integral_value()


def _code(row: Row) -> ClaimCodes:
    code = ClaimCodes(
        codes=(row.text("code"),),
        modifiers=frozenset(row.names("modifiers")),
        modifier_exclusions=frozenset(row.names("modifierExclusions")),
        places=frozenset(row.names("placesOfService")),
        place_exclusions=frozenset(row.names("placesOfServiceExclusions")),
    )
    _nothing_left(row, "a code")
    return code


def _grouped(rows: Iterable[Row]) -> tuple[ClaimCodes, ...]:
    """Codes under the same conditions together, in the order of their first codes."""
    together: dict[ClaimCodes, list[str]] = {}
    for row in rows:
        single = _code(row)
        conditions = ClaimCodes(
            (),
            single.modifiers,
            single.modifier_exclusions,
            single.places,
            single.place_exclusions,
        )
        together.setdefault(conditions, []).extend(single.codes)
    groups = (
        ClaimCodes(
            in_order(codes),
            conditions.modifiers,
            conditions.modifier_exclusions,
            conditions.places,
            conditions.place_exclusions,
        )
        for conditions, codes in together.items()
    )
    return tuple(sorted(groups, key=lambda group: group.codes))


def _nothing_left(row: Row, what: str) -> None:
    if row.unread:
        raise Refused(f"{what} holds {', '.join(row.unread)}, which is not known")
