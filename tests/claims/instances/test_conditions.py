"""Conditions that no code set of these years has, and that CMS's form of them allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from claims.gaps.worlds import defined, found, world

from openmips.catalog.claims_entries import ClaimCodes
from openmips.claims.definitions import Definitions, Rate
from openmips.claims.instances import instances
from openmips.claims.left_out import LeftOut, hindrance_why, kept_out, lost_codes
from openmips.claims.lines import Line
from openmips.claims.rules import Hindrance, Part, hindrance, in_time
from openmips.policy.claims_topics import CountingUnit

PERFORMANCE = frozenset({"1P", "2P", "3P", "8P"})
CODES = ClaimCodes(
    ("99213",),
    modifiers=frozenset({"25"}),
    modifier_exclusions=frozenset({"95"}),
    places=frozenset({"11", "12"}),
    place_exclusions=frozenset({"12"}),
)

HINDRANCES = [
    (Line(1, "99213", frozenset({"25"}), "11"), None, ""),
    (Line(1, "99213", frozenset(), "11"), "modifier_missing", "counts only with modifier 25"),
    (
        Line(1, "99213", frozenset({"25", "95"}), "11"),
        "modifier_excluded",
        "does not count with modifier 95 (telehealth)",
    ),
    (
        Line(1, "99213", frozenset({"25"}), "21"),
        "place_missing",
        "counts only at place of service 11 and 12 (the patient's home)",
    ),
    (
        Line(1, "99213", frozenset({"25"}), "12"),
        "place_excluded",
        "does not count at place of service 12 (the patient's home)",
    ),
    (Line(1, "99214", frozenset({"25"}), "11"), "other_code", "has another code than 99213"),
]


@pytest.mark.parametrize(("line", "what", "says"), HINDRANCES)
def test_every_hindrance_is_found_and_told(line: Line, what: str | None, says: str) -> None:
    """Modifiers and places that are asked for or shut out each have their sentence."""
    one = hindrance(CODES, line, PERFORMANCE)
    assert (None if one is None else one.value) == what
    if one is not None:
        assert says in hindrance_why(CODES, line, one, PERFORMANCE).says


def test_only_modifiers_that_say_how_it_went_are_blamed_for_it() -> None:
    """1123F with 2P and 59 is shut out by the 2P alone."""
    codes = ClaimCodes(("1123F",))
    line = Line(2, "1123F", frozenset({"2P", "59"}), "11")
    assert hindrance(codes, line, PERFORMANCE) is Hindrance.PERFORMANCE_MODIFIER
    why = hindrance_why(codes, line, Hindrance.PERFORMANCE_MODIFIER, PERFORMANCE)
    assert why.says.endswith("does not count with modifier 2P (the patient's reason).")


def altered(definitions: Definitions, **changes: Any) -> tuple[Definitions, Rate]:
    """The definitions with one rate, whose one way in is changed."""
    (rate,) = definitions.rates
    option = replace(rate.options[0], **changes)
    other = replace(rate, options=(option,))
    return replace(definitions, rates=(other,)), other


def out(definitions: Definitions, rate: Rate, **claim: Any) -> LeftOut | None:
    """What keeps a claim with a visit out of the rate."""
    (one,) = world({"day": "03-04", "lines": ["99213"], **claim}).claims
    return kept_out(rate, one, definitions)


def test_a_second_diagnosis_may_be_asked_for() -> None:
    """As CMS's code sets did until 2021, a measure may ask for two diagnoses."""
    definitions, rate = altered(defined("236"), additional_diagnosis_codes=("E119", "E118"))
    one = out(definitions, rate, diagnoses=["I10"])
    assert one is not None
    assert one.lacks == (Part.ADDITIONAL_DIAGNOSIS,)
    assert one.why.parts[0].says == "It lacks the second diagnosis, such as E119 and E118."
    assert out(definitions, rate, diagnoses=["I10", "E118"]) is None


def test_an_age_may_have_only_an_upper_end() -> None:
    """A measure for the young says so."""
    definitions, rate = altered(defined("047"), minimum_age=None, maximum_age=17)
    one = out(definitions, rate)
    assert one is not None
    assert one.why.parts[0].says.endswith("asked for is 17 or younger.")


def test_a_measure_may_end_before_its_year() -> None:
    """Where the policy sets a last day, later claims are not counted, and say why."""
    definitions = defined("418")
    (rate,) = definitions.rates
    assert rate.last_date is not None
    early = replace(rate, last_date=replace(rate.last_date, value=date(2024, 6, 30)))
    assert in_time(early, 2024, date(2024, 6, 30))
    assert not in_time(early, 2024, date(2024, 7, 1))
    one = out(replace(definitions, rates=(early,)), early, day="07-01", diagnoses=["S52501A"])
    assert one is not None
    assert one.why.parts[0].says == "Its day is after 2024-06-30, the last one that counts."
    assert [each.name for each in one.why.parts[0].under] == ["claims.last_claim_date.418"]


def test_a_unit_that_nobody_computes_is_an_error() -> None:
    """Instances of a measure that is counted by parts of the year are refused, not guessed."""
    definitions = defined("047")
    (rate,) = definitions.rates
    odd = replace(rate, unit=replace(rate.unit, value=CountingUnit.PATIENT_PERIODIC))
    claims = world({"day": "03-04", "lines": ["99213"]}).claims
    with pytest.raises(ValueError, match="047 is counted by patient_periodic"):
        list(instances(replace(definitions, rates=(odd,)), claims))


def test_codes_of_another_year_are_not_lost_in_this_one() -> None:
    """A claim of December 2023 has its codes for 2023."""
    claims = world(
        {"day": "2023-12-30", "lines": ["99213", "1123F"]},
        {"id": "young", "born": "2000-01-01", "day": "03-04", "lines": ["99213", "1123F"]},
    ).claims
    assert [one.claim.claim_id for one in lost_codes(defined("047"), claims)] == ["young"]


def test_a_code_that_one_rate_uses_is_not_lost_in_another() -> None:
    """M1159 answers two rates of 226 and is unknown to none: nothing is lost."""
    claims = world({"day": "03-04", "lines": ["99213", "M1159"]}).claims
    assert list(lost_codes(defined("226"), claims)) == []
    assert found(defined("226"), {"day": "03-04", "lines": ["99213", "M1159"]}) == []
