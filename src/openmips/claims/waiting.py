"""Which patients can still be answered this year: eligible, and without a valid answer yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from openmips.catalog.entries import QualityMeasure
from openmips.claims.definitions import Definitions
from openmips.claims.gathering import Row, gathered
from openmips.claims.instances import Instance, instances
from openmips.claims.outlook import ANSWERED_BY_LATER_CLAIMS, told_by


@dataclass(frozen=True, slots=True)
class Waiting:
    """A patient, or an episode of one, still to see for a measure.

    `first` and `last` are the days of the claims that made them eligible, `claims` their ids,
    the latest last.
    """

    measure_id: str
    tin: str
    npi: str
    patient_id: str
    first: date
    last: date
    claims: tuple[str, ...]


def waiting(
    definitions: Definitions, measures: Mapping[str, QualityMeasure], rows: Iterable[Row]
) -> tuple[Waiting, ...]:
    """Whom a later claim could still answer, those seen longest ago first.

    Looked at one by one, by the plain rules: meant for the claims of a practice.
    """
    told = {
        rate.measure_id: told_by(definitions.rates_of(rate.measure_id), measures[rate.measure_id])
        for rate in definitions.rates
    }
    found = (
        _waiting(one)
        for one in instances(definitions, gathered(rows).claims)
        if one.outcome is None
        and one.rate.unit.value in ANSWERED_BY_LATER_CLAIMS
        and one.rate.stratum in told[one.rate.measure_id]
    )
    return tuple(sorted(found, key=_order))


def _waiting(one: Instance) -> Waiting:
    claims = [each.claim for each in one.claims]
    return Waiting(
        one.rate.measure_id,
        one.tin,
        one.npi,
        one.patient_id,
        claims[0].date,
        claims[-1].date,
        tuple(claim.claim_id for claim in claims),
    )


def _order(one: Waiting) -> tuple[date, str, str, str, str]:
    return one.last, one.tin, one.npi, one.patient_id, one.measure_id
