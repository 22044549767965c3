"""A year of invented claims: practices, their clinicians and patients, and the traps among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random

from openmips.claims.synthetic.billed import BilledClaim
from openmips.claims.synthetic.codes import measure_codes
from openmips.claims.synthetic.cohorts import cohort
from openmips.claims.synthetic.ordinary import USUALLY_ANSWERED, ClinicianYear, weekdays
from openmips.claims.synthetic.people import Practice, Registry, sizes
from openmips.claims.synthetic.stage import Stage, Trap
from openmips.claims.synthetic.traps import traps_for

LINES_OF_A_CLINICIAN = 950
"""Claim lines of a clinician and year."""

_LINES_OF_A_PATIENT = 8
_LINES_BETWEEN_TRAPS = 20_000


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    `lines` is about how many, in all; None takes what that many clinicians bill. `practices`
    None makes practices of all sizes. `answered` holds by measure on how many of 100 claims the
    code is given, and under "" of all other measures; a named measure is taken up by everybody
    whose specialty has it. `traps` names those to set; None sets all.
    """

    year: int
    clinicians: int = 5
    lines: int | None = None
    practices: int | None = None
    answered: Mapping[str, int] = field(default_factory=dict)
    traps: tuple[str, ...] | None = None

    @property
    def all_lines(self) -> int:
        """About how many lines there will be."""
        return self.clinicians * LINES_OF_A_CLINICIAN if self.lines is None else self.lines


def synthetic_claims(order: Order, rng: Random) -> Iterator[BilledClaim]:
    """Claims, practice by practice; a practice's traps come first.

    The whole set of traps is set once for every 20,000 lines, spread over the practices, and
    once where there are fewer.

    Raises KeyError for an unknown trap, ValueError for an order that makes no sense.
    """
    check(order)
    codes = measure_codes(order.year)
    answered = {"": USUALLY_ANSWERED, **order.answered}
    registry = Registry(rng)
    wanted = list(sizes(rng, order.clinicians, order.practices))
    placed = _placed(traps_for(codes, order.traps), order.all_lines, len(wanted))
    left, clinicians = order.all_lines, order.clinicians
    for size, traps in zip(wanted, placed, strict=True):
        practice = registry.practice(size)
        numbers = (f"C{number:07}" for number in count(1))
        stage = Stage(practice, order.year, codes, registry, numbers)
        budget = left * size // clinicians
        left, clinicians = left - budget, clinicians - size
        for trap in traps:
            for claim in trap.set(stage):
                budget -= len(claim.lines)
                yield claim
        yield from _ordinary(stage, practice, budget, answered, rng)


def seeded(seed: int) -> Random:
    """Chance that turns out the same whenever it starts from the same seed."""
    return Random(seed)


def check(order: Order) -> None:
    """Raise ValueError where an order makes no sense."""
    if order.clinicians < 1 or order.all_lines < 0:
        raise ValueError("there must be at least one clinician, and lines from 0 up")
    if order.practices is not None and not 1 <= order.practices <= order.clinicians:
        raise ValueError("there must be from 1 practice to as many as clinicians")
    unknown = order.answered.keys() - measure_codes(order.year).keys() - {""}
    if unknown:
        named = ", ".join(sorted(unknown))
        raise ValueError(f"{order.year} does not offer by claims: measure {named}")
    if any(not 0 <= percent <= 100 for percent in order.answered.values()):
        raise ValueError("an answered share is a percent from 0 to 100")


def _placed(traps: tuple[Trap, ...], lines: int, practices: int) -> list[list[Trap]]:
    """The traps of each practice: each whole set goes round, from one practice further on."""
    result: list[list[Trap]] = [[] for _ in range(practices)]
    for turn in range(max(1, lines // _LINES_BETWEEN_TRAPS)):
        for number, trap in enumerate(traps, turn):
            result[number % practices].append(trap)
    return result


def _ordinary(
    stage: Stage, practice: Practice, budget: int, answered: Mapping[str, int], rng: Random
) -> Iterator[BilledClaim]:
    if budget <= 0:
        return
    patients = tuple(
        cohort(stage.registry, stage.year, 1 + budget // _LINES_OF_A_PATIENT, stage.codes, rng)
    )
    days = weekdays(stage.year)
    left, clinicians = budget, len(practice.clinicians)
    for clinician in practice.clinicians:
        own = left // clinicians
        year = ClinicianYear(practice, clinician, stage.codes, answered, rng)
        for claim in year.claims(patients, days, own):
            left -= len(claim.lines)
            yield replace(claim, claim_id=stage.number())
        clinicians -= 1
