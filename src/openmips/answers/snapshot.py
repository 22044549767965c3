"""What an answer stands on: engine, policy, catalog and inputs, so that it can be replayed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TypedDict

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
    written = msgspec.json.encode(performances, enc_hook=_plain, order="deterministic")
    return "sha256:" + hashlib.sha256(written).hexdigest()


def _plain(value: object) -> object:
    """A read-only mapping as one that JSON knows, with texts for keys."""
    if isinstance(value, Mapping):
        return {key.value if isinstance(key, Enum) else key: one for key, one in value.items()}
    raise TypeError(f"{type(value).__name__} has no canonical form")
