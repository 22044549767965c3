"""Values that are made by the million: dataclasses that only the type checker keeps frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def value(kind: type[T]) -> type[T]:
    """Make `kind` a slotted dataclass that type checkers treat as frozen.

    Assigning to a field is an error of `mypy`, not of the run: making a truly frozen
    dataclass costs twice the time, and a score is made of some eighty of them
    (docs/decisions/0006). Facts that come from outside stay truly frozen.
    """
    return dataclass(slots=True)(kind)
