"""Which ways are open, and whose score follows whom, where cases do not reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from openmips.catalog.load import catalog_for
from openmips.people import Entity, EntityType, Practice, SpecialStatus
from openmips.performance import ReportingOption
from openmips.policy.load import YEARS, policy_for
from openmips.policy.topics import TopicNotCovered
from openmips.policy.walk import with_value
from openmips.reporting.conditions import Openness, beginning
from openmips.reporting.facts import ClinicianFacts, ReportingFacts
from openmips.reporting.following import reaches
from openmips.reporting.requirements import requirements
from openmips.reporting.ways import reporting_ways

TIN, NPI = "123456789", "1234567893"
CLINICIAN = ClinicianFacts(TIN, NPI, subgroup="S", virtual_group="V", apm_entity="A")


@pytest.mark.parametrize(
    ("entity", "reached"),
    [
        (Entity(EntityType.INDIVIDUAL, TIN, NPI), True),
        (Entity(EntityType.INDIVIDUAL, TIN, "1558598797"), False),
        (Entity(EntityType.GROUP, TIN), True),
        (Entity(EntityType.GROUP, "000000001"), False),
        (Entity(EntityType.SUBGROUP, entity_id="S"), True),
        (Entity(EntityType.SUBGROUP, entity_id="T"), False),
        (Entity(EntityType.VIRTUAL_GROUP, entity_id="V"), True),
        (Entity(EntityType.APM_ENTITY, entity_id="A"), True),
        (Entity(EntityType.APM_ENTITY), False),
    ],
)
def test_a_score_reaches_those_who_belong_to_its_entity(entity: Entity, reached: bool) -> None:
    """By TIN and NPI, by TIN, or by the id of what a clinician belongs to."""
    assert reaches(entity, CLINICIAN) is reached


def test_a_clinician_of_no_subgroup_is_reached_by_none() -> None:
    """Two ids that are both unknown are not the same."""
    alone = ClinicianFacts(TIN, NPI)
    assert not reaches(Entity(EntityType.SUBGROUP), alone)


def test_only_its_own_score_reaches_who_is_not_covered() -> None:
    """A QP's own submission is its own; the practice's score is not."""
    apart = ClinicianFacts(TIN, NPI, covered=False)
    assert reaches(Entity(EntityType.INDIVIDUAL, TIN, NPI), apart)
    assert not reaches(Entity(EntityType.GROUP, TIN), apart)


@pytest.mark.parametrize("year", [year for year in YEARS if policy_for(year).reporting])
def test_without_a_day_registration_is_still_possible(year: int) -> None:
    """Whoever names no day is told until when, not that it is too late."""
    facts = ReportingFacts(Practice(clinician_count=4), multispecialty=False)
    ways = {(way.level, way.option): way for way in reporting_ways(facts, policy_for(year))}
    mvp = ways[EntityType.GROUP, ReportingOption.MVP]
    assert mvp.openness is Openness.REGISTER
    assert isinstance(mvp.by, date)


def test_a_year_without_these_rules_is_refused() -> None:
    """2022 has no reporting options here."""
    with pytest.raises(TopicNotCovered):
        reporting_ways(ReportingFacts(), policy_for(2022))


def test_sentences_begin_with_a_capital_and_keep_the_rest() -> None:
    """An APM entity stays an APM entity."""
    assert beginning("an APM entity") == "An APM entity"


@pytest.mark.parametrize("year", [year for year in YEARS if policy_for(year).reporting])
def test_every_way_says_why_with_a_citation(year: int) -> None:
    """Fifteen ways, each with a sentence and a provision."""
    ways = reporting_ways(ReportingFacts(Practice(clinician_count=4)), policy_for(year))
    assert len(ways) == len(EntityType) * len(ReportingOption)
    assert all(way.why.says.endswith(".") and way.why.under for way in ways)


def test_without_a_row_of_weights_the_threshold_is_the_score() -> None:
    """A policy that has no weights for what is left says that the threshold counts."""
    policy = policy_for(2024)
    row = policy.weights.rows["pi_small"].value
    without = with_value(policy, "weights.rows.pi_small", replace(row, zeroed=frozenset()))
    small = Practice(special_statuses=frozenset({SpecialStatus.SMALL_PRACTICE}))
    needed = requirements(
        EntityType.GROUP, ReportingOption.TRADITIONAL, "mips", small, catalog_for(2024), without
    )
    assert dict(needed.weights) == {}
    assert needed.weights_without_cost["quality"] == 50
