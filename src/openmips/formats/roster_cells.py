"""What one cell of a roster holds, whether it comes from CSV or from JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from openmips.amounts import HUNDRED
from openmips.formats.fields import chosen, iso_date, json_type
from openmips.formats.identifiers import check_digit_fits
from openmips.problems import document_kinds, practice_kinds, submission_kinds
from openmips.problems.finding import Findings, ProblemKind, masked, shown

T = TypeVar("T")

_TIN = re.compile(r"\d{9}", re.ASCII)
_NPI = re.compile(r"\d{10}", re.ASCII)
_AMOUNT = re.compile(r"\d{1,15}(\.\d{1,6})?", re.ASCII)
_COUNT = re.compile(r"\d{1,15}", re.ASCII)
_ZIP = re.compile(r"\d{5}(-?\d{4})?", re.ASCII)
_TRUE = frozenset({"true", "yes", "y", "1"})
_FALSE = frozenset({"false", "no", "n", "0"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and where it stands. Empty cells are not there."""

    cells: Mapping[str, object]
    where: str
    findings: Findings

    def place(self, column: str) -> str:
        """Where a cell stands."""
        return f"{self.where}.{column}"

    def text(self, column: str) -> str | None:
        """The cell as text without the space around it."""
        value = self.cells.get(column)
        if value is None:
            return None
        if isinstance(value, str):
            return value.strip() or None
        if isinstance(value, bool):
            return str(value).casefold()
        if isinstance(value, int | Decimal):
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        found = f"{column} is {json_type(value)}"
        self.findings.add(document_kinds.WRONG_TYPE, self.place(column), found, "one value")
        return None

    def tin(self) -> str | None:
        """The TIN as nine digits; hyphens and blanks go."""
        written = self.text("tin")
        if written is None:
            self.findings.add(document_kinds.MISSING_FIELD, self.place("tin"), "tin is missing")
            return None
        digits = re.sub(r"[ -]", "", written)
        if _TIN.fullmatch(digits):
            return digits
        self._hidden(submission_kinds.BAD_TIN, "tin", written, "nine digits")
        return None

    def npi(self) -> str | None:
        """The NPI as ten digits; one whose check digit does not fit is kept, with a warning."""
        written = self.text("npi")
        if written is None:
            self.findings.add(document_kinds.MISSING_FIELD, self.place("npi"), "npi is missing")
            return None
        if not _NPI.fullmatch(written):
            self._hidden(submission_kinds.BAD_NPI, "npi", written, "ten digits")
            return None
        if not check_digit_fits(written):
            found = f"the check digit of the NPI {masked(written)} does not fit"
            self.findings.add(submission_kinds.NPI_CHECK_DIGIT, self.place("npi"), found)
        return written

    def day(self, column: str) -> date | None:
        """An ISO date."""
        return self._parsed(column, iso_date, document_kinds.BAD_DATE, "a date as YYYY-MM-DD")

    def flag(self, column: str) -> bool | None:
        """True or false."""

        def read(text: str) -> bool | None:
            folded = text.casefold()
            return True if folded in _TRUE else False if folded in _FALSE else None

        return self._parsed(column, read, practice_kinds.BAD_FLAG, "true or false")

    def money(self, column: str) -> Decimal | None:
        """An amount of 0 or more."""
        return self._parsed(
            column, _decimal, document_kinds.BAD_AMOUNT, "an amount such as 95000.00"
        )

    def count(self, column: str) -> int | None:
        """A whole number of 0 or more."""

        def read(text: str) -> int | None:
            return int(text) if _COUNT.fullmatch(text) else None

        return self._parsed(column, read, document_kinds.BAD_COUNT, "a whole number of 0 or more")

    def percent(self, column: str) -> Decimal | None:
        """A percent from 0 to 100."""

        def read(text: str) -> Decimal | None:
            value = _decimal(text.removesuffix("%").strip())
            return value if value is not None and value <= HUNDRED else None

        return self._parsed(column, read, document_kinds.BAD_AMOUNT, "a percent from 0 to 100")

    def share(self, column: str) -> Decimal | None:
        """A share from 0 to 1; what is above 1 or ends with % is read as a percent."""
        written = self.text(column)
        if written is None:
            return None
        marked = written.endswith("%")
        value = _decimal(written.removesuffix("%").strip())
        if value is None or value > HUNDRED:
            self._bad(practice_kinds.BAD_SHARE, column, written, "a share from 0 to 1")
            return None
        if value <= 1 and not marked:
            return value
        if not marked:
            found = f"{column} is {shown(written)}"
            self.findings.add(practice_kinds.SHARE_AS_PERCENT, self.place(column), found)
        return value / HUNDRED

    def choice(self, column: str, options: Mapping[str, T]) -> T | None:
        """The option that the cell names."""
        written = self.text(column)
        if written is None:
            return None
        return chosen(written, options, column, self.place(column), self.findings)

    def zip_code(self, column: str) -> str | None:
        """A ZIP code of five or nine digits, as five."""

        def read(text: str) -> str | None:
            return text[:5] if _ZIP.fullmatch(text) else None

        return self._parsed(
            column, read, document_kinds.UNKNOWN_VALUE, "a ZIP code of five or nine digits"
        )

    def names(self, column: str) -> tuple[str, ...]:
        """Names in a list, or in one text with semicolons between them."""
        value = self.cells.get(column)
        if isinstance(value, list):
            parts = [each for each in value if isinstance(each, str)]
            if len(parts) < len(value):
                found = f"{column} holds something that is no text"
                self.findings.add(
                    document_kinds.WRONG_TYPE, self.place(column), found, "a list of texts"
                )
        else:
            parts = (self.text(column) or "").split(";")
        return tuple(part.strip() for part in parts if part.strip())

    def places(self, column: str) -> dict[str, int]:
        """Services by place of service: an object, or a text such as 11:300; 22:900."""
        value = self.cells.get(column)
        if value is None:
            return {}
        if isinstance(value, Mapping):
            pairs = [(str(key), str(number)) for key, number in value.items()]
        else:
            texts = self.names(column)
            pairs = [(place.strip(), count.strip()) for place, _, count in _split(texts)]
        bad = [place for place, count in pairs if not _COUNT.fullmatch(count)]
        if bad:
            found = f"{column} gives no count for {shown(bad[0])}"
            expected = "a whole number for each place of service"
            self.findings.add(document_kinds.BAD_COUNT, self.place(column), found, expected)
            return {}
        return {place.zfill(2): int(count) for place, count in pairs}

    def _parsed(
        self, column: str, read: Callable[[str], T | None], kind: ProblemKind, expected: str
    ) -> T | None:
        written = self.text(column)
        if written is None:
            return None
        value = read(written)
        if value is None:
            self._bad(kind, column, written, expected)
        return value

    def _bad(self, kind: ProblemKind, column: str, written: str, expected: str) -> None:
        self.findings.add(kind, self.place(column), f"{column} is {shown(written)}", expected)

    def _hidden(self, kind: ProblemKind, column: str, written: str, expected: str) -> None:
        """A bad identifier, of which no more than its length is shown."""
        found = f"{column} has {len(written)} characters"
        self.findings.add(kind, self.place(column), found, expected)


def _split(texts: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [text.partition(":") for text in texts]


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _AMOUNT.fullmatch(text) else None
