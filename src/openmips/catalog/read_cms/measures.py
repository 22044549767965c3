"""Rows of CMS's measures file as quality, activity, interoperability and cost entries."""

from __future__ import annotations

from openmips.catalog.entries import (
    Activity,
    CostMeasure,
    ElectronicMeasure,
    ElectronicStratum,
    InteroperabilityMeasure,
    MeasureType,
    MetricType,
    OverallAlgorithm,
    QualityMeasure,
)
from openmips.catalog.read_cms.rows import Refused, Row, in_order

_RUNNING_TEXT = "description"
_POPULATIONS = (
    "initialPopulation",
    "denominator",
    "denominatorExclusion",
    "denominatorException",
    "numerator",
    "numeratorExclusion",
)


def quality_measure(row: Row) -> QualityMeasure:
    """A quality measure. Its population UUIDs and claims code sets are entries of their own."""
    row.ignore(
        "category",
        _RUNNING_TEXT,
        "lastPerformanceYear",
        "eMeasureUuid",
        "eligibilityOptions",
        "performanceOptions",
        "isIcdImpacted",
        "isClinicalGuidelineChanged",
        "isSevenPointCapRemoved",
    )
    return QualityMeasure(
        measure_id=row.text("measureId"),
        title=row.text("title"),
        metric_type=row.choice("metricType", MetricType),
        measure_type=row.choice("measureType", MeasureType),
        high_priority=row.flag("isHighPriority"),
        inverse=row.flag("isInverse"),
        first_performance_year=row.year("firstPerformanceYear"),
        collection_types=in_order(row.names("submissionMethods")),
        programs=frozenset(row.names("allowedPrograms")),
        specialty_sets=in_order(row.names("measureSets")),
        strata=_stratum_names(row),
        overall_algorithm=row.optional_choice("overallAlgorithm", OverallAlgorithm),
        registry_measure=row.flag("isRegistryMeasure"),
        suppressed=_changed(row, "clinicalGuidelineChanged", "isClinicalGuidelineChanged"),
        truncated=_changed(row, "icdImpacted", "isIcdImpacted"),
        benchmark_withdrawn=_withdrawn(row),
        cap_removed=_changed(row, "sevenPointCapRemoved", "isSevenPointCapRemoved"),
        risk_adjusted=row.flag("isRiskAdjusted", default=False),
        electronic_measure_id=row.optional_text("eMeasureId"),
        nqf_id=row.optional_text("nqfId"),
        steward=row.optional_text("primarySteward"),
        vendors=in_order(row.names("allowedVendors")),
        companions=in_order(row.names("companionMeasureId")),
        registration_types=in_order(row.names("allowedRegistrationTypes")),
        specifications=row.texts_by_name("measureSpecification") or None,
        nqf_electronic_id=row.optional_text("nqfEMeasureId"),
        display_format=row.optional_text("dataDisplayFormat"),
    )


def _changed(row: Row, names_field: str, flag_field: str) -> frozenset[str]:
    """The collection types a change concerns; CMS's flag beside them must say the same."""
    concerned = frozenset(row.names(names_field))
    if row.flag(flag_field, default=bool(concerned)) != bool(concerned):
        raise Refused(f"{flag_field} contradicts {names_field}, which lists {sorted(concerned)}")
    return concerned


def _withdrawn(row: Row) -> frozenset[str]:
    states = row.texts_by_name("historic_benchmarks")
    for method, state in states.items():
        if state != "removed":
            raise Refused(f"historic_benchmarks.{method} is {state!r}, expected 'removed'")
    return frozenset(states)


def _stratum_names(row: Row) -> tuple[str, ...]:
    return tuple(name for stratum in row.rows("strata") if (name := stratum.optional_text("name")))


def electronic_measure(row: Row) -> ElectronicMeasure | None:
    """The QRDA III identifiers of a quality measure, or None where the file gives no UUID."""
    uuid = row.optional_text("eMeasureUuid")
    strata = tuple(
        _electronic_stratum(stratum)
        for stratum in row.rows("strata")
        if stratum.has("eMeasureUuids")
    )
    if uuid is None and not strata:
        return None
    return ElectronicMeasure(
        measure_id=row.text("measureId"),
        electronic_measure_id=row.optional_text("eMeasureId"),
        uuid=uuid,
        strata=strata,
    )


def _electronic_stratum(stratum: Row) -> ElectronicStratum:
    uuids = stratum.row("eMeasureUuids")
    populations = {
        name: uuid for name in _POPULATIONS if (uuid := uuids.optional_text(f"{name}Uuid"))
    }
    strata = uuids.names("strata")
    if uuids.unread:
        raise Refused(f"eMeasureUuids holds {', '.join(uuids.unread)}, which is not known")
    return ElectronicStratum(populations, stratum.optional_text("name"), strata)


def activity(row: Row) -> Activity:
    """An improvement activity."""
    row.ignore("category", _RUNNING_TEXT, "metricType", "lastPerformanceYear")
    return Activity(
        activity_id=row.text("measureId"),
        title=row.text("title"),
        weight=row.optional_text("weight"),
        subcategory=row.optional_text("subcategoryId"),
        first_performance_year=row.year("firstPerformanceYear"),
        programs=frozenset(row.names("allowedPrograms")),
        registration_types=in_order(row.names("allowedRegistrationTypes")),
    )


def interoperability_measure(row: Row) -> InteroperabilityMeasure:
    """A promoting interoperability measure, exclusion, attestation or engagement level."""
    row.ignore("category", _RUNNING_TEXT, "lastPerformanceYear", "measureSets")
    return InteroperabilityMeasure(
        measure_id=row.text("measureId"),
        title=row.text("title"),
        objective=row.text("objective"),
        reporting_category=row.optional_text("reportingCategory"),
        proportion=row.choice("metricType", MetricType) is MetricType.PROPORTION,
        required=row.flag("isRequired"),
        bonus=row.flag("isBonus"),
        first_performance_year=row.year("firstPerformanceYear"),
        programs=frozenset(row.names("allowedPrograms")),
        exclusions=in_order(row.names("exclusion")),
        substitutes=in_order(row.names("substitutes")),
        engagement_levels=in_order(row.names("preprod")),
        registration_types=in_order(row.names("allowedRegistrationTypes")),
        specification=row.texts_by_name("measureSpecification").get("default"),
    )


def cost_measure(row: Row) -> CostMeasure:
    """A cost measure. That it is inverse and computed from claims goes without saying."""
    row.ignore(
        "category",
        _RUNNING_TEXT,
        "lastPerformanceYear",
        "metricType",
        "isInverse",
        "overallAlgorithm",
        "submissionMethods",
        "dataDisplayFormat",
    )
    return CostMeasure(
        measure_id=row.text("measureId"),
        title=row.text("title"),
        first_performance_year=row.year("firstPerformanceYear"),
        programs=frozenset(row.names("allowedPrograms")),
        registration_types=in_order(row.names("allowedRegistrationTypes")),
        specification=row.texts_by_name("measureSpecification").get("default"),
    )
