"""What a QRDA III document holds, whether it may stand so, and the submission it becomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from openmips.catalog import YEARS, catalog_for
from openmips.formats.qpp_json import CatalogOf, Submission, read_submission
from openmips.formats.qrda3.beyond import check_beyond
from openmips.formats.qrda3.building import Tree
from openmips.formats.qrda3.checking import Checking, ConverterFails
from openmips.formats.qrda3.comparing import (
    BREAKS_OFF,
    NOT_QRDA3,
    NOT_WRITTEN,
    WHOLE,
    as_converter_says,
    as_unreadable,
    whole,
)
from openmips.formats.qrda3.definitions import Definition, definitions
from openmips.formats.qrda3.encoding import Json, NotWritten, Places, encoded
from openmips.formats.qrda3.header import read_header
from openmips.formats.qrda3.nodes import Node
from openmips.formats.qrda3.reader import read_tree
from openmips.formats.qrda3.relocating import relocated
from openmips.formats.qrda3.rules import check_tree
from openmips.formats.qrda3.source import XmlSource
from openmips.formats.qrda3.tables import Template, tables
from openmips.formats.qrda3.years import (
    converter_takes,
    converter_year,
    document_extensions,
    year_of_document,
)
from openmips.problems import document_kinds, qrda3_kinds
from openmips.problems.finding import Findings, Problem, ProblemsFound, Severity

ACCEPTED, REJECTED = "accepted", "rejected"


@dataclass(frozen=True, slots=True)
class Compat:
    """To say what CMS's converter of a year would; without a year, that of the document's own."""

    year: int | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a year of which there is no converter to compare with."""
        years = tables().converter_years
        if self.year is not None and self.year not in years:
            known = " and ".join(map(str, years))
            raise ValueError(f"There is no converter of {self.year}; there is one of {known}.")


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of a document.

    `performance_year` is the year by whose rules it was read, None where it is of none.
    `document` is the tree of its templates, None where it cannot be read as QRDA III of a
    year. `submission_json` is the submission as CMS's converter writes it, None after an
    error in the document; `submission` the same in domain values, None after an error in
    either. Problems are those of the document in its own order, or under CMS's numbers.
    """

    file: str | None
    problems: tuple[Problem, ...]
    performance_year: int | None = None
    document: Node | None = None
    submission_json: Json | None = None
    submission: Submission | None = None

    @property
    def outcome(self) -> str:
        """Whether the document may stand as it is: "accepted" or "rejected"."""
        errors = any(problem.severity is Severity.ERROR for problem in self.problems)
        return REJECTED if errors else ACCEPTED


def read_qrda3(
    source: XmlSource,
    *,
    file: str | None = None,
    catalog_of: CatalogOf = catalog_for,
    compat: Compat | None = None,
    for_upload: bool = False,
) -> Converted:
    """What a QRDA III document holds, all that is wrong with it, and the submission it becomes.

    `source` is a path, bytes or a binary stream; `file` is what to call it in problems.
    With `compat` the problems are exactly those of CMS's converter. Without, its blind spots
    are looked into too, and the submission is checked as one that is to be scored, or
    `for_upload`, as one that is to be sent.
    """
    name = str(source) if file is None and isinstance(source, str | Path) else file
    findings = Findings(name, document_kinds.TOO_MANY_PROBLEMS)
    try:
        tree = read_tree(source, findings)
    except ProblemsFound as stopped:
        problems = tuple(replace(one, location=WHOLE) for one in stopped.problems)
        return Converted(name, as_unreadable(problems) if compat else problems)
    if compat is not None:
        return _compared(tree, compat, findings, catalog_of)
    return _converted(tree, findings, catalog_of, for_upload)


def _compared(tree: Tree, compat: Compat, findings: Findings, catalog_of: CatalogOf) -> Converted:
    """The document as CMS's converter would treat it."""
    name = findings.file
    year = compat.year or converter_year(tree)
    if year is None or not converter_takes(tree, year):
        found = "The document is not QRDA III of a year that the converter is for."
        return Converted(name, (whole(NOT_QRDA3, found, name),))
    document = _document(tree)
    checking = _checking(tree, year, findings, catalog_of, comparing=True)
    try:
        _check(document, tree, checking)
        problems = as_converter_says(findings.problems, name)
        if findings.errors:
            return Converted(name, problems, year, document)
        return Converted(name, problems, year, document, encoded(document, checking)[0])
    except ConverterFails:
        found = "The converter breaks off at a value that is missing or no number."
        return Converted(name, (whole(BREAKS_OFF, found, name),), year, document)
    except NotWritten as part:
        checking.number(NOT_WRITTEN, part.node, "a section holds a part that is not written")
        return Converted(name, as_converter_says(findings.problems, name), year, document)


