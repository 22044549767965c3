"""Rows of CMS's MVP and clinical cluster files as entries."""

from __future__ import annotations

from collections.abc import Mapping

from openmips.catalog.entries import MeasureGroup, Mvp
from openmips.catalog.read_cms.rows import Refused, Row, in_order

GROUP_KINDS: Mapping[str, str] = {"clinicalClusters": "cluster", "specialtySets": "specialty_set"}


def mvp(row: Row) -> Mvp:
    """A MIPS Value Pathway."""
    row.ignore("description", "clinicalTopics")
    return Mvp(
        mvp_id=row.text("mvpId"),
        title=row.text("title"),
        clinical_topic=row.text("clinicalTopic"),
        specialties=in_order(row.names("specialtiesMostApplicableTo")),
        quality_measures=in_order(row.names("qualityMeasureIds")),
        activities=in_order(row.names("iaMeasureIds")),
        cost_measures=in_order(row.names("costMeasureIds")),
        interoperability_measures=in_order(row.names("foundationPiMeasureIds")),
        population_health_measures=in_order(row.names("foundationQualityMeasureIds")),
        administrative_claims_measures=in_order(row.names("administrativeClaimsMeasureIds")),
        has_cahps=row.flag("hasCahps"),
        has_outcome_administrative_claims=row.flag("hasOutcomeAdminClaims"),
    )


def groups(row: Row) -> list[MeasureGroup]:
    """The clusters and specialty sets in which one measure stands.

    CMS repeats a group under each of its measures; the caller keeps one.
    """
    row.ignore("firstPerformanceYear", "lastPerformanceYear")
    measure_id, collection_type = row.text("measureId"), row.text("submissionMethod")
    found = []
    for field, kind in GROUP_KINDS.items():
        for group in row.rows(field):
            members = in_order(group.names("measureIds"))
            name = group.text("name")
            if measure_id not in members:
                raise Refused(f"the {kind} {name} does not hold the measure it stands under")
            found.append(MeasureGroup(name, kind, collection_type, members))
    return found
