"""Entries look alike in every JSON answer."""

from __future__ import annotations

from decimal import Decimal

from openmips.catalog import catalog_for
from openmips.catalog.records import plain_number
from openmips.catalog.shapes import as_json

CATALOG = catalog_for(2024)


def test_keys_are_in_cms_case_and_all_there() -> None:
    """Also fields without a value, so that programs can rely on them."""
    shape = as_json(CATALOG.quality["236"])
    assert shape["measureId"] == "236"
    assert shape["measureType"] == "intermediateOutcome"
    assert shape["nqfId"] is None
    assert shape["programs"] == sorted(shape["programs"])
    assert shape["specifications"]["claims"].startswith("http")


def test_percentiles_stand_under_their_cut_points() -> None:
    """Amounts are texts."""
    shape = as_json(CATALOG.benchmarks["236", "electronicHealthRecord"])
    assert shape["percentiles"]["10"] == "45.28"
    assert shape["average"] == "66.06"


def test_numbers_are_written_plainly() -> None:
    """No exponent, no idle zeros, no negative nothing."""
    written = map(plain_number, map(Decimal, ("1E+2", "0.10", "100", "1E-4", "-0.0", "5.00")))
    assert list(written) == ["100", "0.1", "100", "0.0001", "0", "5"]
