"""A year of invented claims as 837P files, one a week or one in all, and their remittances."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from openmips.claims.synthetic.billed import BilledClaim
from openmips.claims.synthetic.people import Practice
from openmips.claims.synthetic.professional_files import ProfessionalFile, different_lines
from openmips.claims.synthetic.remittance_files import RemittanceFile

_UNTIL_SENT, _UNTIL_PAID = timedelta(days=7), timedelta(days=21)


class ClaimFiles:
    """The files of a year in one folder."""

    def __init__(self, folder: Path, year: int, weekly: bool, remittances: bool) -> None:
        """With `remittances` a file of what Medicare paid follows every file of claims."""
        self._folder = folder
        self._year = year
        self._weekly = weekly
        self._remittances = remittances
        self._claims: dict[date, ProfessionalFile] = {}
        self._payments: dict[date, RemittanceFile] = {}

    def add(self, practice: Practice, claims: list[BilledClaim]) -> int:
        """Add all claims of a practice; the number of lines."""
        earlier = {claim.claim_id: claim for claim in claims}
        weeks: dict[date, list[BilledClaim]] = {}
        for claim in claims:
            weeks.setdefault(self._week(claim.day), []).append(claim)
        for week, own in sorted(weeks.items()):
            self._file(week).add(practice, own)
            if self._remittances:
                self._payment(week).add(practice, own, earlier)
        return sum(len(different_lines(claim)) for claim in claims)

    def close(self) -> None:
        """End all files."""
        for claims in self._claims.values():
            claims.close()
        for payments in self._payments.values():
            payments.close()

    def _week(self, day: date) -> date:
        if not self._weekly:
            return date(self._year, 12, 31)
        return day - timedelta(days=day.weekday())

    def _file(self, week: date) -> ProfessionalFile:
        if week not in self._claims:
            path, number = self._folder / f"claims-{week}.837", len(self._claims) + 1
            sent = week + _UNTIL_SENT
            self._claims[week] = ProfessionalFile(path, sent, number, self._remittances)
        return self._claims[week]

    def _payment(self, week: date) -> RemittanceFile:
        if week not in self._payments:
            path, number = self._folder / f"remittance-{week}.835", len(self._payments) + 1
            self._payments[week] = RemittanceFile(path, week + _UNTIL_PAID, number)
        return self._payments[week]


def write_837p(
    claims: Iterable[BilledClaim],
    folder: Path,
    year: int,
    weekly: bool = True,
    remittances: bool = False,
) -> int:
    """Write claims as 837P files into the folder, one for each week; the number of lines.

    With `remittances` also 835 files, three weeks later; replacements then name the number that
    Medicare gave the claim, as real ones do. Without, they name the practice's own number, as
    nothing else could tell which claim is meant.
    """
    files = ClaimFiles(folder, year, weekly, remittances)
    written = 0
    try:
        for _, own in groupby(claims, key=lambda claim: claim.practice.tin):
            of_practice = list(own)
            written += files.add(of_practice[0].practice, of_practice)
    finally:
        files.close()
    return written
