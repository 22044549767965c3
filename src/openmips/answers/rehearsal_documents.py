"""How CMS's service shows a submission: the canonical document, and what the service computes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openmips.catalog import catalog_for
from openmips.catalog.entries import MetricType, QualityMeasure
from openmips.formats.fields import Fields
from openmips.formats.qpp_json import MEASUREMENT_SETS, PERFORMANCE_YEAR
from openmips.formats.qpp_sets import MEASUREMENTS
from openmips.formats.qpp_values import read_quality_value
from openmips.performance import Category
from openmips.policy.load import policy_for
from openmips.policy.topics import QualityPolicy
from openmips.problems import document_kinds
from openmips.problems.finding import Findings
from openmips.scoring.populations import measured_rate

_ONE_RATE = frozenset({MetricType.SINGLE, MetricType.REGISTRY_SINGLE})
_WITH_CASES = _ONE_RATE | {
    MetricType.MULTIPLE,
    MetricType.REGISTRY_MULTIPLE,
    MetricType.NON_PROPORTION,
}

Document = dict[str, Any]


def submission_shown(document: Mapping[str, Any]) -> Document:
    """A canonical submission as the service answers it."""
    year = document[PERFORMANCE_YEAR]
    sets = [set_shown(one, year) for one in document[MEASUREMENT_SETS]]
    return {**document, MEASUREMENT_SETS: sets}


def set_shown(document: Mapping[str, Any], year: int) -> Document:
    """A canonical set of a performance year as the service answers it."""
    shown = dict(document)
    if document["category"] == Category.QUALITY.value:
        method = document["submissionMethod"]
        shown[MEASUREMENTS] = [_measured(one, method, year) for one in document[MEASUREMENTS]]
    return shown


def _measured(measurement: Mapping[str, Any], method: str, year: int) -> Document:
    measure = catalog_for(year).quality[measurement["measureId"]]
    value = {**measurement["value"], **_computed(measurement["value"], measure, method, year)}
    return {**measurement, "value": value}


def _computed(
    value: Mapping[str, Any], measure: QualityMeasure, method: str, year: int
) -> Document:
    """What the service computes from the counts; a rate of nobody is null."""
    if measure.metric_type not in _WITH_CASES:
        return {}
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    read, _ = read_quality_value(Fields(value, "$", findings), measure, method)
    if read is None:
        return {}
    policy = policy_for(year)
    quality, programme = policy.topic(QualityPolicy), policy.programme
    measured = measured_rate(read, measure.overall_algorithm, quality, programme)
    computed: Document = {"reportingRate": measured.completeness, "caseCount": measured.cases}
    if measure.metric_type is MetricType.NON_PROPORTION:
        return computed
    computed["performanceRate"] = measured.rate
    if measure.metric_type in _ONE_RATE:
        computed["performanceRateNumerator"] = measured.rate
        computed["performanceRateDenominator"] = None if measured.rate is None else 1
    return computed
