"""Every trap is set, and does to the counts what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from claims.micro import MicroCase, added_up
from claims.oracle import measured

from openmips.catalog.load import YEARS
from openmips.claims.lines import NAMES
from openmips.claims.synthetic.billed import rows
from openmips.claims.synthetic.codes import measure_codes
from openmips.claims.synthetic.traps import TRAPS, traps_for
from openmips.claims.synthetic.world import Order, seeded, synthetic_claims

EFFECTS = yaml.safe_load((Path(__file__).parent / "effects.yaml").read_text("utf-8"))
SEED = 11


def alone(name: str, year: int) -> tuple[dict[str, str], ...]:
    """The rows of a world that holds nothing but one trap."""
    order = Order(year, clinicians=1, lines=0, traps=(name,))
    claims = synthetic_claims(order, seeded(SEED))
    return tuple(dict(zip(NAMES, row, strict=True)) for claim in claims for row in rows(claim))


def set_and_expected() -> list[tuple[str, int, dict[str, Any]]]:
    """Every trap in every year in which it has an effect."""
    return [
        (name, year, effect)
        for name, effects in EFFECTS.items()
        for effect in effects
        for year in effect.get("years", YEARS)
    ]


@pytest.mark.parametrize(("name", "year", "effect"), set_and_expected())
def test_a_trap_has_its_effect(name: str, year: int, effect: dict[str, Any]) -> None:
    """The oracle counts what follows from the trap's own words, no more and no less."""
    expect = {stratum: tuple(counts) for stratum, counts in effect["expect"].items()}
    case = MicroCase(name, year, effect["measure"], alone(name, year), expect)
    assert case.rows
    assert added_up(measured(case.rows, year), case) == expect


@pytest.mark.parametrize("year", YEARS)
def test_every_trap_that_fits_a_year_has_an_effect_there(year: int) -> None:
    """No trap is set that nobody has worked out."""
    worked_out = {name for name, when, _ in set_and_expected() if when == year}
    assert {trap.name for trap in traps_for(measure_codes(year), None)} == worked_out


def test_every_trap_fits_some_year_and_says_what_it_is() -> None:
    """No trap is left over, and each is a sentence."""
    assert set(EFFECTS) == set(TRAPS)
    assert [name for name, trap in TRAPS.items() if not trap.says.endswith(".")] == []


@pytest.mark.parametrize("year", YEARS)
def test_a_year_of_claims_holds_every_trap(year: int) -> None:
    """The whole set is there even in a small world, and ordinary claims beside it."""
    claims = list(synthetic_claims(Order(year, clinicians=2, lines=1_000), seeded(SEED)))
    fitting = {trap.name for trap in traps_for(measure_codes(year), None)}
    assert {claim.trap for claim in claims} == {*fitting, ""}


def test_a_large_world_sets_the_traps_again() -> None:
    """One set for every 20,000 lines."""
    claims = list(synthetic_claims(Order(2024, clinicians=45, lines=40_000), seeded(SEED)))
    half = [claim for claim in claims if claim.trap == "half_of_a_pair"]
    assert len(half) == 2
    assert len({claim.practice.tin for claim in half}) == 2


def test_an_unknown_trap_is_refused() -> None:
    """A name that no trap has is an error."""
    with pytest.raises(KeyError, match="pitfall"):
        list(synthetic_claims(Order(2024, traps=("pitfall",)), seeded(SEED)))
