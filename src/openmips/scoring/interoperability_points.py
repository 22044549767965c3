"""Where the points of excluded promoting interoperability measures go."""

from __future__ import annotations

from collections.abc import Set
from decimal import Decimal

from openmips.policy.topics import InteroperabilityPolicy
from openmips.why import Why

SHARED = "+"
"""Joins the measures of a route that share the points it receives."""


def available_points(
    required: tuple[str, ...], out: Set[str], rules: InteroperabilityPolicy
) -> tuple[dict[str, Decimal], tuple[Why, ...]]:
    """The most each measure can earn once the points of those that are `out` have moved.

    The transfers run in their order, so points can move on: from PDMP to e-prescribing, from
    there to health information exchange. Points go to the first destination in use; one that
    is itself out holds them only until its own transfer. Source: rule PI-EXCL-1.
    """
    most = {measure_id: rules.points[measure_id].value for measure_id in required}
    moved: list[Why] = []
    for provision in rules.transfers.values():
        transfer = provision.value
        if transfer.excluded not in out or transfer.excluded not in most:
            continue
        there = [
            option
            for option in transfer.to
            if all(measure_id in most for measure_id in option.split(SHARED))
        ]
        usable = [option for option in there if not set(option.split(SHARED)) <= out]
        destination = next(iter(usable or there), None)
        if destination is None:
            continue
        points = most.pop(transfer.excluded)
        parts = destination.split(SHARED)
        for measure_id in parts:
            most[measure_id] += points / len(parts)
        says = "The {} points of {} go to {}."
        facts = (points, transfer.excluded, " and ".join(parts))
        moved.append(Why(says, facts, (provision,)))
    return most, tuple(moved)
