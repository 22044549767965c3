"""What could be supposed of a year: other counts, more activities, a cost, nothing handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from openmips.practice.documents import Supposed
from openmips.practice.handed_in import GROUP
from openmips.practice.models import Topic
from openmips.practice.supposed import attestation_key
from openmips.web.forms.plain import Percent, PlainForm, offer
from openmips.web.words import spoken

AS_NOW, WITHOUT = "", "without"
COUNTED = {"performanceMet": "met", "performanceNotMet": "not met"}
COST = "given.cost.percent"


@dataclass(frozen=True, slots=True)
class Asking:
    """What the form starts from: results by key, activities with titles, answers of `pi` held."""

    performance_year: int
    results: Mapping[str, Mapping[str, Any]]
    attested: Mapping[str, Any]
    activities: Mapping[str, str]
    interoperability: tuple[str, ...]
    cost: str
    whose: str = GROUP


class WhatIfForm(PlainForm):
    """Counts of each measure, activities, cost, interoperability. Empty means as it is now."""

    activities = forms.MultipleChoiceField(
        label="Activities done",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "usa-checkbox__input"}),
    )
    cost = Percent(label="Cost, in percent of its points", help_text="CMS computes it.")
    interoperability = forms.ChoiceField(
        label="Promoting interoperability",
        required=False,
        choices=[(AS_NOW, "As it is now"), (WITHOUT, "Hand in nothing of it")],
    )

    def __init__(self, asking: Asking, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.asking = asking
        offer(self, "activities", list(asking.activities.items()))
        for key, value in asking.results.items():
            _, method, measure_id = key.split("/")
            for name, word in COUNTED.items():
                if name in value:
                    self.fields[f"{key}/{name}"] = forms.IntegerField(
                        label=f"{measure_id} by {spoken(method)}: {word}",
                        min_value=0,
                        max_value=10**9,
                        required=False,
                        widget=forms.NumberInput(attrs={"class": "usa-input"}),
                    )

    @property
    def counts(self) -> list[forms.BoundField]:
        """The fields of counts."""
        return [self[name] for name in self.fields if "/" in name]

    def supposing(self) -> Supposed:
        """What differs from what holds, by topic and key."""
        told = self.cleaned_data
        found: dict[Topic, dict[str, Any]] = {}
        for key, value in self.asking.results.items():
            changed = {
                name: told[f"{key}/{name}"]
                for name in COUNTED
                if told.get(f"{key}/{name}") is not None and told[f"{key}/{name}"] != value[name]
            }
            if changed:
                found.setdefault(Topic.RESULT, {})[key] = {**value, **changed}
        attested = self._attested(set(told["activities"]))
        if attested:
            found[Topic.ATTESTATION] = attested
        cost = told["cost"]
        if cost is not None and f"{cost:f}" != self.asking.cost:
            found[Topic.FACT] = {COST: f"{cost:f}"}
        return found

    def _attested(self, wanted: set[str]) -> dict[str, Any]:
        year, held = self.asking.performance_year, set(self.asking.attested)
        whose = self.asking.whose
        days = {"value": True, "start": f"{year}-01-01", "end": f"{year}-12-31"}
        found: dict[str, Any] = {
            attestation_key("ia", name, whose): days for name in sorted(wanted - held)
        }
        found |= {attestation_key("ia", name, whose): None for name in sorted(held - wanted)}
        if self.cleaned_data["interoperability"] == WITHOUT:
            found |= dict.fromkeys(self.asking.interoperability)
        return found


class NameForm(PlainForm):
    """The name under which a what-if is kept."""

    name = forms.CharField(label="Keep it under a name", max_length=100)
