"""How a claims measure stands today, what it still needs, and the best and worst it can end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from openmips.amounts import HUNDRED
from openmips.catalog.entries import QualityMeasure
from openmips.catalog.load import Catalog
from openmips.claims.definitions import Rate
from openmips.claims.outlook import Answers, Course, Ending, Outlook
from openmips.claims.rate_counts import reported
from openmips.performance import Counts
from openmips.policy.claims_topics import CountingUnit
from openmips.policy.topics import Policy
from openmips.scoring.results import MeasureScore


@dataclass(frozen=True, slots=True)
class Meter:
    """A number to reach: what there is and what it takes, today and at the end of the year.

    `possible` is the most there can be at the end of the year.
    """

    have: int
    needed: int
    needed_then: int
    possible: int

    @property
    def reached(self) -> bool:
        """Whether what there is today is enough today."""
        return self.have >= self.needed

    @property
    def missing(self) -> int:
        """How many it takes from now to the end of the year."""
        return max(0, self.needed_then - self.have)

    @property
    def reachable(self) -> bool:
        """Whether the number can be reached by the end of the year."""
        return self.possible >= self.needed_then


@dataclass(frozen=True, slots=True)
class Progress:
    """One measure of one clinician or TIN on a day; `over` once the year is.

    `open`, `lost`, `turnable` and `new`: see Outlook. `as_so_far` is the year's end if all
    goes on as before, `complete` that in which all that is open or comes new is answered well,
    `turned` (None where there is nothing to turn) the best if all `turnable` are answered anew,
    and better.
    """

    measure: QualityMeasure
    unit: CountingUnit
    over: bool
    eligible: int
    answered: int
    open: int
    lost: int
    turnable: int
    new: int
    cases: Meter
    completeness: Meter
    today: MeasureScore
    worst: Ending
    as_so_far: Ending
    best: Ending
    complete: Ending
    turned: Ending | None

    @property
    def complete_pays_less(self) -> bool:
        """Whether complete data earn less, however well answered, than incomplete data."""
        return self.complete.score.high < self.best.score.high


def progress(
    rates: Sequence[Rate],
    counts: Mapping[str, Counts],
    at: Course,
    recent: int | None,
    small: bool,
    catalog: Catalog,
    policy: Policy,
) -> Progress:
    """Where a measure stands and can end. `rates` are all rates of it, `counts` by stratum.

    Answers that were given stay: only what is open, and what comes new, is answered well,
    badly or not at all. From none to `new` new ones may come. `recent`: see `still_to_come`.
    """
    outlook = Outlook(rates, counts, at, recent, small, catalog, policy)
    endings = tuple(outlook.endings())
    order = {answers: place for place, answers in enumerate(Answers)}
    lead = outlook.lead
    return Progress(
        outlook.measure,
        outlook.unit,
        not at.left,
        lead.eligible,
        reported(lead),
        outlook.open,
        outlook.lost,
        outlook.turnable,
        outlook.new,
        _cases(outlook),
        _completeness(outlook),
        outlook.today,
        min(endings, key=lambda ending: (ending.score.low, order[ending.answers])),
        outlook.as_so_far(),
        max(endings, key=lambda ending: (ending.score.high, order[ending.answers])),
        next(one for one in endings if one.answers is Answers.WELL),
        outlook.turned(),
    )


def _cases(outlook: Outlook) -> Meter:
    have, minimum = outlook.measured.cases or 0, outlook.quality.case_minimum.value
    return Meter(have, minimum, minimum, have + outlook.new)


def _completeness(outlook: Outlook) -> Meter:
    """Answers there are, and answers that make the data complete."""
    have, eligible, new = reported(outlook.lead), outlook.lead.eligible, outlook.new
    threshold = Fraction(outlook.quality.data_completeness.value) / HUNDRED
    needed, needed_then = (ceil(threshold * cases) for cases in (eligible, eligible + new))
    return Meter(have, needed, needed_then, have + outlook.open + new)
