"""What the members of a JSON object hold, by name and type, with every misfit noted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from openmips.problems import document_kinds, submission_kinds
from openmips.problems.finding import Findings, item, listed, member, nearest, shown

T = TypeVar("T")

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?", re.ASCII)
_MOST_NAMES_LISTED = 12


def json_type(value: object) -> str:
    """What a JSON value is, in a reader's words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | Decimal():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
    return "an object"


def iso_date(text: str) -> date | None:
    """The day that an ISO date names, or None where the text is none."""
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object. A member that is null counts as absent.

    Each reading method returns None where the member is absent or does not fit; it notes
    the misfit, and the absence too when the member is required.
    """

    members: Mapping[str, object]
    location: str
    findings: Findings

    @classmethod
    def of(cls, value: object, location: str, findings: Findings) -> Fields | None:
        """The object at `location`, or None and a problem where it is none."""
        if isinstance(value, Mapping):
            return cls(value, location, findings)
        findings.add(
            document_kinds.WRONG_TYPE, location, f"{json_type(value)} was found", "an object"
        )
        return None

    def place(self, name: str) -> str:
        """The JSONPath of a member."""
        return member(self.location, name)

    def value(self, name: str, required: bool = True) -> object:
        """The member as it stands."""
        value = self.members.get(name)
        if value is None and required:
            kind, remedy = document_kinds.MISSING_FIELD, f"Add {name}."
            self.findings.add(kind, self.place(name), f"{name} is missing", "", remedy)
        return value

    def has(self, name: str) -> bool:
        """Whether the member is there and not null."""
        return self.members.get(name) is not None

    def text(self, name: str, required: bool = True) -> str | None:
        """A text that is not blank, without the space around it."""
        value = self.value(name, required)
        if isinstance(value, str):
            if value.strip():
                return value.strip()
            self.findings.add(document_kinds.MISSING_FIELD, self.place(name), f"{name} is blank")
        elif value is not None:
            self._wrong(name, value, "a text")
        return None

    def flag(self, name: str, required: bool = True) -> bool | None:
        """True or false."""
        value = self.value(name, required)
        if value is None or isinstance(value, bool):
            return value
        self._wrong(name, value, "true or false")
        return None

    def count(self, name: str, required: bool = True) -> int | None:
        """A whole number of 0 or more, written as a JSON number; 100.0 is 100, as for CMS."""
        value = self.value(name, required)
        if value is None:
            return None
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            if value >= 0 and value == int(value):
                return int(value)
            found = f"{name} is {value}"
        else:
            found = f"{name} is {json_type(value)}"
        self.findings.add(
            document_kinds.BAD_COUNT, self.place(name), found, "a whole number of 0 or more"
        )
        return None

    def year(self, name: str, supported: Collection[int]) -> int | None:
        """One of the years supported, written as a JSON number."""
        value = self.value(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and value in supported:
            return value
        was = str(value) if isinstance(value, int | Decimal) else json_type(value)
        found, expected = f"{name} is {was}", listed(map(str, supported))
        self.findings.add(submission_kinds.UNSUPPORTED_YEAR, self.place(name), found, expected)
        return None

    def number(
        self,
        name: str,
        required: bool = True,
        low: Decimal | None = None,
        high: Decimal | None = None,
    ) -> Decimal | None:
        """A JSON number within `low` and `high`."""
        value = self.value(name, required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self._wrong(name, value, "a number")
            return None
        return self._within(name, Decimal(value), low, high)

    def amount(
        self,
        name: str,
        required: bool = True,
        low: Decimal | None = None,
        high: Decimal | None = None,
    ) -> Decimal | None:
        """A decimal number written as a text or as a JSON number, within `low` and `high`."""
        value = self.value(name, required)
        if not isinstance(value, str):
            return self.number(name, False, low, high)
        if _DECIMAL.fullmatch(value):
            return self._within(name, Decimal(value), low, high)
        found = f"{name} is {shown(value)}"
        self.findings.add(document_kinds.BAD_AMOUNT, self.place(name), found, "a decimal number")
        return None

    def day(self, name: str) -> date | None:
        """An ISO date."""
        value = self.value(name)
        if value is None:
            return None
        day = iso_date(value) if isinstance(value, str) else None
        if day is not None:
            return day
        found = f"{name} is {shown(value) if isinstance(value, str) else json_type(value)}"
        self.findings.add(document_kinds.BAD_DATE, self.place(name), found, "a date as YYYY-MM-DD")
        return None

    def choice(self, name: str, options: Mapping[str, T], required: bool = True) -> T | None:
        """The option that the member names, in small or capital letters."""
        text = self.text(name, required)
        if text is None:
            return None
        return chosen(text, options, name, self.place(name), self.findings)

    def inner(self, name: str, required: bool = True) -> Fields | None:
        """A member that is an object."""
        value = self.value(name, required)
        return None if value is None else Fields.of(value, self.place(name), self.findings)

    def entries(self, name: str, required: bool = True) -> list[tuple[str, object]] | None:
        """The entries of a list, each with its JSONPath."""
        value = self.value(name, required)
        if value is None:
            return None
        if not isinstance(value, list):
            self._wrong(name, value, "a list")
            return None
        place = self.place(name)
        return [(item(place, index), entry) for index, entry in enumerate(value)]

    def objects(self, name: str, required: bool = True) -> list[Fields] | None:
        """The entries of a list of objects; entries that are none are noted and left out."""
        entries = self.entries(name, required)
        if entries is None:
            return None
        read = (Fields.of(entry, place, self.findings) for place, entry in entries)
        return [fields for fields in read if fields is not None]

    def unread(self, known: Collection[str]) -> Iterator[str]:
        """The keys that are not among `known`."""
        return (key for key in self.members if key not in known)

    def unknown(
        self, known: Collection[str], unused: Mapping[str, str] | None = None
    ) -> dict[str, object]:
        """The members that nothing reads, each noted as a warning.

        `unused` holds names that the format has and that are not used here, with a remedy.
        """
        kept = {}
        for key in self.unread(known):
            kept[key] = self.members[key]
            if self.findings.full:
                continue
            if unused is not None and key in unused:
                found = f"the field {key} is not used"
                self.findings.add(
                    document_kinds.UNUSED_FIELD, self.place(key), found, "", unused[key]
                )
            else:
                found = f"the field {shown(key)} is unknown"
                self.findings.add(document_kinds.UNKNOWN_FIELD, self.place(key), found)
        return kept

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Note, as errors, keys that nothing reads, with the nearest key that something does."""
        for key in self.unread(known):
            found = f"the key {shown(key)} is unknown"
            expected = listed(known)
            hint = nearest(key, known)
            self.findings.add(document_kinds.UNKNOWN_KEY, self.place(key), found, expected, hint)

    def _wrong(self, name: str, value: object, expected: str) -> None:
        found = f"{name} is {json_type(value)}"
        self.findings.add(document_kinds.WRONG_TYPE, self.place(name), found, expected)

    def _within(
        self, name: str, value: Decimal, low: Decimal | None, high: Decimal | None
    ) -> Decimal | None:
        if (low is None or value >= low) and (high is None or value <= high):
            return value
        expected = f"at least {low}" if high is None else f"{low} to {high}"
        self.findings.add(
            document_kinds.BAD_AMOUNT, self.place(name), f"{name} is {value}", expected
        )
        return None


def chosen(
    text: str, options: Mapping[str, T], name: str, location: str, findings: Findings
) -> T | None:
    """The option that `text` names, or None and a problem with the nearest names."""
    if text in options:
        return options[text]
    folded = {key.casefold(): value for key, value in options.items()}
    if text.casefold() in folded:
        return folded[text.casefold()]
    names = list(options)
    shown_names = names if len(names) <= _MOST_NAMES_LISTED else [*names[:3], "another known name"]
    found = f"{name} is {shown(text)}"
    hint = nearest(text, names)
    findings.add(document_kinds.UNKNOWN_VALUE, location, found, listed(shown_names), hint)
    return None
