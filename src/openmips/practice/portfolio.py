"""All practices of one adviser: where each stands, the most dollars at risk first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.models import PracticeYear
from openmips.practice.remembered import Remembered
from openmips.practice.standing import chances, standing
from openmips.practice.tasks import Status, next_dates, steps

WAITING = (Status.PROBLEM, Status.OVERDUE, Status.DUE_SOON, Status.NOT_STARTED, Status.IN_PROGRESS)
"""The statuses of what is missing, the most urgent first."""

_MOST = 512


@dataclass(frozen=True, slots=True)
class Row:
    """One practice's year. Scores and dollars are None where they are not known.

    Where clinicians report alone, the scores reach from the lowest to the highest, the chance is
    that of whoever has the least, and the dollars are added. Dollars at risk are what the low end
    loses. `missing` are the tasks to do, the most urgent first.
    """

    practice_id: UUID
    practice: str
    performance_year: int
    low: Decimal | None
    high: Decimal | None
    chance: Fraction | None
    at_risk: Decimal | None
    next_day: date | None
    next_what: str
    missing: tuple[str, ...]


def portfolio(actor: Actor, as_of: date, performance_year: int | None = None) -> list[Row]:
    """A row for each practice of the actor that has the year open, or else its latest year.

    Those whose dollars are not known come last.
    """
    found = []
    for one in access.practices(actor).prefetch_related("years"):
        years = [
            year for year in one.years.all() if performance_year in (None, year.performance_year)
        ]
        if years:
            found.append(_ROWS(max(years, key=lambda year: year.performance_year), as_of))
    return sorted(found, key=_place)


def _place(row: Row) -> tuple[bool, Decimal, Fraction, str]:
    at_risk, chance = row.at_risk or Decimal(0), row.chance or Fraction(0)
    return row.at_risk is None, -at_risk, chance, row.practice


def _row(year: PracticeYear, as_of: date) -> Row:
    now = standing(year, as_of)
    scores = [one.score for one in now.by_entity.values() if one.score is not None]
    whole = len(scores) == len(now.by_entity)
    finals = [one["finalScore"] for one in scores]
    lows = [one["paymentAdjustment"]["dollarsLow"] for one in scores]
    paid = whole and all(one is not None for one in lows)
    dates = next_dates(year, as_of, 1)
    when = dates[0]["when"] if dates else None
    tasks = [task for step in steps(year, now, as_of) for task in step.tasks]
    waiting = sorted(
        (task for task in tasks if task.status in WAITING),
        key=lambda task: WAITING.index(task.status),
    )
    return Row(
        year.practice_id,
        year.practice.name,
        year.performance_year,
        min((Decimal(one["low"]) for one in finals), default=None) if whole else None,
        max((Decimal(one["high"]) for one in finals), default=None) if whole else None,
        min(chances(year, as_of).values(), default=None),
        max(Decimal(0), -sum((Decimal(one) for one in lows), Decimal(0))) if paid else None,
        date.fromisoformat(when["last"]) if when else None,
        dates[0]["name"] if dates else "",
        tuple(task.title for task in waiting),
    )


_ROWS = Remembered(_row, _MOST)
