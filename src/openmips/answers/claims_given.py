"""Claims handed over one by one, as 837P, JSON or CSV: read without any engine, in no time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from openmips.claims.gathering import Gathered
from openmips.claims.lines import Claim
from openmips.problems.claims_question_kinds import NOT_A_CLAIM
from openmips.problems.document_kinds import TOO_MANY_PROBLEMS
from openmips.problems.finding import Findings, Problem

Given = bytes | str | Mapping[str, object] | Claim | Iterable[Claim]
"""Claims as programs give them: the text of an 837P, JSON or CSV, a JSON object, or values."""

_MARKS = {b"IS": "x12", b"{": "json", b"[": "json"}
"""How texts of each kind begin; any other is a table."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The claims that were handed over, and what was odd about them."""

    gathered: Gathered
    problems: tuple[Problem, ...] = ()


Reader = Callable[[Any, Findings], Handed]
"""The function of a module that reads one kind of text. It raises ProblemsFound."""


def claims_given(given: Given) -> Handed:
    """The claims in what is given. Raises ProblemsFound where it holds none that can be read."""
    if isinstance(given, Claim):
        return Handed(Gathered((given,)))
    findings = Findings(None, TOO_MANY_PROBLEMS)
    if isinstance(given, Mapping):
        return _reader("json")(given, findings)
    if not isinstance(given, bytes | str):
        return Handed(Gathered(tuple(given)))
    raw = given.encode() if isinstance(given, str) else given
    begins = raw[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not begins:
        findings.refuse(NOT_A_CLAIM, "the input is empty")
    kind = next((kind for mark, kind in _MARKS.items() if begins.startswith(mark)), "rows")
    return _reader(kind)(raw, findings)


def _reader(kind: str) -> Reader:
    """The reader of a kind of text; its module is loaded only when it is needed."""
    reader: Reader = import_module(f"openmips.answers.claims_given_{kind}").handed
    return reader
