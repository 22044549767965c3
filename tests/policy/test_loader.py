"""What the loader of the policy takes, and all that it refuses, on a tiny invented topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path

import pytest

from openmips.policy import load
from openmips.policy.load import (
    YEARS,
    Source,
    YearNotInPolicy,
    load_policy,
    load_sources,
    load_topic,
    policy_for,
    read_topic,
)
from openmips.policy.read import PolicyError
from openmips.policy.topics import Interval
from openmips.why import Attestation, Citation, Provision


class Color(Enum):
    """An invented choice."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Toy:
    """An invented topic with a provision of every kind."""

    limit: Provision[int]
    share: Provision[Decimal]
    color: Provision[Color]
    open: Provision[bool]
    ids: Provision[frozenset[str]]
    lists: Provision[Mapping[str, tuple[str, ...]]]
    range: Provision[Interval | None]
    steps: Mapping[str, Provision[int]]


TOY = """\
topic: toy
years: [2023, 2024]
provisions:
  limit:
    says: The most there is.
    unit: points
    2023: {value: 7, cite: law, place: (a), attested: regulation, checked: 2026-11-21}
    2024: {value: 8, cite: law, place: (b), attested: recalled, checked: 2026-11-21}
  share:
    says: A part.
    unit: percent
    2023: {value: "0.25", cite: law, place: "", attested: derived, checked: 2026-11-21}
    2024: {value: 1, cite: law, place: "", attested: derived, checked: 2026-11-21}
  color:
    says: A choice.
    unit: choice
    2023: {value: red, cite: law, place: "", attested: derived, checked: 2026-11-21}
    2024: {value: blue, cite: law, place: "", attested: derived, checked: 2026-11-21}
  open:
    says: A question.
    unit: yes or no
    2023: {value: true, cite: law, place: "", attested: derived, checked: 2026-11-21}
    2024: {value: false, cite: law, place: "", attested: derived, checked: 2026-11-21}
  ids:
    says: Some measures.
    unit: measure ids
    2023: {value: ["001", A], cite: law, place: "", attested: derived, checked: 2026-11-21}
    2024: {value: [], cite: law, place: "", attested: derived, checked: 2026-11-21}
  lists:
    says: Measures by program.
    unit: measure ids
    2023: {value: {one: [B, A]}, cite: law, place: "", attested: derived, checked: 2026-11-21}
    2024: {value: {}, cite: law, place: "", attested: derived, checked: 2026-11-21}
  range:
    says: What is known.
    unit: percent
    2023:
      value: {low: 1, high: 3, best: "2.5"}
      cite: law
      place: ""
      attested: derived
      checked: 2026-11-21
    2024: {value: null, cite: law, place: "", attested: derived, checked: 2026-11-21}
  steps:
    first:
      says: A step of both years.
      unit: points
      2023: {value: 1, cite: law, place: "", attested: derived, checked: 2026-11-21}
      2024: {value: 2, cite: law, place: "", attested: derived, checked: 2026-11-21}
    second:
      says: A step of one year.
      unit: points
      years: [2024]
      2024: {value: 3, cite: law, place: "", attested: derived, checked: 2026-11-21}
"""
SOURCES = """\
law:
  title: The Law
  kind: statute
  where: in the library
  read: 2026-11-20
"""
LIMIT_2023 = "{value: 7, cite: law, place: (a), attested: regulation, checked: 2026-11-21}"


def toy(folder: Path, year: int, old: str = "", new: str = "") -> Toy | None:
    """The toy topic of `year`, with `old` replaced by `new` in its file."""
    assert old in TOY
    (folder / "toy.yaml").write_text(TOY.replace(old, new, 1) if old else TOY, "utf-8")
    (folder / "sources.yaml").write_text(SOURCES, "utf-8")
    topic: Toy | None = read_topic(Toy, folder, "toy", year, load_sources(folder))
    return topic


def test_a_provision_is_the_year_s_row(tmp_path: Path) -> None:
    """A provision carries its value, unit, year, words, citation, attestation and day."""
    read = toy(tmp_path, 2023)
    assert read is not None
    assert read.limit == Provision(
        name="toy.limit",
        value=7,
        unit="points",
        year=2023,
        says="The most there is.",
        citation=Citation("law", "The Law", "(a)"),
        attestation=Attestation.REGULATION,
        checked=date(2026, 11, 21),
    )


def test_values_have_the_types_of_the_schema(tmp_path: Path) -> None:
    """Amounts become decimals, lists sets or tuples, words choices; null stays nothing."""
    first, second = toy(tmp_path, 2023), toy(tmp_path, 2024)
    assert first is not None
    assert second is not None
    assert (first.share.value, second.share.value) == (Decimal("0.25"), Decimal(1))
    assert (first.color.value, second.color.value) == (Color.RED, Color.BLUE)
    assert (first.open.value, second.open.value) == (True, False)
    assert (first.ids.value, second.ids.value) == ({"001", "A"}, frozenset())
    assert first.lists.value == {"one": ("B", "A")}
    assert first.range.value == Interval(Decimal(1), Decimal(3), Decimal("2.5"))
    assert second.range.value is None


