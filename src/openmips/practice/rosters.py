"""What a roster says of each clinician: the entry of the roster, and the facts of one year."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openmips.formats.clinician_types import clinician_type
from openmips.formats.fields import iso_date
from openmips.formats.roster import COLUMNS, read_roster
from openmips.formats.roster_cells import Row
from openmips.formats.strict_json import read_json, read_text
from openmips.policy.load import policy_for
from openmips.problems import document_kinds, practice_kinds, submission_kinds
from openmips.problems.finding import Findings, Problem, ProblemsFound
from openmips.problems.records_kinds import LEAVES_BEFORE_JOINING, OTHER_PRACTICE, ROWS_OF_OTHERS

NAME, JOINED, LEFT = "name", "joined", "left"
OF_THE_ENTRY = (NAME, JOINED, LEFT)
"""Columns that say something of the entry itself and that no rule of eligibility reads."""

NO_TIN = "000000000"
"""Stands where a practice has not said its TIN: rosters cannot do without one."""

_NAMED = {"clinician_name": NAME, "joined_on": JOINED, "left_on": LEFT}
_LONGEST_NAME = 200
_IN_THE_ENTRY = frozenset({"npi", "tin", "cliniciantype", *OF_THE_ENTRY})


@dataclass(frozen=True, slots=True)
class Entry:
    """A clinician as the roster lists one. `clinician_type` is the policy's name of the type."""

    npi: str
    name: str = ""
    clinician_type: str = ""
    joined: date | None = None
    left: date | None = None

    def fields(self) -> dict[str, Any]:
        """The entry as the columns of the table."""
        return {
            "npi": self.npi,
            "name": self.name,
            "clinician_type": self.clinician_type,
            "joined": self.joined,
            "left": self.left,
        }


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One clinician of a roster file: the entry, and the year's facts in the file's own words."""

    entry: Entry
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster file: the TIN it is of, its clinicians, and what was odd about it."""

    tin: str
    rows: tuple[RosterRow, ...]
    warnings: tuple[Problem, ...]


def checked_entry(entry: Entry) -> Entry:
    """The entry with its type in the policy's words. Raises ProblemsFound with all that is wrong.

    An NPI whose check digit does not fit is refused: whoever types one can look again.
    """
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    row = Row({"npi": entry.npi, "clinician_type": entry.clinician_type}, "$", findings)
    npi = row.npi()
    kind = _type(row)
    _check_days(entry, "$", findings)
    mistyped = [
        one for one in findings.problems if one.code == submission_kinds.NPI_CHECK_DIGIT.code
    ]
    if npi is None or mistyped or findings.errors:
        raise ProblemsFound(findings.problems)
    return Entry(npi, entry.name.strip()[:_LONGEST_NAME], kind, entry.joined, entry.left)


def checked_facts(performance_year: int, npi: str, facts: Mapping[str, Any]) -> None:
    """Refuse facts of a clinician that eligibility could not read. Raises ProblemsFound."""
    read_roster([{**facts, "npi": npi, "tin": NO_TIN}], policy_for(performance_year))


def read_entries(content: bytes, performance_year: int, tin: str, name: str) -> Roster:
    """The clinicians of a roster file, CSV or JSON, under the practice's TIN.

    With `tin` empty the file may be of any one practice. Raises ProblemsFound.
    """
    read = read_roster(io.BytesIO(content), policy_for(performance_year), name)
    findings = Findings(name, document_kinds.TOO_MANY_PROBLEMS)
    tins = dict.fromkeys(facts.tin for facts in read.value)
    own = tin or next(iter(tins))
    if own not in tins:
        findings.refuse(OTHER_PRACTICE, "no row of the roster has the practice's TIN")
    others = sum(facts.tin != own for facts in read.value)
    if others:
        findings.add(ROWS_OF_OTHERS, "$", f"{others} rows are of another TIN")
    rows = []
    for place, cells, facts in zip(*_cells(content, name), read.value, strict=True):
        if facts.tin != own:
            continue
        entry = Entry(
            facts.npi,
            str(cells.get(NAME) or "").strip()[:_LONGEST_NAME],
            facts.clinician_type or "",
            _day(cells, JOINED, place, findings),
            _day(cells, LEFT, place, findings),
        )
        _check_days(entry, place, findings)
        said = {key: one for key, one in cells.items() if _squeezed(key) not in _IN_THE_ENTRY}
        rows.append(RosterRow(entry, said))
    findings.stop()
    warnings = [one for one in read.warnings if not _known(one)]
    return Roster(own, tuple(rows), (*warnings, *findings.problems))


def _cells(content: bytes, name: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Where each row stands, and its cells, of a file that was read without an error."""
    findings = Findings(name, document_kinds.TOO_MANY_PROBLEMS)
    text = read_text(io.BytesIO(content), findings)
    if text.lstrip()[0] not in "[{":
        found = list(_csv_rows(text))
        return [place for place, _ in found], [cells for _, cells in found]
    document = read_json(io.BytesIO(content), findings)
    common: dict[str, Any] = {}
    entries: Any = document
    if isinstance(document, Mapping):
        entries = document["clinicians"]
        left_out = ("clinicians", "performanceYear", "performance_year")
        common = {key: value for key, value in document.items() if key not in left_out}
    places = [f"$.clinicians[{number}]" for number in range(len(entries))]
    spelt = [{_NAMED.get(key, key): one for key, one in entry.items()} for entry in entries]
    return places, [{**common, **entry} for entry in spelt]


def _csv_rows(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] | None = None
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            names = [cell.strip().casefold().replace(" ", "_") for cell in cells]
            columns = [_NAMED.get(one, one) for one in names]
            continue
        yield (
            f"$.row[{reader.line_num}]",
            {
                column: cell.strip()
                for column, cell in zip(columns, cells, strict=False)
                if (column in COLUMNS or column in OF_THE_ENTRY) and cell.strip()
            },
        )


def _squeezed(key: str) -> str:
    """A column's name however it is spelt: clinicianType and clinician_type are one."""
    return "".join(filter(str.isalpha, key.casefold()))


def _type(row: Row) -> str:
    written = row.text("clinician_type")
    if written is None:
        return ""
    return clinician_type(written, row.place("clinician_type"), row.findings) or ""


def _day(cells: Mapping[str, Any], column: str, place: str, findings: Findings) -> date | None:
    written = cells.get(column)
    if not written:
        return None
    found = iso_date(str(written))
    if found is None:
        expected = "a date as YYYY-MM-DD"
        findings.add(document_kinds.BAD_DATE, f"{place}.{column}", f"{column} is no date", expected)
    return found


def _check_days(entry: Entry, place: str, findings: Findings) -> None:
    if entry.joined is not None and entry.left is not None and entry.left < entry.joined:
        found, expected = f"left is {entry.left}", f"{entry.joined} or later"
        findings.add(LEAVES_BEFORE_JOINING, f"{place}.{LEFT}", found, expected)


def _known(problem: Problem) -> bool:
    """Whether a warning is about a column that is read here all the same."""
    column = problem.location.rpartition(".")[2]
    own = _NAMED.get(column, column) in OF_THE_ENTRY
    return own and problem.code == practice_kinds.UNKNOWN_COLUMN.code
