"""Which documents CMS would take by file, and everything that is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from openmips.answers.documents import Document, documents
from openmips.answers.parallel import Progress, each
from openmips.formats.examine import Examined, Examiner
from openmips.problems import batch_kinds
from openmips.problems.finding import Problem, ProblemsFound, Severity

FileSource = str | Path | bytes
"""A file, a folder, a ZIP archive, a pattern, or the bytes of a document."""


class FileProblem(TypedDict):
    """One problem of a file. `code` is a number in the comparing mode."""

    code: str | int
    severity: str
    message: str
    remedy: str
    location: str
    line: int | None
    column: int | None


class FileAnswer(TypedDict):
    """What was found of one document; `format` is qpp-json, qpp-xml, qrda3 or None."""

    file: str
    outcome: str
    format: str | None
    performanceYear: int | None
    problems: list[FileProblem]


class ValidateAnswer(TypedDict):
    """The documents in the order given, and how many were accepted and rejected."""

    files: list[FileAnswer]
    accepted: int
    rejected: int


def validate(
    *sources: FileSource,
    compat: str | None = None,
    year: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> ValidateAnswer:
    """What CMS would say of each document that the sources lead to, and more.

    With `compat` "cms" exactly what CMS's own converter says of QRDA III documents, of the
    year's version. More than one worker reads in several processes.
    """
    return validate_documents(documents(sources), compat, year, workers, progress)


def validate_documents(
    found: Sequence[Document],
    compat: str | None = None,
    year: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> ValidateAnswer:
    """What CMS would say of each document; see `validate`."""
    checker = FileChecker(Examiner(comparing=compat == "cms", year=year))
    return summary(each(checker, found, workers, progress))


def summary(files: Iterable[FileAnswer]) -> ValidateAnswer:
    """The answers of many files in one."""
    found = list(files)
    accepted = sum(one["outcome"] == "accepted" for one in found)
    return {"files": found, "accepted": accepted, "rejected": len(found) - accepted}


@dataclass(frozen=True, slots=True)
class FileChecker:
    """Checks one document; can be sent to another process."""

    examiner: Examiner

    def __call__(self, document: Document) -> FileAnswer:
        """The answer for the document, whatever it holds."""
        found = examined(document, self.examiner)
        outcome = "accepted" if isinstance(found, Examined) and found.accepted else "rejected"
        return file_answer(document, outcome, found)


def examined(document: Document, examiner: Examiner) -> Examined | tuple[Problem, ...]:
    """What was found of a document, or why there is nothing to examine.

    An error that nobody expected ends this document only; its text may hold data, so that
    it stays out.
    """
    try:
        return examiner.examine(document.content(), document.name)
    except ProblemsFound as stopped:
        return stopped.problems
    except Exception as error:
        kind = batch_kinds.UNEXPECTED_ERROR
        found = f"An error of type {type(error).__name__} was met."
        return (Problem(kind.code, kind.severity, found, kind.remedy, "$", document.name),)


def file_answer(
    document: Document, outcome: str, found: Examined | tuple[Problem, ...]
) -> FileAnswer:
    """The answer for a document of which so much was found."""
    problems: tuple[Problem, ...]
    read_as, year = None, None
    if isinstance(found, Examined):
        problems, read_as, year = found.problems, found.kind.value, found.performance_year
    else:
        problems = found
    return {
        "file": document.name,
        "outcome": outcome,
        "format": read_as,
        "performanceYear": year,
        "problems": [file_problem(one) for one in problems],
    }


def file_problem(problem: Problem) -> FileProblem:
    """A problem as the answers for files show it."""
    number = int(problem.code) if problem.code.isdecimal() else None
    return {
        "code": problem.code if number is None else number,
        "severity": problem.severity.value,
        "message": problem.message,
        "remedy": problem.remedy,
        "location": problem.location,
        "line": problem.line,
        "column": problem.column,
    }


def has_errors(answer: FileAnswer) -> bool:
    """Whether an error was found in the file."""
    return any(one["severity"] == Severity.ERROR.value for one in answer["problems"])
