"""What a payer answered to one claim, gathered segment by segment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openmips.claims.intake.remittance import (
    Adjustment,
    Payment,
    RemittanceClaim,
    RemittanceLine,
)
from openmips.claims.intake.x12_transaction import element
from openmips.claims.intake.x12_values import amount, shape


class OpenLine:
    """A service line while its segments come in."""

    def __init__(self) -> None:
        self.submitted: tuple[str, tuple[str, ...]] = ("", ())
        self.adjudicated = ""
        self.charge = self.paid = Decimal(0)
        self.first: date | None = None
        self.last: date | None = None
        self.control = ""
        self.allowed: Decimal | None = None
        self.adjustments: list[Adjustment] = []
        self.remarks: list[str] = []

    def finished(self, claim_first: date | None, claim_last: date | None) -> RemittanceLine:
        """The line as a value; without days of its own it has the claim's."""
        return RemittanceLine(
            procedure_code=self.submitted[0],
            modifiers=self.submitted[1],
            adjudicated_code=self.adjudicated,
            charge=self.charge,
            paid=self.paid,
            from_date=self.first or claim_first,
            to_date=self.last or self.first or claim_last or claim_first,
            control=self.control,
            allowed=self.allowed,
            adjustments=tuple(self.adjustments),
            remarks=tuple(self.remarks),
        )


class OpenAnswer:
    """A claim payment while its segments come in; `fault` is why it cannot be used."""

    def __init__(self, parts: list[str], segment: int) -> None:
        self.parts = parts
        self.segment = segment
        self.fault = ""
        self.original = self.patient_id = self.rendering = ""
        self.first: date | None = None
        self.last: date | None = None
        self.adjustments: list[Adjustment] = []
        self.remarks: list[str] = []
        self.lines: list[OpenLine] = []

    def blame(self, fault: str) -> None:
        """Note why the claim cannot be used."""
        self.fault = self.fault or fault

    def dollars(self, text: str, what: str) -> Decimal:
        """An amount; nothing written is zero, and what is no amount is a fault."""
        found = amount(text) if text else Decimal(0)
        if found is None:
            self.blame(f"{what} is {shape(text)}")
        return found or Decimal(0)

    def finished(self, payment: Payment) -> RemittanceClaim:
        """The claim as a value."""
        parts = self.parts
        return RemittanceClaim(
            payment=payment,
            control=element(parts, 1).strip(),
            status=element(parts, 2),
            charge=self.dollars(element(parts, 3), "the charge"),
            paid=self.dollars(element(parts, 4), "the payment"),
            patient_share=self.dollars(element(parts, 5), "the patient's share"),
            filing=element(parts, 6),
            payer_control=element(parts, 7).strip(),
            frequency=element(parts, 9),
            facility=element(parts, 8).strip(),
            original=self.original,
            patient_id=self.patient_id,
            rendering_npi=self.rendering,
            adjustments=tuple(self.adjustments),
            remarks=tuple(self.remarks),
            lines=tuple(line.finished(self.first, self.last) for line in self.lines),
            segment=self.segment,
        )
