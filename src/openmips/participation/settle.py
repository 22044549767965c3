"""Which status follows when exclusions and the low volume are each known, or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openmips.participation.exclusions import Exclusion
from openmips.participation.results import Margins, Reason, Result, Status
from openmips.why import Why

ABOVE = {
    Status.REQUIRED: "Every criterion is exceeded: reporting is required.",
    Status.MAY_REPORT: "The practice exceeds every criterion: it may report as a group.",
}
BELOW_ALL = "Excluded: no criterion is exceeded."
MAY_OPT_IN = "Some criteria are exceeded, not all: opting in is possible."
OPTED_IN = "Opted in: reporting counts, and payments are adjusted."
VOLUNTARY = "Elected to report voluntarily, without adjustment."


@dataclass(frozen=True, slots=True)
class Judged:
    """What the low volume makes of a level: each possible status with its sentence.

    `code` is CMS's code, where it is known; `missing` names what would leave one status only.
    """

    possible: Mapping[Status, str]
    code: Reason | None
    preliminary: bool
    margins: Margins
    missing: tuple[str, ...]
    why: Why


def applying(tried: Sequence[Exclusion]) -> Exclusion | None:
    """The first exclusion that applies."""
    return next((each for each in tried if each.applies), None)


def settled(tried: Sequence[Exclusion], judged: Judged) -> Result:
    """The first exclusion that applies, else what the low volume makes of it.

    Where facts are missing, the status is known only if they cannot change it.
    """
    doubtful: list[Exclusion] = []
    for each in tried:
        if each.applies:
            if all(other.status is each.status for other in doubtful):
                return Result(each.status, (each.reason,), False, judged.margins, each.why)
            return _unknown(doubtful, each.why, (), False, judged)
        if each.applies is None:
            doubtful.append(each)
    if len(judged.possible) > 1:
        return _unknown(doubtful, judged.why, judged.missing, judged.preliminary, judged)
    ((status, says),) = judged.possible.items()
    if any(each.status is not status for each in doubtful):
        return _unknown(doubtful, judged.why, (), judged.preliminary, judged)
    reasons = (judged.code,) if judged.code and not doubtful else ()
    parts = (*judged.why.parts, *(each.why for each in doubtful))
    why = Why(says, (), judged.why.under, parts)
    return Result(status, reasons, judged.preliminary, judged.margins, why)


def _unknown(
    doubtful: Sequence[Exclusion],
    part: Why,
    missing: tuple[str, ...],
    preliminary: bool,
    judged: Judged,
) -> Result:
    named = (name for each in doubtful for name in each.missing)
    names = tuple(dict.fromkeys((*named, *missing)))
    parts = part.parts or (part,)
    whys = (*parts, *(each.why for each in doubtful))
    why = Why("Not known: it depends on {}.", (", ".join(names),), (), whys)
    return Result(Status.UNKNOWN, (), preliminary, judged.margins, why, names)
