"""Which claims measures a year has, and how each is counted."""

from __future__ import annotations

import pytest

from openmips.catalog.load import catalog_for
from openmips.claims.definitions import NotAClaimsMeasure, definitions_for, is_diagnosis
from openmips.policy.claims_topics import CountingUnit
from openmips.policy.load import policy_for


def measures(year: int, **chosen: object) -> list[str]:
    """The measures of a year's rates, in order, each once."""
    found = definitions_for(catalog_for(year), policy_for(year), **chosen)  # type: ignore[arg-type]
    return list(dict.fromkeys(rate.measure_id for rate in found.rates))


@pytest.mark.parametrize(("year", "count"), [(2023, 27), (2024, 26), (2025, 25), (2026, 25)])
def test_every_claims_measure_of_a_year_is_defined(year: int, count: int) -> None:
    """CMS offered 30 claims measures in 2023, 26 in 2024 and 25 since; three are refused."""
    assert len(measures(year)) == count


def test_measures_that_nobody_can_count_are_refused_by_name() -> None:
    """110 is counted by part of the year; of 111 and 147 no counting unit is attested."""
    refused = definitions_for(catalog_for(2023), policy_for(2023)).refused
    assert {name: unit.value for name, unit in refused.items()} == {
        "110": CountingUnit.PATIENT_PERIODIC,
        "111": CountingUnit.UNKNOWN,
        "147": CountingUnit.UNKNOWN,
    }
    assert all("does not compute" in unit.says for unit in refused.values())


def test_a_year_without_code_sets_runs_on_the_latest_ones_and_says_so() -> None:
    """2026 runs on the code sets of 2025 and is provisional; 2025 is not."""
    of_2026 = definitions_for(catalog_for(2026), policy_for(2026))
    of_2025 = definitions_for(catalog_for(2025), policy_for(2025))
    assert (of_2026.code_set_year, of_2026.provisional) == (2025, True)
    assert (of_2025.code_set_year, of_2025.provisional) == (2025, False)


def test_only_measures_offered_by_claims_can_be_asked_for() -> None:
    """113 has code sets in CMS's file of 2024, yet is no claims measure of that year."""
    with pytest.raises(NotAClaimsMeasure) as refusal:
        measures(2024, measures=["113", "047", "999"])
    assert refusal.value.wrong == ("113", "999")
    assert "047" in refusal.value.offered
    assert measures(2025, measures=["113"]) == ["113"]


def test_a_program_narrows_the_measures() -> None:
    """112 and 128 can be reported in an MVP only, not in traditional MIPS."""
    assert set(measures(2024)) - set(measures(2024, program="mips")) == {"112", "128"}


def test_options_with_the_same_answers_are_one_rate_and_others_are_strata() -> None:
    """024 and 418 have two ways in and one rate; 226 has three rates with names of CMS's."""
    found = definitions_for(catalog_for(2024), policy_for(2024))
    assert [(rate.stratum, len(rate.options)) for rate in found.rates_of("024")] == [("", 2)]
    assert [(rate.stratum, len(rate.options)) for rate in found.rates_of("418")] == [("", 2)]
    assert [(rate.stratum, rate.stratum_name) for rate in found.rates_of("226")] == [
        ("00", "reporting"),
        ("01", "performance"),
        ("02", "combinedPopulations"),
    ]


def test_a_diagnosis_among_the_answers_excludes_the_claim() -> None:
    """Until 2023 CMS listed excluding diagnoses among the quality codes of 039 and 134."""
    (rate,) = definitions_for(catalog_for(2023), policy_for(2023)).rates_of("039")
    assert "M8000XA" in rate.options[0].diagnosis_exclusion_codes
    codes = {
        code for answer in rate.answers for group in answer.quality_codes for code in group.codes
    }
    assert codes
    assert not any(is_diagnosis(code) for code in codes)


@pytest.mark.parametrize(
    ("code", "diagnosis"),
    [
        ("M80.00XA", True),
        ("I10", True),
        ("Z21", True),
        ("G9692", False),
        ("1123F", False),
        ("M1211", False),
        ("99504", False),
        ("30233AZ", False),
    ],
)
def test_diagnoses_are_told_from_other_codes(code: str, diagnosis: bool) -> None:
    """Quality codes start with a letter too, but have four digits after it."""
    assert is_diagnosis(code) is diagnosis
