"""Every instance says why it counts as it does, and every claim left out what kept it out."""

from __future__ import annotations

from typing import Any

import pytest
from claims.gaps.worlds import defined, world

from openmips.catalog.claims_entries import OptionType
from openmips.claims.instances import Instance, instances
from openmips.claims.left_out import LeftOut, left_out
from openmips.claims.rules import Part
from openmips.why import Attestation


def counted(measure: str, *claims: dict[str, Any], year: int = 2024) -> list[Instance]:
    """The instances of a measure in a small world."""
    return list(instances(defined(measure, year=year), world(*claims, year=year).claims))


def kept_out(measure: str, *claims: dict[str, Any], year: int = 2024) -> list[LeftOut]:
    """The claims that a measure leaves out of a small world."""
    return list(left_out(defined(measure, year=year), world(*claims, year=year).claims))


def test_an_instance_names_its_claims_its_lines_and_the_answer_that_stands() -> None:
    """A no in March and a yes in May: the yes stands, by the ranking of answers."""
    (one,) = counted(
        "047",
        {"id": "march", "day": "03-04", "lines": ["99213", "1123F-8P"]},
        {"id": "may", "day": "05-06", "lines": ["36415", "99214", "1123F"]},
    )
    assert one.outcome is OptionType.MET
    assert [why.says for why in one.why.walk()] == [
        "047: met, by 1123F.",
        "Claim march of 2024-03-04 is eligible by line 1 (99213): a woman 74 years old.",
        "Claim may of 2024-05-06 is eligible by line 2 (99214): a woman 74 years old.",
        "Claim march says by line 2 (1123F-8P): not met.",
        "Claim may says by line 3 (1123F): met.",
        "Of met and not met, met stands.",
    ]


def test_an_instance_cites_unit_ranking_modifiers_and_code_sets() -> None:
    """Every sentence rests on the provision that decides it."""
    (one,) = counted(
        "047",
        {"day": "03-04", "lines": ["99213", "1123F-8P"]},
        {"id": "may", "day": "05-06", "lines": ["99214", "1123F"]},
    )
    cited = [[provision.name for provision in why.under] for why in one.why.walk()]
    assert cited[0] == ["claims.counting_units.047"]
    assert cited[1] == ["catalog.claims.047"]
    assert cited[3] == ["catalog.claims.047", "claims.performance_modifiers"]
    assert cited[5] == ["claims.best_answer"]


def test_the_code_sets_of_another_year_are_our_own_reading() -> None:
    """2026 runs on the code sets of 2025, and no source but us says so."""
    for year, attested in ((2025, Attestation.CMS_DATA), (2026, Attestation.DERIVED)):
        (one,) = counted("047", {"day": "03-04", "lines": ["99213"]}, year=year)
        (code_sets,) = one.why.parts[0].under
        assert code_sets.attestation is attested
        assert code_sets.citation.place == "2025, measure 047"


def test_the_latest_day_with_an_answer_decides_and_says_so() -> None:
    """236: of the answers of April and June those of June decide."""
    (one,) = counted(
        "236",
        {"day": "04-08", "diagnoses": ["I10"], "lines": ["99213", "G8752", "G8754"]},
        {"day": "06-03", "diagnoses": ["I10"], "lines": ["99213", "G8753", "G8754"]},
    )
    assert one.outcome is OptionType.NOT_MET
    assert "Answers of 2024-06-03 decide: it is the latest day that has one." in [
        why.says for why in one.why.walk()
    ]


def test_a_visit_counts_as_often_as_it_has_eligible_lines() -> None:
    """317: two eligible lines on a day weigh two, and the reason says so."""
    (one,) = counted("317", {"day": "03-04", "lines": ["99213", "G0101", "G8783"]})
    assert one.weight == 2
    assert one.why.parts[-1].says == "It counts 2 times, once for each eligible line."


def test_without_an_answer_the_claims_that_lack_one_are_named() -> None:
    """An instance without an answer says on which claims it looked."""
    (alone,) = counted("047", {"id": "c1", "day": "03-04", "lines": ["99213"]})
    assert alone.why.says == "047: no valid answer on claim c1."
    (both,) = counted(
        "047",
        {"id": "c1", "day": "03-04", "lines": ["99213"]},
        {"id": "c2", "day": "05-06", "lines": ["99213"]},
    )
    assert both.why.says == "047: no valid answer on claims c1 and c2."


LEFT_OUT = [
    ("047", {"born": "1959-06-15", "day": "06-14"}, Part.AGE, "a woman 64 years old"),
    ("112", {"born": "1949-06-15", "day": "06-15"}, Part.AGE, "asked for is 41 to 74"),
    ("039", {"sex": "M"}, Part.SEX, "the measure is for women"),
    ("039", {"diagnoses": ["M8000XA"]}, Part.NO_EXCLUDED_DIAGNOSIS, "Diagnosis M8000XA takes"),
    ("236", {"diagnoses": ["E119"]}, Part.DIAGNOSIS, "no diagnosis of the measure, such as I10"),
    ("317", {"lines": ["99213-95"]}, Part.PROCEDURE, "modifier 95 (telehealth)"),
    ("317", {"lines": ["99213@02"]}, Part.PROCEDURE, "place of service 02 (telehealth)"),
    ("047", {"lines": ["99291@23"]}, Part.PROCEDURE, "place of service 23 (emergency room)"),
    (
        "155",
        {"lines": ["97161"]},
        Part.ADDITIONAL_PROCEDURE,
        "second code that is asked for: 1100F",
    ),
    ("047", {"lines": ["1123F"]}, Part.PROCEDURE, "no visit or procedure code of the measure"),
    ("047", {"born": ""}, Part.AGE, "of unknown age; asked for is 65 or older"),
]


@pytest.mark.parametrize(("measure", "claim", "part", "says"), LEFT_OUT)
def test_a_claim_left_out_says_what_kept_it_out(
    measure: str, claim: dict[str, Any], part: Part, says: str
) -> None:
    """Wrong age or sex, diagnoses, telehealth, place of service, a second code that is missing."""
    (one,) = kept_out(measure, {"day": "03-04", "lines": ["99213"], **claim})
    assert one.lacks == (part,)
    assert any(says in why.says for why in one.why.walk()), [why.says for why in one.why.walk()]


def test_a_claim_of_another_year_is_left_out_for_its_day() -> None:
    """A claim of December 2023 has no part in 2024, whatever else it says."""
    (one,) = kept_out("047", {"day": "2023-12-31", "lines": ["99213"]})
    assert (one.lacks, one.why.parts[0].says) == ((), "Its day is not in 2024.")


def test_the_way_in_that_comes_closest_is_explained() -> None:
    """024 has two ways in, visits and surgery; a claim with surgery lacks only a diagnosis."""
    (one,) = kept_out("024", {"day": "03-04", "diagnoses": ["I10"], "lines": ["25600"]})
    assert one.lacks == (Part.DIAGNOSIS,)


def test_quality_codes_that_count_for_nothing_are_named() -> None:
    """A code on a claim that does not belong to its measure is lost there."""
    (one,) = kept_out("317", {"day": "03-04", "lines": ["99213-95", "G8783"]})
    assert [line.procedure_code for line in one.lost] == ["G8783"]


def test_a_claim_without_codes_of_a_measure_is_not_spoken_of() -> None:
    """A blood draw is neither in 047 nor left out of it."""
    assert kept_out("047", {"day": "03-04", "lines": ["36415"]}) == []
