"""Which claim a replacement or void takes out of the count, and which claims are one.

Claims are looked at in the order they were sent. An original with the number, patient,
clinician and date of one that stands is a part or a copy of it. A replacement or void names
its original by the payer's number, by the practice's number, or by bearing the same number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from openmips.claims.lines import REPLACEMENT, VOID
from openmips.values import value

AMENDING = frozenset({REPLACEMENT, VOID})


@value
class Sent:
    """One claim as it was sent, under one TIN.

    `number` is its own in this intake, `control` the practice's, `reference` what it names
    as the claim it amends, `target` the practice's number of that claim where the payer's
    answers tell it.
    """

    number: int
    control: str
    patient_id: str
    npi: str
    day: date | None
    frequency: int
    reference: str
    target: str
    envelope: str
    where: str

    @property
    def identity(self) -> tuple[str, str, date | None]:
        """What sets it apart from other claims with the same number."""
        return self.patient_id, self.npi, self.day


@dataclass(slots=True)
class Standing:
    """A claim made of all its parts and copies, and whether it still stands.

    `original` is the claim it takes out; None where it amends nothing or what it amends was
    not found.
    """

    first: Sent
    numbers: list[int] = field(default_factory=list)
    original: Standing | None = None
    stands: bool = True

    @property
    def amends(self) -> bool:
        """Whether it is a replacement or void."""
        return self.first.frequency in AMENDING


def settled(claims: Iterable[Sent]) -> list[Standing]:
    """The claims that those of one TIN make up, given in the order they were sent."""
    by_control: dict[str, list[Standing]] = defaultdict(list)
    for claim in claims:
        own = by_control[claim.control]
        joined = _same(claim, own)
        if joined is not None:
            joined.numbers.append(claim.number)
            continue
        standing = Standing(claim, [claim.number])
        if standing.amends:
            standing.original = _original(claim, by_control)
            if standing.original is not None:
                standing.original.stands = False
            standing.stands = claim.frequency != VOID
        own.append(standing)
    return [standing for own in by_control.values() for standing in own]


def _same(claim: Sent, own: list[Standing]) -> Standing | None:
    """The claim that this one is a part or a copy of."""
    for standing in reversed(own):
        first = standing.first
        if first.identity != claim.identity or first.frequency != claim.frequency:
            continue
        if not standing.amends:
            return standing if standing.stands else None
        if (first.reference, first.envelope) == (claim.reference, claim.envelope):
            return standing
    return None


def _original(claim: Sent, by_control: Mapping[str, list[Standing]]) -> Standing | None:
    """The standing claim that a replacement or void is about; None where that is not clear."""
    control = claim.target or claim.reference
    if control not in by_control:
        control = claim.control
    live = [standing for standing in by_control.get(control, ()) if standing.stands]
    for alike in (
        [standing for standing in live if standing.first.identity == claim.identity][-1:],
        [standing for standing in live if standing.first.patient_id == claim.patient_id],
        live,
    ):
        if len(alike) == 1:
            return alike[0]
    return None


def names(standing: Iterable[Standing], mark: str) -> dict[int, str]:
    """What each claim is called, by its number in the intake.

    The practice's own number where it is unique; of several claims with one number those
    that stand come first, then in the order given, and all but the first bear a mark and
    their place.
    """
    by_control: dict[str, list[Standing]] = defaultdict(list)
    for one in standing:
        by_control[one.first.control].append(one)
    called: dict[int, str] = {}
    for control, several in by_control.items():
        ordered = sorted(several, key=lambda one: not one.stands)
        for place, one in enumerate(ordered, 1):
            name = control if place == 1 else f"{control}{mark}{place}"
            called.update(dict.fromkeys(one.numbers, name))
    return called
