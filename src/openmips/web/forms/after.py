"""What is typed after the data were sent: CMS's numbers, and what becomes of a review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from openmips.answers.feedback_reading import read_stated
from openmips.answers.feedback_words import CATEGORIES
from openmips.feedback.request import Event
from openmips.feedback.stated import Figure, Kind
from openmips.performance import Category
from openmips.problems import ProblemsFound
from openmips.web.forms.plain import Day, Percent, PlainForm, offer

_TOTALS = {
    "finalScore": (Kind.FINAL_SCORE, "Final score"),
    "adjustmentPercent": (Kind.ADJUSTMENT, "Payment adjustment, in percent"),
    "complexPatientBonus": (Kind.COMPLEX_PATIENT_BONUS, "Complex patient bonus, in points"),
}
_EARNED = {
    "percent": (Kind.PERCENT, "What was earned, in percent"),
    "points": (Kind.POINTS, "Points of 40"),
}
_SHARES = {
    "weight": (Kind.WEIGHT, "Weight, in percent of the final score"),
    "contribution": (Kind.CONTRIBUTION, "Points it adds to the final score"),
}
_IMPROVED = {"improvementPercent": (Kind.IMPROVEMENT, "Improvement, in percent")}
_PERCENT, _POINTS = ({name: _EARNED[name]} for name in _EARNED)
_OF = {
    Category.QUALITY: _PERCENT | _IMPROVED | _SHARES,
    Category.ACTIVITIES: _POINTS | _SHARES,
    Category.INTEROPERABILITY: _PERCENT | _SHARES,
    Category.COST: _PERCENT | _SHARES,
}
_IN_PERCENT = (Kind.PERCENT, Kind.WEIGHT)
_NOT_TYPED = ("statuses", "facilityScore", "measures", "allMeasures")
"""What a document may hold beside the numbers of the form; it stays as it is."""

EVENTS = {
    Event.SEND: "We sent the request",
    Event.ASK: "CMS asked for documents",
    Event.ANSWER: "We sent the documents",
    Event.WITHDRAW: "We withdrew the request",
    Event.CLOSE: "CMS closed it, for want of documents",
    Event.APPROVE: "CMS agreed",
    Event.DENY: "CMS refused",
}
"""What can happen to a request, as a practice says it."""


class Adjustment(forms.DecimalField):
    """A percent from -100 to 100; a percent sign and a printed minus are understood."""

    def __init__(self, **named: Any) -> None:
        named.setdefault("required", False)
        named.setdefault("widget", forms.TextInput(attrs={"inputmode": "text"}))
        super().__init__(min_value=-100, max_value=100, max_digits=7, decimal_places=4, **named)

    def to_python(self, value: Any) -> Any:
        """The number without the sign of percent."""
        if isinstance(value, str):
            value = value.replace("%", "").replace("\N{MINUS SIGN}", "-").strip()
        return super().to_python(value)


class FeedbackForm(PlainForm):
    """The totals of CMS's feedback and the numbers of each category."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, (kind, label) in _TOTALS.items():
            of_any_sign = kind is Kind.ADJUSTMENT
            self._add(name, Adjustment(label=label) if of_any_sign else Percent(label=label))
        for category, numbers in _OF.items():
            for name, (_, label) in numbers.items():
                self._add(f"{category.value}-{name}", Percent(label=label))

    def _add(self, name: str, field: forms.Field) -> None:
        field.widget.attrs["class"] = "usa-input"
        self.fields[name] = field

    @property
    def parts(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields in groups, each with its title and hint."""
        parts = [("The whole", "", [self[name] for name in _TOTALS])]
        for category, numbers in _OF.items():
            fields = [self[f"{category.value}-{name}"] for name in numbers]
            parts.append((CATEGORIES[category.value], "", fields))
        return parts

    def document(self, held: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """What was typed as a document of `openmips feedback`; None where nothing is left.

        What `held` says beside the numbers of this form stays.
        """
        kept = {name: held[name] for name in _NOT_TYPED if name in held} if held else {}
        totals = {name: self._text(name, kind) for name, (kind, _) in _TOTALS.items()}
        categories: dict[str, dict[str, str]] = {}
        for category, numbers in _OF.items():
            said = {
                name: self._text(f"{category.value}-{name}", kind)
                for name, (kind, _) in numbers.items()
            }
            typed = {name: text for name, text in said.items() if text is not None}
            categories |= {category.value: typed} if typed else {}
        found = {name: text for name, text in totals.items() if text is not None} | kept
        found |= {"categories": categories} if categories else {}
        return found or None

    def _text(self, name: str, kind: Kind) -> str | None:
        """A number as it was typed, with all its decimals; None where the field is empty."""
        value: Decimal | None = self.cleaned_data[name]
        if value is None:
            return None
        return f"{value}%" if kind in _IN_PERCENT else str(value)


def initial_feedback(held: Mapping[str, Any] | None, performance_year: int) -> dict[str, Any]:
    """What the fields hold from the start: the numbers of the document that is kept.

    A document that was imported and holds no number to compare leaves them empty.
    """
    if held is None:
        return {}
    try:
        figures = read_stated(held, performance_year).value.figures
    except ProblemsFound:
        return {}
    found = {name: figures.get(Figure(kind)) for name, (kind, _) in _TOTALS.items()}
    for category, numbers in _OF.items():
        for name, (kind, _) in numbers.items():
            found[f"{category.value}-{name}"] = figures.get(Figure(kind, category))
    return {name: str(value) for name, value in found.items() if value is not None}


class ReviewStepForm(PlainForm):
    """What happened to a request for a review, and when."""

    event = forms.ChoiceField(label="What happened")
    on = Day(label="On which day", required=True)

    def __init__(self, events: Sequence[Event], today: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.today = today
        offer(self, "event", [(one.value, EVENTS[one]) for one in events])

    def clean_on(self) -> date:
        """The day. Raises ValidationError for one that lies ahead."""
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError("Give a day that is past, or today.")
        return day
