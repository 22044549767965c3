"""What the law changed between two years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openmips.policy.topics import Policy
from openmips.policy.walk import provisions_of
from openmips.why import Provision


@dataclass(frozen=True, slots=True)
class Difference:
    """One provision that the two years do not share, or not with the same value."""

    name: str
    earlier: Provision[Any] | None
    later: Provision[Any] | None


def differences(earlier: Policy, later: Policy) -> list[Difference]:
    """Every provision that is new, gone or of another value or unit.

    `programme.payment_year` follows the year and is left out.
    """
    before = {provision.name: provision for provision in provisions_of(earlier)}
    after = {provision.name: provision for provision in provisions_of(later)}
    names = [*after, *(name for name in before if name not in after)]
    return [
        Difference(name, before.get(name), after.get(name))
        for name in names
        if name != "programme.payment_year" and not _same(before.get(name), after.get(name))
    ]


def _same(one: Provision[Any] | None, other: Provision[Any] | None) -> bool:
    if one is None or other is None:
        return False
    return (one.value, one.unit) == (other.value, other.unit)
