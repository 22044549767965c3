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


@dataclass(frozen=True, slots=True)
class _Seen:
    """The lines of one comparison; `rounded` says of those that differ by rounding alone, how."""

    lines: Mapping[Figure, Line]
    rounded: Mapping[Figure, str]

    def is_open(self, figure: Figure) -> bool:
        """Whether the figure is there and does not agree exactly."""
        line = self.lines.get(figure)
        return line is not None and line.verdict is not Verdict.SAME and figure not in self.rounded

    def agrees(self, figure: Figure) -> bool:
        """Whether the figure is there and agrees, be it within a range."""
        line = self.lines.get(figure)
        return line is not None and (line.verdict in _AGREEING or figure in self.rounded)


def comparison(situation: Situation, given: Stated) -> Comparison:
    """CMS's result beside ours, each difference with its causes or unexplained.

    A cause is claimed only if ours, scored again as it supposes, gives CMS's number, and no
    number that agreed before stops agreeing. A number that it takes from CMS is no proof.
    """
    found = matched(given, figures_of(scored(situation), situation.policy))
    stated = found.stated
    before = _seen(situation, stated)
    steps = _steps(situation, stated, before)
    after = _seen(_applied(situation, [one.trial for one in steps]), stated)
    lines = (
        Explained(line, _causes(figure, situation, stated, steps, before, after))
        for figure, line in before.lines.items()
    )
    return Comparison(tuple(lines), found.unclear)


def conceded(situation: Situation, given: Stated) -> Situation:
    """The situation with everything that only CMS can know taken as CMS says it."""
    stated = matched(given, figures_of(scored(situation), situation.policy)).stated
    trials = _trials(situation, stated, _seen(situation, stated))
    return _applied(situation, [one for one in trials if reasons()[one.reason].ground is None])


def _trials(situation: Situation, stated: Stated, before: _Seen) -> list[Trial]:
    """Everything that could be tried."""
    lines = tuple(before.lines.values())
    return [
        *practice_trials(situation, stated, lines),
        *measure_trials(situation, stated, lines),
    ]


def _seen(situation: Situation, stated: Stated) -> _Seen:
    ours = figures_of(scored(situation), situation.policy)
    lines = {line.figure: line for line in lines_of(stated, ours)}
    rounded = {}
    for figure, line in lines.items():
        how = rounding(line, stated, lines, situation.policy)
        if how is not None:
            rounded[figure] = how
    return _Seen(lines, rounded)


def _applied(situation: Situation, trials: Iterable[Trial]) -> Situation:
    return reduce(lambda given, trial: trial.apply(given), trials, situation)


def _steps(situation: Situation, stated: Stated, before: _Seen) -> list[_Step]:
    """Trials, the one that explains most first, until nothing more can be explained."""
    trials = _trials(situation, stated, before)
    steps: list[_Step] = []
    now, current = situation, before
    while any(map(current.is_open, current.lines)):
        tried = [(trial, _seen(trial.apply(now), stated)) for trial in trials]
        worth = [(_gain(trial, current, then), trial, then) for trial, then in tried]
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


def _gain(trial: Trial, now: _Seen, then: _Seen) -> frozenset[Figure]:
    """The figures that a trial makes agree; none where it makes another disagree."""
    for figure in then.lines:
        worse = figure not in now.lines or now.agrees(figure)
        if worse and not then.agrees(figure):
            return frozenset()
    return frozenset(
        figure
        for figure in now.lines
        if now.is_open(figure) and not then.is_open(figure) and figure not in trial.takes
    )


def _causes(
    figure: Figure,
    situation: Situation,
    stated: Stated,
    steps: Sequence[_Step],
    before: _Seen,
    after: _Seen,
) -> tuple[Cause, ...]:
    """The steps without which the figure would not agree, and rounding where that is left."""
    how = after.rounded.get(figure, before.rounded.get(figure))
    rest = () if how is None else (Cause(ROUNDING, how),)
    if not before.is_open(figure) or after.is_open(figure):
        return rest
    needed = []
    for step in steps:
        others = [one.trial for one in steps if one is not step]
        if _seen(_applied(situation, others), stated).is_open(figure):
            needed.append(step)
    return (*(step.cause for step in needed or steps), *rest)