def test_a_member_of_a_group_may_exist_in_some_years_only(tmp_path: Path) -> None:
    """A group holds the members that name the year, under names of their own."""
    first, second = toy(tmp_path, 2023), toy(tmp_path, 2024)
    assert first is not None
    assert second is not None
    assert list(first.steps) == ["first"]
    assert {name: step.value for name, step in second.steps.items()} == {"first": 2, "second": 3}
    assert second.steps["second"].name == "toy.steps.second"


def test_a_year_that_the_topic_leaves_out_has_no_topic(tmp_path: Path) -> None:
    """Nothing of a neighboring year is carried over into one the file does not cover."""
    assert toy(tmp_path, 2022) is None


REFUSALS = {
    "an unknown key of the file": ("topic: toy", "topic: toy\nremark: x", "unknown remark"),
    "a missing key of the file": ("topic: toy\n", "", "no topic"),
    "the name of another file": ("topic: toy", "topic: toys", "the topic 'toys'"),
    "years that are no list": ("[2023, 2024]", "2023", "found 2023; expected a list of years"),
    "no years": ("[2023, 2024]", "[]", "years []"),
    "years out of order": ("[2023, 2024]", "[2024, 2023]", "years [2024, 2023]"),
    "an unknown provision": ("  limit:", "  limits:", "unknown limits, no limit"),
    "an unknown key of a provision": (
        "    unit: points",
        "    unit: points\n    x: 1",
        "unknown x",
    ),
    "a provision without words": (
        "    says: The most there is.\n",
        "",
        "toy.yaml, limit: found no",
    ),
    "words that are no text": ("says: The most there is.", "says: 3", "found 3; expected text"),
    "an unknown unit": ("unit: points", "unit: point", "found 'point'; expected one of activity"),
    "a unit that is no text": ("unit: points", "unit: [points]", "found ['points']"),
    "a missing year": (f"    2023: {LIMIT_2023}\n", "", "toy.yaml, limit: found no 2023"),
    "an unexpected year": (
        f"    2023: {LIMIT_2023}\n",
        f"    2022: {LIMIT_2023}\n    2023: {LIMIT_2023}\n",
        "toy.yaml, limit: found unknown 2022",
    ),
    "a row that is no mapping": (LIMIT_2023, "7", "toy.yaml, limit, 2023: found 7"),
    "an unknown key of a row": ("{value: 7,", "{value: 7, note: x,", "2023: found unknown note"),
    "a missing key of a row": ("{value: 7,", "{", "toy.yaml, limit, 2023: found no value"),
    "an unknown source": ("cite: law", "cite: lore", "found 'lore'; expected one of law"),
    "a source that is no text": ("cite: law", "cite: [law]", "found ['law']"),
    "a place that is no text": ("place: (a)", "place: 1", "found 1; expected text"),
    "an unknown attestation": ("attested: regulation", "attested: sure", "found 'sure'"),
    "a bad date": ("checked: 2026-11-21", "checked: 2026-11-31", "expected a day as YYYY-MM-DD"),
    "a date that is no text": ("checked: 2026-11-21", "checked: 7", "found 7; expected a day"),
    "a YAML float": ("value: 7", "value: 7.0", "line 7: found the unquoted number 7.0"),
    "an id without its quotes": ('["001", A]', "[001, A]", "the unquoted number 001"),
    "text for an integer": ("value: 7", 'value: "7"', "found '7'; expected an integer"),
    "truth for an integer": ("value: 7", "value: true", "found True; expected an integer"),
    "an integer for truth": ("value: true", "value: 1", "found 1; expected true or false"),
    "a word for an amount": (
        'value: "0.25"',
        'value: "1_0"',
        "found '1_0'; expected an integer or",
    ),
    "nothing for an amount": ('value: "0.25"', "value: null", "found None; expected an integer or"),
    "an unknown choice": ("value: red", "value: green", "found 'green'; expected one of red, blue"),
    "text for a list": ('value: ["001", A]', "value: A", "found 'A'; expected a list"),
    "a doubled item": ('["001", A]', "[A, A]", "expected each item once"),
    "a list for a mapping": ("value: {one: [B, A]}", "value: [B]", "expected a mapping"),
    "a year as the key of a value": ("{one: [B, A]}", "{2023: [A]}", "found 2023; expected text"),
    "an unknown part of a record": (
        'best: "2.5"',
        "mid: 2",
        "a mapping of exactly low, high, best",
    ),
    "text for a record": ('{low: 1, high: 3, best: "2.5"}', "much", "a mapping of exactly low"),
    "a member's year that the topic lacks": ("years: [2024]", "years: [2025]", "years (2025,)"),
    "a member that names all years": (
        "years: [2024]",
        "years: [2023, 2024]",
        "some of (2023, 2024)",
    ),
    "a member that is no mapping": ("    second:\n", "    third: 3\n    second:\n", "steps.third"),
    "a doubled key": ("    unit: points", "    unit: points\n    unit: points", "'unit' twice"),
    "a key that is no name": ("topic: toy", "topic: toy\ntrue: 1", "the key True"),
    "an anchor": ("says: A part.", "says: &a A part.", "line 10: found an anchor, alias or tag"),
    "a tag": ("says: A part.", "says: !!str A part.", "found an anchor, alias or tag"),
    "broken YAML": ("{value: 7,", "{value: 7", "broken YAML"),
}


