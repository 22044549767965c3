"""What a payer answered to claims (835): payments, adjustments and remarks, to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openmips.values import value


@dataclass(frozen=True, slots=True)
class Payment:
    """What holds for all claims of one remittance: who paid whom, when, under which number."""

    payer: str
    payee_npi: str
    payee_tin: str
    paid: Decimal | None
    paid_on: date | None
    reference: str


@value
class Adjustment:
    """Why a charge was not paid as billed: group (CO, PR, OA, PI), reason and dollars.

    A positive amount lowers the payment.
    """

    group: str
    reason: str
    amount: Decimal
    quantity: Decimal | None = None


@value
class RemittanceLine:
    """The answer to one service line.

    `procedure_code` and `modifiers` are as submitted where the payer changed them; what it
    paid by is `adjudicated_code`. `control` is the practice's number of the line, or else
    the line number; `allowed` is None where the payer does not state it.
    """

    procedure_code: str
    modifiers: tuple[str, ...]
    adjudicated_code: str
    charge: Decimal
    paid: Decimal
    from_date: date | None
    to_date: date | None
    control: str
    allowed: Decimal | None
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]


@value
class RemittanceClaim:
    """The answer to one claim.

    `control` is the practice's number of the claim, `payer_control` the payer's. `status`
    is the payer's code: 1 to 3 processed, 4 denied, 22 reversal of an earlier answer.
    `original` is the payer's number of a claim that this one amends. `facility` is the place
    of service, or of an institution's claim the first two digits of its bill type.
    """

    payment: Payment
    control: str
    status: str
    charge: Decimal
    paid: Decimal
    patient_share: Decimal
    filing: str
    payer_control: str
    frequency: str
    original: str
    patient_id: str
    rendering_npi: str
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    lines: tuple[RemittanceLine, ...]
    segment: int = 0
    facility: str = ""


@value
class ProviderAdjustment:
    """Dollars that the payer kept or added beside the claims (PLB), with its reason."""

    payment: Payment
    reason: str
    reference: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Remittance:
    """One payment with all its claims."""

    payment: Payment
    claims: tuple[RemittanceClaim, ...]
    adjustments: tuple[ProviderAdjustment, ...]


def remittances(records: Iterable[RemittanceClaim | ProviderAdjustment]) -> Iterator[Remittance]:
    """Whole remittances, from their parts in the order they were read."""
    payment: Payment | None = None
    claims: list[RemittanceClaim] = []
    adjustments: list[ProviderAdjustment] = []
    for record in records:
        if payment is not None and record.payment is not payment:
            yield Remittance(payment, tuple(claims), tuple(adjustments))
            claims, adjustments = [], []
        payment = record.payment
        if isinstance(record, RemittanceClaim):
            claims.append(record)
        else:
            adjustments.append(record)
    if payment is not None:
        yield Remittance(payment, tuple(claims), tuple(adjustments))
