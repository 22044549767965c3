"""Why CMS's figures differ from ours: reasons that were tried out and reproduce CMS's numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from openmips.feedback.comparing import Line, Verdict, lines_of, matched
from openmips.feedback.library import reasons
from openmips.feedback.measure_trials import measure_trials
from openmips.feedback.ours import figures_of
from openmips.feedback.rounding import rounding
from openmips.feedback.situation import Situation, scored
from openmips.feedback.stated import Figure, Stated
from openmips.feedback.trials import Trial, practice_trials

ROUNDING = "rounding"
"""The one reason that is no change of the facts."""

_AGREEING = (Verdict.SAME, Verdict.WITHIN)


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason that reproduces CMS's number, and what it concerns.

    Where several would do it equally well, `alternatives` holds the others: nobody can say
    from the numbers which of them it is.
    """

    reason: str
    about: str
    alternatives: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """A line of the comparison, with every cause that its difference has."""

    line: Line
    causes: tuple[Cause, ...] = ()

    @property
    def unexplained(self) -> bool:
        """Whether the figures differ and nothing that was tried makes ours CMS's."""
        return self.line.verdict not in _AGREEING and not self.causes


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every figure of CMS's beside ours, and the measures that could not be told apart."""

    lines: tuple[Explained, ...]
    unclear: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A trial that was taken up, with those that would have done as well."""

    trial: Trial
    others: tuple[Trial, ...]

    @property
    def cause(self) -> Cause:
        """The step as it is told."""
        others = tuple(Cause(one.reason, one.about) for one in self.others)
        return Cause(self.trial.reason, self.trial.about, others)


_Lines = Mapping[Figure, Line]


def comparison(situation: Situation, given: Stated) -> Comparison:
    """CMS's result beside ours, each difference with its causes or unexplained.

    A cause is claimed only if ours, scored again as it supposes, gives CMS's number, and no
    number that agreed before stops agreeing. A number that it takes from CMS is no proof.
    """
    found = matched(given, figures_of(scored(situation), situation.policy))
    stated = found.stated
    before = _compared(situation, stated)
    rounded = _rounded(before, stated, situation)
    steps = _steps(situation, stated, before, frozenset(rounded))
    after = _compared(_applied(situation, [one.trial for one in steps]), stated)
    at_last = _rounded(after, stated, situation)
    causes = {
        figure: _causes(line, situation, stated, steps, after)
        for figure, line in before.items()
        if figure not in rounded
    }
    for figure, how in (*at_last.items(), *rounded.items()):
        causes[figure] = (*causes.get(figure, ()), Cause(ROUNDING, how))
    return Comparison(
        tuple(Explained(line, causes[figure]) for figure, line in before.items()), found.unclear
    )


def conceded(situation: Situation, given: Stated) -> Situation:
    """The situation with everything that only CMS can know taken as CMS says it."""
    stated = matched(given, figures_of(scored(situation), situation.policy)).stated
    lines = tuple(_compared(situation, stated).values())
    trials = (
        *practice_trials(situation, stated, lines),
        *measure_trials(situation, stated, lines),
    )
    return _applied(situation, [one for one in trials if reasons()[one.reason].ground is None])


def _compared(situation: Situation, stated: Stated) -> _Lines:
    ours = figures_of(scored(situation), situation.policy)
    return {line.figure: line for line in lines_of(stated, ours)}


def _rounded(lines: _Lines, stated: Stated, situation: Situation) -> dict[Figure, str]:
    """The differences that are rounding, each with how."""
    found = {
        figure: rounding(line, stated, lines, situation.policy) for figure, line in lines.items()
    }
    return {figure: how for figure, how in found.items() if how is not None}


def _applied(situation: Situation, trials: Iterable[Trial]) -> Situation:
    return reduce(lambda given, trial: trial.apply(given), trials, situation)


def _steps(
    situation: Situation, stated: Stated, before: _Lines, closed: frozenset[Figure]
) -> list[_Step]:
    """Trials, the one that explains most first, until nothing more can be explained."""
    lines = tuple(before.values())
    trials = [
        *practice_trials(situation, stated, lines),
        *measure_trials(situation, stated, lines),
    ]
    steps: list[_Step] = []
    now, current = situation, before
    while any(_is_open(line) and line.figure not in closed for line in current.values()):
        tried = [(trial, _compared(trial.apply(now), stated)) for trial in trials]
        worth = [(_gain(trial, current, then, closed), trial, then) for trial, then in tried]
        most = max((gain for gain, _, _ in worth), key=len, default=frozenset())
        if not most:
            break
        best = [(trial, then) for gain, trial, then in worth if gain == most]
        fewest = min(len(trial.takes) for trial, _ in best)
        best = [(trial, then) for trial, then in best if len(trial.takes) == fewest]
        (trial, then), *others = best
        steps.append(_Step(trial, tuple(one for one, _ in others)))
        now, current = trial.apply(now), then
        trials.remove(trial)
    return steps


def _is_open(line: Line) -> bool:
    return line.verdict is not Verdict.SAME


def _gain(trial: Trial, now: _Lines, then: _Lines, closed: frozenset[Figure]) -> frozenset[Figure]:
    """The figures that a trial makes agree; none where it makes another disagree."""
    for figure, line in then.items():
        was = now.get(figure)
        worse = was is None or was.verdict in _AGREEING
        if line.verdict not in _AGREEING and worse and figure not in closed:
            return frozenset()
    return frozenset(
        figure
        for figure, line in now.items()
        if _is_open(line) and _settled(figure, then)
        if figure not in trial.takes and figure not in closed
    )


def _settled(figure: Figure, then: _Lines) -> bool:
    """Whether a figure agrees exactly, or stands open no more."""
    return figure not in then or not _is_open(then[figure])


def _causes(
    line: Line, situation: Situation, stated: Stated, steps: Sequence[_Step], after: _Lines
) -> tuple[Cause, ...]:
    """The steps without which the line would not agree."""
    if not _is_open(line) or not _settled(line.figure, after):
        return ()
    needed = []
    for step in steps:
        rest = [one.trial for one in steps if one is not step]
        without = _compared(_applied(situation, rest), stated)
        if not _settled(line.figure, without):
            needed.append(step)
    return tuple(step.cause for step in needed or steps)
