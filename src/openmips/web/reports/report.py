"""What every report is: a title, what it says, and what it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openmips import __version__
from openmips.catalog import YEARS as CATALOG_YEARS
from openmips.catalog import catalog_for
from openmips.policy.load import policy_for


@dataclass(frozen=True, slots=True)
class Report:
    """One report about a performance year. `says` is what its template shows.

    `pages` is how many sheets of paper it should fit on; None where it may have any number.
    """

    name: str
    title: str
    practice: str
    performance_year: int
    as_of: date
    says: Mapping[str, Any]
    assumptions: Sequence[str] = ()
    pages: int | None = None

    @property
    def template(self) -> str:
        """The template that shows it, on a page and on paper."""
        return f"openmips/reports/{self.name}.html"

    @property
    def shown_practice(self) -> str:
        """The practice's name, as long as a line has room."""
        return cut(self.practice, 80)

    @property
    def versions(self) -> list[tuple[str, str]]:
        """The program, the rules and CMS's data that it was made with: a name and a text each."""
        year = self.performance_year
        found = [("OpenMIPS", __version__), ("Rules", policy_for(year).digest)]
        if year in CATALOG_YEARS:
            found.append(("CMS's data", catalog_for(year).digest))
        return found


def cut(text: str, longest: int) -> str:
    """A text of at most `longest` characters; dots stand for what was cut off."""
    return text if len(text) <= longest else f"{text[: longest - 3].rstrip()}..."
