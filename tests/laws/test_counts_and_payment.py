"""What holds for every count, every ladder and every score that is paid."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import counts

from openmips.amounts import round_half_up
from openmips.catalog.entries import OverallAlgorithm
from openmips.payment import adjusted_payment, adjustment, dollars
from openmips.performance import Counts, RegistryCounts, Strata, Stratum
from openmips.policy.load import YEARS, policy_for
from openmips.policy.topics import QualityPolicy
from openmips.scoring.ladder import decile_points
from openmips.scoring.populations import measured_rate

POLICY = policy_for(2024)
QUALITY = POLICY.topic(QualityPolicy)
SCORES = st.decimals(0, 100, places=4)
CUTS = st.lists(st.decimals(0, 100, places=2), min_size=11, max_size=11).map(
    lambda cuts: tuple(sorted(cuts))
)


@given(counts())
def test_excluded_and_excepted_cases_never_enter_a_rate(value: Counts) -> None:
    """The rate is the same whatever number of cases is excluded or excepted."""
    without = replace(value, exclusion=0, exception=0)
    rates = [measured_rate(one, None, QUALITY, POLICY.programme).rate for one in (value, without)]
    assert rates[0] == rates[1]


@given(counts(), counts(), st.sampled_from(OverallAlgorithm))
def test_excluded_cases_never_enter_the_rate_of_several_strata(
    first: Counts, second: Counts, algorithm: OverallAlgorithm
) -> None:
    """Under every algorithm the rate is the same without the excluded and excepted cases."""

    def rate(*parts: Counts) -> Decimal | None:
        names = ("performance", "reporting", "overall")
        strata = tuple(Stratum(*pair) for pair in zip(names, (*parts, parts[0]), strict=True))
        return measured_rate(Strata(strata), algorithm, QUALITY, POLICY.programme).rate

    bare = [replace(one, exclusion=0, exception=0) for one in (first, second)]
    assert rate(first, second) == rate(*bare)


@given(counts())
def test_a_rate_lies_between_0_and_100(value: Counts) -> None:
    """A rate is a percent of two decimals, and absent only where nobody was rated."""
    measured = measured_rate(value, None, QUALITY, POLICY.programme)
    assert (measured.rate is None) == (value.met + value.not_met == 0)
    if measured.rate is not None:
        assert 0 <= measured.rate <= 100
        assert measured.rate == round_half_up(measured.rate, 2)


@given(counts(), st.decimals(0, 100, places=3))
def test_a_registry_rate_is_never_recomputed(value: Counts, rate: Decimal) -> None:
    """The rate that a QCDR wrote is the rate that is scored."""
    measured = measured_rate(RegistryCounts(value, rate), None, QUALITY, POLICY.programme)
    assert measured.rate == rate


@given(CUTS, st.decimals(0, 100, places=2), st.decimals(0, 100, places=2), st.booleans())
def test_a_better_rate_never_earns_fewer_points(
    cuts: tuple[Decimal, ...], one: Decimal, other: Decimal, inverse: bool
) -> None:
    """Points grow with the rate, or fall with it where the measure is inverse."""
    worse, better = sorted((one, other), reverse=inverse)
    low_decile, low = decile_points(worse, cuts, inverse, 1, 4)
    high_decile, high = decile_points(better, cuts, inverse, 1, 4)
    assert 1 <= low <= high <= 10
    assert low_decile <= high_decile
    assert low_decile <= low


@given(CUTS, st.decimals(0, 100, places=2))
def test_an_inverse_ladder_is_the_ladder_turned_round(
    cuts: tuple[Decimal, ...], rate: Decimal
) -> None:
    """An inverse measure earns what its mirror image earns on the mirrored ladder."""
    mirrored = tuple(100 - cut for cut in reversed(cuts))
    assert decile_points(rate, cuts, True, 1, 4) == decile_points(100 - rate, mirrored, False, 1, 4)


@settings(max_examples=200)
@given(st.sampled_from(YEARS), SCORES, SCORES)
def test_a_higher_score_never_pays_less(year: int, one: Decimal, other: Decimal) -> None:
    """The adjustment grows with the final score: its best estimate and both of its bounds."""
    lower, higher = (adjustment(score, policy_for(year)) for score in sorted((one, other)))
    assert lower.low <= higher.low
    assert lower.high <= higher.high
    if lower.best is not None and higher.best is not None:
        assert lower.best <= higher.best


@given(st.sampled_from(YEARS), SCORES)
def test_the_best_estimate_lies_within_its_bounds(year: int, score: Decimal) -> None:
    """Low, best and high stand in order, and the sign is that of the distance to the threshold."""
    policy = policy_for(year)
    found = adjustment(score, policy)
    assert found.low <= found.high
    if found.best is not None:
        assert found.low <= found.best <= found.high
    if score <= policy.payment.threshold.value:
        assert -9 <= found.low == found.high <= 0
    else:
        assert found.low >= 0


@given(st.sampled_from(YEARS))
def test_the_threshold_pays_nothing(year: int) -> None:
    """At the performance threshold the adjustment is exactly 0."""
    policy = policy_for(year)
    found = adjustment(policy.payment.threshold.value, policy)
    assert (found.low, found.best, found.high) == (0, 0, 0)


@given(st.decimals(-9, 9, places=2), st.decimals(0, 10**6, places=2))
def test_an_adjusted_payment_is_the_payment_and_the_change(percent: Decimal, paid: Decimal) -> None:
    """What is paid afterwards differs from what was paid by the change, but for half a cent."""
    programme = POLICY.programme
    after, change = adjusted_payment(percent, paid, programme), dollars(percent, paid, programme)
    assert abs(after - paid - change) <= Decimal("0.01")
    assert (change > 0) <= (percent > 0)
    assert (change < 0) <= (percent < 0)
