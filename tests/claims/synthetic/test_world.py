"""A year of invented claims is what was ordered."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from openmips.catalog.load import YEARS
from openmips.claims.lines import NAMES
from openmips.claims.synthetic.billed import BilledClaim, is_quality_code, rows
from openmips.claims.synthetic.codes import measure_codes
from openmips.claims.synthetic.world import Order, seeded, synthetic_claims

SEED = 5


def claims(order: Order, seed: int = SEED) -> list[BilledClaim]:
    """The claims of an order."""
    return list(synthetic_claims(order, seeded(seed)))


def lines(found: list[BilledClaim]) -> int:
    """How many lines claims have."""
    return sum(len(claim.lines) for claim in found)


@pytest.mark.parametrize("year", YEARS)
def test_the_same_seed_gives_the_same_claims(year: int) -> None:
    """Nothing but the seed decides; another seed gives others."""
    order = Order(year, clinicians=2, lines=800)
    assert claims(order) == claims(order)
    assert claims(order) != claims(order, SEED + 1)


def test_there_are_about_as_many_lines_as_ordered() -> None:
    """Within a claim for each clinician; a clinician's year is 950 lines."""
    for order in (Order(2024, 3, 1_500), Order(2024, 12), Order(2025, 12, 6_000, practices=4)):
        assert order.all_lines <= lines(claims(order)) < order.all_lines + 10 * order.clinicians
    assert Order(2024, 12).all_lines == 12 * 950


def test_clinicians_are_spread_over_the_practices_ordered() -> None:
    """Ten clinicians in four practices: 2, 2, 3 and 3."""
    found = claims(Order(2024, 10, 2_000, practices=4, traps=()))
    sizes = {claim.practice.tin: len(claim.practice.clinicians) for claim in found}
    assert sorted(sizes.values()) == [2, 2, 3, 3]
    assert len({claim.clinician.npi for claim in found}) == 10


def test_practices_of_all_sizes_hold_all_clinicians() -> None:
    """Small practices only, single clinicians among them, who bill with their own NPI."""
    found = claims(Order(2024, 60, 6_000, traps=()))
    practices = {claim.practice.tin: claim.practice for claim in found}.values()
    sizes = Counter(len(practice.clinicians) for practice in practices)
    assert sum(size * many for size, many in sizes.items()) == 60
    assert max(sizes) <= 15
    assert sizes[1] > 0
    for practice in practices:
        alone = len(practice.clinicians) == 1
        assert (practice.npi == practice.clinicians[0].npi) is alone


def test_a_claim_has_two_to_three_lines_on_average() -> None:
    """As Part B claims have."""
    found = claims(Order(2024, 300, 30_000, traps=()))
    assert 2.2 <= lines(found) / len(found) <= 3


def test_quality_codes_are_given_as_often_as_ordered() -> None:
    """Never where 0 percent is ordered, also of one measure alone."""

    def answered(order: Order) -> Counter[str]:
        return Counter(
            line.code
            for claim in claims(order)
            for line in claim.lines
            if is_quality_code(line.code)
        )

    assert answered(Order(2024, 20, 6_000, traps=(), answered={"": 0})) == Counter()
    only = answered(Order(2024, 20, 6_000, traps=(), answered={"": 0, "047": 100}))
    assert set(only) <= {"1123F", "1124F", "G9692"}
    assert only["1123F"] > 0
    some = answered(Order(2024, 20, 6_000, traps=(), answered={"": 30})).total()
    assert 0 < some < answered(Order(2024, 20, 6_000, traps=(), answered={"": 90})).total()


@pytest.mark.parametrize("year", YEARS)
def test_ordinary_claims_are_of_the_year_and_its_measures(year: int) -> None:
    """Every day is a weekday of the year; every measure offered is answered by somebody."""
    found = claims(Order(year, 600, 36_000, traps=()))
    assert {claim.day.year for claim in found} == {year}
    assert max(claim.day.weekday() for claim in found) == 4
    given = {line.code for claim in found for line in claim.lines}
    silent = [
        name
        for name, codes in measure_codes(year).items()
        if not given
        & {line.split("-")[0] for ways in codes.answers.values() for way in ways for line in way}
    ]
    assert silent == [name for name in ("110", "111", "147") if name in measure_codes(year)]


def test_patients_are_those_of_medicare() -> None:
    """Most are 65 and older, some are younger, and none has a day of birth to come."""
    people = {claim.patient for claim in claims(Order(2024, 20, traps=()))}
    ages = [2024 - patient.born.year for patient in people]
    assert all(24 <= age <= 98 for age in ages)
    assert 0.75 < sum(age >= 65 for age in ages) / len(ages) < 0.95
    assert {patient.sex for patient in people} == {"F", "M"}


def test_rows_have_every_column_of_the_layout() -> None:
    """A row is as long as the layout, dates are ISO, amounts have cents."""
    (claim,) = claims(Order(2024, 1, 0, traps=("not_done_modifier",)))
    first, second = (dict(zip(NAMES, row, strict=True)) for row in rows(claim))
    assert second == {
        **dict.fromkeys(NAMES, ""),
        "claim_id": "C0000001",
        "tin": "000000001",
        "rendering_npi": "1000000012",
        "patient_id": "1S00S00SS01",
        "birth_date": "1952-06-15",
        "sex": "F",
        "from_date": "2024-04-16",
        "to_date": "2024-04-16",
        "line_number": "2",
        "procedure_code": "1123F",
        "modifier_1": "8P",
        "place_of_service": "11",
        "diagnosis_1": "J029",
        "charge": "0.01",
        "payer": "MB",
        "frequency": "1",
        "status": "paid",
        "allowed": "0.00",
    }
    assert first["procedure_code"] == "99213"
    assert date.fromisoformat(first["from_date"]) == claim.day


@pytest.mark.parametrize(
    ("order", "says"),
    [
        (Order(2024, 0), "at least one clinician"),
        (Order(2024, 1, -1), "at least one clinician"),
        (Order(2024, 2, practices=3), "from 1 practice"),
        (Order(2024, 2, practices=0), "from 1 practice"),
        (Order(2024, answered={"": 101}), "percent"),
        (Order(2024, answered={"113": 50}), "113"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(order: Order, says: str) -> None:
    """The error says what is wrong."""
    with pytest.raises(ValueError, match=says):
        claims(order)
