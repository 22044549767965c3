"""How a reason reads in an answer: what it says, the provisions it cites, its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

import msgspec

from openmips.why import Provision, Why

Cited = tuple[Provision[Any], ...]


class Cite(TypedDict):
    """One provision: its name, where it stands, and how well it is attested."""

    provision: str
    citation: str
    attestation: str


class WhyAnswer(TypedDict):
    """A reason: one sentence, its provisions, and the reasons it was made from."""

    says: str
    cites: list[Cite]
    parts: list[WhyAnswer]


def cite(provision: Provision[Any]) -> Cite:
    """A provision as answers cite it."""
    return {
        "provision": provision.name,
        "citation": str(provision.citation),
        "attestation": provision.attestation.value,
    }


def why_document(why: Why) -> WhyAnswer:
    """A reason with everything below it."""
    return {
        "says": why.says,
        "cites": [cite(provision) for provision in why.under],
        "parts": [why_document(part) for part in why.parts],
    }


def why_writer() -> Callable[[Why], dict[str, object]]:
    """A function like `why_document` for one long run: it writes each list of cites only once."""
    written: dict[tuple[int, ...], tuple[Cited, msgspec.Raw]] = {}

    def cites(under: Cited) -> msgspec.Raw:
        # The provisions are kept beside their text, so that no other takes over their identity.
        key = tuple(map(id, under))
        known = written.get(key)
        if known is None:
            text = msgspec.json.encode([cite(provision) for provision in under])
            known = written[key] = under, msgspec.Raw(text)
        return known[1]

    def write(why: Why) -> dict[str, object]:
        return {
            "says": why.says,
            "cites": cites(why.under),
            "parts": [write(part) for part in why.parts],
        }

    return write
