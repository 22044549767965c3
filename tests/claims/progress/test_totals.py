"""What a practice billed, by segment, clinician and TIN: which lines are services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmips.catalog import catalog_for
from openmips.claims.definitions import definitions_for
from openmips.claims.totals import Billed, Segment, billed, quality_codes
from openmips.participation.facts import Totals
from openmips.policy.load import policy_for

TIN, OTHER = "000001001", "000001002"
NPI, SECOND = "1000000004", "1000000012"
FIRST = Segment(1, date(2022, 10, 1), date(2023, 9, 30))
SEGMENTS = (FIRST, Segment(2, date(2023, 10, 1), date(2024, 9, 30)))
CODES = quality_codes([definitions_for(catalog_for(2024), policy_for(2024))])
KINDS = {
    "from_date": pl.Date,
    "line_number": pl.Int64,
    "charge": pl.Decimal(12, 2),
    "allowed": pl.Decimal(12, 2),
    "frequency": pl.Int64,
}
NUMBERS = count(1)


def line(**told: Any) -> dict[str, Any]:
    """An office visit on a claim of its own, with what is told of it."""
    return {
        "claim_id": f"C{next(NUMBERS)}",
        "tin": TIN,
        "rendering_npi": NPI,
        "patient_id": "P1",
        "from_date": date(2024, 3, 1),
        "line_number": 1,
        "procedure_code": "99213",
        "charge": Decimal("120.00"),
        "allowed": None,
        "payer": None,
        "frequency": None,
        "original_claim_id": None,
        "status": None,
        **told,
    }


def table(*rows: Mapping[str, Any]) -> pl.LazyFrame:
    """The rows as a table in the claim-line layout."""
    names = line()
    schema = {name: KINDS.get(name, pl.String) for name in names}
    return pl.LazyFrame([{name: row.get(name) for name in names} for row in rows], schema=schema)


def found(*rows: Mapping[str, Any]) -> tuple[Billed, ...]:
    """What the rows come to."""
    return billed(table(*rows), SEGMENTS, CODES)


def whole(*rows: Mapping[str, Any]) -> tuple[Decimal, int, int]:
    """Charges, patients and services of the one TIN in the one segment that the rows are of."""
    (one,) = (each for each in found(*rows) if each.npi is None)
    return one.charges, one.patients, one.services


def test_charges_are_what_is_allowed() -> None:
    """Where a remittance says what Medicare allows, that counts, not what was charged."""
    rows = line(allowed=Decimal("88.10")), line(patient_id="P2", allowed=Decimal("101.90"))
    assert whole(*rows) == (Decimal("190.00"), 2, 2)


def test_what_was_charged_stands_in_and_is_told() -> None:
    """A service without an allowed amount is taken at its charge, and counted as such."""
    (tin, own) = found(line(allowed=Decimal("88.10")), line(charge=Decimal("120.00")))
    assert (tin.npi, own.npi) == (None, NPI)
    assert (tin.charges, tin.at_charge, tin.unpriced) == (Decimal("208.10"), 1, 0)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"procedure_code": "1123F", "charge": Decimal("0.01")}, id="a cent"),
        pytest.param({"procedure_code": "G8783", "charge": Decimal(0)}, id="nothing"),
        pytest.param({"procedure_code": "G8783", "charge": None}, id="no price, quality code"),
        pytest.param({"procedure_code": "4040F", "charge": None}, id="no price, category II"),
        pytest.param({"allowed": Decimal(0)}, id="nothing allowed"),
        pytest.param({"status": "denied", "allowed": Decimal(80)}, id="denied"),
        pytest.param({"payer": "16"}, id="another payer"),
        pytest.param({"frequency": 8, "original_claim_id": "gone"}, id="a void"),
        pytest.param({"procedure_code": None}, id="no code"),
        pytest.param({"from_date": date(2024, 10, 1)}, id="after the segments"),
        pytest.param({"from_date": date(2022, 9, 30)}, id="before the segments"),
    ],
)
def test_lines_that_are_no_services(told: dict[str, Any]) -> None:
    """Quality codes, denied lines, other payers and other times bring nothing."""
    assert whole(line(), line(patient_id="P2", **told)) == (Decimal(120), 1, 1)


@pytest.mark.parametrize("payer", [None, "", "MB", "mb"])
def test_part_b_is_what_is_called_so_and_what_is_not_called_anything(payer: str | None) -> None:
    """An empty payer counts as Part B, as everywhere."""
    assert whole(line(payer=payer)) == (Decimal(120), 1, 1)


def test_a_service_without_a_price_counts_and_makes_charges_unknown() -> None:
    """The patient was seen and the service given; only the dollars are not known."""
    tin, _ = found(line(charge=None), line())
    assert (tin.services, tin.unpriced) == (2, 1)
    assert tin.totals(None) == Totals(None, 1, 2)
    assert tin.totals(date(2024, 4, 1)).through == date(2024, 4, 1)


def test_a_replaced_claim_counts_once() -> None:
    """The claim with frequency 7 stands in for the one it names; a voided one is gone."""
    rows = (
        line(claim_id="A", charge=Decimal(100)),
        line(claim_id="B", charge=Decimal(130), frequency=7, original_claim_id="A"),
        line(claim_id="C", patient_id="P2"),
        line(claim_id="D", patient_id="P2", frequency=8, original_claim_id="C"),
        line(claim_id="A", tin=OTHER, charge=Decimal(70)),
    )
    assert [(one.tin, one.charges) for one in found(*rows) if one.npi is None] == [
        (TIN, Decimal(130)),
        (OTHER, Decimal(70)),
    ]


def test_a_line_given_twice_counts_once() -> None:
    """Two files with the same claim do not double what was billed."""
    row = line()
    assert whole(row, row) == (Decimal(120), 1, 1)


def test_segments_are_counted_apart() -> None:
    """The last day of one segment and the first of the next belong to different ones."""
    rows = line(from_date=date(2023, 9, 30)), line(from_date=date(2023, 10, 1))
    assert [(one.segment, one.first) for one in found(*rows) if one.npi is None] == [
        (1, date(2023, 9, 30)),
        (2, date(2023, 10, 1)),
    ]


def test_a_patient_of_two_clinicians_is_one_patient_of_the_practice() -> None:
    """Charges and services add up to the practice's; patients need not."""
    tin, first, second = found(line(), line(rendering_npi=SECOND), line(rendering_npi=SECOND))
    assert (tin.patients, tin.services) == (1, 3)
    assert [(one.npi, one.patients, one.services) for one in (first, second)] == [
        (NPI, 1, 1),
        (SECOND, 1, 2),
    ]


