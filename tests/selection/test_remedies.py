"""What mending each gap would bring is what the mended submission scores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest

from openmips.catalog.load import Catalog
from openmips.people import Entity, EntityType, Practice
from openmips.performance import (
    ActivitySet,
    Category,
    Counts,
    Given,
    NonProportion,
    Performance,
    QualityResult,
    QualityValue,
    RegistryCounts,
    ReportingOption,
    ReweightingReason,
    Strata,
    Stratum,
    SurveyScore,
)
from openmips.policy.topics import Policy
from openmips.scoring.final import final_score
from openmips.selection.checks import Gap, lacking
from openmips.selection.remedies import check, completed, multiplied, with_activities

HALF = Counts(eligible=100, met=30, not_met=20)
NO_COST = MappingProxyType(
    {Category.COST: frozenset({ReweightingReason.NO_MEASURE_MET_CASE_MINIMUM})}
)


def group(practice: Practice, *quality: QualityResult) -> Performance:
    """A group that submits these measures; cost does not count."""
    return Performance(
        2024, Entity(EntityType.GROUP), practice=practice, quality=quality, reweighted=NO_COST
    )


def by_registry(measure_id: str, value: QualityValue) -> QualityResult:
    """A result by registry."""
    return QualityResult(measure_id, "registry", value)


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        (HALF, Counts(100, 60, 40)),
        (Counts(10, 0, 0, 2, 1), Counts(10, 0, 7, 2, 1)),
        (Counts(3, 3), Counts(3, 3)),
        (RegistryCounts(HALF, Decimal(60)), RegistryCounts(Counts(100, 60, 40), Decimal(60))),
        (Strata((Stratum("a", HALF),)), Strata((Stratum("a", Counts(100, 60, 40)),))),
        (
            NonProportion(Decimal(7), Decimal(20), 5, denominator_exception=Decimal(2)),
            NonProportion(Decimal(7), Decimal(20), 18, denominator_exception=Decimal(2)),
        ),
        (SurveyScore(Decimal(80)), SurveyScore(Decimal(80))),
    ],
)
def test_completed_results_answer_every_case(value: QualityValue, whole: QualityValue) -> None:
    """Every open case is answered, in the proportion of those that were."""
    assert completed(value) == whole


@pytest.mark.parametrize(
    ("value", "more"),
    [
        (Counts(7, 5, 1, 0, 1), Counts(21, 15, 3, 0, 3)),
        (Counts(0, 0), Counts(0, 0)),
        (
            NonProportion(Decimal(7), Decimal(8), 6, Decimal(1), Decimal(1)),
            NonProportion(Decimal(7), Decimal(24), 18, Decimal(3), Decimal(3)),
        ),
    ],
)
def test_multiplied_results_reach_the_minimum(value: QualityValue, more: QualityValue) -> None:
    """Everything is taken as many times as the minimum needs; the rate stays."""
    assert multiplied(value, 20) == more


def test_each_gain_is_the_difference_of_two_final_scores(
    small: Practice, catalog: Catalog, policy: Policy
) -> None:
    """Completing the data brings what the completed submission scores more."""
    before = group(small, by_registry("236", HALF))
    after = group(small, by_registry("236", Counts(100, 60, 40)))
    found = check(before, catalog, policy)
    gap = next(one for one in found.lacking if one.gap is Gap.INCOMPLETE)
    gained = final_score(after, catalog, policy).score.low - found.final.score.low
    assert gap.gain is not None
    assert (gap.gain.low, gap.gain.high) == (gained, gained)
    assert gained > 0


def test_a_missing_outcome_measure_is_mended_by_one(
    small: Practice, catalog: Catalog, policy: Policy
) -> None:
    """The measure that is tried is outcome or high priority, and is named."""
    plain = ("039", "134", "226", "317", "126", "176")
    before = group(small, *(by_registry(one, Counts(50, 40, 10)) for one in plain))
    gap = next(one for one in check(before, catalog, policy).lacking if one.gap is Gap.NO_OUTCOME)
    assert gap.mended is not None
    tried = catalog.quality[gap.mended.split()[0]]
    assert tried.is_outcome or tried.high_priority
    assert gap.gain is not None
    assert gap.gain.low > 0


def test_nothing_submitted_can_be_mended_by_any_collection_type(
    small: Practice, catalog: Catalog, policy: Policy
) -> None:
    """Without a measure all collection types are tried; the gain is above zero."""
    found = check(group(small), catalog, policy)
    gap = next(one for one in found.lacking if one.gap is Gap.TOO_FEW_MEASURES)
    assert gap.gain is not None
    assert gap.gain.low > 0


def test_activities_are_added_until_the_category_is_full(
    small: Practice, catalog: Catalog, policy: Policy
) -> None:
    """What is done already stays; medical homes are not suggested."""
    done = ActivitySet({"IA_EPA_3": True}, date(2024, 1, 1), date(2024, 12, 31))
    names, better = with_activities(replace(group(small), activities=(done,)), catalog, policy)
    assert "IA_PCMH" not in names
    assert set(better.activities[0].done) == {"IA_EPA_3", *names}
    large = replace(group(Practice(clinician_count=40)), activities=())
    assert len(with_activities(large, catalog, policy)[0]) == 2


def test_a_full_list_of_activities_ends(small: Practice, catalog: Catalog, policy: Policy) -> None:
    """Where every activity is done there is nothing to add."""
    every = ActivitySet(
        dict.fromkeys(catalog.activities, True), date(2024, 1, 1), date(2024, 12, 31)
    )
    names, same = with_activities(replace(group(small), activities=(every,)), catalog, policy)
    assert names == ()
    assert same.activities == (every,)


def test_what_cannot_be_mended_has_no_gain(catalog: Catalog, policy: Policy) -> None:
    """Promoting interoperability is not invented, and a survey cannot be added."""
    large = Practice(clinician_count=40)
    found = {one.gap: one for one in check(group(large), catalog, policy).lacking}
    assert found[Gap.INTEROPERABILITY].gain is None
    entity = Performance(
        2024,
        Entity(EntityType.APM_ENTITY),
        ReportingOption.APP,
        "app1",
        large,
        quality=tuple(by_registry(one, Counts(50, 40, 10)) for one in ("001", "134", "236")),
    )
    (survey, _) = check(entity, catalog, policy).lacking
    assert (survey.gap, survey.measure_id, survey.gain) == (Gap.MISSING_MEASURE, "321", None)


def test_the_survey_counts_as_one_measure(catalog: Catalog, policy: Policy) -> None:
    """Its summary measures are measure 321, in traditional MIPS and in the APP."""
    large = Practice(clinician_count=40)
    parts = tuple(
        QualityResult(name, "certifiedSurveyVendor", SurveyScore(Decimal(80)))
        for name in ("CAHPS_1", "CAHPS_2")
    )
    five = tuple(by_registry(one, Counts(50, 40, 10)) for one in ("001", "134", "236"))
    entity = Performance(
        2024,
        Entity(EntityType.APM_ENTITY),
        ReportingOption.APP,
        "app1",
        large,
        quality=(*five, *parts),
        given=Given(interoperability_percent=Decimal(100)),
    )
    assert lacking(entity, catalog, policy) == ()
    traditional = replace(group(large, *five, *parts), given=entity.given)
    (first, *_) = lacking(traditional, catalog, policy)
    assert first.why.says == "4 of 6 measures are there; missing: 2."


def test_a_suppressed_measure_lacks_no_cases(
    small: Practice, catalog: Catalog, policy: Policy
) -> None:
    """What is taken out of the score need not be completed."""
    found = lacking(group(small, by_registry("389", HALF)), catalog, policy)
    assert Gap.INCOMPLETE not in {one.gap for one in found}


def test_given_activities_lack_nothing(small: Practice, catalog: Catalog, policy: Policy) -> None:
    """A result that is given is not asked for."""
    stated = replace(group(small), given=Given(activity_points=Decimal(20)))
    assert Gap.ACTIVITIES not in {one.gap for one in lacking(stated, catalog, policy)}


def test_a_registry_measure_keeps_cms_from_looking(
    small: Practice, catalog: Catalog, policy: Policy
) -> None:
    """A QCDR measure ends the question whether fewer measures apply."""
    name = next(one for one in catalog.quality.values() if one.registry_measure)
    found = lacking(group(small, by_registry(name.measure_id, HALF)), catalog, policy)
    assert Gap.NOT_APPLICABILITY in {one.gap for one in found}
