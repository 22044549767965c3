"""What `openmips claims` found, as quality results of one submitter: they are never sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openmips.catalog.entries import CLAIMS, MetricType
from openmips.catalog.load import Catalog
from openmips.formats.fields import Fields
from openmips.formats.identifiers import NPI, TIN
from openmips.formats.qpp_json import MEASUREMENT_SETS
from openmips.formats.qpp_sets import MEASUREMENTS
from openmips.formats.qpp_values import END_TO_END
from openmips.people import Entity, EntityType
from openmips.problems import builder_kinds, submission_kinds
from openmips.problems.finding import Findings, masked

_COUNTS = (
    "eligiblePopulation",
    "performanceMet",
    "performanceNotMet",
    "eligiblePopulationExclusion",
    "eligiblePopulationException",
)
Counted = dict[str, dict[str, dict[str, int]]]
"""Counts by measure and stratum."""


@dataclass(frozen=True, slots=True)
class ClaimsOf:
    """Whose claims results are wanted, and what they are checked against."""

    entity: Entity
    catalog: Catalog

    def measurements(self, document: object, findings: Findings) -> list[dict[str, Any]]:
        """The measurements of a document of claims results, in the shape of QPP JSON.

        The document is the answer of `openmips claims measure`, or a submission by claims, or
        an answer that holds such submissions. Of a group the results of its clinicians are
        added up.
        """
        fields = Fields.of(document, "$", findings)
        if fields is None:
            return []
        counted: Counted = {}
        rows = [*self._rows(fields), *self._submitted(fields)]
        for place, owner, measure_id, stratum, counts in rows:
            if not self._owns(owner):
                who = " ".join(masked(one) for one in owner if one)
                found = f"a result of {who} was found"
                findings.add(builder_kinds.CLAIMS_OF_OTHERS, place, found)
                continue
            into = counted.setdefault(measure_id, {}).setdefault(stratum, dict.fromkeys(_COUNTS, 0))
            for name in _COUNTS:
                into[name] += counts.get(name, 0)
        return [
            {"measureId": measure_id, "value": self._value(measure_id, strata)}
            for measure_id, strata in counted.items()
        ]

    def _owns(self, owner: tuple[str | None, str | None]) -> bool:
        tin, npi = owner
        mine = self.entity
        if mine.tin is not None and tin != mine.tin:
            return False
        return mine.entity_type is not EntityType.INDIVIDUAL or npi == mine.npi

    def _value(self, measure_id: str, strata: Mapping[str, dict[str, int]]) -> dict[str, Any]:
        measure = self.catalog.quality.get(measure_id)
        if measure is not None and measure.metric_type is not MetricType.MULTIPLE:
            return {END_TO_END: False, **next(iter(strata.values()))}
        parts = [{"stratum": name, **counts} for name, counts in strata.items()]
        return {END_TO_END: False, "strata": parts}

    def _rows(self, fields: Fields) -> Iterator[_Row]:
        """The rows of `openmips claims measure` that hold an answer."""
        for row in fields.objects("results", required=False) or ():
            measure_id = row.text("measureId")
            if measure_id is None or row.members.get("submitted") is False:
                continue
            stratum = row.members.get("stratumName") or row.members.get("stratum") or ""
            counts = {name: row.count(name, required=False) or 0 for name in _COUNTS}
            yield row.location, _owner(row, "tin", "npi"), measure_id, str(stratum), counts

    def _submitted(self, fields: Fields) -> Iterator[_Row]:
        """What submissions by claims hold, one or a list of them."""
        inner = fields.objects("submissions", required=False) or []
        for submission in [fields, *inner]:
            owner = _owner(submission, TIN, NPI)
            for one in submission.objects(MEASUREMENT_SETS, required=False) or ():
                method = one.text("submissionMethod")
                if method != CLAIMS:
                    found = f"a set by {method} stands among results of claims"
                    place = one.place("submissionMethod")
                    kind = submission_kinds.METHOD_NOT_FOR_CATEGORY
                    one.findings.add(kind, place, found, CLAIMS)
                    continue
                for measured in one.objects(MEASUREMENTS, required=False) or ():
                    yield from _measured(measured, owner)


_Row = tuple[str, tuple[str | None, str | None], str, str, dict[str, int]]


def _measured(measured: Fields, owner: tuple[str | None, str | None]) -> Iterator[_Row]:
    measure_id, value = measured.text("measureId"), measured.inner("value")
    if measure_id is None or value is None:
        return
    for part in value.objects("strata", required=False) or [value]:
        stratum = part.text("stratum", required=False) or ""
        counts = {name: part.count(name, required=False) or 0 for name in _COUNTS}
        yield measured.location, owner, measure_id, stratum, counts


def _owner(fields: Fields, tin: str, npi: str) -> tuple[str | None, str | None]:
    return fields.text(tin, required=False), fields.text(npi, required=False)
