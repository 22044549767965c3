"""The provisions one by one: in order, changed, digested, compared, and in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from openmips.policy.compare import differences
from openmips.policy.load import policy_for, topic_types
from openmips.policy.topics import Interval, NonProportionRate, Transfer, WeightRow
from openmips.policy.walk import canonical, digest_of, provisions_of, with_value
from openmips.policy.words import as_record, in_words, with_unit
from openmips.why import Provision

SCORING = ("programme", "weights", "final", "payment", "quality", "activities")
SCORING += ("interoperability", "cost")


def named(name: str, year: int = 2024) -> Provision[Any]:
    """The provision of that name."""
    return next(entry for entry in provisions_of(policy_for(year)) if entry.name == name)


def test_provisions_come_in_a_fixed_order() -> None:
    """Every provision comes once, topic by topic, a group's members in the order of the file."""
    names = [entry.name for entry in provisions_of(policy_for(2024))]
    assert len(names) == len(set(names))
    assert names[0] == "programme.payment_year"
    assert list(dict.fromkeys(name.partition(".")[0] for name in names)) == list(topic_types())
    assert names.index("weights.rows.none") < names.index("weights.rows.cost")
    assert not [name for name in names if name == "quality"]


@pytest.mark.parametrize("name", ["quality.case_minimum", "weights.rows.pi_small"])
def test_one_provision_can_be_changed_in_a_copy(name: str) -> None:
    """The copy has the new value and a new digest; the policy itself stays as it is."""
    policy, before = policy_for(2024), named(name)
    copy = with_value(policy, name, 3)
    changed = [
        (one.name, other.value)
        for one, other in zip(provisions_of(policy), provisions_of(copy), strict=True)
        if one != other
    ]
    assert changed == [(name, 3)]
    assert copy.digest != policy.digest
    assert named(name) == before


@pytest.mark.parametrize(
    "name",
    [
        "quality.nothing",
        "nothing.at_all",
        "quality",
        "weights.rows",
        "weights.rows.x",
        "final.maximum.x",
    ],
)
def test_only_a_provision_can_be_changed(name: str) -> None:
    """A name that is no provision's is refused."""
    with pytest.raises(KeyError, match=f"2024 has no provision {name}"):
        with_value(policy_for(2024), name, 1)


def test_the_digest_is_of_what_decides() -> None:
    """Another wording or day leaves the digest alone; another unit or attestation does not."""
    policy = policy_for(2022)
    maximum = policy.final.maximum

    def digest(**changes: Any) -> str:
        return digest_of(
            replace(policy, final=replace(policy.final, maximum=replace(maximum, **changes)))
        )

    assert digest(says="Other words.") == policy.digest
    assert digest(checked=date(2027, 1, 1)) == policy.digest
    assert digest(unit="cases") != policy.digest
    assert digest(attestation=named("programme.money_places").attestation) != policy.digest


def test_equal_amounts_have_one_digest() -> None:
    """2.50 and 2.5 are the same amount."""
    policy = policy_for(2024)
    longer = with_value(policy, "payment.lowest_share", Decimal("0.250"))
    assert longer.digest == policy.digest


def test_canonical_values_are_what_json_has() -> None:
    """Amounts are text, sets sorted lists, records mappings."""
    row = WeightRow("app", "any", frozenset({"pi", "cost"}), MappingProxyType({"ia": Decimal(25)}))
    assert canonical(row) == {
        "option": "app",
        "practice": "any",
        "zeroed": ["cost", "pi"],
        "weights": {"ia": "25"},
    }
    assert canonical(("b", "a")) == ["b", "a"]
    assert canonical(NonProportionRate.RATIO) == "numerator_over_denominator"
    assert canonical(Decimal(100)) == "100"
    assert canonical(date(2026, 11, 30)) == "2026-11-30"


def test_two_years_differ_in_what_the_law_changed() -> None:
    """Between 2023 and 2024: thresholds, measures and choices, new and gone ones among them."""
    found = {
        change.name: (
            change.earlier and canonical(change.earlier.value),
            change.later and canonical(change.later.value),
        )
        for change in differences(policy_for(2023), policy_for(2024))
        if change.name.partition(".")[0] in SCORING
    }
    assert found == {
        "weights.voiding_submission": ("any_data", "qualifying_only"),
        "payment.maximum_positive": (
            {"low": "2.1531", "high": "2.155", "best": "2.154"},
            {"low": "1.047", "high": "1.055", "best": "1.051"},
        ),
        "quality.data_completeness": ("70", "75"),
        "interoperability.minimum_days": (90, 180),
        "interoperability.attestations_that_may_be_no": (["PI_PPHI_2"], []),
        "interoperability.several_submissions": ("conflict_is_zero", "highest"),
        "cost.case_minimums.COST_PRC_1": (None, 20),
        "cost.case_minimums.COST_DEP_1": (None, 20),
        "cost.case_minimums.COST_HF_1": (None, 20),
        "cost.case_minimums.COST_LBP_1": (None, 20),
        "cost.case_minimums.COST_EDV_1": (None, 20),
        "cost.case_minimums.COST_SPH_1": (20, None),
        "cost.suppressed": (["COST_SPH_1"], ["COST_AKID_1"]),
        "cost.improvement_maximum": (1, 0),
    }


def test_a_year_does_not_differ_from_itself() -> None:
    """There is nothing to tell between a year and the same year."""
    assert differences(policy_for(2024), policy_for(2024)) == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "none"),
        (True, "yes"),
        (False, "no"),
        (NonProportionRate.NUMERATOR, "value submitted"),
        (frozenset({"b", "a"}), "a, b"),
        (frozenset(), "none"),
        (("b", "a"), "b, a"),
        (Interval(Decimal("1.0"), Decimal(2), Decimal("1.5")), "1 to 2, best estimate 1.5"),
        (Transfer("A", ("B", "C+D")), "A to B, else C+D"),
        (
            WeightRow("app", "any", frozenset(), MappingProxyType({"ia": Decimal(25)})),
            "ia 25 (app, any)",
        ),
        ({"app1": ("001", "134")}, "app1: 001, 134"),
        (Decimal("12.50"), "12.5"),
        (7, "7"),
        ("321", "321"),
    ],
)
def test_every_value_has_words(value: object, words: str) -> None:
    """Each type of value reads as a person would write it."""
    assert in_words(value) == words


def test_units_stand_where_they_tell_something() -> None:
    """Amounts and numbers of things have their unit; ids, choices and nothing have none."""
    assert with_unit(named("quality.case_minimum")) == "20 cases"
    assert with_unit(named("cost.groups_only")) == "COST_LGH_1"
    assert with_unit(named("payment.additional_threshold")) == "none"


def test_a_record_writes_amounts_as_text_and_counts_as_integers() -> None:
    """Points, percents and factors are text in JSON; cases are integers."""
    assert as_record(named("quality.topped_out_cap")) == {
        "provision": "quality.topped_out_cap",
        "value": "7",
        "unit": "points",
        "says": named("quality.topped_out_cap").says,
        "citation": "42 CFR 414.1380, (b)(1)(iv)(B)",
        "source": "cfr-414-1380",
        "attestation": "regulation",
        "checked": "2026-11-21",
    }
    assert as_record(named("quality.case_minimum"))["value"] == 20
    assert as_record(named("payment.additional_threshold"))["value"] is None
