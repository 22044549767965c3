"""What quality codes, modifiers and places of service say, in plain words of our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from openmips.catalog.claims_entries import ClaimCodes
from openmips.policy.read import read_yaml

FILE = Path(__file__).with_name("meanings.yaml")


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """A measure in plain words: its name, what it asks, its traps, and what its codes say.

    `codes` holds the codes of all years, with their modifiers: 1123F, 1123F-8P.
    """

    title: str
    asks: str
    traps: tuple[str, ...]
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Meanings:
    """All the words: of modifiers, of places of service, and of measures by id."""

    modifiers: Mapping[str, str]
    places: Mapping[str, str]
    measures: Mapping[str, MeasureWords]

    def of(self, measure_id: str, codes: ClaimCodes) -> str:
        """What the codes say in the answers of a measure."""
        (code,) = codes.codes
        return self.measures[measure_id].codes["-".join((code, *sorted(codes.modifiers)))]

    def codes_of(self, measure_id: str) -> frozenset[str]:
        """The quality codes of a measure in any year, without their modifiers."""
        return frozenset(name.partition("-")[0] for name in self.measures[measure_id].codes)

    def modifier(self, modifier: str) -> str:
        """A modifier with what it says, where that is known: 95 (telehealth)."""
        return _with(modifier, self.modifiers)

    def place(self, place: str) -> str:
        """A place of service with what it is, where that is known: 23 (emergency room)."""
        return _with(place, self.places)


def _with(name: str, words: Mapping[str, str]) -> str:
    return f"{name} ({words[name]})" if name in words else name


@cache
def meanings() -> Meanings:
    """The words that ship with the package."""
    content: Mapping[str | int, Any] = read_yaml(FILE.read_text("utf-8"), FILE.name)
    return Meanings(
        MappingProxyType(content["modifiers"]),
        MappingProxyType(content["places"]),
        MappingProxyType({name: _words(entry) for name, entry in content["measures"].items()}),
    )


def _words(entry: Mapping[str, Any]) -> MeasureWords:
    return MeasureWords(
        entry["title"],
        entry["asks"],
        tuple(entry.get("traps", ())),
        MappingProxyType(entry["codes"]),
    )
