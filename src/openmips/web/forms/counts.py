"""The counts of one measure as somebody types them, in the shape of the measure's kind."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from openmips.catalog.entries import ELECTRONIC, MetricType, QualityMeasure
from openmips.formats.fields import Fields
from openmips.formats.qpp_values import END_TO_END, read_quality_value
from openmips.problems import document_kinds
from openmips.problems.finding import Findings, Severity
from openmips.web.forms.plain import Percent, PlainForm
from openmips.web.words import spelt

COUNTS = {
    "eligiblePopulation": "Who counts: all cases of the year",
    "performanceMet": "Met",
    "performanceNotMet": "Not met",
    "eligiblePopulationExclusion": "Excluded",
    "eligiblePopulationException": "Excepted",
}
SCALE = {
    "numerator": "Numerator",
    "denominator": "Denominator",
    "observationInstances": "Cases observed",
}
_SEVERAL = (MetricType.MULTIPLE, MetricType.REGISTRY_MULTIPLE)
_REGISTRY = (MetricType.REGISTRY_SINGLE, MetricType.REGISTRY_MULTIPLE)
_TYPED = (*_SEVERAL, MetricType.SINGLE, MetricType.REGISTRY_SINGLE, MetricType.NON_PROPORTION)
_RATE = "performanceRate"


def can_be_typed(measure: QualityMeasure) -> bool:
    """Whether counts of the measure can be typed; surveys and what CMS computes cannot."""
    return measure.metric_type in _TYPED


class CountsForm(PlainForm):
    """The counts of one measure under one collection type; a group of fields for each rate."""

    def __init__(
        self, measure: QualityMeasure, collection_type: str, *arguments: Any, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.measure = measure
        self.collection_type = collection_type
        if measure.metric_type is MetricType.NON_PROPORTION:
            for name, label in SCALE.items():
                self.fields[name] = _whole(label) if name not in _DECIMAL else _number(label)
        for index, _ in enumerate(self.strata):
            for name, label in COUNTS.items():
                self.fields[f"{index}-{name}"] = _whole(label, name in _NEEDED)
        if measure.metric_type in _REGISTRY:
            self.fields[_RATE] = Percent(
                label="Performance rate, in percent", help_text="As the registry wrote it."
            )
        for field in self.fields.values():
            field.widget.attrs["class"] = "usa-input"

    @property
    def strata(self) -> tuple[str, ...]:
        """The rates of the measure by name; one without a name where it has one."""
        if self.measure.metric_type is MetricType.NON_PROPORTION:
            return ()
        return self.measure.strata if self.measure.metric_type in _SEVERAL else ("",)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by rate, each group under the name of the rate."""
        found = [
            (spelt(name), [self[f"{index}-{one}"] for one in COUNTS])
            for index, name in enumerate(self.strata)
        ]
        others = [self[name] for name in (*SCALE, _RATE) if name in self.fields]
        return [*found, *([("", others)] if others else [])]

    def clean(self) -> dict[str, Any]:
        """Counts that can be true at once, as the reader of submissions understands them."""
        told = super().clean() or {}
        if self.errors:
            return told
        findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
        fields = Fields(self.value(), "$", findings)
        read_quality_value(fields, self.measure, self.collection_type)
        for problem in findings.problems:
            if problem.severity is Severity.ERROR:
                self.add_error(None, f"{problem.message} {problem.remedy}")
        return told

    def value(self) -> dict[str, Any]:
        """What was typed as the value of a measurement."""
        told = self.cleaned_data
        found: dict[str, Any] = {END_TO_END: self.collection_type == ELECTRONIC}
        if self.measure.metric_type is MetricType.NON_PROPORTION:
            return found | {name: told[name] for name in SCALE}
        counts = [
            {name: told[f"{index}-{name}"] or 0 for name in COUNTS}
            for index, _ in enumerate(self.strata)
        ]
        if self.measure.metric_type in _REGISTRY and told[_RATE] is not None:
            found[_RATE] = told[_RATE]
        if self.measure.metric_type not in _SEVERAL:
            return found | counts[0]
        strata = [{"stratum": name, **one} for name, one in zip(self.strata, counts, strict=True)]
        return found | {"strata": strata}


_NEEDED = ("eligiblePopulation", "performanceMet")
_DECIMAL = ("numerator", "denominator")


def initial_counts(measure: QualityMeasure, value: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the form shows for a result that holds."""
    if not value:
        return {}
    found = {name: value[name] for name in (*SCALE, _RATE) if name in value}
    of_strata = {one["stratum"]: one for one in value.get("strata", ())}
    strata = measure.strata if of_strata else ("",)
    for index, name in enumerate(strata):
        counts = of_strata.get(name, {}) if of_strata else value
        found |= {f"{index}-{one}": counts[one] for one in COUNTS if one in counts}
    return found


def _whole(label: str, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=10**9, required=required)


def _number(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_digits=14, decimal_places=4, required=True
    )
