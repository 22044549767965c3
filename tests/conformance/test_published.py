"""The published results that are checked are those of the reference material, number by number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from calibration_page import facts

pytestmark = pytest.mark.conformance

REFUSED = "do not use"
PUBLISHED = ("final", "adjustment_pct", "category", "decileScore")
KNOWN = ("year", "small", "id", "trust", "source", "because")


def examples(shared: Path) -> dict[str, Any]:
    """The published examples by id."""
    text = (shared / "outcomes" / "published-examples.json").read_text("utf-8")
    read = json.loads(text, parse_float=Decimal)["examples"]
    return {one["id"]: one for one in read}


def numbers(content: Any) -> Iterator[Decimal]:
    """Every number of an entry."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key not in KNOWN:
                yield from numbers(value)
    elif isinstance(content, list):
        for value in content:
            yield from numbers(value)
    elif isinstance(content, int | Decimal):
        yield Decimal(content)
    elif isinstance(content, str):
        yield from (
            Decimal(part) for part in [content] if part.lstrip("-").replace(".", "").isdigit()
        )


def test_every_published_result_is_checked_or_has_its_reason(shared: Path) -> None:
    """None is forgotten, and none is invented."""
    assert {one["id"] for one in facts()} == set(examples(shared))


def test_what_must_not_be_used_is_not_used(shared: Path) -> None:
    """A number that is known to be wrong decides nothing."""
    refused = {name for name, one in examples(shared).items() if REFUSED in one["trust"]}
    used = {one["id"] for one in facts() if "because" not in one}
    assert refused
    assert refused & used == set()


def test_only_official_and_real_results_are_counted(shared: Path) -> None:
    """What others say stands on the page, and counts for nothing."""
    known = examples(shared)
    counted = [one["id"] for one in facts() if one.get("trust") in ("row", "sample")]
    assert all(known[name]["trust"].startswith(("official", "real CMS")) for name in counted)


def test_the_numbers_are_those_that_were_published(shared: Path) -> None:
    """Each expected number of an example that is checked stands among ours."""
    known = examples(shared)
    missing = {}
    for fact in facts():
        if "because" in fact or fact["id"] == "aao-2023-bands":
            continue
        ours = set(numbers(dict(fact)))
        expected = known[fact["id"]]["expected"]
        wanted = set(numbers([value for key, value in expected.items() if key in PUBLISHED]))
        left = wanted - ours
        if left:
            missing[fact["id"]] = left
    assert missing == {}
