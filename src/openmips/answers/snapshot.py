"""What an answer stands on: engine, policy, catalog and inputs, so that it can be replayed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TypedDict

import msgspec

from openmips import __version__
from openmips.catalog import Catalog
from openmips.performance import Performance
from openmips.policy.topics import Policy


class Snapshot(TypedDict):
    """The engine's version and three digests; a year without a catalog has no catalog digest."""

    engine: str
    policyDigest: str
    catalogDigest: str | None
    inputDigest: str


class TracedSnapshot(Snapshot):
    """What a score stands on, and the digest of its whole reason."""

    traceDigest: str


def snapshot(
    performances: Sequence[Performance], catalog: Catalog | None, policy: Policy
) -> Snapshot:
    """What these performances were scored with."""
    return {
        "engine": __version__,
        "policyDigest": policy.digest,
        "catalogDigest": catalog.digest if catalog else None,
        "inputDigest": input_digest(performances),
    }


def input_digest(performances: Sequence[Performance]) -> str:
    """The digest of everything that was given, in one canonical form."""
    return _digest(_canonical(performances))


def trace_digest(why: Mapping[str, Any]) -> str:
    """The digest of a reason with everything below it, as an answer writes it."""
    return _digest(why)


def _digest(value: Any) -> str:
    written = msgspec.json.encode(value, order="deterministic")
    return "sha256:" + hashlib.sha256(written).hexdigest()


def _canonical(value: Any) -> Any:
    """`value` in the shapes that JSON has, with every set and mapping in order."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(map(_canonical, value))
    if isinstance(value, Mapping):
        return {_canonical(key): _canonical(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_canonical(one) for one in value]
    if is_dataclass(value):
        return {field.name: _canonical(getattr(value, field.name)) for field in fields(value)}
    return value
