"""What is asked of a practice: its name and years, and the facts that decide its score."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from openmips.answers.asked import asked
from openmips.catalog import YEARS, catalog_for
from openmips.catalog.search import specialty_sets
from openmips.people import SpecialStatus
from openmips.policy.load import policy_for
from openmips.web.forms.plain import Dollars, Percent, PlainForm, offer
from openmips.web.words import SPECIAL_STATUSES, spelt

SMALL = SpecialStatus.SMALL_PRACTICE.value
BY_COUNT, YES, NO = "", "yes", "no"
_CARRIED = ("charges", "patients", "services")


class TinField(forms.CharField):
    """A TIN as nine digits, with or without hyphens; or nothing."""

    def __init__(self, **named: Any) -> None:
        super().__init__(
            label="TIN",
            required=False,
            help_text="Nine digits. It is needed for the file you submit; you can add it later.",
            **named,
        )

    def to_python(self, value: Any) -> str:
        """The digits alone. Raises ValidationError."""
        digits = re.sub(r"[ -]", "", str(super().to_python(value)))
        if digits and not re.fullmatch(r"[0-9]{9}", digits):
            raise ValidationError("A TIN has nine digits, such as 001234567.")
        return digits


class NameForm(PlainForm):
    """The practice's name and TIN."""

    name = forms.CharField(label="Name of the practice", max_length=200)
    tin = TinField()


class YearForm(PlainForm):
    """A performance year to open."""

    performance_year = forms.TypedChoiceField(
        label="Performance year",
        choices=[(year, str(year)) for year in reversed(YEARS)],
        coerce=int,
        initial=YEARS[-1],
        help_text="The year in which the services are given. Payments change two years later.",
    )

    def leave_out(self, taken: set[int]) -> bool:
        """Offer the years that are not among those taken; whether any is left."""
        left: list[tuple[object, str]] = [
            (year, str(year)) for year in reversed(YEARS) if year not in taken
        ]
        offer(self, "performance_year", left)
        self.initial["performance_year"] = left[0][0] if left else None
        return bool(left)


class OpenForm(NameForm, YearForm):
    """A practice to open, with what the first page was told about one clinician."""

    charges = forms.CharField(required=False, widget=forms.HiddenInput)
    patients = forms.CharField(required=False, widget=forms.HiddenInput)
    services = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("name", "tin", "performance_year")

    @property
    def carried(self) -> dict[str, str]:
        """The facts that came along from the first page."""
        return {name: self.cleaned_data[name] for name in _CARRIED if self.cleaned_data[name]}


class FactsForm(PlainForm):
    """What a score needs to know of the practice beside its measures."""

    clinician_count = forms.IntegerField(
        label="Clinicians who bill under the TIN",
        min_value=1,
        max_value=100_000,
    )
    specialty_set = forms.ChoiceField(
        label="Specialty",
        required=False,
        help_text="CMS's lists of measures by specialty. Choose the one nearest to your work.",
    )
    small = forms.ChoiceField(
        label="Does CMS count you as a small practice?",
        required=False,
        choices=[(BY_COUNT, "By the number of clinicians"), (YES, "Yes"), (NO, "No")],
        help_text="CMS's status answer says so. Without one the number of clinicians decides.",
    )
    special_statuses = forms.MultipleChoiceField(
        label="Other special statuses of the practice",
        required=False,
        choices=[one for one in SPECIAL_STATUSES.items() if one[0] != SMALL],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "usa-checkbox__input"}),
        help_text="As CMS's status answer shows them for the practice. Most practices have none.",
    )
    part_b_paid = Dollars(
        label="What Medicare Part B pays the practice in a year, in dollars",
        help_text="For covered professional services. Percents become dollars with it.",
    )
    prior_quality = Percent(
        label="Last year's quality achievement, in percent",
        help_text="From last year's feedback. What improves on it earns extra points.",
    )
    prior_cost = Percent(
        label="Last year's cost percent",
        help_text="From last year's feedback.",
    )
    cost_percent = Percent(
        label="This year's cost percent, if CMS has told it",
        help_text="CMS computes cost after the year. Until then it stays a range.",
    )
    complex_patient_bonus = forms.DecimalField(
        label="Complex patient bonus, in points",
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=4,
        help_text="CMS computes it. Last year's is a fair guess.",
    )

    def __init__(self, performance_year: int, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.performance_year = performance_year
        sets = specialty_sets(catalog_for(performance_year))
        offer(
            self,
            "specialty_set",
            [("", "None of these"), *((name, spelt(name)) for name in sets)],
        )
        policy = policy_for(performance_year)
        most = policy.programme.small_practice_clinicians.value
        self.fields[
            "clinician_count"
        ].help_text = f"Everybody who bills, eligible or not. At most {most} make a small practice."

    def clean_complex_patient_bonus(self) -> Decimal | None:
        """The bonus, which has a most. Raises ValidationError."""
        said: Decimal | None = self.cleaned_data["complex_patient_bonus"]
        most = policy_for(self.performance_year).final.complex_patient_bonus_maximum.value
        if said is not None and said > most:
            raise ValidationError(f"The bonus is at most {most} points.")
        return said

    def said(self) -> dict[str, Any]:
        """The facts by their path in the profile; None: nothing is said."""
        told = self.cleaned_data
        return {
            "practice.clinicianCount": told["clinician_count"],
            "practice.specialtySet": told["specialty_set"] or None,
            "practice.specialStatuses": self._statuses(),
            "partBPaid": _text(told["part_b_paid"]),
            "priorYear.qualityAchievementPercent": _text(told["prior_quality"]),
            "priorYear.costPercent": _text(told["prior_cost"]),
            "given.cost.percent": _text(told["cost_percent"]),
            "complexPatientBonus": _text(told["complex_patient_bonus"]),
        }

    def _statuses(self) -> list[str] | None:
        """The special statuses; None where the number of clinicians alone is to decide."""
        others, small = self.cleaned_data["special_statuses"], self.cleaned_data["small"]
        if not others and small == BY_COUNT:
            return None
        if small == BY_COUNT:
            count = self.cleaned_data["clinician_count"]
            holds = asked(None, self.performance_year, count).practice.small
        else:
            holds = small == YES
        return [*([SMALL] if holds else []), *others]


PATHS = {
    "clinician_count": "practice.clinicianCount",
    "specialty_set": "practice.specialtySet",
    "small": "practice.specialStatuses",
    "special_statuses": "practice.specialStatuses",
    "part_b_paid": "partBPaid",
    "prior_quality": "priorYear.qualityAchievementPercent",
    "prior_cost": "priorYear.costPercent",
    "cost_percent": "given.cost.percent",
    "complex_patient_bonus": "complexPatientBonus",
}
"""Where in the profile the value of each field stands."""


def initial_facts(held: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows for the facts that hold."""
    found = {name: held[path] for name, path in PATHS.items() if path in held}
    statuses = held.get("practice.specialStatuses")
    if statuses is None:
        found |= {"small": BY_COUNT, "special_statuses": []}
    else:
        found["small"] = YES if SMALL in statuses else NO
        found["special_statuses"] = [one for one in statuses if one != SMALL]
    return found


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
