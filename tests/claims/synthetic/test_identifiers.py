"""Invented identifiers have the right form and belong to nobody."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmips.claims.synthetic import identifiers
from openmips.formats.identifiers import check_digit_fits

MEDICARES = "ACDEFGHJKMNPQRTUVWXY"


@given(st.integers(0, identifiers.MOST_CLINICIANS - 1))
def test_the_check_digit_of_an_npi_fits(number: int) -> None:
    """Every NPI passes the check, and lies below the first that was given out."""
    npi = identifiers.npi(number)
    assert check_digit_fits(npi)
    assert "1000000000" <= npi < "1003000000"


def test_known_npis() -> None:
    """The first three, worked out by hand."""
    assert [identifiers.npi(n) for n in range(3)] == ["1000000004", "1000000012", "1000000020"]


@given(st.integers(0, identifiers.MOST_PRACTICES - 1))
def test_a_tin_starts_with_two_zeros(number: int) -> None:
    """Nine digits, and a beginning that no employer has."""
    assert re.fullmatch(r"00\d{7}", identifiers.tin(number))


@given(st.integers(0, identifiers.MOST_PATIENTS - 1), st.integers(0, identifiers.MOST_WORLDS - 1))
def test_a_patient_id_has_medicares_form_and_letters_it_never_uses(number: int, world: int) -> None:
    """Digits and letters stand where Medicare has them; no letter is one of Medicare's."""
    text = identifiers.patient_id(number, world)
    assert re.fullmatch(r"[1-9][A-Z]\d\d[A-Z]\d\d[A-Z][A-Z]\d\d", text)
    assert not set(text) & set(MEDICARES)


def test_patient_ids_differ_by_number_and_by_world() -> None:
    """No two patients share one."""
    ids = {identifiers.patient_id(n, world) for n in range(0, 9_000_000, 9_001) for world in (0, 7)}
    assert len(ids) == 2 * len(range(0, 9_000_000, 9_001))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: identifiers.npi(identifiers.MOST_CLINICIANS),
        lambda: identifiers.npi(-1),
        lambda: identifiers.tin(identifiers.MOST_PRACTICES),
        lambda: identifiers.patient_id(identifiers.MOST_PATIENTS),
        lambda: identifiers.patient_id(1, identifiers.MOST_WORLDS),
    ],
)
def test_where_there_is_no_identifier_it_is_an_error(wrong: Callable[[], str]) -> None:
    """Beyond the range nothing is made up that might be somebody's."""
    with pytest.raises(ValueError, match=r"invented|identifier"):
        wrong()
