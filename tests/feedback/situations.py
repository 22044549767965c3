"""Documents and situations that the tests of CMS's feedback start from."""

from __future__ import annotations

from typing import Any

from cases.writing import submission

from openmips.answers.feedback import situation_of
from openmips.answers.score import read
from openmips.feedback.situation import Situation

YEAR = 2024


def practice(year: int = YEAR, **profile: Any) -> dict[str, Any]:
    """The profile of a small practice whose cost is known."""
    return {
        "performanceYear": year,
        "practice": {"specialStatuses": ["small_practice"]},
        "given": {"cost": {"percent": "50"}},
        **profile,
    }


def sent(year: int = YEAR) -> dict[str, Any]:
    """A submission of three measures by registry and one activity."""
    rates = {"236": "70.00", "130": "99.00", "317": "80.00"}
    measures = {one: {"performanceRate": rate} for one, rate in rates.items()}
    return submission({"quality": {"registry": measures}, "ia": ["IA_EPA_6"]}, year)


def situation(year: int = YEAR, **profile: Any) -> Situation:
    """Both of them, as the rules take them."""
    return situation_of(read([sent(year)], practice(year, **profile)))
