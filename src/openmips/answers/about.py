"""What this installation stands on: versions, the years that are covered, and digests."""

from __future__ import annotations

import platform
from typing import TypedDict

from openmips import __version__
from openmips.catalog import YEARS as CATALOG_YEARS
from openmips.catalog import catalog_for
from openmips.policy.load import YEARS, policy_for

_FULL = "scores, points, payment"
_PAYMENT = "final-score arithmetic from given results, payment"


class YearCovered(TypedDict):
    """One performance year; `catalogDigest` is None where only final scores are computed."""

    performanceYear: int
    paymentYear: int
    covers: str
    policyDigest: str
    catalogDigest: str | None


class AboutAnswer(TypedDict):
    """The versions, and every year that is covered."""

    engine: str
    python: str
    years: list[YearCovered]


def about() -> AboutAnswer:
    """The versions, and every year that is covered."""
    return {
        "engine": __version__,
        "python": platform.python_version(),
        "years": [_year(year) for year in YEARS],
    }


def _year(year: int) -> YearCovered:
    catalog = catalog_for(year) if year in CATALOG_YEARS else None
    return {
        "performanceYear": year,
        "paymentYear": policy_for(year).programme.payment_year.value,
        "covers": _PAYMENT if catalog is None else _FULL,
        "policyDigest": policy_for(year).digest,
        "catalogDigest": catalog.digest if catalog else None,
    }
