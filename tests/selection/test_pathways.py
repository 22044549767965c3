"""Which MVPs fit, and what a submission would score under them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from openmips.catalog.load import Catalog
from openmips.people import Entity, EntityType, Practice
from openmips.performance import (
    ActivitySet,
    ClaimsResult,
    Counts,
    Given,
    Performance,
    QualityResult,
    ReportingOption,
    SurveyScore,
)
from openmips.policy.topics import Policy
from openmips.selection.pathways import Sought, pathways, score_under, under_mvp


def submission(practice: Practice) -> Performance:
    """A group with measures in and outside of M0005, in which there is a survey."""
    return Performance(
        2024,
        Entity(EntityType.GROUP),
        practice=practice,
        quality=(
            QualityResult("236", "registry", Counts(50, 40, 10)),
            QualityResult("317", "registry", Counts(50, 40, 10)),
            QualityResult("CAHPS_1", "certifiedSurveyVendor", SurveyScore(Decimal(80))),
        ),
        activities=(
            ActivitySet({"IA_PM_16": True, "IA_BMH_12": True}, date(2024, 1, 1), date(2024, 6, 1)),
            ActivitySet({"IA_BMH_12": True}, date(2024, 1, 1), date(2024, 6, 1)),
        ),
        cost=(ClaimsResult("TPCC_1", Decimal(1500), 50), ClaimsResult("COST_KA_1", Decimal(9), 9)),
    )


def test_without_a_wish_all_are_listed(small: Practice, catalog: Catalog, policy: Policy) -> None:
    """Who asks for nothing sees every MVP of the year, in the order of ids."""
    found = pathways(Sought(), small, catalog, policy)
    assert {one.mvp.mvp_id for one in found} == set(catalog.mvps)


def test_a_specialty_no_mvp_names_is_sought_by_its_measures(
    small: Practice, catalog: Catalog, policy: Policy
) -> None:
    """Four measures of its specialty set, as many as an MVP asks for, make an MVP fit."""
    found = pathways(Sought("endocrinology"), small, catalog, policy)
    assert found
    assert all(not one.specialties and len(one.in_set) >= 4 for one in found)


def test_what_lies_outside_the_mvp_is_left_out(
    small: Practice, catalog: Catalog, policy: Policy
) -> None:
    """Measures, activities and cost measures of other programs go; a survey it has stays."""
    mvp = catalog.mvps["M0005"]
    kept = under_mvp(mvp, submission(small))
    assert (kept.option, kept.program) == (ReportingOption.MVP, "M0005")
    assert [one.measure_id for one in kept.quality] == ["236", "CAHPS_1"]
    assert [dict(one.done) for one in kept.activities] == [{"IA_PM_16": True}]
    assert [one.measure_id for one in kept.cost or ()] == ["TPCC_1"]
    assert under_mvp(mvp, replace(submission(small), cost=None)).cost is None
    heart = under_mvp(catalog.mvps["G0055"], submission(small))
    assert "CAHPS_1" not in [one.measure_id for one in heart.quality]


def test_an_mvp_that_holds_nothing_submitted_has_no_score(
    small: Practice, catalog: Catalog, policy: Policy
) -> None:
    """Only what holds a submitted measure is scored."""
    given = submission(small)
    assert score_under(catalog.mvps["G0059"], given, catalog, policy) is None
    stated = replace(given, given=Given(quality_percent=Decimal(80)))
    assert score_under(catalog.mvps["M0005"], stated, catalog, policy) is None
    found = pathways(Sought("family medicine"), small, catalog, policy, performance=given)
    scores = {one.mvp.mvp_id: one.score for one in found}
    assert scores["M0005"] is not None
    assert scores["G0055"] is None
