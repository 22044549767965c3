"""What holds for the reasons of every score: they say how the number was made, and from what."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from strategies import performances

from openmips.amounts import Span, plain
from openmips.catalog.load import catalog_for
from openmips.performance import Category, Performance
from openmips.policy.load import policy_for
from openmips.scoring.final import final_score
from openmips.scoring.results import FinalScore
from openmips.why import Why

SOME = settings(max_examples=60)


def scored(performance: Performance) -> FinalScore:
    """The final score under the law and catalog of its year."""
    year = performance.performance_year
    return final_score(performance, catalog_for(year), policy_for(year))


def exact(value: object) -> Fraction:
    """A fact of a sentence as an exact number; the low end where it is a range."""
    if isinstance(value, Span):
        return value.low
    assert isinstance(value, int | Decimal | Fraction)
    return Fraction(value)


def quality(points: Any, bonus: Any, available: Any, improvement: Any, percent: Any) -> bool:
    """Points and bonus over what is available, plus improvement, at most 100."""
    whole = 100 * (exact(points) + exact(bonus)) / exact(available) + exact(improvement)
    return exact(percent) == min(Fraction(100), whole)


def cost(points: Any, available: Any, improvement: Any, percent: Any) -> bool:
    """Points over what is available, plus improvement, at most 100."""
    whole = 100 * exact(points) / exact(available) + exact(improvement)
    return exact(percent) == min(Fraction(100), whole)


def activities(points: Any, maximum: Any, percent: Any) -> bool:
    """Points over the maximum."""
    return exact(percent) == 100 * exact(points) / exact(maximum)


def interoperability(points: Any, bonus: Any, percent: Any) -> bool:
    """Points and bonus, at most 100."""
    return exact(percent) == min(Fraction(100), exact(points) + exact(bonus))


def contribution(_: Any, percent: Any, weight: Any, weighted: Any) -> bool:
    """The percent times the weight."""
    return exact(weighted) == exact(percent) * exact(weight) / 100


def whole_score(*facts: Any) -> bool:
    """The sum of what the categories contribute and the bonus, at most the maximum."""
    *parts, total, most = facts
    return exact(total) == min(exact(most), sum(map(exact, parts), Fraction(0)))


OPERATIONS: dict[str, Callable[..., bool]] = {
    "Quality: ({} points": quality,
    "Cost: {} of {} points": cost,
    "Improvement activities: {} of {}": activities,
    "Promoting interoperability: {} points": interoperability,
    "{}: {} percent x weight": contribution,
    "Final score: {} for quality": whole_score,
}
"""How sentences begin that state an operation, and the operation that must hold of their facts."""


@SOME
@given(performances())
def test_a_sentence_states_the_operation_that_made_the_number(performance: Performance) -> None:
    """Whoever computes again what a sentence says comes to the number it says."""
    final = scored(performance)
    for why in final.why.walk():
        for begins, holds in OPERATIONS.items():
            if why.template.startswith(begins):
                assert holds(*why.facts), why.says


@SOME
@given(performances())
def test_the_parts_of_a_sum_are_its_reasons(performance: Performance) -> None:
    """What a category contributes is the last number of that category's own reason."""
    final = scored(performance)
    for category, part in final.categories.items():
        if part.weight:
            assert part.why.facts[0] == category.value
            assert part.why.facts[3] == part.contribution
            assert part.why in final.why.parts or part.why in final.why.walk()


@SOME
@given(performances())
def test_every_reason_ends_in_a_citation_or_a_fact(performance: Performance) -> None:
    """A reason without parts rests on a provision, or names the fact that somebody gave."""
    unfounded = [why.says for why in scored(performance).why.walk() if not grounded(why)]
    assert unfounded == []


def grounded(why: Why) -> bool:
    """Whether the reason rests on something: parts, provisions or facts."""
    return bool(why.parts or why.under or why.facts)


@SOME
@given(performances())
def test_every_sentence_can_be_read(performance: Performance) -> None:
    """No sentence shows a fraction, a place left open, or the inside of the program."""
    for why in scored(performance).why.walk():
        said = why.says
        assert said.strip() == said
        assert said
        assert not any(sign in said for sign in ("{", "}", "Fraction(", "Decimal(", "Span(", "<"))
        assert "None" not in said


@SOME
@given(performances())
def test_every_citation_is_of_the_year(performance: Performance) -> None:
    """A score rests on provisions of its own year only."""
    years = {one.year for why in scored(performance).why.walk() for one in why.under}
    assert years <= {performance.performance_year}


@SOME
@given(performances())
def test_every_measure_that_counts_is_among_the_reasons(performance: Performance) -> None:
    """The reason of every counted quality and cost measure is found below the final score's."""
    final = scored(performance)
    below = {id(why) for why in final.why.walk()}
    for category in (Category.QUALITY, Category.COST):
        part = final.categories[category]
        if part.weight and part.score.percent is not None and part.score.percent.exact:
            said = {why.says for why in final.why.walk()}
            for row in part.score.counted:
                assert id(row.why) in below or row.why.says in said


def test_numbers_in_sentences_are_printed_as_answers_print_them() -> None:
    """A sentence shows a number to four decimals at most, without zeros at its end."""
    why = Why("{} of {} is {}.", (Fraction(1, 3), Decimal("60.00"), Span.at(Fraction(5, 2))))
    assert why.says == "0.3333 of 60 is 2.5."
    assert plain(Fraction(-1, 100000)) == "0"
