"""What is wrong with an input: one problem with its place and remedy, or all of them at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from types import MappingProxyType
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")

MOST_LISTED = 1000
"""After so many errors reading stops; further warnings are not listed."""

_LONGEST_SHOWN = 60
_IDENTIFIER = re.compile(r"\d(?:[ -]?\d){4,}(?=(?:[ -]?\d){4})")
_UUID = re.compile(r"([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")


class Severity(Enum):
    """Whether the input can be used in spite of the problem."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem: what its code means, and what helps in general.

    `applies_to` says in which documents or places it can occur, where that is narrower than
    the kinds beside it; `years` in which performance years, where not in all.
    """

    code: str
    severity: Severity
    meaning: str
    remedy: str
    applies_to: str = ""
    years: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `message` says what was found and what was expected, `remedy` what to do.

    `location` is a JSONPath such as `$.measurementSets[0].category`. `line` and `column`
    are known only where the text itself cannot be read.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    location: str = "$"
    file: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}, {self.location}" if self.file else self.location
        return f"{place}: {self.message} {self.remedy}"


class ProblemsFound(Exception):
    """The input cannot be used; `problems` holds everything found, warnings included."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What an input became, beside the warnings it gave."""

    value: T
    warnings: tuple[Problem, ...] = ()


class Catalogue:
    """The kinds of problems by code."""

    def __init__(self) -> None:
        self._kinds: dict[str, ProblemKind] = {}

    @property
    def kinds(self) -> Mapping[str, ProblemKind]:
        """All kinds, in the order they were entered."""
        return MappingProxyType(self._kinds)

    def error(
        self, code: str, meaning: str, remedy: str, applies_to: str = "", years: str = ""
    ) -> ProblemKind:
        """Enter a kind that makes the input unusable."""
        return self._enter(ProblemKind(code, Severity.ERROR, meaning, remedy, applies_to, years))

    def warning(
        self, code: str, meaning: str, remedy: str, applies_to: str = "", years: str = ""
    ) -> ProblemKind:
        """Enter a kind that leaves the input usable."""
        return self._enter(ProblemKind(code, Severity.WARNING, meaning, remedy, applies_to, years))

    def _enter(self, kind: ProblemKind) -> ProblemKind:
        if kind.code in self._kinds:
            raise ValueError(f"the problem code {kind.code!r} is entered twice")
        self._kinds[kind.code] = kind
        return kind


class Findings:
    """The problems found so far while one input is read."""

    def __init__(self, file: str | None, overflow: ProblemKind) -> None:
        self.file = file
        self._overflow = overflow
        self._errors = 0
        self._problems: list[Problem] = []

    @property
    def errors(self) -> int:
        """How many errors were found so far."""
        return self._errors

    @property
    def full(self) -> bool:
        """Whether no further warning would be listed, so that none need be made."""
        return len(self._problems) >= MOST_LISTED

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything found so far, in the order it was found."""
        return tuple(self._problems)

    def add(
        self,
        kind: ProblemKind,
        location: str,
        found: str,
        expected: str = "",
        remedy: str = "",
        *,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        """Note a problem: what was found, what was expected, and what to do about it.

        A sentence that starts with the name of the field keeps its first letter.

        Raises ProblemsFound when there are too many errors to go on.
        """
        is_error = kind.severity is Severity.ERROR
        if not is_error and self.full:
            return
        sentence = f"{found}; expected {expected}." if expected else f"{found}."
        about_field = location.endswith(f".{sentence.split(' ', 1)[0]}")
        message = sentence if about_field else sentence[0].upper() + sentence[1:]
        advice = remedy or kind.remedy
        self._problems.append(
            Problem(kind.code, kind.severity, message, advice, location, self.file, line, column)
        )
        self._errors += is_error
        if self._errors == MOST_LISTED and kind is not self._overflow:
            found = f"there are {MOST_LISTED:,} errors or more; the rest are not listed"
            self.refuse(self._overflow, found)

    def refuse(
        self,
        kind: ProblemKind,
        found: str,
        expected: str = "",
        *,
        line: int | None = None,
        column: int | None = None,
    ) -> NoReturn:
        """Note a problem of the document as a whole that leaves nothing to go on with."""
        self.add(kind, "$", found, expected, line=line, column=column)
        raise ProblemsFound(self._problems)

    def stop(self) -> None:
        """Raise ProblemsFound if any error was found."""
        if self._errors:
            raise ProblemsFound(self._problems)

    def settle(self, value: T | None) -> Read[T]:
        """`value` beside the warnings; raises ProblemsFound if any error was found.

        A value is None only where an error stood in its way.
        """
        if value is None or self._errors:
            raise ProblemsFound(self._problems)
        return Read(value, tuple(self._problems))


def masked(text: str) -> str:
    """`text` with every run of nine or more digits hidden but for its last four.

    A UUID is the name of a measure or of a part of it, and stays whole.
    """
    parts = _UUID.split(text)
    parts[::2] = [
        _IDENTIFIER.sub(lambda match: re.sub(r"\d", "*", match[0]), part) for part in parts[::2]
    ]
    return "".join(parts)


def shown(text: str) -> str:
    """`text` in quotes as messages show it: masked, on one line, not too long."""
    hidden = masked(text[: _LONGEST_SHOWN * 2])
    short = hidden if len(hidden) <= _LONGEST_SHOWN else hidden[: _LONGEST_SHOWN - 3] + "..."
    visible = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)
    return f'"{visible}"'


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them: `a, b or c`."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def nearest(text: str, names: Iterable[str]) -> str:
    """A hint at the names closest to `text`, or nothing."""
    known = {name.casefold(): name for name in names}
    close = get_close_matches(text[:_LONGEST_SHOWN].casefold(), known)
    return f"Did you mean {listed(known[name] for name in close)}?" if close else ""


def member(location: str, key: str) -> str:
    """The JSONPath of a member of the object at `location`."""
    return f"{location}.{key}" if _PLAIN_KEY.fullmatch(key) else f"{location}[{shown(key)}]"


def item(location: str, index: int) -> str:
    """The JSONPath of an entry of the list at `location`."""
    return f"{location}[{index}]"
