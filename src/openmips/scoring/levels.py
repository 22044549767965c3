"""Which of a clinician's several final scores counts."""

from __future__ import annotations

from collections.abc import Sequence

from openmips.policy.topics import Policy
from openmips.scoring.results import FinalScore
from openmips.why import Why


def counting_score(scores: Sequence[FinalScore], policy: Policy) -> tuple[int, Why]:
    """The place of the score that counts, and why (rule PAY-HIER).

    A virtual group's score overrides everything; otherwise the highest counts, whatever its
    level and reporting option. A span is judged by its low end, then by its high end.
    """
    overriding = policy.final.overriding_levels
    over = [
        place
        for place, score in enumerate(scores)
        if score.performance.entity.entity_type.value in overriding.value
    ]
    among = over or range(len(scores))
    best = max(among, key=lambda place: (scores[place].score.low, scores[place].score.high))
    chosen = scores[best]
    if len(scores) == 1:
        return best, chosen.why
    option = f"{chosen.performance.entity.entity_type.value} {chosen.performance.program}"
    says = (
        "{} scores; the virtual group's counts: {} ({})."
        if over
        else "{} scores; the highest counts: {} ({})."
    )
    facts = (len(scores), chosen.score, option)
    parts = (chosen.why, *(score.why for score in scores if score is not chosen))
    return best, Why(says, facts, (overriding,), parts)
