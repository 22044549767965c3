"""Laws of progress: the two ends hold every way the year can go between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from claims.progress.measured import progress_of, rates_of
from hypothesis import given
from hypothesis import strategies as st

from openmips.amounts import Amount
from openmips.catalog import catalog_for
from openmips.catalog.entries import CLAIMS
from openmips.claims.outlook import Course
from openmips.claims.progress import Progress
from openmips.claims.rate_counts import RateCounts, added, by_owner, by_tin, quality_results
from openmips.performance import Counts
from openmips.policy.claims_topics import CountingUnit
from openmips.policy.load import policy_for
from openmips.policy.topics import QualityPolicy
from openmips.scoring.measure import measure_score, standing
from openmips.scoring.populations import measured_rate

MEASURES = st.sampled_from(("001", "039", "047", "145", "236", "317", "405", "406", "418"))
FEW = st.integers(0, 4)
MANY = st.integers(0, 60)


@st.composite
def counted(draw: st.DrawFn, most: st.SearchStrategy[int] = MANY) -> Counts:
    """Counts of a rate with something eligible."""
    met, not_met, exclusion, exception = (draw(most) for _ in range(4))
    answered = met + not_met + exclusion + exception
    return Counts(max(1, answered) + draw(most), met, not_met, exclusion, exception)


def points(counts: Counts, measure_id: str, small: bool) -> tuple[Amount, Amount]:
    """What counts of 2024 earn."""
    catalog, policy = catalog_for(2024), policy_for(2024)
    quality = policy.topic(QualityPolicy)
    measure = catalog.quality[measure_id]
    benchmark = catalog.benchmarks.get((measure_id, CLAIMS))
    measured = measured_rate(counts, None, quality, policy.programme)
    at = standing(measure, CLAIMS, benchmark, 2024, small)
    score = measure_score(measured, at, quality, policy.programme)
    return score.low, score.high


def every_end(start: Counts, is_open: int, new: int) -> Iterator[Counts]:
    """All counts the year can end with: each open or new one answered in any way, or not."""
    for come in range(new + 1):
        for met in range(is_open + come + 1):
            for not_met in range(is_open + come - met + 1):
                for exception in range(is_open + come - met - not_met + 1):
                    yield replace(
                        start,
                        eligible=start.eligible + come,
                        met=start.met + met,
                        not_met=start.not_met + not_met,
                        exception=start.exception + exception,
                    )


@given(MEASURES, counted(FEW), FEW, st.sampled_from((0, 15)), st.booleans())
def test_no_end_of_the_year_lies_outside_the_worst_and_the_best(
    measure_id: str, counts: Counts, new: int, more: int, small: bool
) -> None:
    """Tried one by one: nothing earns less than the worst or more than the best, and both occur."""
    counts = replace(counts, eligible=counts.eligible + more, met=counts.met + more)
    found = progress_of(measure_id, counts, recent=new, small=small)
    ends = [points(one, measure_id, small) for one in every_end(counts, found.open, new)]
    assert min(low for low, _ in ends) == found.worst.score.low
    assert max(high for _, high in ends) == found.best.score.high


def spread(found: Progress) -> tuple[Amount, Amount]:
    """The least and the most that can be earned."""
    return found.worst.score.low, found.best.score.high


@given(MEASURES, counted(), st.booleans(), st.integers(0, 366))
def test_today_lies_between_the_worst_and_the_best(
    measure_id: str, counts: Counts, small: bool, left: int
) -> None:
    """If all stopped now, the year would end with today's points."""
    found = progress_of(measure_id, counts, at=Course(366 - left, left), small=small)
    worst, best = spread(found)
    assert worst <= found.today.low <= found.today.high <= best
    assert worst <= found.as_so_far.score.low <= best
    if found.turned is not None and not found.complete_pays_less:
        assert found.turned.score.high >= best


@given(counted(), counted(), st.booleans(), st.integers(0, 366), st.sampled_from((2024, 2025)))
def test_today_lies_between_the_ends_of_a_split_measure(
    first: Counts, second: Counts, small: bool, left: int, year: int
) -> None:
    """The same for 226, whose two strata move together."""
    at = Course(366 - left, left)
    found = progress_of("226", first, second, first, at=at, small=small, year=year)
    worst, best = spread(found)
    assert worst <= found.today.low <= found.today.high <= best


@given(MEASURES, counted(), st.booleans(), st.integers(0, 50))
def test_the_more_is_open_the_wider_the_year_can_end(
    measure_id: str, counts: Counts, small: bool, new: int
) -> None:
    """What could still be answered, and what comes new, only widens the ends."""
    lost = spread(progress_of(measure_id, counts, recent=new, small=small, unit=CountingUnit.VISIT))
    unit = CountingUnit.PATIENT_PROCESS
    worst, best = spread(progress_of(measure_id, counts, recent=new, small=small, unit=unit))
    assert worst <= lost[0] <= lost[1] <= best
    wider = spread(progress_of(measure_id, counts, recent=new + 7, small=small, unit=unit))
    assert wider[0] <= worst <= best <= wider[1]


NPIS = st.sampled_from(("1000000004", "1000000012", "1000000020"))
ROWS = st.builds(
    RateCounts,
    st.sampled_from(("000001001", "000001002")),
    NPIS,
    st.sampled_from(("236", "317")),
    st.just(""),
    counted(),
)


@given(st.lists(ROWS, max_size=12, unique_by=lambda row: (row.tin, row.npi, row.measure_id)))
def test_a_tin_has_what_its_clinicians_have(rows: list[RateCounts]) -> None:
    """Every population of a TIN is the sum over its clinicians, in whatever order they come."""
    whole = by_owner(by_tin(reversed(rows)))
    for (tin, npi), measures in whole.items():
        assert npi is None
        for measure_id, strata in measures.items():
            own = [one for one in rows if (one.tin, one.measure_id) == (tin, measure_id)]
            assert strata == {"": added(one.counts for one in own)}
            assert strata[""].eligible == sum(one.counts.eligible for one in own)
            assert strata[""].met == sum(one.counts.met for one in own)
    assert sum(map(len, whole.values())) == len({(row.tin, row.measure_id) for row in rows})


@given(st.dictionaries(st.sampled_from(("236", "317")), counted()))
def test_only_measures_with_an_answer_are_submitted(counts: dict[str, Counts]) -> None:
    """A measure of whose eligible none is answered was not chosen."""
    rates = (*rates_of("236", 2024), *rates_of("317", 2024))
    found = quality_results(rates, {name: {"": one} for name, one in counts.items()})
    answered = {
        name: one
        for name, one in counts.items()
        if one.met + one.not_met + one.exclusion + one.exception
    }
    assert {one.measure_id: one.value for one in found} == answered
