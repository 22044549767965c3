"""How an action says that it cannot be done: one problem, with its code and what to do."""

from __future__ import annotations

from openmips.problems import document_kinds
from openmips.problems.finding import Findings, ProblemKind, ProblemsFound


def refusal(
    kind: ProblemKind,
    found: str,
    expected: str = "",
    *,
    location: str = "$",
    file: str | None = None,
) -> ProblemsFound:
    """The exception for one problem: what was found, what was expected, and where."""
    findings = Findings(file, document_kinds.TOO_MANY_PROBLEMS)
    findings.add(kind, location, found, expected)
    return ProblemsFound(findings.problems)
