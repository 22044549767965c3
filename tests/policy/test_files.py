"""The policy that ships: every year loads, says what the law says, and carries nothing forward."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from openmips.catalog.load import catalog_for
from openmips.claims.reasons import CODE_SETS
from openmips.people import EntityType, SpecialStatus
from openmips.performance import Category, ReweightingReason
from openmips.policy.load import FOLDER, UNITS, YEARS, load_policy, load_sources, policy_for
from openmips.policy.read import PolicyError, read_yaml
from openmips.policy.topics import (
    ActivitiesPolicy,
    CostPolicy,
    InteroperabilityPolicy,
    Policy,
    QualityPolicy,
    TopicNotCovered,
)
from openmips.policy.walk import canonical, provisions_of

SCORED = (2023, 2024, 2025, 2026)
APP = ["001", "134", "236", "321", "479", "484"]
APP_PLUS = ["001", "112", "134", "236", "321", "479"]
BONUS = ["PI_PHCDRR_2", "PI_PHCDRR_4", "PI_PHCDRR_5"]
ONE, TWO = ["COST_AKID_1"], ["COST_AKID_1", "COST_EDV_1"]
MAXIMUM_2022 = {"low": "2.214", "high": "2.242", "best": "2.228"}
MAXIMUM_2023 = {"low": "2.1531", "high": "2.155", "best": "2.154"}
MAXIMUM_2024 = {"low": "1.047", "high": "1.055", "best": "1.051"}
SAME = 2 * [None]

# What decides most, per year: 2022, 2023, 2024, 2025, 2026.
EVERY_YEAR = {
    "programme.payment_year": [2024, 2025, 2026, 2027, 2028],
    "programme.small_practice_clinicians": 5 * [15],
    "final.complex_patient_bonus_maximum": 5 * [10],
    "final.activities_maximum": 5 * [40],
    "payment.threshold": 5 * ["75"],
    "payment.applicable_percent": 5 * ["9"],
    "payment.maximum_scaling_factor": 5 * ["3"],
    "payment.lowest_share": 5 * ["0.25"],
    "payment.maximum_positive": [MAXIMUM_2022, MAXIMUM_2023, MAXIMUM_2024, None, None],
    "payment.additional_threshold": ["89", None, None, None, None],
    "weights.voiding_submission": ["any_data", "any_data", *3 * ["qualifying_only"]],
    "weights.minimum_categories": 5 * [2],
}
# 2023, 2024, 2025, 2026.
SCORED_YEARS = {
    "quality.data_completeness": ["70", "75", "75", "75"],
    "quality.case_minimum": 4 * [20],
    "quality.lowest_points": 4 * [1],
    "quality.topped_out_cap": 4 * [7],
    "quality.first_year_floor": 4 * [7],
    "quality.second_year_floor": 4 * [5],
    "quality.unscored_points_small": 4 * [3],
    "quality.unscored_points_other": 4 * [0],
    "quality.required_measures": 4 * [6],
    "quality.mvp_required_measures": 4 * [4],
    "quality.small_practice_bonus": 4 * [6],
    "quality.improvement_maximum": 4 * [10],
    "quality.improvement_prior_floor": 4 * [30],
    "quality.complex_organization_points": ["0", "0", "1", "1"],
    "quality.complex_organization_share": ["0", "0", "10", "10"],
    "quality.missing_benchmark": [*3 * ["no_benchmark"], "benchmark_pending"],
    "quality.app_required_measures": [
        {"app1": APP},
        {"app1": APP},
        {"app1": APP, "appPlus": APP_PLUS},
        {"app1": APP, "appPlus": sorted([*APP_PLUS, "113", "484"])},
    ],
    "quality.administrative_claims_minimums.479": 4 * [200],
    "quality.administrative_claims_minimums.480": 4 * [25],
    "quality.administrative_claims_minimums.484": 4 * [18],
    "quality.administrative_claims_minimums.492": 4 * [21],
    "quality.population_health_choice": [*2 * ["chosen_at_registration"], *2 * ["best_of_all"]],
    "activities.points.medium": [10, 10, *SAME],
    "activities.points.high": [20, 20, *SAME],
    "activities.points.unweighted": [*SAME, 20, 20],
    "activities.special_status_multiplier": 4 * [2],
    "interoperability.minimum_days": [90, 180, 180, 180],
    "interoperability.attestations_that_may_be_no": [["PI_PPHI_2"], [], [], []],
    "interoperability.bonus_measures": [*3 * [BONUS], [*BONUS, "PI_PHCDRR_6"]],
    "interoperability.suppressed": [[], [], ["PI_PHCDRR_3"], []],
    "interoperability.several_submissions": ["conflict_is_zero", *3 * ["highest"]],
    "cost.case_minimums.TPCC_1": 4 * [20],
    "cost.case_minimums.MSPB_1": 4 * [35],
    "cost.case_minimums.COST_KA_1": 4 * [10],
    "cost.case_minimums.COST_CRR_1": 4 * [20],
    "cost.case_minimums.COST_SPH_1": [20, None, *SAME],
    "cost.case_minimums.COST_HF_1": [None, *3 * [20]],
    "cost.case_minimums.COST_RIH_1": [*SAME, 20, 20],
    "cost.suppressed": [["COST_SPH_1"], ONE, TWO, []],
    "cost.groups_only": 4 * [["COST_LGH_1"]],
    "cost.improvement_maximum": [1, 0, 1, 1],
}


@pytest.mark.parametrize("year", YEARS)
def test_every_year_loads(year: int) -> None:
    """Each year has a policy of its own year, with a digest that no other year has."""
    policy = policy_for(year)
    assert policy.performance_year == year
    assert {provision.year for provision in provisions_of(policy)} == {year}
    assert re.fullmatch("sha256:[0-9a-f]{64}", policy.digest)
    assert len({policy_for(each).digest for each in YEARS}) == len(YEARS)


@pytest.mark.parametrize(
    ("years", "facts"), [(YEARS, EVERY_YEAR), (SCORED, SCORED_YEARS)], ids=["all", "scored"]
)
def test_the_policy_says_what_the_law_says(
    years: tuple[int, ...], facts: dict[str, list[object]]
) -> None:
    """The values that decide most are those of the law, year by year."""
    found = {
        year: {entry.name: canonical(entry.value) for entry in provisions_of(policy_for(year))}
        for year in years
    }
    assert {name: [found[year].get(name) for year in years] for name in facts} == facts


def test_2022_has_only_what_improvement_and_payment_need() -> None:
    """The four categories of 2022 cannot be computed, only given; asking for one says so."""
    policy = policy_for(2022)
    for topic in (QualityPolicy, ActivitiesPolicy, InteroperabilityPolicy, CostPolicy):
        assert isinstance(policy_for(2024).topic(topic), topic)
        with pytest.raises(TopicNotCovered, match="2022 has no") as caught:
            policy.topic(topic)
        assert caught.value.year == 2022


def test_the_interval_of_the_maximum_holds_its_best_estimate() -> None:
    """Low, best and high stand in order, and best rounds to what CMS published."""
    published = {2022: "2.23", 2023: "2.15", 2024: "1.05"}
    for year, percent in published.items():
        maximum = policy_for(year).payment.maximum_positive.value
        assert maximum is not None
        assert maximum.low <= maximum.best <= maximum.high
        assert maximum.best.quantize(Decimal("0.01")) == Decimal(percent)


def test_the_exceptional_part_of_2022_adds_up() -> None:
    """Base and exceptional maximum make 8.26 percent; the lowest with the highest, too."""
    payment = policy_for(2022).payment
    base, extra = payment.maximum_positive.value, payment.additional_maximum.value
    assert base is not None
    assert extra is not None
    assert base.best + extra.best == Decimal("8.26")
    assert (base.high + extra.low, base.low + extra.high) == (Decimal("8.255"), Decimal("8.265"))


def test_every_unit_and_source_is_used() -> None:
    """No unit and no source stands there that no provision, or reason for a claim, names."""
    provisions = [entry for year in YEARS for entry in provisions_of(policy_for(year))]
    assert {entry.unit for entry in provisions} == UNITS
    cited = {entry.citation.source for entry in provisions} | {CODE_SETS}
    assert cited == set(load_sources(FOLDER))


def test_what_is_derived_names_our_own_reading() -> None:
    """A provision is derived if and only if it cites no one but us."""
    for year in YEARS:
        for entry in provisions_of(policy_for(year)):
            own = entry.citation.source == "openmips-reading"
            assert own == (entry.attestation.value == "derived"), entry.name


def test_names_are_those_the_programme_knows() -> None:
    """Statuses, reasons, categories and levels are spelt as the facts spell them."""
    for year in YEARS:
        weights, final = policy_for(year).weights, policy_for(year).final
        categories = {category.value for category in Category}
        statuses = {status.value for status in SpecialStatus}
        assert weights.reasons_voided.value <= {reason.value for reason in ReweightingReason}
        assert weights.interoperability_statuses.value <= statuses
        assert final.overriding_levels.value <= {level.value for level in EntityType}
        for names in (
            weights.never_restored,
            weights.zero_for_apm_entities,
            weights.zero_in_app,
            final.facility_categories,
        ):
            assert names.value <= categories, names.name
    for year in SCORED:
        assert policy_for(year).topic(ActivitiesPolicy).special_statuses.value <= statuses


@pytest.mark.parametrize("year", SCORED)
def test_every_id_is_in_the_catalog(year: int) -> None:
    """The policy names no measure and no activity that CMS's data of the year lack."""
    policy, catalog = policy_for(year), catalog_for(year)
    assert set(_quality_ids(policy.topic(QualityPolicy))) <= set(catalog.quality)
    assert set(_interoperability_ids(policy)) <= set(catalog.interoperability)
    cost = policy.topic(CostPolicy)
    assert set(cost.case_minimums) == set(catalog.cost)
    assert cost.suppressed.value | cost.groups_only.value <= set(catalog.cost)
    homes = policy.topic(ActivitiesPolicy).medical_home_activities.value
    assert homes <= set(catalog.activities)


