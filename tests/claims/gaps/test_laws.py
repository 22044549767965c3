"""A gap is closed by any of the answers it offers, and nothing else is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from claims.engine.rows import World, definitions, worlds
from hypothesis import given, settings

from openmips.claims.answered import history_of, read, written
from openmips.claims.choices import Choice
from openmips.claims.definitions import Definitions
from openmips.claims.gaps import Calendar, Fault, Gap, gaps
from openmips.claims.gathering import Gathered, gathered, key_of
from openmips.claims.instances import instances
from openmips.claims.lines import Claim, Line
from openmips.policy.claims_topics import CountingUnit


def calendar(world: World) -> Calendar:
    """The last day of the world's year."""
    return Calendar(date(world.year, 12, 31), date(world.year + 1, 3, 1))


def with_codes(claim: Claim, choice: Choice) -> Claim:
    """The claim with the codes of a choice on new lines."""
    added = tuple(
        Line(90 + number, codes.codes[0], frozenset(codes.modifiers), "11")
        for number, codes in enumerate(choice.missing)
    )
    return replace(claim, lines=(*claim.lines, *added))


def same(one: Gap, other: Gap) -> bool:
    """Whether two gaps are of the same claim and rate."""
    return (
        key_of(one.claim) == key_of(other.claim)
        and one.rate.measure_id == other.rate.measure_id
        and one.rate.stratum == other.rate.stratum
    )


@given(world=worlds())
@settings(max_examples=50)
def test_any_answer_that_a_gap_offers_closes_it(world: World) -> None:
    """Put the codes of a choice on the claim, and it is a gap of that rate no more."""
    what = definitions(world.year, world.measures)
    held = gathered(world.rows)
    for gap in gaps(what, held, calendar(world)):
        for choice in (gap.choices[0], gap.choices[-1]):
            assert choice.missing
            mended = with_codes(gap.claim, choice)
            claims = tuple(mended if one is gap.claim else one for one in held.claims)
            left = gaps(what, replace(held, claims=claims), calendar(world))
            assert not any(same(gap, one) for one in left)


@given(world=worlds())
@settings(max_examples=50)
def test_every_unanswered_instance_is_a_gap_and_no_answered_one(world: World) -> None:
    """Claims without an answer are gaps, but for a second rate that asks nothing of them."""
    what = definitions(world.year, world.measures)
    held = gathered(world.rows)
    unanswered = {
        (one.rate.measure_id, one.rate.stratum, key_of(each.claim))
        for one in instances(what, held.claims)
        if one.outcome is None and one.rate.stratum != "01"
        for each in one.claims
    }
    found = {
        (gap.rate.measure_id, gap.rate.stratum, key_of(gap.claim))
        for gap in gaps(what, held, calendar(world))
        if gap.rate.stratum != "01" and not newer(gap, held, what)
    }
    assert found == unanswered


def newer(gap: Gap, held: Gathered, what: Definitions) -> bool:
    """Whether the gap is a later visit of a patient whose earlier answer stands."""
    return gap.rate.unit.value is CountingUnit.PATIENT_INTERMEDIATE and any(
        one.outcome is not None
        and one.rate is gap.rate
        and any(each.claim is gap.claim for each in one.claims)
        for one in instances(what, held.claims)
    )


@given(world=worlds())
@settings(max_examples=50)
def test_a_history_closes_what_its_claims_would(world: World) -> None:
    """Claims split into past and present lack what they lack together, seen from the present."""
    what = definitions(world.year, world.measures)
    held = gathered(world.rows)
    half = len(held.claims) // 2
    past, present = held.claims[:half], held.claims[half:]
    lines = [line.encode() for line in written(history_of(what, past))]
    history = read(lines)
    assert history == history_of(what, past)
    apart = gaps(what, Gathered(present), calendar(world), history)
    together = gaps(what, Gathered(held.claims), calendar(world))
    own = {key_of(claim) for claim in present}
    expected = {identity(gap) for gap in together if key_of(gap.claim) in own}
    assert {identity(gap) for gap in apart} >= expected
    if not any(gap.rate.unit.value is CountingUnit.EPISODE for gap in together):
        apart = gaps(what, Gathered(present), calendar(world), history)
        assert {identity(gap) for gap in apart} == expected


def identity(gap: Gap) -> tuple[str, str, tuple[str, str, str]]:
    """What tells a gap from others, whatever is wrong there."""
    return gap.rate.measure_id, gap.rate.stratum, key_of(gap.claim)


@given(world=worlds())
@settings(max_examples=30)
def test_a_fault_is_as_it_says(world: World) -> None:
    """A half answer offers what completes it; a missing one offers every answer of the rate."""
    what = definitions(world.year, world.measures)
    for gap in gaps(what, gathered(world.rows), calendar(world)):
        if gap.fault is Fault.HALF_ANSWER:
            assert gap.choices[0].there
        elif gap.fault is Fault.NO_CODE:
            assert len(gap.choices) == len(gap.rate.answers)
        for why in gap.why.walk():
            assert why.says
