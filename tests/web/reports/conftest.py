"""Reports of Oak Street in June 2024, made from the answers as every door makes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openmips import deadlines, plan, score
from openmips.web.reports.plan_sheet import PlanFacts

JUNE = date(2024, 6, 1)


@pytest.fixture(scope="session")
def oak_street(root: Path) -> Mapping[str, Any]:
    """The answers about Oak Street: `score`, `plan` and `deadlines`."""
    folder = root / "examples" / "oak-street"
    sources = folder / "submission.json", folder / "profile.json"
    return {
        "score": score(sources[0], profile=sources[1], as_of=JUNE),
        "plan": plan(sources[0], profile=sources[1], as_of=JUNE),
        "deadlines": deadlines(2024, profile=sources[1], as_of=JUNE)["deadlines"],
    }


@pytest.fixture
def plan_facts(oak_street: Mapping[str, Any]) -> PlanFacts:
    """What Oak Street's plan is made from."""
    return PlanFacts(oak_street["deadlines"], oak_street["score"], oak_street["plan"])