def test_columns_that_are_optional_may_be_absent() -> None:
    """A table without prices, payers and frequencies still counts patients and services."""
    few = table(line(), line(procedure_code="1123F")).select(
        "claim_id", "tin", "rendering_npi", "patient_id", "from_date", "procedure_code"
    )
    tin, _ = billed(few, SEGMENTS, CODES)
    assert (tin.patients, tin.services, tin.unpriced) == (1, 1, 1)


def test_practices_taken_in_portions_come_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small the portions, every practice is there once, and in order."""
    rows = [line(tin=f"0000010{number:02}", patient_id=f"P{number}") for number in range(12)]
    rows.append(line(claim_id="X", tin="000001003", frequency=8, original_claim_id="gone"))
    together = found(*rows)
    monkeypatch.setattr("openmips.claims.totals._PORTION", 3)
    assert found(*rows) == together
    assert len(together) == 24


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    """Any line of one of two practices with two clinicians each."""
    return line(
        tin=draw(st.sampled_from((TIN, OTHER))),
        rendering_npi=draw(st.sampled_from((NPI, SECOND))),
        patient_id=draw(st.sampled_from(("P1", "P2", "P3"))),
        from_date=FIRST.first + timedelta(days=draw(st.integers(-20, 760))),
        charge=draw(st.sampled_from((None, Decimal("0.01"), Decimal("99.95")))),
        allowed=draw(st.sampled_from((None, Decimal(0), Decimal("61.12")))),
        status=draw(st.sampled_from((None, "paid", "denied"))),
    )


@given(st.lists(lines(), max_size=30))
def test_a_practice_has_the_charges_and_services_of_its_clinicians(
    rows: list[dict[str, Any]],
) -> None:
    """Sums over the clinicians are those of the TIN; its patients are at least the most of any."""
    every = found(*rows)
    for tin in (one for one in every if one.npi is None):
        own = [one for one in every if one.npi and (one.tin, one.segment) == (tin.tin, tin.segment)]
        assert tin.charges == sum(one.charges for one in own)
        assert tin.services == sum(one.services for one in own)
        assert tin.unpriced == sum(one.unpriced for one in own)
        most = max(one.patients for one in own)
        assert most <= tin.patients <= sum(one.patients for one in own)
        assert tin.services >= tin.patients
