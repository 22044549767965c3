"""The cases expect the numbers that the rulebook's worked examples give."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest
from cases.reading import instances

pytestmark = pytest.mark.conformance

NO_NUMBERS = frozenset({"note", "meaning", "picked", "class", "rows"})
ELSEWHERE = {
    ("I05", "71.2"): "final scores cannot be given; the case has its own",
    ("I05", "84.65"): "final scores cannot be given; the case has its own",
    ("I05", "70"): "final scores cannot be given; the case has its own",
    ("I05", "90.5"): "final scores cannot be given; the case has its own",
}
"""Numbers of examples that no case repeats, with the reason."""


def numbers(content: Any) -> Iterator[Decimal]:
    """Every number in an expectation, whether written as text or not."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            if key not in NO_NUMBERS:
                yield from numbers(value)
    elif isinstance(content, list):
        for value in content:
            yield from numbers(value)
    elif isinstance(content, str | Decimal | int) and not isinstance(content, bool):
        try:
            yield Decimal(content)
        except InvalidOperation:
            return


def examples(shared: Path) -> dict[str, Any]:
    """The worked examples by id, their numbers as they are printed."""
    text = (shared / "rulebook" / "worked-examples.json").read_text("utf-8")
    content = json.loads(text, parse_float=Decimal)
    return {example["id"]: example for example in content["examples"]}


def test_every_worked_example_is_a_case(shared: Path) -> None:
    """Each example has a case that carries its id, and no case carries another id."""
    assert {case.example for case in instances()} - {None} == set(examples(shared))


def test_no_number_of_a_worked_example_is_mistyped(shared: Path) -> None:
    """Whatever number an example expects, its case expects too, to the decimals printed there."""
    missing = []
    for example_id, example in examples(shared).items():
        cases = [case for case in instances() if case.example == example_id]
        had = {number for case in cases for number in numbers(case.expect)}
        for number in numbers(example["expected"]):
            exponent = Decimal(1).scaleb(number.as_tuple().exponent)
            rounded = {one.quantize(exponent, ROUND_HALF_UP) for one in had}
            if number not in rounded and (example_id, f"{number}") not in ELSEWHERE:
                missing.append(f"{example_id}: {number}")
    assert missing == []


def test_the_weights_of_every_combination_are_those_of_the_example(shared: Path) -> None:
    """The 22 combinations of example H03 are 22 variants of its case, in the same order."""
    rows = examples(shared)["H03"]["expected"]["rows"]
    found = [case for case in instances() if case.example == "H03"]
    for year in {case.year for case in found}:
        of_year = [case.expect for case in found if case.year == year]
        weights = [
            {key: Decimal(one["weight"]) for key, one in expect["categories"].items()}
            for expect in of_year
        ]
        names = {"Q": "quality", "C": "cost", "IA": "ia", "PI": "pi"}
        assert weights == [
            {names[key]: Decimal(value) for key, value in row["weights"].items()} for row in rows
        ]
        scores = [Decimal(expect["finalScore"]["low"]) for expect in of_year]
        assert scores == [Decimal(row["finalScore"]) for row in rows]
