"""What comes of a year if nothing more is done."""

from __future__ import annotations

from openmips.planning.outcome import Outcome, stakes_of
from openmips.planning.search import Search
from openmips.planning.situation import Situation
from openmips.planning.ways import ways


def outcome_as_now(situation: Situation) -> Outcome:
    """The outcome of the way of today with no step taken; no other way is looked at."""
    way = ways(situation, only_current=True)[0]
    return Search(way, (), way.activities[0], situation, stakes_of(situation)).plan(()).outcome