def _converted(
    tree: Tree, findings: Findings, catalog_of: CatalogOf, for_upload: bool
) -> Converted:
    """The document as it is meant to be read."""
    name = findings.file
    year = year_of_document(tree, findings)
    if year is None:
        return Converted(name, findings.problems)
    document = _document(tree)
    checking = _checking(tree, year, findings, catalog_of, comparing=False)
    _check(document, tree, checking)
    written: tuple[Json, Places] | None = None
    try:
        written = encoded(document, checking)
    except NotWritten as part:
        if not findings.errors:
            found = "a section holds a part that is not written"
            checking.number(NOT_WRITTEN, part.node, found)
    problems = findings.problems
    submission: Submission | None = None
    if written is not None and checking.program is not None:
        submission, of_submission = _read(written[0], name, catalog_of, for_upload)
        problems += relocated(of_submission, written[1], checking.places_of_errors)
    problems = tuple(sorted(problems, key=_by_place))
    if findings.errors or written is None:
        return Converted(name, problems, year, document)
    return Converted(name, problems, year, document, written[0], submission)


def _read(
    submission: Json, name: str | None, catalog_of: CatalogOf, for_upload: bool
) -> tuple[Submission | None, tuple[Problem, ...]]:
    """The submission in domain values, and what is wrong with it as one."""
    try:
        read = read_submission(submission, name=name, catalog_of=catalog_of, for_upload=for_upload)
    except ProblemsFound as stopped:
        return None, stopped.problems
    return read.value, read.warnings


def _by_place(problem: Problem) -> tuple[int, int]:
    return (problem.line or 0, problem.column or 0)


def _document(tree: Tree) -> Node:
    """The node of the document's own template."""
    return next(node for node in tree.nodes if node.kind is Template.DOCUMENT)


def _checking(
    tree: Tree, year: int, findings: Findings, catalog_of: CatalogOf, *, comparing: bool
) -> Checking:
    return Checking(
        year,
        read_header(tree, document_extensions(tree)),
        definitions(catalog_of(year)),
        comparing,
        findings,
        partial(_in_other_years, year, catalog_of),
    )


def _in_other_years(
    year: int, catalog_of: CatalogOf, guid: str
) -> Iterator[tuple[int, Definition]]:
    """The years, latest first, in which an identifier is that of a measure."""
    for other in sorted(YEARS, reverse=True):
        definition = definitions(catalog_of(other)).get(guid) if other != year else None
        if definition is not None:
            yield other, definition


def _check(document: Node, tree: Tree, checking: Checking) -> None:
    """Ask all rules, as far as there is room for findings."""
    try:
        check_tree(document, checking)
        if not checking.comparing:
            _check_published(document, checking)
            check_beyond(document, tree.passed_over, checking)
    except ProblemsFound:
        return


def _check_published(document: Node, checking: Checking) -> None:
    """Quality measures cannot be told without the identifiers of the year."""
    measure = document.nearest(Template.QUALITY_MEASURE)
    if measure is not None and not checking.definitions:
        found = f"the catalog has no identifiers of electronic measures for {checking.year}"
        checking.note(qrda3_kinds.IDENTIFIERS_NOT_PUBLISHED, measure, found)
