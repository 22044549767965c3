"""How remittances show the payment adjustment: which provisions exist, and what type each has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from openmips.why import Provision


@dataclass(frozen=True, slots=True)
class RemittancePolicy:
    """What the adjustment looks like on an 835, and what it is not applied to.

    An adjustment code is its group and its reason, "CO 237". `unadjusted` and `unsure` are
    families of procedure codes by name, each ranges from one code to another: `unsure` are
    those of which the fee schedule decides code by code. Bill types are their first two
    digits.
    """

    lowered: Provision[str]
    raised: Provision[str]
    remark: Provision[str]
    sequestration: Provision[str]
    sequestration_percent: Provision[Decimal]
    line_tolerance: Provision[Decimal]
    filings: Provision[frozenset[str]]
    unadjusted: Mapping[str, Provision[tuple[str, ...]]]
    unsure: Mapping[str, Provision[tuple[str, ...]]]
    professional_modifier: Provision[str]
    all_inclusive_places: Provision[frozenset[str]]
    all_inclusive_bills: Provision[frozenset[str]]
    method_ii_bills: Provision[frozenset[str]]
