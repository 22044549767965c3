"""The page that says which published results OpenMIPS could check, and which it missed.

python tests/calibration_page.py [FILE]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from cases.reading import read

from openmips.amounts import plain
from openmips.catalog import YEARS as CATALOG_YEARS
from openmips.catalog import catalog_for
from openmips.feedback.recomputing import MISS_REASONS, Check, Published, checks
from openmips.feedback.stated import Figure, Kind, Stated
from openmips.people import Entity, EntityType, Practice, SpecialStatus
from openmips.performance import Category, Performance
from openmips.policy.load import policy_for
from openmips.policy.topics import QualityPolicy
from openmips.scoring.ladder import decile_points

FACTS = Path(__file__).parent / "calibration.yaml"
PAGE = Path(__file__).parents[1] / "docs" / "calibration.md"
COUNTED = ("row", "sample")
PARTS = {
    "q": Category.QUALITY,
    "ia": Category.ACTIVITIES,
    "pi": Category.INTEROPERABILITY,
    "cost": Category.COST,
}
TOTALS = {
    "final": Figure(Kind.FINAL_SCORE),
    "paid": Figure(Kind.ADJUSTMENT),
    "bonus": Figure(Kind.COMPLEX_PATIENT_BONUS),
}
SMALL = frozenset({SpecialStatus.SMALL_PRACTICE})

HEAD = """# Calibration: published results, and whether we get them too

<!-- Written by `make docs` from tests/calibration.yaml. Do not edit. -->

CMS publishes what it scored, not the data it scored. What can be checked is whether a published
number follows from the other numbers published beside it: a category from its measures, the weights
from what counts, the final score from its categories, the payment from the final score. Published
parts are rounded, so ours is a range as wide as their rounding; a number matches if it lies in it.

`openmips calibrate FILE` does the same for every row of CMS's public use file (QPP Experience), or
of any table of results, and says the rate for each number and year, and the reason of each miss.
We could not get the whole file where this page was made; here stand the results that others quote
from it, and CMS's own samples.
"""


@dataclass(frozen=True)
class Shown:
    """One number of a published result: what was published, ours, and whether they match."""

    fact: Mapping[str, Any]
    what: str
    published: str
    ours: str
    reason: str | None


@cache
def facts() -> tuple[Mapping[str, Any], ...]:
    """Every published result that we know of."""
    return tuple(read(FACTS))


def figure(name: str) -> Figure:
    """The figure of a short name: `q%` a percent, `q*` a weight, `q+` improvement, `236` points."""
    if name in TOTALS:
        return TOTALS[name]
    if name[:-1] in PARTS and name[-1] in "%*+":
        category = PARTS[name[:-1]]
        usual = Kind.POINTS if category is Category.ACTIVITIES else Kind.PERCENT
        return Figure({"%": usual, "*": Kind.WEIGHT, "+": Kind.IMPROVEMENT}[name[-1]], category)
    for prefix, category in (
        ("IA_", Category.ACTIVITIES),
        ("PI_", Category.INTEROPERABILITY),
        ("COST_", Category.COST),
        ("TPCC", Category.COST),
    ):
        if name.startswith(prefix):
            return Figure(Kind.MEASURE_POINTS, category, name)
    kind = "administrativeClaims" if name in ("479", "484") else "registry"
    return Figure(Kind.MEASURE_POINTS, Category.QUALITY, name, kind)


def checked(
    year: int, numbers: Mapping[str, str], small: bool = False, facility: bool | None = None
) -> tuple[Check, ...]:
    """Every number of a result, by their short names, beside what its parts make."""
    figures = {figure(name): Decimal(text) for name, text in numbers.items()}
    practice = Practice(special_statuses=SMALL if small else frozenset())
    performance = Performance(year, Entity(EntityType.GROUP), practice=practice)
    catalog = catalog_for(year) if year in CATALOG_YEARS else None
    stated = Stated(year, figures, facility_score=facility)
    return checks(Published(stated, performance), catalog, policy_for(year))


def shown() -> Iterator[Shown]:
    """Every number that is checked."""
    for fact in facts():
        if "ladder" in fact:
            yield _on_ladder(fact)
        if "year" not in fact:
            continue
        for check in checked(fact["year"], fact.get("numbers", {}), "small" in fact):
            low, high = plain(check.ours.low), plain(check.ours.high)
            ours = low if low == high else f"{low} to {high}"
            yield Shown(fact, check.name, plain(check.published), ours, check.reason)


def _on_ladder(fact: Mapping[str, Any]) -> Shown:
    """The points of a rate on the ladder of a sample."""
    ladder, policy = fact["ladder"], policy_for(fact["year"])
    starts = [Decimal(one) for one in ladder["starts"]]
    percentiles = (Decimal(0), *starts, Decimal(100))
    least = policy.topic(QualityPolicy).lowest_points.value
    places = policy.programme.points_places.value
    _, points = decile_points(Decimal(ladder["rate"]), percentiles, False, least, places)
    same = points == Decimal(ladder["points"])
    return Shown(fact, "points", ladder["points"], plain(points), None if same else "unexplained")


def page() -> str:
    """The whole page."""
    numbers = list(shown())
    lines = [HEAD, "## Match rates", "", "| year | from | numbers | matched |", "|---|---|---|---|"]
    for year in sorted({one.fact["year"] for one in numbers}):
        for trust, name in (("row", "rows of the public use file"), ("sample", "CMS's samples")):
            of_year = [
                one for one in numbers if (one.fact["year"], one.fact["trust"]) == (year, trust)
            ]
            if of_year:
                matched = sum(one.reason is None for one in of_year)
                lines.append(f"| {year} | {name} | {len(of_year)} | {matched} |")
    lines += [
        "",
        "CMS's samples mix rules of several years: they are good for arithmetic alone.",
        "",
    ]
    missed = [one for one in numbers if one.reason is not None]
    lines += ["## What we missed", ""]
    lines += [
        f"- {one.fact['source']}, {one.what}: published {one.published}, ours {one.ours}."
        f" {MISS_REASONS[one.reason]}"
        for one in missed
        if one.reason is not None
    ] or ["Nothing of what could be checked."]
    for title, counted in (("What we checked", True), ("What others say, not counted", False)):
        lines += [
            "",
            f"## {title}",
            "",
            "| year | result | number | published | ours |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| {one.fact['year']} | {one.fact['source']} | {one.what} | {one.published}"
            f" | {one.ours} |"
            for one in numbers
            if (one.fact["trust"] in COUNTED) is counted
        ]
    lines += ["", "## What we could not check, or did not use", "", "| result | why |", "|---|---|"]
    lines += [f"| {one['id']} | {one['because']} |" for one in facts() if "because" in one]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    """Write the page."""
    (Path(arguments[0]) if arguments else PAGE).write_text(page(), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
