"""What progress, ranking and forecast answer, and how it reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from claims.progress.counting import NPI, OTHER_TIN, SECOND_NPI, TIN, counted, row

from openmips.answers.claims_counted import Counted, split_day
from openmips.answers.claims_forecast import claims_forecast, reaches, segments_of
from openmips.answers.claims_progress import progress_answer
from openmips.answers.claims_rank import rank_answer
from openmips.claims.totals import Billed
from openmips.claims.waiting import Waiting
from openmips.cli.claims_progress_report import print_forecast, print_progress, print_rank
from openmips.performance import Counts
from openmips.policy.load import policy_for

SUMMER = date(2024, 7, 18)
"""200 days of 2024 are done, 166 are left."""

LATER = date(2024, 9, 17)
"""261 days of 2024 are done, 105 are left."""

PRESSURES = row("236", Counts(40, 20, 12, 3, 1))
VISITS = row("317", Counts(90, 0, 0))


def one_of(told: Counted, by: str = "npi", every: bool = False) -> dict[str, Any]:
    """The one row of progress."""
    (found,) = progress_answer(told, by, every, None)["progress"]
    return found


def test_what_comes_is_what_came_lately_where_claims_tell() -> None:
    """40 were eligible, 25 of them by June 4: as 15 in the 105 days before, so 15 in those left."""
    before = (row("236", Counts(25, 10, 2)),)
    found = one_of(counted(PRESSURES, as_of=LATER, earlier=before))
    assert found["expectedNew"] == 15
    assert found["caseMinimum"]["possibleAtYearEnd"] == 55


def test_without_that_what_comes_is_the_rule_of_three() -> None:
    """40 in 200 days make 33.2 in the 166 left."""
    assert one_of(counted(PRESSURES, as_of=SUMMER))["expectedNew"] == 33


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(LATER, date(2024, 6, 4), id="as many days done as left"),
        pytest.param(date(2024, 12, 31), None, id="no day left"),
        pytest.param(SUMMER, date(2024, 2, 3), id="200 done, 166 left"),
        pytest.param(date(2024, 6, 1), None, id="fewer done than left"),
    ],
)
def test_the_pace_is_that_of_as_many_days_as_are_left(day: date, expected: date | None) -> None:
    """What was eligible before that day came earlier, and says nothing of the pace."""
    assert split_day(date(2024, 1, 1), day, 2024) == expected


def test_progress_tells_points_and_both_ends() -> None:
    """36 of 40 answered: complete. 33 more come.

    At the worst none of them is answered: 36 of 73 are fewer than three quarters, 3 points. At
    the best 57 of 69 are met: 82.61 %, in the ninth decile.
    """
    found = one_of(counted(PRESSURES, as_of=SUMMER))
    assert (found["points"], found["basis"], found["decile"]) == ("7.25", "benchmark", 7)
    assert (found["open"], found["lost"], found["couldBeBettered"]) == (4, 0, 12)
    assert found["worst"]["points"] == "3"
    assert found["best"]["points"] == "9.261"
    assert found["bettered"]["points"] == "10"
    assert found["completeness"] == {
        "have": 36,
        "needed": 30,
        "neededAtYearEnd": 55,
        "possibleAtYearEnd": 73,
        "reached": True,
        "reachable": True,
    }


def test_measures_without_an_answer_are_named_apart() -> None:
    """They are not begun; with every measure asked for they stand among the others."""
    told = counted(PRESSURES, VISITS, as_of=SUMMER)
    answer = progress_answer(told, "npi", False, None)
    assert [one["measureId"] for one in answer["progress"]] == ["236"]
    measures = [{"measureId": "317", "eligiblePopulation": 90}]
    assert answer["notBegun"] == [{"tin": TIN, "npi": NPI, "measures": measures}]
    every = progress_answer(told, "npi", True, None)
    assert [one["measureId"] for one in every["progress"]] == ["236", "317"]
    assert every["notBegun"] == []


def test_a_practice_is_told_once_and_each_clinician_apart() -> None:
    """By clinician there are two rows, by TIN one with their sum."""
    rows = PRESSURES, row("236", Counts(10, 4, 6), npi=SECOND_NPI)
    answer = progress_answer(counted(*rows), "npi", False, None)
    assert [one["npi"] for one in answer["progress"]] == [NPI, SECOND_NPI]
    whole = one_of(counted(*rows), by="tin")
    assert (whole["npi"], whole["eligiblePopulation"], whole["answered"]) == (None, 50, 46)


def test_a_practice_of_sixteen_earns_nothing_for_incomplete_data() -> None:
    """With the number of clinicians given the practice is small or not by it."""
    rows = (row("236", Counts(40, 10, 0)),)
    assert one_of(counted(*rows))["points"] == "3"
    assert one_of(counted(*rows, clinicians=16))["points"] == "0"


def test_what_is_assumed_is_told() -> None:
    """Smallness, the pace, borrowed code sets and the group's condition are said where so."""
    answer = progress_answer(counted(PRESSURES, as_of=SUMMER), "tin", False, None)
    told = " ".join(answer["assumptions"])
    for words in ("The practice is small", "166 days are left", "only if it sends data in another"):
        assert words in told
    over = progress_answer(counted(PRESSURES, clinicians=4), "npi", False, None)
    assert over["assumptions"] == []
    coming = progress_answer(counted(PRESSURES, year=2026, clinicians=4), "npi", False, None)
    assert coming["provisional"]
    assert coming["assumptions"][0].startswith("CMS has not published the code sets of 2026")


