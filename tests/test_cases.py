"""Every case that a policy expert can read comes out as it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases.asking import answer
from cases.comparing import differences
from cases.reading import Instance, instances, register
from coverage_page import cases_by_rule, page, rests_on
from mutate import TOPICS

from openmips.policy.load import YEARS, policy_for
from openmips.policy.walk import provisions_of


@pytest.mark.parametrize("case", instances(), ids=lambda case: case.name)
def test_case(case: Instance) -> None:
    """What the case asks is answered as the case expects."""
    assert differences(case.expect, answer(case)) == []


def test_every_rule_of_a_case_is_registered() -> None:
    """A case tests rules that the register knows, in years in which they hold."""
    rules = register()
    unknown = {rule for case in instances() for rule in case.rules if rule not in rules}
    assert unknown == set()


def test_every_implemented_rule_has_a_case() -> None:
    """No rule stands in the source without a case; one that is not implemented has none."""
    tested = cases_by_rule()
    untested = [
        rule for rule, entry in register().items() if ("module" in entry) != (rule in tested)
    ]
    assert untested == []


def test_every_rule_stands_where_the_register_says(root: Path) -> None:
    """A rule names its module, and provisions that exist; or the reason why it has none."""
    source = root / "src" / "openmips"
    names = {one.name for year in YEARS for one in provisions_of(policy_for(year))}
    for rule, entry in register().items():
        if "because" in entry:
            assert set(entry) == {"title", "years", "because"}, rule
            continue
        assert set(entry) == {"title", "years", "module", "rests_on"}, rule
        assert (source / entry["module"]).is_file(), rule
        groups = {name.rpartition(".")[0] for name in names}
        assert set(entry["rests_on"]) <= names | groups, rule


def test_the_rules_of_scoring_rest_on_every_provision_they_should() -> None:
    """Every provision of scoring and payment belongs to a registered rule."""
    resting = [
        one.name
        for year in YEARS
        for one in provisions_of(policy_for(year))
        if one.name.partition(".")[0] in TOPICS
        if not any(rests_on(entry, one) for entry in register().values())
    ]
    assert sorted(set(resting)) == []


def test_the_page_of_what_is_covered_is_current(root: Path) -> None:
    """`make docs` would write docs/coverage.md as it stands."""
    assert (root / "docs" / "coverage.md").read_text("utf-8") == page()


def test_each_sentence_says_one_thing() -> None:
    """No two cases of one file say the same, and each cites what it rests on."""
    first = {(case.file, case.number): case for case in reversed(instances())}
    said = [(case.file, case.says) for case in first.values()]
    assert len(said) == len(set(said))
    assert [case.name for case in instances() if not case.cite or not case.says.endswith(".")] == []
