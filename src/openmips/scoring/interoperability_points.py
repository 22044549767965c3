"""Where the points of excluded promoting interoperability measures go."""

from __future__ import annotations

from collections.abc import Set
from decimal import Decimal

from openmips.policy.topics import InteroperabilityPolicy, Transfer
from openmips.why import Why

SHARED = "+"
"""Joins the measures of a route that share the points it receives."""


def available_points(
    required: tuple[str, ...], out: Set[str], rules: InteroperabilityPolicy
) -> tuple[dict[str, Decimal], tuple[Why, ...]]:
    """The most each measure can earn once the points of those that are `out` have moved.

    Points go to the first destination in use, a route's measures sharing equally; an
    excluded or suppressed measure is not in use. Source: rule PI-EXCL-1.
    """
    most = {measure_id: rules.points[measure_id].value for measure_id in required}
    moved: list[Why] = []
    for provision in rules.transfers.values():
        transfer = provision.value
        if transfer.excluded not in out or transfer.excluded not in most:
            continue
        parts = _destination(transfer, most, out)
        points = most.pop(transfer.excluded)
        for measure_id in parts:
            most[measure_id] += points / len(parts)
        says = "The {} points of {} go to {}."
        facts = (points, transfer.excluded, " and ".join(parts) or "no measure")
        moved.append(Why(says, facts, (provision,)))
    return most, tuple(moved)


def _destination(transfer: Transfer, most: dict[str, Decimal], out: Set[str]) -> list[str]:
    """The measures that take the points; empty where none of the transfer's is in use."""
    for option in transfer.to:
        parts = option.split(SHARED)
        if all(measure_id in most and measure_id not in out for measure_id in parts):
            return parts
    return []
