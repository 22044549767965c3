"""The library of reasons for which CMS's result may differ from ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from openmips.content.load import load_sourced
from openmips.policy.load import FOLDER as POLICY_FOLDER
from openmips.policy.load import load_sources
from openmips.why import Attestation, Citation

FOLDER = Path(__file__).parent
"""Where the data of this package lie."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: what it says, what to do about it, and what attests that it exists.

    `ground` is the ground of a targeted review it may be, as the policy names it; None where
    CMS is right, and our facts were not whole.
    """

    title: str
    says: str
    to_do: str
    ground: str | None
    attested: Attestation
    source: str
    place: str

    @property
    def citation(self) -> Citation:
        """Where it stands."""
        return Citation(self.source, load_sources(POLICY_FOLDER)[self.source].title, self.place)


@cache
def reasons() -> Mapping[str, Reason]:
    """Every reason by its id, in the order of the file. Raises PolicyError."""
    return load_sourced(FOLDER, "reasons.yaml", Reason)