def test_a_pending_benchmark_leaves_a_span() -> None:
    """112 has no benchmark for 2026 yet: anything from three to ten."""
    told = counted(row("112", Counts(40, 30, 5)), year=2026, program="M1366")
    found = one_of(told)
    assert (found["points"], found["pointsLow"], found["pointsHigh"]) == (None, "1", "10")


def test_ranking_numbers_the_measures_of_each_owner() -> None:
    """Each clinician's list begins with one."""
    rows = PRESSURES, VISITS, row("236", Counts(10, 4, 6), tin=OTHER_TIN)
    answer = rank_answer(counted(*rows, as_of=SUMMER), "npi")
    assert [(one["tin"], one["place"], one["measureId"]) for one in answer["measures"]] == [
        (TIN, 1, "236"),
        (TIN, 2, "317"),
        (OTHER_TIN, 1, "236"),
    ]
    first, second, _ = answer["measures"]
    assert (first["atRateSoFar"]["points"], first["perfect"]["points"]) == ("7.25", "10")
    assert (second["atRateSoFar"], second["perfect"]["points"]) == (None, "7")
    assert "cap" in [one["flag"] for one in second["flags"]]


WAITING = Waiting("236", TIN, NPI, "MBI-4711", date(2024, 2, 1), date(2024, 5, 2), ("C1", "C7"))


