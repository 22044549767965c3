"""What the cases say: read from YAML, checked, and spread over their years and variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
REGISTER = FOLDER / "rules.yaml"
UNREAD = FOLDER / "unread.yaml"
KEYS = frozenset({"says", "id", "rules", "cite", "ask", "year", "years", "given", "expect", "each"})
NEEDED = frozenset({"says", "rules", "cite", "ask"})
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CaseError(ValueError):
    """A case is not written as cases are."""


@dataclass(frozen=True)
class Instance:
    """One case in one year and variant: what is asked, what is given, what must come out."""

    file: str
    number: int
    says: str
    example: str | None
    rules: tuple[str, ...]
    cite: str
    ask: str
    year: int
    variant: int
    given: Mapping[str, Any]
    expect: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What pytest calls it: file, number, year and variant, then the sentence."""
        which = f"-{self.variant}" if self.variant else ""
        return f"{self.file}-{self.number}{which}-{self.year}: {self.says}"


def read(path: Path) -> Any:
    """What a YAML file says, refusing numbers that would pass through a binary float."""
    content = yaml.load(path.read_text("utf-8"), Loader=_Loader)
    for found in _scalars(content):
        if not isinstance(found, str | int | None):
            raise CaseError(f"{path.name}: {found!r} must stand in quotes")
    return content


def _scalars(content: Any) -> Iterator[Any]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield key
            yield from _scalars(value)
    elif isinstance(content, list):
        for item in content:
            yield from _scalars(item)
    else:
        yield content


@cache
def instances() -> tuple[Instance, ...]:
    """Every case of every file, spread over its years and variants."""
    found: list[Instance] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        if path not in (REGISTER, UNREAD):
            for number, case in enumerate(read(path), 1):
                found += _spread(path.stem, number, case)
    return tuple(found)


@cache
def register() -> Mapping[str, Mapping[str, Any]]:
    """The rules by id, as the register has them."""
    rules: dict[str, Mapping[str, Any]] = read(REGISTER)
    return rules


def _spread(file: str, number: int, case: Mapping[str, Any]) -> Iterator[Instance]:
    place = f"{file}.yaml, case {number}"
    unknown, missing = set(case) - KEYS, NEEDED - set(case)
    if unknown or missing:
        raise CaseError(f"{place}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    for variant, part in enumerate(case.get("each") or [{}], 1):
        if set(part) - KEYS:
            raise CaseError(f"{place}: unknown {sorted(set(part) - KEYS)}")
        years = part.get("years") or case.get("years") or [part.get("year") or case.get("year")]
        for year in years:
            if not isinstance(year, int):
                raise CaseError(f"{place}: it has no year")
            of_year = years[year] if isinstance(years, dict) else None
            yield Instance(
                file,
                number,
                part.get("says") or case["says"],
                case.get("id"),
                tuple(case["rules"]),
                case["cite"],
                case["ask"],
                year,
                variant if "each" in case else 0,
                merged(case.get("given") or {}, part.get("given") or {}),
                merged(merged(case.get("expect") or {}, part.get("expect") or {}), of_year or {}),
            )


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with what `over` says in its place; mappings are merged all the way down."""
    whole = dict(base)
    for key, value in over.items():
        held = whole.get(key)
        both = isinstance(held, Mapping) and isinstance(value, Mapping)
        whole[key] = merged(held, value) if both else value
    return whole
