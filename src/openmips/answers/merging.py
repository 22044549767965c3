"""What several files of one practice are together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from openmips.answers.checked_files import FileProblem, FileSource, file_problem
from openmips.answers.documents import Document, documents
from openmips.formats.examine import Examiner
from openmips.formats.merging import SameSet
from openmips.formats.merging import merged as merged_submission
from openmips.formats.qpp_json import Submission
from openmips.formats.qpp_writer import document_of, write_submission
from openmips.problems.finding import Problem, ProblemsFound


class MergedProblem(FileProblem):
    """A problem of one of the files, or of all together."""

    file: str | None


class MergeAnswer(TypedDict):
    """The one submission, as a document and as its canonical text, and what was replaced."""

    submission: dict[str, Any]
    text: str
    files: list[str]
    problems: list[MergedProblem]


def merge(*sources: FileSource, same_set: str = SameSet.REPLACE.value) -> MergeAnswer:
    """One submission made from all that the sources lead to; later ones count before earlier.

    `same_set` says what becomes of two sets with the same category, submission method and
    program: replace, combine or refuse. Raises ProblemsFound where any file has errors or
    they are not of one entity and year.
    """
    return merge_documents(documents(sources), same_set)


def merge_documents(
    found: Sequence[Document], same_set: str = SameSet.REPLACE.value
) -> MergeAnswer:
    """One submission made from documents; see `merge`."""
    submissions: list[Submission] = []
    warnings: list[Problem] = []
    errors: list[Problem] = []
    examiner = Examiner()
    for document in found:
        try:
            one = examiner.examine(document.content(), document.name)
        except ProblemsFound as stopped:
            errors += stopped.problems
            continue
        if one.submission is None:
            errors += one.problems
        else:
            submissions.append(one.submission)
            warnings += one.problems
    if errors:
        raise ProblemsFound([*errors, *warnings])
    read = merged_submission(submissions, SameSet(same_set))
    return {
        "submission": document_of(read.value),
        "text": write_submission(read.value),
        "files": [document.name for document in found],
        "problems": [_problem(one) for one in (*warnings, *read.warnings)],
    }


def _problem(problem: Problem) -> MergedProblem:
    told = file_problem(problem)
    return {
        "file": problem.file,
        "code": told["code"],
        "severity": told["severity"],
        "message": told["message"],
        "remedy": told["remedy"],
        "location": told["location"],
        "line": told["line"],
        "column": told["column"],
    }
