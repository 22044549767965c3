"""In worlds where everything meets everything, instances are what the oracle counts."""

from __future__ import annotations

from claims.engine.rows import World, definitions, worlds
from claims.instances.test_counts import counted
from claims.oracle import measured
from hypothesis import given, settings

from openmips.claims.gathering import gathered, key_of
from openmips.claims.instances import instances
from openmips.claims.left_out import left_out


@given(world=worlds())
@settings(max_examples=80)
def test_instances_add_up_to_what_the_oracle_counts(world: World) -> None:
    """Claim by claim explanations and the slow oracle never differ."""
    expected = measured(world.rows, world.year, world.measures)
    assert counted(world.rows, world.year, world.measures) == expected


@given(world=worlds())
@settings(max_examples=40)
def test_a_claim_is_counted_or_left_out_never_both(world: World) -> None:
    """For each rate a claim with a code of it stands in an instance, or has a reason against."""
    what = definitions(world.year, world.measures)
    claims = gathered(world.rows).claims
    inside = {
        (one.rate.measure_id, one.rate.stratum, key_of(each.claim))
        for one in instances(what, claims)
        for each in one.claims
    }
    outside = {
        (one.rate.measure_id, one.rate.stratum, key_of(one.claim)) for one in left_out(what, claims)
    }
    assert inside.isdisjoint(outside)


@given(world=worlds())
@settings(max_examples=40)
def test_every_sentence_can_be_read(world: World) -> None:
    """No reason fails when it is put into words, and none names a patient or clinician."""
    what = definitions(world.year, world.measures)
    claims = gathered(world.rows).claims
    told = [*instances(what, claims), *left_out(what, claims)]
    for one in told:
        for why in one.why.walk():
            assert why.says
            for whole in ("Ada", "Ben", "001000001", "1000000004", "1956-05-05"):
                assert whole not in why.says
