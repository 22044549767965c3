"""What a JSON text says, read without trust: exact numbers, bounded size and depth."""

from __future__ import annotations

import json
import math
import re
from array import array
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO

from openmips.problems import document_kinds
from openmips.problems.finding import Findings, item, member, shown

MOST_BYTES = 50 * 1024 * 1024
"""The largest input that is read, in bytes."""

DEEPEST = 50
"""How deep lists and objects may be nested."""

MOST_VALUES = 2_000_000
"""How many values a text may hold: each takes many times its own length in memory."""

MOST_DIGITS = 40
"""The most digits a number may have, before and after its point taken together."""

Source = str | Path | bytes | bytearray | BinaryIO | Mapping[str, object]
"""Where a document comes from: a path (also as text), bytes, a binary stream, or a mapping."""

_HIGHEST_EXPONENT = MOST_DIGITS
_STRING = re.compile(rb'"(?:[^"\\]++|\\.?)*+(?:"|\Z)', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class _Doubled(dict[str, object]):
    """An object whose text repeats keys; `keys_repeated` names them."""

    keys_repeated: tuple[str, ...] = ()


class _Refused:
    """A number that was written and is not accepted."""

    def __init__(self, written: str) -> None:
        self.written = written


def source_name(source: Source, name: str | None) -> str | None:
    """What to call the source in problems: the name given, or its path."""
    return str(source) if name is None and isinstance(source, str | Path) else name


def read_json(source: Source, findings: Findings) -> object:
    """The value that `source` holds, with every number an int or a Decimal.

    Whatever JSON leaves open is refused: repeated keys, numbers that are not finite, half
    characters. Raises ProblemsFound when there is anything of that kind.
    """
    if isinstance(source, Mapping):
        checked = _Checker(findings).value(source, "$", 0)
        findings.stop()
        return checked
    return _parsed(read_bytes(source, findings), findings)


def read_text(source: Source, findings: Findings) -> str:
    """The text that `source` holds, of bounded size and in UTF-8. Raises ProblemsFound.

    A mapping has no text; it is not for this function.
    """
    if isinstance(source, Mapping):
        findings.refuse(
            document_kinds.NOT_JSON_VALUE, "a mapping was found", "a path, bytes or a stream"
        )
    return _text(read_bytes(source, findings), findings)


def read_bytes(source: str | Path | bytes | bytearray | BinaryIO, findings: Findings) -> bytes:
    """The bytes of the source, of bounded size. Raises ProblemsFound.

    At most one byte more than allowed is ever read.
    """
    if isinstance(source, bytes | bytearray):
        raw = bytes(source)
    elif isinstance(source, str | Path):
        try:
            with Path(source).open("rb") as stream:
                raw = stream.read(MOST_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            findings.refuse(document_kinds.FILE_NOT_READABLE, f"the file cannot be read ({reason})")
    else:
        raw = source.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        size = MOST_BYTES // (1024 * 1024)
        findings.refuse(
            document_kinds.FILE_TOO_LARGE, "the input is too large", f"at most {size} MB"
        )
    return raw


def _parsed(raw: bytes, findings: Findings) -> object:
    text = _text(raw, findings)
    if _depth(raw) > DEEPEST:
        found = "the input is nested too deeply"
        findings.refuse(document_kinds.TOO_DEEP, found, f"at most {DEEPEST} levels")
    if raw.count(b",") + raw.count(b"[") + raw.count(b"{") > MOST_VALUES:
        found = "the input holds too many values"
        findings.refuse(document_kinds.TOO_MANY_ELEMENTS, found, f"at most {MOST_VALUES:,}")
    suspect: list[object] = []

    def members(pairs: list[tuple[str, object]]) -> dict[str, object]:
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        doubled = _Doubled(plain)
        often = Counter(key for key, _ in pairs)
        doubled.keys_repeated = tuple(key for key, times in often.items() if times > 1)
        suspect.append(doubled)
        return doubled

    def number(written: str) -> object:
        value = _exact(written)
        if isinstance(value, _Refused):
            suspect.append(value)
        return value

    def constant(written: str) -> object:
        refused = _Refused(written)
        suspect.append(refused)
        return refused

    try:
        value: object = json.loads(
            text,
            object_pairs_hook=members,
            parse_int=number,
            parse_float=number,
            parse_constant=constant,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        found = f"this is not JSON: {error.msg} at {place}"
        findings.refuse(document_kinds.NOT_JSON, found, line=error.lineno, column=error.colno)
    if suspect or _SURROGATE.search(text):
        _Checker(findings).value(value, "$", 0)
        findings.stop()
    return value


def _text(raw: bytes, findings: Findings) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {error.start + 1} is not UTF-8"
        findings.refuse(document_kinds.NOT_UTF8, found, "text in UTF-8")
    if not text.strip():
        findings.refuse(document_kinds.EMPTY, "the input is empty", "a JSON document")
    return text


def _depth(raw: bytes) -> int:
    """How deep the brackets outside texts are nested, found without recursion."""
    brackets = _STRING.sub(b"", raw).translate(_STEPS, _NOT_BRACKETS)
    return max(accumulate(array("b", brackets)), default=0)


def exact_number(written: str) -> int | Decimal | None:
    """The number that a text writes as JSON would, or None where it writes none."""
    if not _NUMBER.fullmatch(written):
        return None
    value = _exact(written)
    return None if isinstance(value, _Refused) else value


def _exact(written: str) -> int | Decimal | _Refused:
    """The number exactly as written, unless it is absurdly long, large or small."""
    if len(written) > MOST_DIGITS + 2:
        return _Refused(written)
    try:
        value = Decimal(written)
    except InvalidOperation:
        return _Refused(written)
    if not value.is_finite() or not _HIGHEST_EXPONENT >= value.adjusted() >= -_HIGHEST_EXPONENT:
        return _Refused(written)
    return value if any(mark in written for mark in ".eE") else int(written)


class _Checker:
    """Looks through a value for what JSON or this reader does not allow, and says where."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def value(self, value: object, location: str, depth: int) -> object:
        """`value` with exact numbers and plain containers; problems go to the findings."""
        if depth > DEEPEST:
            expected = f"at most {DEEPEST} levels"
            self.findings.add(
                document_kinds.TOO_DEEP, location, "the value is nested too deeply", expected
            )
            return None
        match value:
            case None | bool():
                return value
            case str():
                return self._text(value, location)
            case int() | float() | Decimal() | _Refused():
                return self._number(value, location)
            case Mapping():
                return self._members(value, location, depth)
            case list() | tuple():
                return [self.value(v, item(location, i), depth + 1) for i, v in enumerate(value)]
        found = f"a Python value of type {shown(type(value).__name__)} was found"
        self.findings.add(document_kinds.NOT_JSON_VALUE, location, found, "a JSON value")
        return None

    def _members(self, members: Mapping[Any, object], location: str, depth: int) -> object:
        if isinstance(members, _Doubled):
            for key in members.keys_repeated:
                found = f"the key {shown(key)} stands more than once"
                self.findings.add(document_kinds.REPEATED_KEY, member(location, key), found, "once")
        checked: dict[str, object] = {}
        for key, value in members.items():
            if not isinstance(key, str):
                found = f"a key of type {shown(type(key).__name__)} was found"
                self.findings.add(document_kinds.NOT_JSON_VALUE, location, found, "text keys")
                continue
            self._text(key, member(location, key))
            checked[key] = self.value(value, member(location, key), depth + 1)
        return checked

    def _text(self, text: str, location: str) -> str:
        if any("\ud800" <= character <= "\udfff" for character in text):
            found = f"{shown(text)} holds half of a character"
            self.findings.add(document_kinds.BROKEN_TEXT, location, found, "whole characters")
        return text

    def _number(self, value: int | float | Decimal | _Refused, location: str) -> object:
        exact: object = value
        if isinstance(value, float | Decimal):
            exact = _exact(str(value)) if math.isfinite(value) else _Refused(str(value))
        elif isinstance(value, int):
            exact = value if abs(value) < 10**MOST_DIGITS else _Refused("a very large number")
        if isinstance(exact, _Refused):
            found = f"the number {shown(exact.written)} was found"
            expected = f"a finite number of at most {MOST_DIGITS} digits"
            self.findings.add(document_kinds.NUMBER_OUT_OF_RANGE, location, found, expected)
        return exact
