"""How a table of other making is read as the claim-line layout: a mapping file in TOML.

[columns]          # our column = the table's column
claim_id = "CLAIM_NO"
[fixed]            # our column = what it holds on every row
tin = "000123456"
[values.sex]       # the table's value = ours
"1" = "M"
[dates]            # how dates are written: of all columns, or of one
all = "MM/DD/YYYY"
birth_date = "YYYYMMDD"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from openmips.claims.lines import COLUMNS, NAMES, Kind
from openmips.problems import claims_kinds, document_kinds
from openmips.problems.finding import Problem, ProblemKind, ProblemsFound, listed, nearest, shown

ISO = "YYYY-MM-DD"

_LARGEST = 1 << 20
_ALL_DATES = "all"
_DATES = tuple(column.name for column in COLUMNS if column.kind is Kind.DATE)
_PARTS = {"YYYY": "%Y", "MMM": "%b", "MM": "%m", "DD": "%d"}
_PART = re.compile("YYYY|MMM|MM|DD")
_SECTIONS = ("columns", "fixed", "values", "dates")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where the columns of the layout are found in a table.

    `columns` gives the table's name of a column, `fixed` what a column holds on every row,
    `values` what values mean, by column, and `dates` how dates are written, by column.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)

    def date_form(self, column: str) -> str:
        """How the dates of a column are written."""
        return self.dates.get(column) or self.dates.get(_ALL_DATES) or ISO


def read_mapping(path: Path) -> ColumnMapping:
    """The mapping in a file. Raises ProblemsFound where it cannot be used."""
    name = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        found = f"the mapping cannot be opened ({error.strerror})"
        _refuse(document_kinds.FILE_NOT_READABLE, name, "$", found)
    if len(data) > _LARGEST:
        _refuse(document_kinds.FILE_TOO_LARGE, name, "$", "the mapping is larger than 1 MB")
    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        found = "the text is too deep" if isinstance(error, RecursionError) else str(error)
        _refuse(claims_kinds.MAPPING_UNREADABLE, name, "$", f"it is no TOML: {found}")
    return mapping_of(document, name)


def mapping_of(document: Mapping[str, object], name: str) -> ColumnMapping:
    """The mapping that a TOML document says. Raises ProblemsFound for what is not understood."""
    for key in document:
        if key not in _SECTIONS:
            _refuse_key(name, "$", key, _SECTIONS)
    columns = _texts(document.get("columns", {}), name, "$.columns", NAMES)
    fixed = _texts(document.get("fixed", {}), name, "$.fixed", NAMES)
    if twice := sorted(columns.keys() & fixed.keys()):
        found = f"{twice[0]} stands in columns and in fixed"
        _refuse(claims_kinds.MAPPING_UNREADABLE, name, "$.fixed", found, "only one of the two")
    sections = document.get("values", {})
    if not isinstance(sections, Mapping):
        _refuse(claims_kinds.MAPPING_UNREADABLE, name, "$.values", "values is no table")
    values = {}
    for column, entries in sections.items():
        if column not in NAMES:
            _refuse_key(name, "$.values", column, NAMES)
        values[column] = _texts(entries, name, f"$.values.{column}", None)
    dates = _texts(document.get("dates", {}), name, "$.dates", (_ALL_DATES, *_DATES))
    for column, form in dates.items():
        if date_pattern(form) is None:
            found = f"the form of dates is {shown(form)}"
            expected = "YYYY, MM (or MMM for JAN) and DD, such as MM/DD/YYYY"
            where = f"$.dates.{column}"
            _refuse(claims_kinds.MAPPING_UNREADABLE, name, where, found, expected)
    return ColumnMapping(columns, fixed, values, dates)


def date_pattern(form: str) -> str | None:
    """A form such as MM/DD/YYYY as strptime writes it; None where it names no whole date."""
    parts = [part.replace("MMM", "MM") for part in _PART.findall(form)]
    between = _PART.sub("", form)
    if sorted(parts) != ["DD", "MM", "YYYY"] or any(sign.isalnum() for sign in between):
        return None
    return _PART.sub(lambda part: _PARTS[part[0]], form.replace("%", "%%"))


def mapping_text(mapping: ColumnMapping, notes: Iterable[str] = ()) -> str:
    """The mapping as a TOML file, with remarks before it."""
    lines = [f"# {note}".rstrip() for note in notes]
    for section, entries in (("columns", mapping.columns), ("fixed", mapping.fixed)):
        lines += _section(section, entries)
    for column, entries in mapping.values.items():
        lines += _section(f"values.{column}", entries)
    lines += _section("dates", mapping.dates)
    return "\n".join(lines) + "\n"


def _section(name: str, entries: Mapping[str, str]) -> list[str]:
    if not entries:
        return []
    rows = [f"{_key(key)} = {_quoted(value)}" for key, value in entries.items()]
    return ["", f"[{name}]", *rows]


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z_]\w*", key, re.ASCII) else _quoted(key)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
    )


def _texts(found: object, file: str, where: str, known: Iterable[str] | None) -> dict[str, str]:
    """A table whose values are texts, under names that are known."""
    kind = claims_kinds.MAPPING_UNREADABLE
    if not isinstance(found, Mapping):
        _refuse(kind, file, where, "this is no table", "names with texts")
    for key, value in found.items():
        if known is not None and key not in known:
            _refuse_key(file, where, key, known)
        if not isinstance(value, str):
            _refuse(kind, file, f"{where}.{key}", "the value is no text", "a text in quotes")
    return dict(found)


def _refuse_key(file: str, where: str, key: str, known: Iterable[str]) -> NoReturn:
    names = tuple(known)
    hint = nearest(key, names)
    found = f"{shown(key)} is not known here"
    expected = "a column of the claim-line layout" if len(names) > 5 else listed(names)
    _refuse(claims_kinds.MAPPING_UNREADABLE, file, where, found, expected, hint)


def _refuse(
    kind: ProblemKind, file: str, where: str, found: str, expected: str = "", hint: str = ""
) -> NoReturn:
    sentence = f"{found}; expected {expected}." if expected else f"{found}."
    message = sentence[0].upper() + sentence[1:]
    remedy = f"{hint} {kind.remedy}".strip()
    raise ProblemsFound([Problem(kind.code, kind.severity, message, remedy, where, file)])
