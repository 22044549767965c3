"""Every problem there is on one page: its code, what to do, what it means, where and when."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from openmips import problems
from openmips.answers import problems as questions
from openmips.content.load import glossary
from openmips.problems.finding import ProblemKind

_MADE = (
    "<!-- Made by `python -m openmips.answers.problem_pages docs/problems.md`; edit the modules"
    " in `src/openmips/problems` instead. -->"
)
_INTRODUCTION = (
    "Whatever is wrong with what somebody hands in has a code. The code never changes; the words"
    " may. An error keeps a document from being used, a warning does not. The commands tell where"
    " each problem was found: the path within the document, and line and column where there is a"
    " text."
)
_ENDING = "_kinds"
_SHORT = re.compile(r"\b[a-z]?[A-Z]{2,}\d*(?=s?\b)")
_CAPITALS = re.compile(r"(?:<!)?\b[\w-]*[A-Z]{2,}[\w-]*")


def page() -> str:
    """The page."""
    lines = ["# Problems", "", _MADE, "", _INTRODUCTION, ""]
    numbers: dict[str, str] = {}
    for module in kind_modules():
        numbers |= getattr(module, "CONVERTER_CODES", {})
    for module in kind_modules():
        lines += _section(module, _kinds_of(module), numbers)
    lines += _section(questions, questions.CATALOGUE.kinds.values(), {})
    return "\n".join(lines).rstrip() + "\n"


def kind_modules() -> list[ModuleType]:
    """The modules that enter kinds of problems, by name."""
    return [
        import_module(f"{problems.__name__}.{found.name}")
        for found in iter_modules(problems.__path__)
        if found.name.endswith(_ENDING)
    ]


def _kinds_of(module: ModuleType) -> Iterator[ProblemKind]:
    """The kinds that a module enters, each once and in its order."""
    entered: dict[str, ProblemKind] = {}
    for value in vars(module).values():
        if isinstance(value, ProblemKind):
            entered[value.code] = value
        elif isinstance(value, dict):
            entered |= {one.code: one for one in value.values() if isinstance(one, ProblemKind)}
    for code, kind in problems.CATALOGUE.kinds.items():
        if code in entered:
            yield kind


def _section(
    module: ModuleType, kinds: Iterable[ProblemKind], numbers: Mapping[str, str]
) -> Iterator[str]:
    title = (module.__doc__ or "").splitlines()[0].rstrip(".")
    yield from (f"## {title}", "")
    yield "| Code | Severity | What to do | What it means | Where and when |"
    yield "|---|---|---|---|---|"
    for kind in kinds:
        where = [kind.applies_to, kind.years]
        if kind.code in numbers:
            where.append(f"number {numbers[kind.code]} of CMS's converter")
        cells = (
            f"`{kind.code}`",
            kind.severity.value,
            kind.remedy,
            kind.meaning,
            "; ".join(filter(None, where)),
        )
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"
    yield ""


def _cell(text: str) -> str:
    """A text for a cell of a table. Capitals that are no term are what a document holds."""
    if text.startswith("`"):
        return text
    terms = _terms()
    coded = _CAPITALS.sub(
        lambda found: found[0] if set(_SHORT.findall(found[0])) <= terms else f"`{found[0]}`", text
    )
    return coded.replace("|", "\\|")


@cache
def _terms() -> frozenset[str]:
    """The short forms that the glossary explains."""
    return frozenset(word for term in glossary() for word in _SHORT.findall(term))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), "utf-8")