def _quality_ids(quality: QualityPolicy) -> Iterator[str]:
    for measures in quality.app_required_measures.value.values():
        yield from measures
    yield quality.survey_measure.value
    yield from quality.administrative_claims_minimums
    yield from quality.administrative_claims_clinicians
    yield from quality.administrative_claims_individuals.value


def _interoperability_ids(policy: Policy) -> Iterator[str]:
    rules = policy.topic(InteroperabilityPolicy)
    yield from rules.points
    yield from rules.attestations.value
    yield from rules.bonus_measures.value
    yield from rules.suppressed.value
    for route in rules.exchange_routes.value:
        yield from route.split("+")
    for name, transfer in rules.transfers.items():
        assert name == transfer.value.excluded
        yield name
        for measures in transfer.value.to:
            yield from measures.split("+")


@pytest.mark.parametrize("year", SCORED)
def test_points_make_the_category(year: int) -> None:
    """By every way of exchange, the scored measures together earn exactly the maximum."""
    rules = policy_for(year).topic(InteroperabilityPolicy)
    routes = [route.split("+") for route in rules.exchange_routes.value]
    exchange = {measure for route in routes for measure in route}
    assert rules.attestations_that_may_be_no.value <= rules.attestations.value
    for route in routes:
        measures = [name for name in rules.points if name not in exchange or name in route]
        total = sum(rules.points[name].value for name in measures)
        assert total == rules.maximum.value


@pytest.mark.parametrize("topic", ["programme", "weights", "quality", "cost", "activities"])
def test_nothing_is_carried_forward(tmp_path: Path, topic: str) -> None:
    """Take out one provision's row of one year, and no year of its topic loads."""
    folder = tmp_path / "policy"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / f"{topic}.yaml"
    without = re.sub(r"^ +2025: \{.*\n", "", file.read_text("utf-8"), count=1, flags=re.MULTILINE)
    file.write_text(without, "utf-8")
    for year in SCORED:
        with pytest.raises(PolicyError, match="found no 2025"):
            load_policy(folder, year)


def test_every_topic_announces_its_years() -> None:
    """The topics of every year cover exactly the years there are, the categories those scored."""
    announced = {
        file.stem: tuple(read_yaml(file.read_text("utf-8"), file.name)["years"])
        for file in FOLDER.glob("*.yaml")
        if file.stem != "sources"
    }
    always = dict.fromkeys(("programme", "weights", "final", "payment", "remittance"), YEARS)
    assert announced == {**dict.fromkeys(announced, SCORED), **always}
