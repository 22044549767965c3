"""The answers of promoting interoperability: yes or no, or a numerator and a denominator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from openmips.catalog import catalog_for
from openmips.catalog.entries import InteroperabilityMeasure
from openmips.practice.decisions import Attested
from openmips.web.forms.plain import Day, PlainForm, YesNo
from openmips.web.words import spelt

NUMERATOR, DENOMINATOR = "numerator", "denominator"


class InteroperabilityForm(PlainForm):
    """Every measure, exclusion and statement of the year; what is left empty is not sent."""

    start = Day(label="First day", required=True)
    end = Day(label="Last day", required=True)
    certificate = forms.CharField(
        label="Certificate of the EHR",
        max_length=15,
        required=False,
        help_text="The CMS EHR certification ID, 15 characters. It is needed to hand in.",
    )

    def __init__(self, performance_year: int, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.performance_year = performance_year
        self.measures: list[InteroperabilityMeasure] = list(
            catalog_for(performance_year).interoperability.values()
        )
        for one in self.measures:
            label = f"{one.measure_id}: {one.title}"
            if one.proportion:
                for part in (NUMERATOR, DENOMINATOR):
                    self.fields[f"{one.measure_id}-{part}"] = forms.IntegerField(
                        label=f"{label}, {part}", min_value=0, max_value=10**9, required=False
                    )
            else:
                self.fields[one.measure_id] = YesNo(label=label)
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "usa-select" if select else "usa-input"

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by objective."""
        found: dict[str, list[forms.BoundField]] = {}
        for one in self.measures:
            names = (
                [f"{one.measure_id}-{NUMERATOR}", f"{one.measure_id}-{DENOMINATOR}"]
                if one.proportion
                else [one.measure_id]
            )
            found.setdefault(spelt(one.objective), []).extend(self[name] for name in names)
        return list(found.items())

    def clean(self) -> dict[str, Any]:
        """Days of the year in order, and rates that are whole."""
        told = super().clean() or {}
        start, end = told.get("start"), told.get("end")
        for name, day in (("start", start), ("end", end)):
            if isinstance(day, date) and day.year != self.performance_year:
                self.add_error(name, f"Give a day of {self.performance_year}.")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            self.add_error("end", "The last day lies before the first.")
        for one in self.measures:
            if not one.proportion:
                continue
            above = told.get(f"{one.measure_id}-{NUMERATOR}")
            below = told.get(f"{one.measure_id}-{DENOMINATOR}")
            if (above is None) != (below is None):
                self.add_error(
                    f"{one.measure_id}-{NUMERATOR}", "Give numerator and denominator, or neither."
                )
        return told

    def said(self, whose: str) -> tuple[Attested, ...]:
        """The answers of one who reports, a measure each."""
        told = self.cleaned_data
        found: list[Attested] = []
        for one in self.measures:
            if one.proportion:
                above = told[f"{one.measure_id}-{NUMERATOR}"]
                below = told[f"{one.measure_id}-{DENOMINATOR}"]
                value: Any = None if above is None else {NUMERATOR: above, DENOMINATOR: below}
            else:
                value = told[one.measure_id]
            if value is not None:
                days = (told["start"], told["end"])
                found.append(Attested("pi", one.measure_id, *days, value, whose))
        return tuple(found)


def initial_interoperability(
    held: Mapping[str, Mapping[str, Any]], certificate: str
) -> dict[str, Any]:
    """What the form shows for the answers that hold, by key."""
    found: dict[str, Any] = {"certificate": certificate}
    for key, said in held.items():
        name, value = key.split("/")[2], said["value"]
        found |= {part: said[part] for part in ("start", "end") if part in said}
        if isinstance(value, Mapping):
            found |= {f"{name}-{part}": value[part] for part in (NUMERATOR, DENOMINATOR)}
        else:
            found[name] = "yes" if value else "no"
    return found
