"""What was written: how many lines, claims and people, and which claims are traps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openmips.claims.synthetic.billed import BilledClaim


class Summary:
    """Counts claims on their way to a file."""

    def __init__(self) -> None:
        self.claims = 0
        self.clinicians: set[str] = set()
        self.practices: set[str] = set()
        self.traps: dict[str, list[tuple[str, str]]] = {}
        """By name of the trap its claims: TIN and claim number."""

    def counted(self, claims: Iterable[BilledClaim]) -> Iterator[BilledClaim]:
        """The same claims, each counted when it is taken."""
        for claim in claims:
            self.claims += 1
            self.clinicians.add(claim.clinician.npi)
            self.practices.add(claim.practice.tin)
            if claim.trap:
                named = self.traps.setdefault(claim.trap, [])
                named.append((claim.practice.tin, claim.claim_id))
            yield claim