@pytest.mark.parametrize(("old", "new", "message"), REFUSALS.values(), ids=REFUSALS.keys())
def test_the_loader_refuses(tmp_path: Path, old: str, new: str, message: str) -> None:
    """Whatever the schema does not know is an error that names the place and what is expected."""
    with pytest.raises(PolicyError) as caught:
        toy(tmp_path, 2023, old, new)
    assert message in str(caught.value)
    assert str(caught.value).startswith("toy.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "an empty file"),
        ("- a\n", "found ['a']; expected a mapping"),
        ("a: b\n---\nc: d\n", "a second document"),
    ],
)
def test_a_file_is_one_mapping(tmp_path: Path, text: str, message: str) -> None:
    """A file that is empty, no mapping or several documents is refused."""
    (tmp_path / "sources.yaml").write_text(text, "utf-8")
    with pytest.raises(PolicyError, match="found") as caught:
        load_sources(tmp_path)
    assert message in str(caught.value)


@pytest.mark.parametrize(("members", "found"), [("{}", r"\{\}"), ("none", "'none'")])
def test_a_group_has_members(tmp_path: Path, members: str, found: str) -> None:
    """A group that is empty, or no group at all, is refused."""
    start = TOY.index("    first:")
    with pytest.raises(PolicyError, match=f"steps: found {found}; expected a group of provisions"):
        toy(tmp_path, 2023, TOY[start:], f"    {members}\n")


def test_an_error_keeps_its_parts(tmp_path: Path) -> None:
    """Programs find file, provision, year, what was found and what was expected."""
    with pytest.raises(PolicyError) as caught:
        toy(tmp_path, 2023, "value: 7", "value: many")
    error = caught.value
    assert (error.file, error.provision, error.year) == ("toy.yaml", "limit", 2023)
    assert (error.found, error.expected) == ("'many'", "an integer")


def test_sources_are_read_with_their_day(tmp_path: Path) -> None:
    """A source has a title, a kind, where to find it, and the day it was read."""
    (tmp_path / "sources.yaml").write_text(SOURCES, "utf-8")
    source = Source("law", "The Law", "statute", "in the library", date(2026, 11, 20))
    assert load_sources(tmp_path) == {"law": source}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: statute", "kind: rumor", "sources.yaml, law: found 'rumor'; expected one of"),
        ("  where: in the library\n", "", "sources.yaml, law: found no where"),
        ("2026-11-20", "soon", "found 'soon'; expected a day"),
        ("title: The Law", "title: 3", "found 3; expected text"),
    ],
)
def test_a_source_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """Sources are as strict as provisions."""
    (tmp_path / "sources.yaml").write_text(SOURCES.replace(old, new), "utf-8")
    with pytest.raises(PolicyError) as caught:
        load_sources(tmp_path)
    assert message in str(caught.value)


def test_every_topic_has_a_file(tmp_path: Path) -> None:
    """A folder that lacks a topic's file is refused."""
    (tmp_path / "sources.yaml").write_text(SOURCES, "utf-8")
    with pytest.raises(PolicyError, match=r"programme\.yaml: found no such file"):
        load_policy(tmp_path, 2024)


def test_a_topic_that_every_year_needs_covers_the_year() -> None:
    """Only the four categories may leave a year out."""
    sources = load_sources(load.FOLDER)
    assert load_topic(load.FOLDER, "quality", 2022, sources) is None
    with pytest.raises(PolicyError, match=r"final\.yaml, 2021: found other years; expected 2021"):
        load_topic(load.FOLDER, "final", 2021, sources)


def test_a_year_without_policy_is_refused_with_the_list() -> None:
    """Who asks for a year that does not exist is told which do."""
    with pytest.raises(YearNotInPolicy, match="no policy for 2027; there is for 2022, 2023, 2024"):
        policy_for(2027)


def test_a_policy_is_loaded_once() -> None:
    """The second call for a year gives the same object."""
    assert all(policy_for(year) is policy_for(year) for year in YEARS)
