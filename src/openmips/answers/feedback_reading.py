"""CMS's result from whatever it was written in: JSON, YAML or a table, one row or many."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from openmips.feedback.columns import place_of
from openmips.feedback.stated import Stated
from openmips.formats.feedback_document import KEYS, document_stated, profile_stated
from openmips.formats.feedback_profile import FEEDBACK, read_feedback
from openmips.formats.feedback_table import Header, Row, as_cells, header_of, row_stated, rows_of
from openmips.formats.strict_json import Source, read_json, read_text, source_name
from openmips.policy.load import YEARS, policy_for
from openmips.policy.read import PolicyError, read_yaml
from openmips.problems import (
    document_kinds,
    feedback_kinds,
    practice_kinds,
    submission_kinds,
)
from openmips.problems.finding import Findings, Read, listed, shown

_PROFILE = frozenset({FEEDBACK, "given"})
_ASKED = ("performance_year", "npi")


def read_stated(
    source: Source, year: int | None = None, row: int | None = None, npi: str | None = None
) -> Read[Stated]:
    """The one result that a document holds, beside the warnings it gave.

    `row` or `npi` picks one of several rows of a table. `year` is the performance year, where
    the document does not say it. Raises ProblemsFound.
    """
    findings = Findings(source_name(source, None), document_kinds.TOO_MANY_PROBLEMS)
    content = _content(source, findings)
    if isinstance(content, Mapping):
        if _PROFILE & set(content):
            return _of_profile(content, findings)
        if set(content) <= set(KEYS) or not _flat(content):
            own = content.get("performanceYear")
            if year is not None and own is None:
                content = {**content, "performanceYear": year}
            elif isinstance(own, int):
                _check_year(own, year, findings)
            return findings.settle(document_stated(content, findings))
        content = [content]
    header, rows = table_of(content, findings)
    findings.stop()
    picked = _picked(list(rows), row, npi, findings)
    stated = row_stated(header, picked, year_of(picked, year, findings), findings)
    return findings.settle(stated)


def _content(source: Source, findings: Findings) -> Mapping[str, object] | list[object] | str:
    """A mapping, a list of rows, or the text of a table."""
    if isinstance(source, Mapping):
        return _mapping_or_list(read_json(source, findings), findings)
    text = read_text(source, findings)
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return _mapping_or_list(read_json(text.encode(), findings), findings)
    suffix = Path(source).suffix.casefold() if isinstance(source, str | Path) else ""
    first = text.lstrip().partition("\n")[0]
    if suffix in (".yaml", ".yml") or (suffix != ".csv" and ":" in first and "," not in first):
        return _yaml(text, findings)
    return text


def _mapping_or_list(value: object, findings: Findings) -> Mapping[str, object] | list[object]:
    if not isinstance(value, Mapping | list):
        found, expected = "a single value was found", "an object or a list"
        findings.refuse(document_kinds.WRONG_TYPE, found, expected)
    return value


def _yaml(text: str, findings: Findings) -> Mapping[str, object]:
    try:
        found = read_yaml(text, findings.file or "the document", decimals=True)
    except (PolicyError, yaml.YAMLError, RecursionError, ValueError) as error:
        reason = f"{error.found}" if isinstance(error, PolicyError) else "it is nested too deeply"
        findings.refuse(document_kinds.NOT_JSON_VALUE, f"the YAML cannot be read: {reason}")
    return {str(key): value for key, value in found.items()}


def _flat(content: Mapping[str, object]) -> bool:
    return not any(isinstance(value, Mapping | list) for value in content.values())


def _of_profile(content: Mapping[str, object], findings: Findings) -> Read[Stated]:
    """The result in a feedback document as the plan takes it."""
    read = read_feedback(content, small_practice_clinicians=_small_practice, name=findings.file)
    stated = profile_stated(read.value, findings)
    return findings.settle(stated)


def _small_practice(year: int) -> int:
    return policy_for(year).programme.small_practice_clinicians.value


def table_of(content: list[object] | str, findings: Findings) -> tuple[Header, Iterator[Row]]:
    """The header and the rows of a table, as CSV text or as a list of JSON objects."""
    if isinstance(content, str):
        return csv_table(io.StringIO(content, newline=""), findings)
    entries = [one for one in content if isinstance(one, Mapping) and _flat(one)]
    if len(entries) < len(content) or not entries:
        findings.refuse(
            document_kinds.WRONG_TYPE, "the list holds other things", "objects without lists"
        )
    names = list(dict.fromkeys(key for one in entries for key in one))
    lines = ((at, [as_cells(one.get(name)) for name in names]) for at, one in enumerate(entries, 1))
    header = header_of(names, findings)
    return header, rows_of(header, lines)


def csv_table(stream: Iterator[str], findings: Findings) -> tuple[Header, Iterator[Row]]:
    """A table of CSV lines, read as they are asked for.

    Rows are counted without the header and without blank lines.

    A table of two columns, of which the first holds words, stands on its side.
    """
    lines = _lines(csv.reader(stream, strict=True), findings)
    first = next(lines, None)
    if first is None:
        findings.refuse(feedback_kinds.FEEDBACK_EMPTY, "the table has no line")
    if len(first) == len(_ASKED) and (place_of(first[0]) is None or place_of(first[1]) is None):
        pairs = [cells for cells in (first, *lines) if len(cells) == len(first)]
        pairs = pairs[1:] if place_of(first[0]) is None else pairs
        header = header_of([name for name, _ in pairs], findings)
        return header, rows_of(header, iter([(1, [value for _, value in pairs])]))
    header = header_of(first, findings)
    return header, rows_of(header, enumerate(lines, 1))


def _lines(reader: Iterator[list[str]], findings: Findings) -> Iterator[list[str]]:
    try:
        yield from (cells for cells in reader if any(cell.strip() for cell in cells))
    except csv.Error as error:
        findings.refuse(practice_kinds.NOT_CSV, f"the table is not CSV ({error})")


def _picked(rows: Sequence[Row], row: int | None, npi: str | None, findings: Findings) -> Row:
    """The one row that is meant."""
    if row is not None:
        rows = [one for one in rows if one.number == row]
    if npi is not None:
        rows = [one for one in rows if one.facts.get("npi") == npi]
    if not rows:
        findings.refuse(feedback_kinds.FEEDBACK_NO_SUCH_ROW, "no row was found")
    if len(rows) > 1:
        findings.refuse(feedback_kinds.FEEDBACK_WHICH_ROW, f"there are {len(rows):,} rows")
    return rows[0]


def year_of(row: Row, year: int | None, findings: Findings) -> int:
    """The performance year of a row: its own, or the one that was given. Raises ProblemsFound."""
    written = row.facts.get("performance_year", "")
    if not written and year is None:
        findings.refuse(feedback_kinds.FEEDBACK_YEAR_MISSING, "no year was found")
    if written and (not written.isascii() or not written.isdigit()):
        found = f"the year is {shown(written)}"
        findings.refuse(submission_kinds.UNSUPPORTED_YEAR, found, listed(map(str, YEARS)))
    own = int(written[:9]) if written else year
    _check_year(own, year, findings)
    if own not in YEARS:
        found = f"the year is {own}"
        findings.refuse(submission_kinds.UNSUPPORTED_YEAR, found, listed(map(str, YEARS)))
    return own


def _check_year(own: int | None, given: int | None, findings: Findings) -> None:
    if own is not None and given is not None and own != given:
        found = f"the result is of {own}"
        findings.refuse(feedback_kinds.FEEDBACK_YEAR_DIFFERS, found, str(given))
