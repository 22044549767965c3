"""What claims come to, made up without any claim."""

from __future__ import annotations

from datetime import date

from openmips.answers.asked import asked
from openmips.answers.claims_counted import Counted
from openmips.catalog import catalog_for
from openmips.claims.definitions import definitions_for
from openmips.claims.rate_counts import RateCounts
from openmips.performance import Counts
from openmips.policy.load import policy_for

TIN, OTHER_TIN = "000001001", "000001002"
NPI, SECOND_NPI = "1000000004", "1000000012"


def row(
    measure_id: str,
    counts: Counts,
    npi: str | None = NPI,
    tin: str = TIN,
    stratum: str = "",
) -> RateCounts:
    """The counts of one rate."""
    return RateCounts(tin, npi, measure_id, stratum, counts)


def counted(
    *rows: RateCounts,
    year: int = 2024,
    as_of: date | None = None,
    earlier: tuple[RateCounts, ...] | None = None,
    program: str = "mips",
    clinicians: int | None = None,
) -> Counted:
    """The rows as counts of a year whose claims reach from its first day to `as_of`."""
    day = as_of or date(year, 12, 31)
    return Counted(
        asked(None, year, clinicians),
        definitions_for(catalog_for(year), policy_for(year)),
        program,
        day,
        date(year, 1, 1),
        min(day, date(year, 12, 31)),
        rows,
        earlier,
    )
