"""The patients of a practice: their age, sex and standing diagnoses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from openmips.claims.synthetic.codes import MeasureCodes
from openmips.claims.synthetic.people import Patient, Registry

_BY_AGE, _BY_DISABILITY, _YOUNGEST, _OLDEST = 65, 14, 24, 97
_SMOKERS = 13
_CONDITIONS = (("236", 55), ("001", 27), ("141", 5))
_OSTEOPOROSIS, _BIPOLAR = ("039", 6), ("134", 2)
_COMMON = ("E785", "I2510", "N183", "K219", "J449", "F329", "I4891", "M1990")


def cohort(
    registry: Registry,
    year: int,
    size: int,
    codes: Mapping[str, MeasureCodes],
    rng: Random,
) -> Iterator[Patient]:
    """So many patients: most over 65, some with a disability, many with several conditions."""
    for _ in range(size):
        disabled = rng.random() * 100 < _BY_DISABILITY
        youngest, oldest = (_YOUNGEST, _BY_AGE) if disabled else (_BY_AGE, _OLDEST)
        # Of two ages the lower: there are more young than old patients.
        age = min(rng.randrange(youngest, oldest), rng.randrange(youngest, oldest))
        born = date(year - age, 1, 1) - timedelta(days=rng.randrange(365))
        yield registry.patient(
            born,
            conditions=tuple(_conditions(codes, rng)),
            smokes=rng.random() * 100 < _SMOKERS,
        )


def _conditions(codes: Mapping[str, MeasureCodes], rng: Random) -> Iterator[str]:
    for measure_id, percent in _CONDITIONS:
        if measure_id in codes and rng.random() * 100 < percent:
            yield rng.choice(codes[measure_id].diagnoses)
    for measure_id, percent in (_OSTEOPOROSIS, _BIPOLAR):
        if measure_id in codes and rng.random() * 100 < percent:
            yield rng.choice(codes[measure_id].excluded_diagnoses)
    yield from rng.sample(_COMMON, rng.randrange(3))
