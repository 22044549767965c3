"""What may be wrong with the claims of a year as a whole: none, or too few of its days."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

NO_CLAIMS_IN_YEAR = CATALOGUE.error(
    "no_claims_in_year",
    "None of the claims has a day of service in the performance year.",
    "Give the claims of the year, or ask for another one with --year.",
)
CLAIMS_END_EARLY = CATALOGUE.warning(
    "claims_end_early",
    "The claims end long before the day that is asked for.",
    "Give the later claims too, or ask for the day they end on with --as-of.",
)
