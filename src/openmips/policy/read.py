"""How a policy file is read: a small, strict part of YAML, one year at a time.

Only mappings, lists, text, integers, true, false and null exist here. Numbers with a decimal
point are written as quoted text, so that no binary float can come between the law and a score.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import yaml

PASSED_OVER = object()
"""Stands for what a file says of a year that was not asked for."""

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_PLAIN_DECIMAL = re.compile(r"[-+]?[0-9]{1,20}(?:\.[0-9]{1,20})?", re.ASCII)
_NUMBER_LIKE = re.compile(r"[-+]?(?:[0-9][0-9_]*)?\.?[0-9]+(?:[eE][-+]?[0-9]+)?\.?")
_WORDS: dict[str, object] = {"null": None, "true": True, "false": False}


class PolicyError(ValueError):
    """A policy file says something this programme does not understand."""

    def __init__(
        self,
        file: str,
        found: str,
        expected: str,
        *,
        provision: str | None = None,
        year: int | None = None,
    ) -> None:
        place = ", ".join(str(part) for part in (file, provision, year) if part is not None)
        super().__init__(f"{place}: found {found}; expected {expected}")
        self.file, self.provision, self.year = file, provision, year
        self.found, self.expected = found, expected


def read_yaml(
    text: str, file: str, year: int | None = None, *, decimals: bool = False
) -> dict[str | int, Any]:
    """The mapping that `text` writes; with `year`, only that year's rows are looked into.

    With `decimals`, an unquoted number with a point is a Decimal, as people type it. Raises
    PolicyError where the text is no plain mapping or names a key twice.
    """
    reader = _Reader(text, file, year, decimals)
    try:
        return reader.document()
    except yaml.YAMLError as error:
        raise PolicyError(file, f"broken YAML ({error})", "well-formed YAML") from error


class _Reader:
    """Turns the parser's events into values."""

    def __init__(self, text: str, file: str, year: int | None, decimals: bool) -> None:
        self._parser = _Loader(text)
        self._file = file
        self._year = year
        self._decimals = decimals

    def document(self) -> dict[str | int, Any]:
        """The file's one mapping."""
        self._parser.get_event()
        if not self._parser.check_event(yaml.DocumentStartEvent):
            raise PolicyError(self._file, "an empty file", "a mapping")
        self._parser.get_event()
        content = self._value(self._parser.get_event())
        if not isinstance(content, dict):
            raise PolicyError(self._file, repr(content), "a mapping")
        self._parser.get_event()
        if not self._parser.check_event(yaml.StreamEndEvent):
            raise PolicyError(self._file, "a second document", "one document")
        return content

    def _value(self, event: Any) -> Any:
        if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
            raise self._refusal(event, "an anchor, alias or tag", "every value written out")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list()
        return self._mapping()

    def _list(self) -> list[Any]:
        values = []
        while not isinstance(event := self._parser.get_event(), yaml.SequenceEndEvent):
            values.append(self._value(event))
        return values

    def _mapping(self) -> dict[str | int, Any]:
        values: dict[str | int, Any] = {}
        while not isinstance(event := self._parser.get_event(), yaml.MappingEndEvent):
            key = self._value(event)
            if not isinstance(key, str | int) or isinstance(key, bool):
                raise self._refusal(event, f"the key {key!r}", "a name or a year")
            if key in values:
                raise self._refusal(event, f"{key!r} twice", "each key once")
            if self._year is not None and isinstance(key, int) and key != self._year:
                self._pass_over()
                values[key] = PASSED_OVER
            else:
                values[key] = self._value(self._parser.get_event())
        return values

    def _pass_over(self) -> None:
        depth = 0
        while True:
            event = self._parser.get_event()
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth == 0:
                return

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.style:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if self._decimals and _PLAIN_DECIMAL.fullmatch(text):
            return Decimal(text)
        if _NUMBER_LIKE.fullmatch(text):
            raise self._refusal(event, f"the unquoted number {text}", "an integer or quoted text")
        return text

    def _refusal(self, event: Any, found: str, expected: str) -> PolicyError:
        return PolicyError(f"{self._file} line {event.start_mark.line + 1}", found, expected)
