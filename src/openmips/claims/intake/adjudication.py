"""What a payer's answer means for a line: paid or denied, what was allowed, code received."""

from __future__ import annotations

from decimal import Decimal

from openmips.claims.intake.remittance import RemittanceClaim, RemittanceLine
from openmips.claims.lines import DENIED, PAID

REVERSAL = "22"
"""The claim status that takes back an earlier answer."""

_DENIED_CLAIM = "4"
_RECEIVED_REASON = ("CO", "246")
_RECEIVED_REMARK = "N620"
_PATIENT_SHARE = frozenset({("PR", "1"), ("PR", "2"), ("PR", "3")})
_OTHER_PAYER = ("OA", "23")
_BELOW_ALLOWED = _PATIENT_SHARE | {("CO", "253"), ("CO", "237"), ("CO", "144"), _OTHER_PAYER}
"""What lies between the allowed amount and the payment: the patient's share, what another
payer paid, sequestration, legislated reductions, incentives (as a negative amount)."""


def received_as_quality_code(line: RemittanceLine) -> bool:
    """Whether the payer says it took the line as reporting only: a quality code that arrived."""
    return _RECEIVED_REMARK in line.remarks or any(
        (adjustment.group, adjustment.reason) == _RECEIVED_REASON for adjustment in line.adjustments
    )


def status_of(claim: RemittanceClaim, line: RemittanceLine) -> str:
    """Whether the line counts as paid or as denied.

    A line counts as paid where Medicare processed it, whoever owes the money: it paid
    something, allowed something, left it to the patient or to a payer before it, or
    received a quality code.
    """
    if claim.status == _DENIED_CLAIM:
        return DENIED
    if line.paid or line.allowed or not line.charge or received_as_quality_code(line):
        return PAID
    return PAID if _sum(line, _PATIENT_SHARE | {_OTHER_PAYER}) > 0 else DENIED


def status_of_whole(claim: RemittanceClaim) -> str:
    """Whether a claim that was answered without lines counts as paid or as denied."""
    processed = claim.status != _DENIED_CLAIM and (claim.paid or claim.patient_share)
    return PAID if processed else DENIED


def allowed_of(claim: RemittanceClaim, line: RemittanceLine) -> Decimal:
    """The allowed dollars as the payer states them, else what payment and adjustments come to.

    Nothing is allowed for a denied line or a quality code.
    """
    if status_of(claim, line) == DENIED:
        return Decimal(0)
    if line.allowed is not None:
        return line.allowed
    if received_as_quality_code(line):
        return Decimal(0)
    return line.paid + _sum(line, _BELOW_ALLOWED)


def _sum(line: RemittanceLine, kinds: frozenset[tuple[str, str]]) -> Decimal:
    return sum(
        (entry.amount for entry in line.adjustments if (entry.group, entry.reason) in kinds),
        Decimal(0),
    )
