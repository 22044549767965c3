"""What was read, what was left out and why: counted in full, listed as far as helps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from openmips.problems.finding import Problem, ProblemKind

MOST_LISTED = 100
"""So many problems of a kind are listed; the others are counted."""

NOT_PART_B = "not_part_b"
"""The reason of claims for other payers than Medicare Part B."""

REPEATED = "repeated"
"""The reason of lines that stood in another file, or another copy of the claim, too."""

REMITTANCE_NOT_PART_B = "remittance_not_part_b"
"""The reason of other payers' answers."""

REASONS: Mapping[str, str] = {
    NOT_PART_B: "The claim goes to another payer than Medicare Part B.",
    REMITTANCE_NOT_PART_B: "The remittance is another payer's.",
    REPEATED: "The line was read already, in this or another file.",
}
"""What a reason means that is no problem; the others are codes of problems."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many claims and lines; a table of lines counts lines alone."""

    claims: int = 0
    lines: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.claims + other.claims, self.lines + other.lines)


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file that was read: its name, what it is, and how much of it was kept."""

    name: str
    kind: str
    kept: Count


class Notes:
    """The problems and counts of one intake, gathered while it runs."""

    def __init__(self) -> None:
        self.skipped: dict[str, Count] = {}
        self.payers: Counter[str] = Counter()
        self.files: list[FileRead] = []
        self.passed_over: list[str] = []
        self._problems: list[Problem] = []
        self._found: Counter[ProblemKind] = Counter()

    def add(
        self,
        kind: ProblemKind,
        file: str | None,
        where: str,
        found: str,
        expected: str = "",
        remedy: str = "",
    ) -> None:
        """Note a problem: what was found and expected, in which file and where in it."""
        self._found[kind] += 1
        if self._found[kind] > MOST_LISTED:
            return
        sentence = f"{found}; expected {expected}." if expected else f"{found}."
        message = sentence[0].upper() + sentence[1:]
        advice = remedy or kind.remedy
        self._problems.append(Problem(kind.code, kind.severity, message, advice, where, file))

    def more(self, kind: ProblemKind, count: int) -> None:
        """Count problems of a kind that are not worth a message each."""
        self._found[kind] += count

    def skip(self, reason: str, claims: int = 0, lines: int = 0) -> None:
        """Count claims and lines that were left out."""
        self.skipped[reason] = self.skipped.get(reason, Count()) + Count(claims, lines)

    def problems(self) -> tuple[Problem, ...]:
        """All problems listed, and a last one for each kind with more than are listed."""
        more = [
            Problem(
                kind.code,
                kind.severity,
                f"There are {count - MOST_LISTED:,} more of these that are not listed.",
                kind.remedy,
            )
            for kind, count in self._found.items()
            if count > MOST_LISTED
        ]
        return (*self._problems, *more)
