"""How a claims measure can end the year: what is still open, what may come, what each end earns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction

from openmips.amounts import round_half_up
from openmips.catalog.entries import CLAIMS, OverallAlgorithm, QualityMeasure
from openmips.catalog.load import Catalog
from openmips.claims.definitions import Rate
from openmips.claims.rate_counts import NOTHING, quality_value, reported
from openmips.performance import Counts, QualityValue, Strata, Stratum
from openmips.policy.claims_topics import CountingUnit
from openmips.policy.topics import Policy, QualityPolicy
from openmips.scoring.measure import measure_score, standing
from openmips.scoring.populations import OVERALL, PERFORMANCE, REPORTING, measured_rate
from openmips.scoring.results import MeasuredRate, MeasureScore
from openmips.why import Why

ANSWERED_BY_LATER_CLAIMS = frozenset(
    {CountingUnit.PATIENT_PROCESS, CountingUnit.PATIENT_INTERMEDIATE, CountingUnit.EPISODE}
)
"""Units that a later claim of the patient can still answer. Visits and procedures that were
billed without a code stay unanswered."""

_DECIDING = {
    OverallAlgorithm.SPLIT: (REPORTING, PERFORMANCE),
    OverallAlgorithm.OVERALL_STRATUM_ONLY: (OVERALL, OVERALL),
}
"""Which strata of a measure with several rates decide: completeness and cases, then the rate."""


@dataclass(frozen=True, slots=True)
class Course:
    """How far the year has come: days whose claims are in, and days still to come."""

    done: int
    left: int


def course(first: date, as_of: date, performance_year: int) -> Course:
    """The course of the year on a day, for claims that begin on `first`."""
    opens, closes = date(performance_year, 1, 1), date(performance_year, 12, 31)
    known = max(min(as_of, closes), opens - timedelta(days=1))
    return Course(max(0, (known - max(first, opens)).days + 1), (closes - known).days)


def still_to_come(so_far: int, at: Course, recent: int | None = None) -> int:
    """How many more become eligible by the end of the year, at the pace so far.

    `recent` is how many became eligible in the latest `at.left` days. Where the days done are
    no fewer than those left it is the better guess: a patient is new only once.
    """
    if recent is not None and at.left <= at.done:
        return recent
    if not at.done:
        return 0
    return int(round_half_up(Fraction(so_far * at.left, at.done), 0))


class Answers(Enum):
    """How what is still open, and what comes new, is answered."""

    NONE = "none"
    BADLY = "badly"
    WELL = "well"

    __hash__ = object.__hash__


_SAYS = {
    Answers.NONE: "{} new ones come; neither they nor the {} open ones are answered.",
    Answers.BADLY: "{} new ones come; they and the {} open ones are all answered badly.",
    Answers.WELL: "{} new ones come; they and the {} open ones are all answered well.",
}


@dataclass(frozen=True, slots=True)
class Ending:
    """One way for the year to end, and what it earns. `new` more have become eligible."""

    new: int
    answers: Answers
    score: MeasureScore
    why: Why


class Outlook:
    """One measure of one clinician or TIN: its counts today, and those it can end with.

    `open` are unanswered ones that a later claim can still answer, `lost` those that none can,
    `new` how many more are taken to come. Answers that were given stay.
    """

    def __init__(
        self,
        rates: Sequence[Rate],
        counts: Mapping[str, Counts],
        at: Course,
        recent: int | None,
        small: bool,
        catalog: Catalog,
        policy: Policy,
    ) -> None:
        self.measure = catalog.quality[rates[0].measure_id]
        self.unit = rates[0].unit.value
        self.quality, self._programme = policy.topic(QualityPolicy), policy.programme
        benchmark = catalog.benchmarks.get((self.measure.measure_id, CLAIMS))
        year = policy.performance_year
        self._standing = standing(self.measure, CLAIMS, benchmark, year, small)
        self._inverse = rates[0].inverse
        strata = {rate.stratum: counts.get(rate.stratum, NOTHING) for rate in rates}
        leading, rated = deciding(rates, self.measure)
        self.lead, self.rated = strata[leading.stratum], strata[rated.stratum]
        self._split, self._several = leading is not rated, len(rates) > 1
        self.new = still_to_come(self.lead.eligible, at, recent)
        self._lasting = at.left > 0 and self.unit in ANSWERED_BY_LATER_CLAIMS
        unanswered = self.lead.eligible - reported(self.lead)
        self.open = unanswered if self._lasting else 0
        self.lost = unanswered - self.open
        self._open_of_rate = self._second_code_open(rated)
        self.measured = self._measured(quality_value(rates, counts))

    def _second_code_open(self, rated: Rate) -> int:
        """How many of the rate's own stratum are open beside those of the leading one.

        A stratum that asks for a second code holds only patients of whom the leading one is
        answered. Without that condition its open patients are those of the leading one.
        """
        if not (self._split and self._lasting and _has_second_code(rated)):
            return 0
        return self.rated.eligible - reported(self.rated)

    @property
    def turnable(self) -> int:
        """Patients whose answer counts against the rate and could be bettered by a later claim."""
        if not self._lasting:
            return 0
        return self.rated.met if self._inverse else self.rated.not_met

    @property
    def today(self) -> MeasureScore:
        """What the measure earns with today's counts."""
        return self._score(self.measured)

    def endings(self) -> Iterator[Ending]:
        """Ends that hold between them the least and the most that can be earned.

        Most new ones, well answered, bring the highest rate that counts; badly answered, the
        lowest. Left alone they bring the least complete data, and none the fewest cases.
        """
        for new in dict.fromkeys((self.new, 0)):
            for answers in Answers:
                yield self._ending(new, answers)

    def as_so_far(self) -> Ending:
        """The end if as large a part is answered, and as well, as so far."""
        cases = (self.measured.cases or 0) + self.new
        score = self._score(replace(self.measured, cases=cases))
        says = "{} new ones come, and as large a part is answered, and as well, as so far."
        return Ending(self.new, Answers.NONE, score, Why(says, (self.new,), (), (score.why,)))

    def turned(self) -> Ending | None:
        """The best end if all that are `turnable` are turned; None where there are none."""
        if not self.turnable:
            return None
        score = self._score(self._measured(self._ended(self.new, Answers.WELL, self.turnable)))
        says = (
            "{} new ones come; they and the {} open ones are answered well, and so are, at a"
            " later visit, the {} that were answered badly."
        )
        facts = (self.new, self.open + self._open_of_rate, self.turnable)
        return Ending(self.new, Answers.WELL, score, Why(says, facts, (), (score.why,)))

    def _ending(self, new: int, answers: Answers) -> Ending:
        score = self._score(self._measured(self._ended(new, answers)))
        unanswered = self.open + self._open_of_rate
        if not unanswered + new:
            why = Why("Nothing is open any more.", (), (), (score.why,))
        else:
            why = Why(_SAYS[answers], (new, unanswered), (), (score.why,))
        return Ending(new, answers, score, why)

    def _ended(self, new: int, answers: Answers, turned: int = 0) -> QualityValue:
        """The value with `new` more, and these and the open ones answered that way."""
        if not self._split:
            after = self._after(self.lead, new, self.open, answers, turned)
            return Strata((Stratum(OVERALL, after),)) if self._several else after
        first = self._after(self.lead, new, self.open, answers, 0)
        last, more = self.rated, new + self.open
        if answers is not Answers.NONE:
            last = self._after(last, more, self._open_of_rate, answers, turned)
        return Strata((Stratum(REPORTING, first), Stratum(PERFORMANCE, last)))

    def _after(
        self, counts: Counts, new: int, unanswered: int, answers: Answers, turned: int
    ) -> Counts:
        given = 0 if answers is Answers.NONE else new + unanswered
        met = (answers is Answers.WELL) is not self._inverse
        better = -turned if self._inverse else turned
        return replace(
            counts,
            eligible=counts.eligible + new,
            met=counts.met + (given if met else 0) + better,
            not_met=counts.not_met + (0 if met else given) - better,
        )

    def _measured(self, value: QualityValue) -> MeasuredRate:
        algorithm = self.measure.overall_algorithm
        return measured_rate(value, algorithm, self.quality, self._programme)

    def _score(self, measured: MeasuredRate) -> MeasureScore:
        return measure_score(measured, self._standing, self.quality, self._programme)


def deciding(rates: Sequence[Rate], measure: QualityMeasure) -> tuple[Rate, Rate]:
    """Of all rates of a measure, the one that decides completeness and cases, and the scored."""
    algorithm = measure.overall_algorithm
    if len(rates) == 1 or algorithm is None:
        return rates[0], rates[0]
    names = _DECIDING[algorithm]
    by_name = {rate.stratum_name: rate for rate in rates}
    leading, rated = (by_name[name] for name in names)
    return leading, rated


def told_by(rates: Sequence[Rate], measure: QualityMeasure) -> frozenset[str]:
    """The strata whose unanswered patients matter: no other stratum has them too."""
    leading, rated = deciding(rates, measure)
    return frozenset({leading.stratum, *([rated.stratum] if _has_second_code(rated) else [])})


def _has_second_code(rate: Rate) -> bool:
    return any(option.additional_procedure_codes for option in rate.options)
