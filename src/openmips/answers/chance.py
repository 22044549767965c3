"""How likely a year reaches the threshold if nothing more is done, without any plan."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from openmips.answers.plan_situation import Asked, situation_of
from openmips.answers.score import read
from openmips.catalog import catalog_for
from openmips.formats.strict_json import Source
from openmips.planning.as_now import outcome_as_now
from openmips.scoring.final import final_score
from openmips.scoring.levels import counting_score


def chance_as_now(
    *submissions: Source, profile: Source | None = None, as_of: date | None = None
) -> Fraction:
    """The chance, from 0 to 1, that `openmips plan` answers under `asNow`.

    Raises ProblemsFound with everything that is wrong with the input.
    """
    facts = read(submissions, profile)
    year = facts.performances[0].performance_year
    scores = [final_score(one, catalog_for(year), facts.policy) for one in facts.performances]
    place, _ = counting_score(scores, facts.policy)
    day = as_of or date.today()
    situation, _ = situation_of(scores[place], facts, None, None, Asked(), day)
    return outcome_as_now(situation).chance
