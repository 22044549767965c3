"""What a document says and what is wrong with it, in whichever form it comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from openmips.catalog import catalog_for
from openmips.formats.detect import HEAD, DocumentKind, kind_of
from openmips.formats.json_places import placed
from openmips.formats.qpp_json import CatalogOf, Submission, read_submission
from openmips.formats.qpp_xml import Places, read_qpp_xml
from openmips.formats.strict_json import Source
from openmips.problems import batch_kinds, document_kinds
from openmips.problems.finding import Findings, Problem, ProblemsFound, Severity

if TYPE_CHECKING:
    from openmips.formats.qrda3.convert import Converted


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found of one document.

    `submission` is what it says, None after an error. `converted` is what a QRDA III
    document became as QPP JSON, errors in what it says notwithstanding.
    """

    kind: DocumentKind
    problems: tuple[Problem, ...]
    submission: Submission | None = None
    converted: Mapping[str, object] | None = None

    @property
    def performance_year(self) -> int | None:
        """The year of the document, where it says one."""
        if self.submission is not None:
            return self.submission.performance_year
        year = None if self.converted is None else self.converted.get("performanceYear")
        return year if isinstance(year, int) else None

    @property
    def accepted(self) -> bool:
        """Whether no error was found."""
        return not any(one.severity is Severity.ERROR for one in self.problems)


@dataclass(frozen=True, slots=True)
class Examiner:
    """Examines documents in one way.

    With `for_upload` they must be such as CMS takes by file; without, such as can be scored.
    When `comparing`, only what CMS's own converter says is said, in its version of `year`,
    or of the document's own year.
    """

    for_upload: bool = True
    comparing: bool = False
    year: int | None = None
    catalog_of: CatalogOf = catalog_for

    def examine(self, content: bytes, name: str | None = None) -> Examined:
        """Everything there is to say about a document, problems with line and column."""
        kind = kind_of(content[:HEAD])
        if kind is DocumentKind.QRDA3 or self.comparing:
            return self._of_qrda3(content, name)
        match kind:
            case DocumentKind.QPP_JSON:
                return self._of_json(content, name)
            case DocumentKind.QPP_XML:
                return self._of_xml(content, name)
        findings = Findings(name, document_kinds.TOO_MANY_PROBLEMS)
        found = "the input is neither JSON nor XML"
        findings.add(batch_kinds.UNKNOWN_DOCUMENT, "$", found)
        return Examined(kind, findings.problems)

    def parsed(self, document: Mapping[str, object]) -> Examined:
        """Everything there is to say about a document of QPP JSON that is parsed already."""
        submission, problems = self._read(document, None)
        return Examined(DocumentKind.QPP_JSON, problems, submission)

    def _of_json(self, content: bytes, name: str | None) -> Examined:
        submission, problems = self._read(content, name)
        if any(one.line is None for one in problems) and _is_json(problems):
            problems = placed(problems, content.decode("utf-8-sig"))
        return Examined(DocumentKind.QPP_JSON, problems, submission)

    def _of_xml(self, content: bytes, name: str | None) -> Examined:
        findings = Findings(name, document_kinds.TOO_MANY_PROBLEMS)
        try:
            document, places = read_qpp_xml(content, findings)
            findings.stop()
        except ProblemsFound as stopped:
            return Examined(DocumentKind.QPP_XML, stopped.problems)
        submission, problems = self._read(document, name)
        return Examined(DocumentKind.QPP_XML, _in_xml(problems, places), submission)

    def _of_qrda3(self, content: bytes, name: str | None) -> Examined:
        # Loaded where a document needs it: most commands never see one.
        qrda3 = import_module("openmips.formats.qrda3.convert")
        compat = qrda3.Compat(self.year) if self.comparing else None
        made: Converted = qrda3.read_qrda3(
            content,
            file=name,
            catalog_of=self.catalog_of,
            compat=compat,
            for_upload=self.for_upload,
        )
        return Examined(DocumentKind.QRDA3, made.problems, made.submission, made.submission_json)

    def _read(
        self, source: Source, name: str | None
    ) -> tuple[Submission | None, tuple[Problem, ...]]:
        try:
            read = read_submission(
                source, name=name, catalog_of=self.catalog_of, for_upload=self.for_upload
            )
        except ProblemsFound as stopped:
            return None, stopped.problems
        return read.value, read.warnings


def _is_json(problems: tuple[Problem, ...]) -> bool:
    """Whether the text itself was read, so that places in it can be looked for."""
    return not any(one.code in _TEXT_PROBLEMS for one in problems)


_TEXT_PROBLEMS = frozenset(
    kind.code
    for kind in (
        document_kinds.NOT_UTF8,
        document_kinds.EMPTY,
        document_kinds.NOT_JSON,
        document_kinds.TOO_DEEP,
        document_kinds.FILE_TOO_LARGE,
    )
)


def _in_xml(problems: tuple[Problem, ...], places: Places) -> tuple[Problem, ...]:
    """The problems with the line and column of the element they speak of, or one around it."""
    found = []
    for one in problems:
        path = one.location
        while path not in places and path != "$":
            path = path[: max(path.rfind("."), path.rfind("["))] or "$"
        line, column = places.get(path, (None, None))
        found.append(one if line is None else replace(one, line=line, column=column))
    return tuple(found)
