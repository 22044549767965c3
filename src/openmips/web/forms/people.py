"""What is asked of a clinician: the roster's entry, and the facts of the year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from openmips.participation.facts import QpStatus
from openmips.participation.instants import day_of
from openmips.participation.segments import segment_days
from openmips.people import Election
from openmips.policy.eligibility_topics import EligibilityPolicy
from openmips.policy.load import policy_for
from openmips.practice.models import Clinician
from openmips.practice.rosters import Entry
from openmips.problems import Problem
from openmips.web.forms.plain import Day, Dollars, Percent, PlainForm, YesNo, offer
from openmips.web.words import spelt

SEGMENTS = (1, 2)
TOTALS = {
    "charges": "Allowed charges, in dollars",
    "patients": "Medicare patients",
    "services": "Covered services",
}
_WHO = ("npi", "name", "clinician_type", "joined", "left")
_PLACES = (
    "rural",
    "hpsa",
    "facility_based",
    "pos_hospital_share",
    "pos_asc_share",
    "patient_facing_encounters",
    "zip",
)
_STANDING = ("medicare_enrolled", "qp_status", "mips_apm", "opted_in")
_QP = {
    QpStatus.NONE.value: "Neither QP nor Partial QP",
    QpStatus.QP.value: "QP",
    QpStatus.PARTIAL.value: "Partial QP",
    QpStatus.PARTIAL_ELECTED.value: "Partial QP that elected MIPS",
}
_ELECTED = {
    Election.NONE.value: "Nothing elected",
    Election.OPTED_IN.value: "Opted in",
    Election.VOLUNTARY.value: "Elected to report voluntarily",
}
_TRUE = {"true", "yes", "y", "1"}


class _Total(forms.IntegerField):
    """A count of 0 or more; commas are understood."""

    def __init__(self, **named: Any) -> None:
        named.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(required=False, min_value=0, **named)

    def to_python(self, value: Any) -> int | None:
        """The count without commas."""
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


def _totals(prefix: str) -> dict[str, forms.Field]:
    """Fields for the totals of both segments, of a clinician or of the practice."""
    found: dict[str, forms.Field] = {}
    for segment in SEGMENTS:
        for name, label in TOTALS.items():
            title = f"{label}, segment {segment}"
            field = Dollars(label=title) if name == "charges" else _Total(label=title)
            field.widget.attrs["class"] = "usa-input"
            found[f"{prefix}_{name}_{segment}"] = field
    return found


def segment_words(performance_year: int, segment: int) -> tuple[date, date]:
    """The first day of a segment, and the day after its last."""
    start, end = segment_days(segment, policy_for(performance_year))
    return day_of(start), day_of(end)


class ClinicianForm(PlainForm):
    """One clinician: who it is, what Medicare saw in both segments, and what else decides."""

    npi = forms.CharField(label="NPI", max_length=10, help_text="Ten digits.")
    name = forms.CharField(label="Name", max_length=200, required=False)
    clinician_type = forms.ChoiceField(
        label="Type of clinician",
        required=False,
        help_text="Only these types can be required to report.",
    )
    joined = Day(
        label="First day billing under the practice's TIN",
        help_text="Who joins late in the year is scored with a group only.",
    )
    left = Day(label="Last day with the practice, if the clinician left")
    medicare_enrolled = Day(
        label="Enrolled in Medicare since",
        help_text="Whoever enrolls for the first time this year need not report.",
    )
    qp_status = forms.ChoiceField(
        label="QP status",
        required=False,
        choices=[("", "Not known"), *_QP.items()],
        help_text="QP: a qualifying participant of an advanced APM. Most clinicians are neither.",
    )
    mips_apm = YesNo(label="Takes part in a MIPS APM")
    opted_in = forms.ChoiceField(
        label="Election",
        required=False,
        choices=[("", "Not known"), *_ELECTED.items()],
        help_text="Who may opt in can elect once a year. It cannot be taken back.",
    )
    rural = YesNo(label="Practices in a rural area")
    hpsa = YesNo(label="Practices in a health professional shortage area")
    facility_based = YesNo(label="Facility-based, as CMS's status answer says")
    pos_hospital_share = Percent(label="Share of services in hospitals, in percent")
    pos_asc_share = Percent(label="Share of services in surgical centers, in percent")
    patient_facing_encounters = _Total(label="Patient-facing encounters in a year")
    zip = forms.CharField(
        label="ZIP code of the practice address",
        max_length=10,
        required=False,
        help_text="Tells whether a disaster excuses the clinician.",
    )

    def __init__(self, performance_year: int, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.performance_year = performance_year
        self.fields |= _totals("individual")
        known = policy_for(performance_year).topic(EligibilityPolicy).clinician_types.value
        kept = str(self.initial.get("clinician_type") or self.data.get("clinician_type") or "")
        others = {"other"} | ({kept} if kept else set())
        names = [*sorted(known), *sorted(others - known)]
        types: list[tuple[object, str]] = [("", "Not known")]
        offer(self, "clinician_type", [*types, *((name, spelt(name)) for name in names)])

    @property
    def parts(self) -> list[tuple[str, str, list[BoundField]]]:
        """The fields in groups, each with its title and a hint."""
        return [
            ("Who", "", [self[name] for name in _WHO]),
            *(
                (
                    f"What Medicare saw in segment {segment}",
                    _segment_hint(self.performance_year, segment),
                    [self[f"individual_{name}_{segment}"] for name in TOTALS],
                )
                for segment in SEGMENTS
            ),
            ("What else decides", "", [self[name] for name in _STANDING]),
            (
                "Place of work, for special statuses",
                "Leave empty what you do not know.",
                [self[name] for name in _PLACES],
            ),
        ]

    def entry(self) -> Entry:
        """The clinician as the roster lists one."""
        told = self.cleaned_data
        return Entry(
            told["npi"].strip(),
            told["name"],
            told["clinician_type"],
            told["joined"],
            told["left"],
        )

    def facts(self, before: Mapping[str, Any]) -> dict[str, Any] | None:
        """The year's facts by the columns of a roster, over what was said before."""
        told = {key: one for key, one in self.cleaned_data.items() if key not in _WHO}
        kept = {key: one for key, one in before.items() if key not in told}
        found = {**kept, **{key: cell(one) for key, one in told.items() if one not in (None, "")}}
        for share in ("pos_hospital_share", "pos_asc_share"):
            if share in found and told[share] is not None:
                found[share] = f"{found[share]}%"
        return found or None

    def blame(self, problems: Iterable[Problem]) -> None:
        """Put what an action refused beside the fields that it is about."""
        blame(self, problems)


