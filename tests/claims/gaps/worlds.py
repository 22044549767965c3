"""Small worlds of claims for tests of gaps, in the short hand of the micro cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from claims.micro import rows_of

from openmips.catalog.load import catalog_for
from openmips.claims.answered import History
from openmips.claims.definitions import Definitions, definitions_for
from openmips.claims.gaps import Calendar, Gap, gaps
from openmips.claims.gathering import Gathered, gathered
from openmips.policy.load import policy_for

YEAR = 2024
NOVEMBER = Calendar(date(2024, 11, 22), date(2025, 3, 1))


def defined(*measures: str, year: int = YEAR) -> Definitions:
    """The definitions of some measures of a year."""
    return definitions_for(catalog_for(year), policy_for(year), measures)


def world(*claims: dict[str, Any], year: int = YEAR) -> Gathered:
    """The claims that rows in short hand make up."""
    return gathered(rows_of(list(claims), str(year)))


def found(
    definitions: Definitions,
    *claims: dict[str, Any],
    calendar: Calendar = NOVEMBER,
    history: History | None = None,
) -> list[Gap]:
    """The gaps of a small world."""
    here = world(*claims, year=definitions.performance_year)
    return list(gaps(definitions, here, calendar, history))


def named(gap: Gap) -> tuple[str, str, str, str]:
    """A gap in short: measure, stratum, claim, fault."""
    return gap.rate.measure_id, gap.rate.stratum, gap.claim.claim_id, gap.fault.value


def choices_of(gap: Gap) -> list[tuple[str, str]]:
    """What a gap offers: outcome and codes to add, as billers write them."""
    return [
        (
            choice.outcome.name.lower(),
            " + ".join(
                "-".join((*codes.codes, *sorted(codes.modifiers))) for codes in choice.missing
            ),
        )
        for choice in gap.choices
    ]


def sentences(gap: Gap) -> list[str]:
    """All a gap says of itself."""
    return [why.says for why in gap.why.walk()]
