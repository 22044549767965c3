"""A Python file as the health tests look at it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Module:
    """One Python file: its name below the repository, and its text."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of the file."""
        return ast.parse(self.text)

    def at(self, node: ast.stmt | ast.expr) -> str:
        """The place of `node`, as "file:line"."""
        return f"{self.name}:{node.lineno}"


def modules(root: Path, folder: str) -> list[Module]:
    """Every Python file below `folder`, by name."""
    files = sorted((root / folder).rglob("*.py"))
    return [Module(str(file.relative_to(root)), file.read_text("utf-8")) for file in files]
