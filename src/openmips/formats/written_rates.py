"""Whether the rates that a document writes beside its counts are the rates of the counts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from openmips.amounts import HUNDRED, plain
from openmips.catalog.entries import QualityMeasure
from openmips.formats.fields import Fields
from openmips.performance import Counts, QualityValue, RegistryCounts, Strata
from openmips.problems import upload_kinds

_RATE = "performanceRate"
_NEAR = Fraction(1, 100)


def check_written_rates(fields: Fields, value: QualityValue, measure: QualityMeasure) -> None:
    """Warn where a performance rate differs from the counts beside it by 0.01 or more.

    Only rates of one population are compared; a QCDR's own rate stands for itself.
    """
    match value:
        case Counts():
            _check(fields, value)
        case Strata(strata=strata, registry=False):
            by_name = {part.name.casefold(): part.counts for part in strata}
            for part in fields.objects("strata", required=False) or ():
                name = part.members.get("stratum")
                if isinstance(name, str) and name.strip().casefold() in by_name:
                    _check(part, by_name[name.strip().casefold()])
        case RegistryCounts() | _:
            return


def _check(fields: Fields, counts: Counts) -> None:
    written = fields.members.get(_RATE)
    rated = counts.met + counts.not_met
    if isinstance(written, bool) or not isinstance(written, int | Decimal) or not rated:
        return
    rate = Fraction(counts.met * HUNDRED, rated)
    if abs(Fraction(written) - rate) > _NEAR:
        found = f"{_RATE} is {written} while {counts.met} of {rated} met the measure"
        place, expected = fields.place(_RATE), f"about {plain(rate)}"
        fields.findings.add(upload_kinds.RATE_DIFFERS, place, found, expected)
