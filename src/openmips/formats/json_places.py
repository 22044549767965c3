"""Where in a JSON text the places that problems name stand: line and column, from 1."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from openmips.problems.finding import Problem

_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]")
_SPACE = re.compile(r"[ \t\n\r]*")
_SPACES = " \t\n\r"
_KEY = re.compile(r'("(?:[^"\\]|\\.)*")[ \t\n\r]*:[ \t\n\r]*', re.DOTALL)
_SCALAR = re.compile(r'"(?:[^"\\]|\\.)*"|[-\w.+]+', re.DOTALL)
_SKIPPER = json.JSONDecoder(parse_int=str, parse_float=str)

Steps = tuple[str | int, ...]
Wanted = dict[str | int, Any]


def placed(problems: Iterable[Problem], text: str) -> tuple[Problem, ...]:
    """The problems with line and column, as far as `text` holds the places they name.

    What is missing gets the place of the object it is missing from. The text must be JSON.
    """
    found = tuple(problems)
    steps = {one.location: _steps(one.location) for one in found if one.line is None}
    wanted: Wanted = {}
    for path in steps.values():
        inner = wanted
        for step in path:
            inner = inner.setdefault(step, {})
    starts = dict(_starts(text, wanted))
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    return tuple(
        one if one.line is not None else _with_place(one, steps[one.location], starts, lines)
        for one in found
    )


def _with_place(
    problem: Problem, path: Steps, starts: Mapping[Steps, int], lines: list[int]
) -> Problem:
    while path not in starts:
        if not path:
            return problem
        path = path[:-1]
    start = starts[path]
    line = bisect_right(lines, start)
    return replace(problem, line=line, column=start - lines[line - 1] + 1)


def _steps(location: str) -> Steps:
    """The keys and indexes of a JSONPath, up to the first that is not plain."""
    steps: list[str | int] = []
    position = 1
    while match := _STEP.match(location, position):
        steps.append(match[1] if match[2] is None else int(match[2]))
        position = match.end()
    return tuple(steps)


def _starts(text: str, wanted: Wanted) -> Iterator[tuple[Steps, int]]:
    """Where each wanted value that is there starts; a member starts with its key."""
    start = _after_space(text, 0)
    yield (), start
    yield from _inside(text, start, wanted, ())


def _inside(text: str, start: int, wanted: Wanted, path: Steps) -> Iterator[tuple[Steps, int]]:
    opened = text[start : start + 1]
    if not wanted or opened not in ("{", "["):
        return
    position, index, missing = _after_space(text, start + 1), 0, len(wanted)
    while missing and text[position] not in "]}":
        begins = position
        step: str | int = index
        if opened == "{":
            key = _KEY.match(text, position)
            if key is None:
                return
            step = json.loads(key[1]) if "\\" in key[1] else key[1][1:-1]
            position = key.end()
        if step in wanted:
            missing -= 1
            yield (*path, step), begins
            yield from _inside(text, position, wanted[step], (*path, step))
        position = _after_space(text, _end_of_value(text, position))
        index += 1
        if text[position] == ",":
            position = _after_space(text, position + 1)


def _end_of_value(text: str, position: int) -> int:
    scalar = _SCALAR.match(text, position)
    return _SKIPPER.raw_decode(text, position)[1] if scalar is None else scalar.end()


def _after_space(text: str, position: int) -> int:
    if text[position] not in _SPACES:
        return position
    match = _SPACE.match(text, position)
    return position if match is None else match.end()
