"""One row of a CMS file, read strictly: a field has the expected type or the row is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

E = TypeVar("E", bound=Enum)


class Refused(ValueError):
    """A row, or a member of a row, that does not become an entry, with the reason."""


class Row:
    """A row and the names of the fields that were looked at."""

    def __init__(self, content: object) -> None:
        if not isinstance(content, Mapping):
            raise Refused(f"expected an object, found {kind_of(content)}")
        self._content: Mapping[str, Any] = content
        self._read: set[str] = set()

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        self._read.add(name)
        return self._content.get(name) is not None

    def text(self, name: str) -> str:
        """A field that must be text and not empty, with single blanks between its words."""
        value: str = self._typed(name, str)
        if not value.strip():
            raise Refused(f"{name} is empty")
        return " ".join(value.split())

    def optional_text(self, name: str) -> str | None:
        """A text field that may be missing, null or empty, with single blanks."""
        return (" ".join(self._typed(name, str).split()) or None) if self.has(name) else None

    def flag(self, name: str, default: bool | None = None) -> bool:
        """A yes/no field; `default` where it may be missing."""
        if default is not None and not self.has(name):
            return default
        value: bool = self._typed(name, bool)
        return value

    def year(self, name: str) -> int:
        """A calendar year."""
        value: int = self._typed(name, int)
        if isinstance(value, bool) or not 2000 <= value < 2100:
            raise Refused(f"{name} is no year: {value!r}")
        return value

    def number(self, name: str) -> Decimal:
        """A number that must be there."""
        self._read.add(name)
        return number(self._content.get(name), name)

    def optional_number(self, name: str) -> Decimal | None:
        """A number that may be missing or null."""
        return self.number(name) if self.has(name) else None

    def names(self, name: str) -> tuple[str, ...]:
        """A list of texts in CMS's order, empty where the field is missing or null."""
        members = self.members(name)
        for member in members:
            if not isinstance(member, str):
                raise Refused(f"{name} holds {kind_of(member)}, expected text")
        return tuple(members)

    def members(self, name: str) -> list[Any]:
        """A list of anything, empty where the field is missing or null."""
        members: list[Any] = self._typed(name, list) if self.has(name) else []
        return members

    def rows(self, name: str) -> list[Row]:
        """A list of objects, empty where the field is missing or null."""
        return [Row(member) for member in self.members(name)]

    def texts_by_name(self, name: str) -> dict[str, str]:
        """An object whose members are texts, empty where the field is missing or null."""
        if not self.has(name):
            return {}
        content: dict[str, Any] = self._typed(name, dict)
        for key, value in content.items():
            if not isinstance(value, str):
                raise Refused(f"{name}.{key} is {kind_of(value)}, expected text")
        return content

    def row(self, name: str) -> Row:
        """An object that must be there."""
        self._read.add(name)
        return Row(self._content.get(name))

    def choice(self, name: str, choices: type[E]) -> E:
        """A text that must be one of the values of `choices`."""
        value = self._typed(name, str)
        try:
            return choices(value)
        except ValueError:
            known = ", ".join(str(member.value) for member in choices)
            raise Refused(f"{name} is {value!r}, expected one of {known}") from None

    def optional_choice(self, name: str, choices: type[E]) -> E | None:
        """As `choice`, where the field may be missing or null."""
        return self.choice(name, choices) if self.has(name) else None

    def ignore(self, *names: str) -> None:
        """Fields that are known and left out on purpose."""
        self._read.update(names)

    @property
    def unread(self) -> tuple[str, ...]:
        """The fields nobody looked at: news in CMS's file."""
        return tuple(sorted(set(self._content) - self._read))

    @property
    def keys(self) -> tuple[str, ...]:
        """The field names in CMS's order."""
        return tuple(self._content)

    def _typed(self, name: str, kind: type[Any]) -> Any:
        self._read.add(name)
        if name not in self._content:
            raise Refused(f"{name} is missing")
        value = self._content[name]
        if not isinstance(value, kind):
            raise Refused(f"{name} is {kind_of(value)}, expected {_WORDS[kind]}")
        return value


def number(value: object, name: str) -> Decimal:
    """A JSON number as an exact decimal."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Refused(f"{name} is {kind_of(value)}, expected a number")
    return Decimal(value)


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """The names sorted, each once."""
    return tuple(sorted(set(names)))


_WORDS: Mapping[type[Any], str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    list: "a list",
    dict: "an object",
}


def kind_of(value: object) -> str:
    """What a JSON value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | Decimal):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {value!r}"
    return "a list" if isinstance(value, list) else "an object"
