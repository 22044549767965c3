"""Which changes can still be made on a day: some need time that is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from openmips.answers.change import Change, ChangeKind
from openmips.answers.quality_changes import TRIED
from openmips.catalog.entries import CLAIMS
from openmips.planning.dates import dates_for
from openmips.policy.topics import Policy, QualityPolicy
from openmips.scoring.populations import is_complete

_CARE = frozenset({ChangeKind.NEXT_DECILE, ChangeKind.BEST_RATE, ChangeKind.CASES})
"""What only care of the year itself can change."""


def still_open(changes: Iterable[Change], policy: Policy, as_of: date) -> Iterator[Change]:
    """The changes that can still be made; all where the year is closed, to look back at.

    What cannot begin any more may have been under way in time: then it can be submitted.
    """
    dates = dates_for(policy)
    last_starts = {
        ChangeKind.ACTIVITIES: dates.activities_start_by,
        ChangeKind.INTEROPERABILITY: dates.interoperability_starts_by,
    }
    for change in changes:
        by_claims = change.collection_type == CLAIMS and change.kind is not ChangeKind.NEW_MEASURE
        start = last_starts.get(change.kind)
        if dates.closed(as_of):
            yield change
        elif start is not None and as_of > start:
            yield replace(change, only_if=f"only if it was under way by {start}")
        elif as_of <= dates.year_ends or not (by_claims or change.kind in _CARE):
            yield change


def collectable(policy: Policy, as_of: date) -> tuple[str, ...]:
    """How a new measure can still be reported: on claims only while it can be complete."""
    dates = dates_for(policy)
    left = 1 - dates.elapsed(as_of)
    complete = is_complete(left.numerator, left.denominator, policy.topic(QualityPolicy))
    every = complete or dates.closed(as_of)
    return tuple(one for one in TRIED if every or one != CLAIMS)