def blame(form: forms.Form, problems: Iterable[Problem]) -> None:
    """Put problems beside the fields that their places name, or on top of the form."""
    for one in problems:
        name = one.location.rpartition(".")[2]
        form.add_error(name if name in form.fields else None, f"{one.message} {one.remedy}")


def initial_clinician(clinician: Clinician, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows for a clinician of the roster."""
    entry = {name: getattr(clinician, name) for name in _WHO}
    return {**{key: _shown(key, one) for key, one in facts.items()}, **entry}


def initial_from_start(told: Mapping[str, str]) -> dict[str, str]:
    """The three numbers of the first page, as those of both segments."""
    return {
        f"individual_{name}_{segment}": told[name]
        for name in TOTALS
        for segment in SEGMENTS
        if told.get(name)
    }


def cell(value: Any) -> Any:
    """A value as a roster's cell."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value


def _shown(column: str, value: Any) -> Any:
    """A roster's cell as the form's field shows it."""
    if column in ("rural", "hpsa", "facility_based", "mips_apm"):
        return "yes" if str(value).strip().casefold() in _TRUE else "no"
    if column in ("pos_hospital_share", "pos_asc_share"):
        return _percent(str(value))
    return value


def _percent(written: str) -> str:
    """A share as a percent: those up to 1 without a sign are shares of one."""
    if written.endswith("%"):
        return written.removesuffix("%")
    number = Decimal(written)
    return f"{(number * 100 if number <= 1 else number):f}"


def _segment_hint(performance_year: int, segment: int) -> str:
    start, end = segment_words(performance_year, segment)
    first = f"{start.day} {start:%B} {start.year}"
    return f"From {first} until before {end.day} {end:%B} {end.year}."


class GroupForm(PlainForm):
    """The totals of the whole practice, which decide what it may do as a group."""

    def __init__(self, performance_year: int, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.performance_year = performance_year
        self.fields |= _totals("group")

    @property
    def parts(self) -> list[tuple[str, str, list[BoundField]]]:
        """The fields of each segment."""
        return [
            (
                f"Segment {segment}",
                _segment_hint(self.performance_year, segment),
                [self[f"group_{name}_{segment}"] for name in TOTALS],
            )
            for segment in SEGMENTS
        ]

    def said(self) -> dict[str, Any] | None:
        """The totals by the columns of a roster; None where none is given."""
        told = self.cleaned_data.items()
        return {key: cell(one) for key, one in told if one is not None} or None


class StatusForm(PlainForm):
    """What CMS's status tool answers for one clinician."""

    answer = forms.CharField(
        label="CMS's answer, as JSON",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="Everything from the first brace to the last.",
        max_length=500_000,
    )


class RosterFileForm(PlainForm):
    """A roster as a file, or pasted."""

    roster = forms.FileField(
        label="Roster file",
        required=False,
        help_text="CSV or JSON, with the columns npi and tin at least.",
    )
    pasted = forms.CharField(
        label="Or paste its rows here, the names of the columns first",
        required=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two. Raises ValidationError."""
        told: dict[str, Any] = super().clean() or {}
        if not told.get("roster") and not str(told.get("pasted") or "").strip():
            raise forms.ValidationError("Choose a file, or paste the rows of one.")
        return told

    def content(self) -> tuple[str, Iterable[bytes]]:
        """The name and the bytes of what was given; a file goes before what is pasted."""
        file = self.cleaned_data["roster"]
        if file:
            return file.name or "roster", file.chunks()
        return "pasted roster.csv", [str(self.cleaned_data["pasted"]).encode()]
