"""What a file would say of a year, and how that is put aside until somebody confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from openmips.practice.models import Topic
from openmips.practice.rosters import Entry
from openmips.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was read of a file.

    `kind` is one of `FileKind`. `said` are the statements it would make, by topic and key.
    `entries` are clinicians for the roster, `tin` the practice's TIN where it has none yet.
    `counts` say how much was read and left out, `notes` what whoever confirms should know.
    `counted_with` are the digests of all files that the statements were counted from, where
    they come from more than this one. `blocked`: something keeps it from being confirmed.
    """

    kind: str
    said: Mapping[Topic, Mapping[str, Any]] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    tin: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    counted_with: tuple[str, ...] = ()
    blocked: bool = False

    def document(self) -> dict[str, Any]:
        """The proposal as it is put aside."""
        return {
            "kind": self.kind,
            "said": {topic.value: dict(values) for topic, values in self.said.items()},
            "entries": [
                {**asdict(one), "joined": _iso(one.joined), "left": _iso(one.left)}
                for one in self.entries
            ],
            "tin": self.tin,
            "counts": dict(self.counts),
            "notes": list(self.notes),
            "problems": [problem_document(one) for one in self.problems],
            "counted_with": list(self.counted_with),
            "blocked": self.blocked,
        }


def read_proposal(document: Mapping[str, Any]) -> Proposal:
    """A proposal that was put aside."""
    return Proposal(
        document["kind"],
        {Topic(topic): values for topic, values in document["said"].items()},
        tuple(
            Entry(**{**one, "joined": _day(one["joined"]), "left": _day(one["left"])})
            for one in document["entries"]
        ),
        document["tin"],
        document["counts"],
        tuple(document["notes"]),
        tuple(map(read_problem, document["problems"])),
        tuple(document["counted_with"]),
        document["blocked"],
    )


def problem_document(problem: Problem) -> dict[str, Any]:
    """A problem as it is put aside."""
    return {**asdict(problem), "severity": problem.severity.value}


def read_problem(document: Mapping[str, Any]) -> Problem:
    """A problem that was put aside."""
    return Problem(**{**document, "severity": Severity(document["severity"])})


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
