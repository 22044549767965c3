"""A reason is a sentence with its provisions and its parts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openmips.people import Entity, EntityType, Practice, SpecialStatus
from openmips.performance import Category, Given, Performance, ReportingOption
from openmips.why import Attestation, Citation, Provision, Why

CITATION = Citation("cfr-414-1380", "42 CFR 414.1380", "(b)(1)")


def test_a_citation_names_its_title_and_place() -> None:
    """Where there is no place, the title is enough."""
    assert str(CITATION) == "42 CFR 414.1380, (b)(1)"
    assert str(Citation("x", "A letter", "")) == "A letter"


def test_a_sentence_without_facts_is_its_template() -> None:
    """A template without facts is read as it stands, braces and all."""
    assert Why("No points {here}.").says == "No points {here}."


def test_a_sentence_prints_its_facts_as_answers_do() -> None:
    """Facts stand in their places, amounts without zeros at the end."""
    assert Why("{} of {}.", (Decimal("6.50"), "10")).says == "6.5 of 10."


def test_reasons_are_walked_from_the_whole_to_the_parts() -> None:
    """A parent comes before its parts, and they come in their order."""
    leaf = Why("leaf")
    tree = Why("root", (), (), (Why("left", (), (), (leaf,)), Why("right")))
    assert [why.says for why in tree.walk()] == ["root", "left", "leaf", "right"]


def test_a_reason_keeps_the_provisions_it_rests_on() -> None:
    """Whoever reads a reason finds the provision with its value and its citation."""
    provision = Provision(
        "topic.name", 3, "points", 2024, "What it is.", CITATION, Attestation.DERIVED, date.min
    )
    why = Why("It is {}.", (provision.value,), (provision,))
    assert [(one.value, str(one.citation)) for one in why.under] == [(3, str(CITATION))]


def test_a_practice_is_small_where_its_status_says_so() -> None:
    """The number of clinicians alone makes no practice small."""
    assert not Practice(clinician_count=3).small
    assert Practice(special_statuses=frozenset({SpecialStatus.SMALL_PRACTICE})).small


def test_a_performance_is_submitted_when_anything_is() -> None:
    """Results given for a submitted category count as a submission, cost does not."""
    nothing = Performance(2024, Entity(EntityType.GROUP), ReportingOption.TRADITIONAL)
    assert not nothing.submitted
    assert not Performance(
        2024, Entity(EntityType.GROUP), given=Given(cost_percent=Decimal(5))
    ).submitted
    for given in (
        Given(quality_percent=Decimal(0)),
        Given(activity_points=Decimal(0)),
        Given(interoperability_percent=Decimal(0)),
    ):
        assert Performance(2024, Entity(EntityType.GROUP), given=given).submitted


def test_categories_are_told_apart_by_identity() -> None:
    """Categories serve as keys, and their short names are CMS's."""
    names = {category: category.value for category in Category}
    assert list(names.values()) == ["quality", "ia", "pi", "cost"]