def test_the_text_of_progress_fits_and_hides_identifiers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing wider than 80 characters; no TIN, NPI or patient whole, claim ids never hidden."""
    told = counted(PRESSURES, VISITS, as_of=SUMMER)
    print_progress(progress_answer(told, "npi", True, [WAITING]), True, False)
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    for hidden in (TIN, NPI, "MBI-4711"):
        assert hidden not in text
    for words in ("****4711", "C1, C7", "7.25", "9.26", "Too late this year"):
        assert words in text
    print_progress(progress_answer(told, "npi", True, [WAITING]), False, False, True)
    assert "MBI-4711" in capsys.readouterr().out


def test_the_text_of_a_ranking_fits(capsys: pytest.CaptureFixture[str]) -> None:
    """The table of all measures stays within 80 characters."""
    told = counted(PRESSURES, VISITS, row("128", Counts(4, 0, 0)), as_of=SUMMER)
    print_rank(rank_answer(told, "npi"), True, False)
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    assert "other program" in text
    assert "Answered completely at the rate so far (62.5 %): 7.25 points." in text


def test_a_text_without_anything_begun_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """What was eligible is named with its number, and nobody is still to see."""
    told = counted(VISITS, row("236", Counts(12, 0, 0)), as_of=SUMMER)
    print_progress(progress_answer(told, "npi", False, []), False, False)
    text = capsys.readouterr().out
    assert "No claim has a valid answer to a measure yet." in text
    assert "TIN *****1001: no answer yet to 236 (12), 317 (90)." in text
    assert "No patient is still to see." in text


def test_a_text_warns_that_data_must_be_complete(capsys: pytest.CaptureFixture[str]) -> None:
    """Where gaps would pay, the reader is told to answer all the same."""
    told = counted(row("145", Counts(100, 20, 54)), as_of=date(2024, 11, 30))
    print_progress(progress_answer(told, "npi", False, None), True, False)
    text = " ".join(capsys.readouterr().out.split())
    assert "Answer all the same: what is reported must be complete and true." in text


def test_a_text_shows_both_ends_of_a_pending_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    """112 has no benchmark of 2026 yet."""
    told = counted(row("112", Counts(40, 30, 5)), year=2026, program="M1366")
    print_progress(progress_answer(told, "npi", False, None), False, False)
    assert "1 to 10" in capsys.readouterr().out


def test_a_ranking_of_a_year_that_is_over_says_whom_it_is_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The order is for the next year, and measures that are not computed are named."""
    print_rank(rank_answer(counted(PRESSURES, year=2023), "npi"), False, False)
    text = capsys.readouterr().out
    assert "The year is over: the order is that of perfect rates, for the next one." in text
    assert "Not computed: 110: Counted once a patient and part of the year;" in text


def test_a_ranking_of_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Claims that no measure asks about."""
    print_rank(rank_answer(counted(), "npi"), False, False)
    assert "No claim is eligible for a claims measure." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        pytest.param({"patients": 60, "services": 400}, "under 1 %", id="hardly"),
        pytest.param({"patients": 120, "services": 400}, "over 99 %", id="nearly sure"),
        pytest.param({"patients": 250, "services": 400}, "100 %", id="already above"),
    ],
)
def test_a_chance_is_certain_only_where_it_is(
    counts: dict[str, int], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What can still turn is shown neither as 0 nor as 100 percent."""
    found = [billed(NPI, 2, OCTOBER, SPRING, **counts)]
    print_forecast(claims_forecast(2026, found, (OCTOBER, SPRING), SPRING, POLICY), False, False)
    (line,) = (one for one in capsys.readouterr().out.splitlines() if one.startswith("Patients"))
    assert line.endswith(f"  {told}")


def billed(npi: str | None, segment: int, first: date, last: date, **told: Any) -> Billed:
    """Totals of somebody in a segment."""
    usual = {"charges": Decimal(50000), "patients": 120, "services": 300}
    return Billed(
        TIN,
        npi,
        segment,
        **{**usual, "at_charge": 0, "unpriced": 0, **told},
        first=first,
        last=last,
    )


POLICY = policy_for(2026)
OCTOBER, SPRING = date(2025, 10, 1), date(2026, 3, 31)


def test_a_segment_is_known_as_far_as_claims_reach() -> None:
    """Claims to the day asked for, or a fortnight before it, count as complete to that day."""
    one, two = segments_of(POLICY)
    assert (one.last, two.first) == (date(2025, 9, 30), OCTOBER)
    first, second = reaches((OCTOBER, SPRING), date(2026, 4, 10), POLICY)
    assert (first.first, first.last, first.complete) == (None, None, False)
    assert (second.first, second.last, second.complete) == (OCTOBER, date(2026, 4, 10), False)
    _, stale = reaches((OCTOBER, SPRING), date(2026, 11, 22), POLICY)
    assert (stale.last, stale.through) == (SPRING, SPRING)
    full, _ = reaches((date(2024, 9, 30), SPRING), SPRING, POLICY)
    assert (full.complete, full.through) == (True, None)
    assert all(each.first is None for each in reaches(None, SPRING, POLICY))


