"""The stated range holds what it promises, for practices whose year is then played out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from planning.situations import performance, situation

from openmips.amounts import HUNDRED, round_half_up
from openmips.catalog import catalog_for
from openmips.performance import Counts, Given, QualityResult
from openmips.planning.chance import at_rank
from openmips.planning.estimates import estimates_for
from openmips.planning.outcome import stakes_of
from openmips.planning.search import Search
from openmips.planning.situation import Situation
from openmips.planning.ways import ways
from openmips.policy.load import policy_for
from openmips.scoring.final import final_score

PRACTICES = 1000
MEASURES = ("001", "039", "236", "317")
SCORE = 30
JULY = date(2024, 7, 1)


def played_out(chance: Random, asked: Situation) -> Fraction:
    """The final score when the rest of the year has happened, cost included."""
    result = []
    for one in asked.performance.quality:
        counts = one.value
        assert isinstance(counts, Counts)
        rest = round((1 - asked.elapsed) / asked.elapsed * (counts.met + counts.not_met))
        rate = RATES[id(asked)][one.measure_id]
        met = sum(chance.random() < rate for _ in range(rest))
        whole = Counts(counts.eligible + rest, counts.met + met, counts.not_met + rest - met)
        result.append(replace(one, value=whole))
    rank = Fraction(chance.random())
    cost = round_half_up(at_rank(estimates_for(2024).cost_percents.value, rank), 4)
    facts = replace(asked.performance, quality=tuple(result), given=Given(cost_percent=cost))
    return final_score(facts, catalog_for(2024), policy_for(2024)).score.low


RATES: dict[int, dict[str, float]] = {}


def practice(chance: Random) -> Situation:
    """A practice in July: rates of its own, and the cases that came of them so far."""
    rates, results = {}, []
    estimates = estimates_for(2024)
    for measure_id in chance.sample(MEASURES, chance.randint(1, 3)):
        benchmark = catalog_for(2024).benchmarks[measure_id, "registry"]
        usual = float(benchmark.average or 75) / 100
        cases = estimates.prior_cases.value
        rates[measure_id] = chance.betavariate(0.5 + cases * usual, 0.5 + cases * (1 - usual))
        seen = chance.randint(12, 45)
        met = sum(chance.random() < rates[measure_id] for _ in range(seen))
        results.append(QualityResult(measure_id, "registry", Counts(seen, met, seen - met)))
    asked = situation(JULY, facts=performance(quality=tuple(results)))
    RATES[id(asked)] = rates
    return asked


@pytest.mark.slow
def test_the_stated_range_covers_four_in_five_practices() -> None:
    """Of a thousand practices played out 75 to 85 percent end within their 80 percent range.

    The others end on both sides of it, and the stated chances of a score of 30 (which is about
    as likely as not here) add up to about as many as reach it.
    """
    chance = Random(20241121)
    within = below = above = reached = 0
    expected = Fraction(0)
    for _ in range(PRACTICES):
        asked = practice(chance)
        way = ways(asked, only_current=True)[0]
        stakes = stakes_of(asked)
        found = Search(way, (), way.activities[0], asked, stakes).plan(()).outcome
        low, high = found.middle(Fraction(asked.estimates.range_share.value, HUNDRED))
        score = played_out(chance, asked)
        within += low <= score <= high
        below += score < low
        above += score > high
        reached += score >= SCORE
        expected += Fraction(
            sum(one >= SCORE * found.unit for one in found.scores), len(found.scores)
        )
    assert 750 <= within <= 850
    assert below >= 60
    assert above >= 60
    assert abs(reached - expected) < 40
