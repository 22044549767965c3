"""When an improvement activity was done, as a practice attests it."""

from __future__ import annotations

from datetime import date
from typing import Any

from openmips.web.forms.plain import Day, PlainForm


class AttestForm(PlainForm):
    """The first and last day of an activity; the days must be enough and within the year."""

    start = Day(label="First day", required=True)
    end = Day(
        label="Last day",
        required=True,
        help_text="A day ahead is a plan: attest it, and correct it if it comes otherwise.",
    )

    def __init__(
        self, performance_year: int, minimum_days: int, *arguments: Any, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.performance_year = performance_year
        self.minimum_days = minimum_days
        bounds = {"min": f"{performance_year}-01-01", "max": f"{performance_year}-12-31"}
        for field in self.fields.values():
            field.widget.attrs |= bounds

    def clean(self) -> dict[str, Any]:
        """Both days in the year, in order, and enough of them."""
        told = super().clean() or {}
        start, end = told.get("start"), told.get("end")
        for name, day in (("start", start), ("end", end)):
            if isinstance(day, date) and day.year != self.performance_year:
                self.add_error(name, f"Give a day of {self.performance_year}.")
        if isinstance(start, date) and isinstance(end, date) and not self.errors:
            days = (end - start).days + 1
            if days < self.minimum_days:
                told_days = "the last day lies before the first" if days < 1 else f"{days} days"
                self.add_error(
                    "end",
                    f"The activity takes {self.minimum_days} days in a row; "
                    f"this is {told_days}. Choose a later last day or an earlier first day.",
                )
        return told