def test_half_a_segment_foretells_the_other_half() -> None:
    """182 of 365 days with $50,000: about $100,274.73 by the end, so rather above $90,000."""
    found = [billed(None, 2, OCTOBER, SPRING)]
    answer = claims_forecast(2026, found, (OCTOBER, SPRING), SPRING, POLICY)
    (total,) = answer["totals"]
    charges = total["forecast"]["allowedCharges"]
    assert charges is not None
    assert (total["allowedCharges"], charges["expected"]) == ("50000.00", "100274.73")
    assert Decimal(charges["low"]) < Decimal("100274.73") < Decimal(charges["high"])
    assert Decimal("0.5") < Decimal(charges["chance"]) < 1
    assert total["exceeded"] == {"allowedCharges": None, "patients": None, "services": True}


def test_a_segment_that_is_over_is_certain() -> None:
    """All days known: the totals stand, and the chance is none or full."""
    day = date(2025, 9, 30)
    found = [billed(NPI, 1, date(2024, 10, 1), day)]
    answer = claims_forecast(2026, found, (date(2024, 10, 1), SPRING), SPRING, POLICY)
    (total,) = answer["totals"]
    assert total["complete"]
    assert total["exceeded"] == {"allowedCharges": False, "patients": False, "services": True}
    assert total["forecast"]["chanceOfAllHigh"] == "0"


def test_dollars_that_are_not_known_are_not_foretold() -> None:
    """A service without a price leaves patients and services, and says why dollars are missing."""
    found = [billed(None, 2, OCTOBER, SPRING, unpriced=3, at_charge=40)]
    answer = claims_forecast(2026, found, (OCTOBER, SPRING), SPRING, POLICY)
    (total,) = answer["totals"]
    assert (total["allowedCharges"], total["forecast"]["allowedCharges"]) == (None, None)
    assert total["forecast"]["patients"] is not None
    told = " ".join(answer["assumptions"])
    assert "3 of 300 services have no price" in told
    assert "40 of 300 services are counted at what was charged" in told


def test_what_begins_late_denies_nothing() -> None:
    """A segment that is over, but without its first quarter: nothing is below for certain."""
    january, july = date(2025, 1, 2), date(2025, 9, 30)
    found = [billed(NPI, 1, january, july), billed(None, 1, january, july)]
    answer = claims_forecast(2026, found, (january, SPRING), SPRING, POLICY)
    first, _ = answer["totals"]
    assert (first["complete"], first["lowerBound"]) == (True, True)
    assert first["exceeded"] == {"allowedCharges": None, "patients": None, "services": True}


def test_claims_that_begin_late_are_told() -> None:
    """From January to March only: October to December is missing, and segment 1 altogether."""
    january = date(2026, 1, 2)
    found = [billed(None, 2, january, SPRING)]
    answer = claims_forecast(2026, found, (january, SPRING), SPRING, POLICY)
    (total,) = answer["totals"]
    assert total["lowerBound"]
    told = answer["assumptions"]
    assert "The claims do not reach into segment 1." in told
    assert any("The claims begin on 2026-01-02, segment 2 on 2025-10-01" in one for one in told)


def test_the_text_of_a_forecast_fits(capsys: pytest.CaptureFixture[str]) -> None:
    """So far, at the end, and the chance to be above; a TIN of one is told once."""
    found = [billed(None, 2, OCTOBER, SPRING), billed(NPI, 2, OCTOBER, SPRING, unpriced=1)]
    answer = claims_forecast(2026, found, (OCTOBER, SPRING), SPRING, POLICY)
    print_forecast(answer, True, False)
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    assert "$50,000.00" not in text
    assert "not known" in text
    assert TIN not in text
    several = [*found, billed(SECOND_NPI, 2, OCTOBER, SPRING)]
    print_forecast(
        claims_forecast(2026, several, (date(2025, 11, 3), SPRING), SPRING, POLICY), False, False
    )
    text = capsys.readouterr().out
    assert "$50,000.00  at least $" in text
    assert "at least 100 %" not in text
    assert max(map(len, text.splitlines())) <= 80
