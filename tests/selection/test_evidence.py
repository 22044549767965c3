"""Our own data on activities are whole, agree with the catalog, and are read strictly."""

from __future__ import annotations

from datetime import date

import pytest

from openmips.catalog.entries import Activity
from openmips.catalog.load import YEARS, catalog_for
from openmips.policy.load import policy_for
from openmips.policy.read import PolicyError
from openmips.selection.activities import last_start, minimum_days
from openmips.selection.evidence import FILE, evidence_for, read_evidence, shipped

GOOD = """
everyActivity: ["always"]
subcategories:
  careCoordination: ["general"]
activities:
  IA_CC_1:
    subcategory: careCoordination
    evidence: ["own"]
    minimumDays: 60
    everyYears: 4
"""


def test_every_activity_of_every_year_has_evidence() -> None:
    """Each activity has lines of its own; none is there that no year has."""
    known = {name for year in YEARS for name in catalog_for(year).activities}
    data = shipped()
    assert set(data.activities) == known
    for one in data.activities.values():
        assert len(one.evidence) > len(data.every_activity)


def test_evidence_stands_under_the_catalogs_subcategory() -> None:
    """The general lines of an activity are those of its subcategory in the catalog."""
    data = shipped()
    for year in YEARS:
        for name, activity in catalog_for(year).activities.items():
            general = data.subcategories[activity.subcategory or "general"]
            assert set(general) <= set(data.activities[name].evidence), name


def test_evidence_is_in_sentences_of_one_line() -> None:
    """Every line ends as a sentence does and is short enough for a list."""
    lines = {line for one in shipped().activities.values() for line in one.evidence}
    assert [line for line in lines if not line.endswith(".") or len(line) > 140] == []


def test_an_activity_nobody_knows_keeps_the_general_evidence() -> None:
    """A new activity gets what is kept for its subcategory, and for all."""
    data = shipped()
    new = Activity("IA_NEW_1", "New", None, "careCoordination", 2027, frozenset({"mips"}))
    expected = (*data.subcategories["careCoordination"], *data.every_activity)
    assert evidence_for(new).evidence == expected
    assert evidence_for("IA_NEW_1").evidence == data.every_activity


def test_the_file_reads_as_written() -> None:
    """Own lines come first, then those of the subcategory, then those of all."""
    one = read_evidence(GOOD, "good.yaml").activities["IA_CC_1"]
    assert one.evidence == ("own", "general", "always")
    assert (one.minimum_days, one.every_years) == (60, 4)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("everyActivity:", "always:", "unknown always"),
        ('everyActivity: ["always"]', "everyActivity: 1", "a list"),
        ("subcategory: careCoordination", "subcategory: other", "the subcategory other"),
        ("minimumDays: 60", "minimumDays: long", "an integer"),
        ("everyYears: 4", "seldom: 4", "unknown seldom"),
        ('    evidence: ["own"]\n', "", "no evidence"),
        (GOOD[GOOD.index("  IA_CC_1") :], "  IA_CC_1: 4\n", "found 4"),
    ],
)
def test_what_is_not_understood_is_refused(old: str, new: str, says: str) -> None:
    """An unknown or missing key, or a value of another type, names its place."""
    with pytest.raises(PolicyError, match=says):
        read_evidence(GOOD.replace(old, new), "bad.yaml")


def test_the_file_ships() -> None:
    """The data lie beside the rules."""
    assert FILE.is_file()


@pytest.mark.parametrize(
    ("days", "last"), [(1, date(2024, 12, 31)), (90, date(2024, 10, 3)), (366, date(2024, 1, 1))]
)
def test_the_last_start_leaves_exactly_the_days(days: int, last: date) -> None:
    """Beginning on the last possible day, the last day of the activity is 31 December."""
    assert last_start(days, 2024) == last


def test_own_days_go_before_the_programmes() -> None:
    """An activity that says how long it takes is believed; its why cites the usual days."""
    days, why = minimum_days("IA_ERP_2", policy_for(2024))
    assert (days, why.under[0].name) == (60, "activities.minimum_days")
    assert minimum_days("IA_EPA_1", policy_for(2024))[0] == 90
