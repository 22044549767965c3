"""What is read of claims, what is left out and why; and how a foreign table could be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NotRequired, TypedDict

from openmips.answers.claims_asked import ProblemAnswer, problem_answer, refusal
from openmips.answers.claims_tables import Files, claims_at_hand
from openmips.claims.gathering import Aside, gathered
from openmips.claims.intake.csv_texts import NotCsv, sample
from openmips.claims.intake.mapping import mapping_text
from openmips.claims.intake.notes import REASONS
from openmips.claims.intake.proposing import propose_mapping
from openmips.problems import CATALOGUE
from openmips.problems.claims_kinds import NOT_CLAIMS
from openmips.problems.document_kinds import FILE_NOT_READABLE

_ASIDE = {
    Aside.DUPLICATE: "The line is the same as another in every column.",
    Aside.REPLACED: "A later claim replaces or voids the claim.",
    Aside.VOID: "The claim voids another one and is none itself.",
    Aside.DENIED: "Medicare denied the line.",
    Aside.OTHER_PAYER: "The claim goes to another payer than Medicare Part B.",
    Aside.UNDATED: "No line of the claim has a date of service.",
}


def _silently(name: str) -> None:
    """Tell nobody which file is read."""


class FileAnswer(TypedDict):
    """A file that was read: what it is, and how many claims and lines it gave."""

    file: str
    kind: str
    claims: int
    lines: int


class SkippedAnswer(TypedDict):
    """How much was left out for a reason; tables of lines count lines alone."""

    reason: str
    says: str
    claims: int
    lines: int


class AsideAnswer(TypedDict):
    """Lines that were read and do not count, and why."""

    reason: str
    says: str
    lines: int


class RemittancesAnswer(TypedDict):
    """What became of payers' answers."""

    claims: int
    paid: int
    denied: int
    received: int
    unmatched: int


class ClaimsReadAnswer(TypedDict):
    """What was read, what was left out and why.

    `lines` is what the table holds, `counted` the claims that count in any year; `notCounted`
    says of the other lines why they do not.
    """

    files: list[FileAnswer]
    passedOver: list[str]
    lines: int
    countedClaims: int
    firstDay: str | None
    lastDay: str | None
    skipped: list[SkippedAnswer]
    notCounted: list[AsideAnswer]
    otherPayers: dict[str, int]
    remittances: RemittancesAnswer
    problems: list[ProblemAnswer]


class ColumnsAnswer(TypedDict):
    """A mapping that a table's header suggests: to check, not to trust.

    `mapping` is the text of the mapping file, `columns` names the table's column of ours,
    `missing` are needed columns that none fits, `unused` columns of the table.
    """

    mapping: str
    columns: dict[str, str]
    dates: dict[str, str]
    missing: list[str]
    unused: list[str]
    problems: NotRequired[list[ProblemAnswer]]


def claims_read(
    *paths: str | Path,
    mapping: str | Path | None = None,
    remittances: Iterable[str | Path] = (),
    told: Callable[[str], None] = _silently,
) -> ClaimsReadAnswer:
    """Read claims, and say what became of every line. Raises ProblemsFound."""
    with claims_at_hand(Files.of(paths, mapping, remittances), told) as at_hand:
        summary = at_hand.summary
        held = gathered(at_hand.rows())
        days = [claim.date for claim in held.claims]
        amounts = summary.remittances
        return {
            "files": [
                {
                    "file": one.name,
                    "kind": one.kind,
                    "claims": one.kept.claims,
                    "lines": one.kept.lines,
                }
                for one in summary.files
            ],
            "passedOver": list(summary.passed_over),
            "lines": summary.lines,
            "countedClaims": len(held.claims),
            "firstDay": min(days).isoformat() if days else None,
            "lastDay": max(days).isoformat() if days else None,
            "skipped": [
                {
                    "reason": reason,
                    "says": _says(reason),
                    "claims": count.claims,
                    "lines": count.lines,
                }
                for reason, count in sorted(summary.skipped.items())
            ],
            "notCounted": [
                {"reason": reason.value, "says": _ASIDE[reason], "lines": lines}
                for reason, lines in held.set_aside.items()
            ],
            "otherPayers": dict(sorted(summary.payers.items())),
            "remittances": {
                "claims": amounts.claims,
                "paid": amounts.paid,
                "denied": amounts.denied,
                "received": amounts.received,
                "unmatched": amounts.unmatched,
            },
            "problems": [problem_answer(each) for each in at_hand.problems],
        }


def _says(reason: str) -> str:
    """What a reason for leaving something out means."""
    return REASONS[reason] if reason in REASONS else CATALOGUE.kinds[reason].meaning


def claims_columns(path: str | Path) -> ColumnsAnswer:
    """The mapping that a CSV file's header and first rows suggest. Raises ProblemsFound."""
    name = str(path)
    try:
        header, rows = sample(Path(path))
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise refusal(FILE_NOT_READABLE, name, f"the file cannot be read ({reason})") from error
    except NotCsv as error:
        raise refusal(NOT_CLAIMS, name, "the file does not begin with column names") from error
    proposal = propose_mapping(header, rows)
    notes = ["Proposed from the header. Check every line against the table before you use it."]
    notes += [f"No column fits {missing}, which is needed." for missing in proposal.missing]
    return {
        "mapping": mapping_text(proposal.mapping, notes),
        "columns": dict(proposal.mapping.columns),
        "dates": dict(proposal.mapping.dates),
        "missing": list(proposal.missing),
        "unused": list(proposal.unused),
    }
