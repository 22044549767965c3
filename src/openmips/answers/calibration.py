"""How often published results follow from their own parts by our rules, and why they do not."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from openmips.amounts import HUNDRED, fixed, plain, ratio_half_up
from openmips.answers.feedback_reading import csv_table, table_of, year_of
from openmips.catalog import YEARS as CATALOG_YEARS
from openmips.catalog import catalog_for
from openmips.feedback.recomputing import MISS_REASONS, Check, checks
from openmips.formats.feedback_published import published_of
from openmips.formats.feedback_table import Header, Row, row_stated
from openmips.formats.strict_json import read_json
from openmips.performance import ReportingOption
from openmips.policy.load import policy_for
from openmips.problems import document_kinds
from openmips.problems.finding import Findings, Problem, ProblemsFound, Severity

MOST_MISSES = 1000
"""So many misses stand in the answer; a file can hold them all."""


class Rate(TypedDict):
    """How often a number of one year matched. `percent` has two decimals."""

    performanceYear: int
    check: str
    compared: int
    matched: int
    percent: str
    reasons: dict[str, int]


class Miss(TypedDict):
    """A published number that does not follow from its parts."""

    row: int
    performanceYear: int
    check: str
    published: str
    oursLow: str
    oursHigh: str
    reason: str
    says: str


class Unread(TypedDict):
    """Rows that could not be read, by problem: how many, and the first of them."""

    code: str
    rows: int
    firstRow: int
    message: str


class CalibrationAnswer(TypedDict):
    """Match rates by year, the misses with their reasons, and the rows that were not read."""

    rows: int
    rates: list[Rate]
    missed: int
    misses: list[Miss]
    unread: list[Unread]
    warnings: list[str]


@dataclass(slots=True)
class _Tally:
    """The counts so far."""

    rows: int = 0
    missed: int = 0
    compared: Counter[tuple[int, str]] = field(default_factory=Counter)
    matched: Counter[tuple[int, str]] = field(default_factory=Counter)
    reasons: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)
    unread: dict[str, Unread] = field(default_factory=dict)


Took = Callable[[Miss], None]


def calibrate(
    path: str | Path,
    year: int | None = None,
    took: Took | None = None,
) -> CalibrationAnswer:
    """Re-scores every row of a table of results: CMS's public use file, or any like it.

    CSV is read row by row, however long it is; JSON is a list of objects. `year` is the
    performance year of the table, where it does not say it. `took` gets every miss. Raises
    ProblemsFound where the table cannot be read.
    """
    tally = _Tally()
    findings = Findings(str(path), document_kinds.TOO_MANY_PROBLEMS)
    with _table(Path(path), findings) as (header, rows):
        findings.stop()
        for row in rows:
            tally.rows += 1
            try:
                _count(header, row, year, tally, took)
            except ProblemsFound as error:
                _unread(row, error.problems, tally)
    return _answer(tally, [one.message for one in findings.problems])


@contextmanager
def _table(path: Path, findings: Findings) -> Iterator[tuple[Header, Iterator[Row]]]:
    """The table of a file, open while its rows are taken."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            start = stream.read(1)
            stream.seek(0)
            if start in ("[", "{"):
                value = read_json(path, findings)
                yield table_of(value if isinstance(value, list) else [value], findings)
            else:
                yield csv_table(stream, findings)
    except UnicodeDecodeError:
        findings.refuse(document_kinds.NOT_UTF8, "the file is not written in UTF-8")
    except OSError as error:
        found = f"the file cannot be read ({error.strerror})"
        findings.refuse(document_kinds.FILE_NOT_READABLE, found)


def _count(header: Header, row: Row, year: int | None, tally: _Tally, took: Took | None) -> None:
    """Compare the numbers of one row with what its parts make."""
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    own = year_of(row, year, findings)
    stated = row_stated(header, row, own, findings)
    result = published_of(row, stated, findings)
    known = own in CATALOG_YEARS
    catalog = catalog_for(own) if known else None
    performance = result.performance
    if catalog is not None and performance.option is ReportingOption.MVP:
        catalog = catalog if performance.program in catalog.mvps else None
    for check in checks(result, catalog, policy_for(own)):
        key = own, check.name
        tally.compared[key] += 1
        tally.matched[key] += check.matches
        if check.reason is not None:
            _missed(row, own, check, check.reason, tally, took)


def _missed(
    row: Row, year: int, check: Check, reason: str, tally: _Tally, took: Took | None
) -> None:
    tally.missed += 1
    tally.reasons[year, check.name, reason] += 1
    if took is None and len(tally.misses) == MOST_MISSES:
        return
    miss: Miss = {
        "row": row.number,
        "performanceYear": year,
        "check": check.name,
        "published": plain(check.published),
        "oursLow": plain(check.ours.low),
        "oursHigh": plain(check.ours.high),
        "reason": reason,
        "says": MISS_REASONS[reason],
    }
    if took is not None:
        took(miss)
    if len(tally.misses) < MOST_MISSES:
        tally.misses.append(miss)


def _unread(row: Row, problems: tuple[Problem, ...], tally: _Tally) -> None:
    first = next(one for one in problems if one.severity is Severity.ERROR)
    known = tally.unread.setdefault(
        first.code,
        {"code": first.code, "rows": 0, "firstRow": row.number, "message": str(first)},
    )
    known["rows"] += 1


def _answer(tally: _Tally, warnings: list[str]) -> CalibrationAnswer:
    rates: list[Rate] = []
    for (year, name), compared in tally.compared.items():
        matched = tally.matched[year, name]
        rates.append(
            {
                "performanceYear": year,
                "check": name,
                "compared": compared,
                "matched": matched,
                "percent": fixed(ratio_half_up(HUNDRED * matched, compared, 2)),
                "reasons": {
                    reason: count
                    for (of_year, check, reason), count in sorted(tally.reasons.items())
                    if (of_year, check) == (year, name)
                },
            }
        )
    return {
        "rows": tally.rows,
        "rates": sorted(rates, key=lambda one: one["performanceYear"]),
        "missed": tally.missed,
        "misses": tally.misses,
        "unread": list(tally.unread.values()),
        "warnings": warnings,
    }


MISS_COLUMNS = tuple(Miss.__annotations__)
"""The columns of a file of misses."""


@contextmanager
def misses_into(path: str | Path | None) -> Iterator[Took | None]:
    """A function that writes each miss into a CSV file; None where no file is wanted."""
    if path is None:
        yield None
        return
    with Path(path).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, MISS_COLUMNS)
        writer.writeheader()
        yield writer.writerow
