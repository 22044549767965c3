"""Which claims one 835 transaction answers, and how it answers each of their lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from openmips.claims.intake.notes import Notes
from openmips.claims.intake.remittance import (
    Adjustment,
    Payment,
    ProviderAdjustment,
    RemittanceClaim,
)
from openmips.claims.intake.remittance_building import OpenAnswer, OpenLine
from openmips.claims.intake.x12_transaction import Components, Envelope, Handler, element
from openmips.claims.intake.x12_values import amount, day, procedure, shape
from openmips.problems import claims_kinds

Record = RemittanceClaim | ProviderAdjustment

_LONGEST_SHOWN = 40
_CLAIM_REMARKS = range(3, 8)


class RemittanceAdvice:
    """Reads one 835 transaction: give it segments, it gives answered claims to `emit`."""

    def __init__(self, envelope: Envelope, notes: Notes, emit: Callable[[Record], None]) -> None:
        self._file = envelope.file
        self._components = Components(envelope, notes)
        self._notes = notes
        self._emit = emit
        self.handlers: Mapping[str, Handler] = {
            "BPR": self._payment_order,
            "TRN": self._trace,
            "DTM": self._date,
            "N1": self._party,
            "REF": self._reference,
            "CLP": self._claim,
            "CAS": self._adjustments,
            "NM1": self._name,
            "MOA": self._claim_remarks,
            "SVC": self._service,
            "AMT": self._amount,
            "LQ": self._remark,
            "PLB": self._provider_adjustments,
        }
        self._paid: Decimal | None = None
        self._paid_on: date | None = None
        self._trace_number = self._payer = self._party_code = ""
        self._payee_npi = self._payee_tin = ""
        self._payment: Payment | None = None
        self._open: OpenAnswer | None = None
        self._line: OpenLine | None = None

    def damage(self, number: int) -> None:
        """Something unreadable: the claim it lies in is unsure."""
        if self._open is not None:
            self._open.blame("unreadable text lies in it")

    def close(self, *, whole: bool) -> None:
        """The transaction ends; a claim still open without its end may lack lines."""
        if self._open is not None and not whole:
            self._open.blame("the transaction is cut off in it")
        self._finish()

    # The payment

    def _payment_order(self, parts: list[str], number: int) -> None:
        self._paid, self._paid_on = amount(element(parts, 2)), day(element(parts, 16))

    def _trace(self, parts: list[str], number: int) -> None:
        self._trace_number = element(parts, 2).strip()

    def _party(self, parts: list[str], number: int) -> None:
        self._party_code = element(parts, 1)
        qualifier, identifier = element(parts, 3), element(parts, 4).strip()
        if self._party_code == "PR":
            self._payer = element(parts, 2).strip()
        elif self._party_code == "PE" and qualifier == "XX":
            self._payee_npi = identifier
        elif self._party_code == "PE" and qualifier == "FI":
            self._payee_tin = identifier.replace("-", "")

    def _whole_payment(self) -> Payment:
        """The payment, made once: all claims of the transaction share it."""
        if self._payment is None:
            self._payment = Payment(
                payer=self._payer,
                payee_npi=self._payee_npi,
                payee_tin=self._payee_tin,
                paid=self._paid,
                paid_on=self._paid_on,
                reference=self._trace_number,
            )
        return self._payment

    # The claim

    def _claim(self, parts: list[str], number: int) -> None:
        self._finish()
        self._open = OpenAnswer(parts, number)

    def _finish(self) -> None:
        """Give out the open claim, or note why not."""
        claim = self._open
        if claim is None:
            return
        self._open = self._line = None
        whole = claim.finished(self._whole_payment())
        if not whole.control or not whole.status:
            claim.blame("claim number or status (CLP01, CLP02) is missing")
        if claim.fault:
            kind = claims_kinds.REMITTANCE_UNREADABLE
            where = f"segment {claim.segment:,}"
            found = f"claim {whole.control[:_LONGEST_SHOWN]}: {claim.fault}"
            self._notes.add(kind, self._file, where, found)
            self._notes.skip(kind.code, 1, len(claim.lines))
        else:
            self._emit(whole)

    def _name(self, parts: list[str], number: int) -> None:
        claim, entity = self._open, element(parts, 1)
        if claim is None:
            return
        if entity in {"QC", "74"} and element(parts, 9):
            # A corrected identifier (74) replaces what the claim had.
            claim.patient_id = element(parts, 9).strip()
        elif entity == "82" and element(parts, 8) == "XX":
            claim.rendering = element(parts, 9).strip()

    def _claim_remarks(self, parts: list[str], number: int) -> None:
        if self._open is not None:
            found = (element(parts, position) for position in _CLAIM_REMARKS)
            self._open.remarks.extend(code for code in found if code)

    def _adjustments(self, parts: list[str], number: int) -> None:
        claim = self._open
        if claim is None:
            return
        into = claim.adjustments if self._line is None else self._line.adjustments
        for position in range(2, len(parts), 3):
            if parts[position]:
                dollars = claim.dollars(element(parts, position + 1), "an adjustment")
                quantity = amount(element(parts, position + 2))
                into.append(Adjustment(parts[1], parts[position], dollars, quantity))

    # Claim or line

    def _date(self, parts: list[str], number: int) -> None:
        qualifier, found = element(parts, 1), day(element(parts, 2))
        into = self._line or self._open
        if into is None:
            return
        if found is None:
            if self._open is not None and qualifier in {"150", "151", "232", "233", "472"}:
                self._open.blame(f"a date of service is {shape(element(parts, 2))}")
        elif qualifier in {"150", "232", "472"}:
            into.first = found
        elif qualifier in {"151", "233"}:
            into.last = found

    def _reference(self, parts: list[str], number: int) -> None:
        qualifier, text = element(parts, 1), element(parts, 2).strip()
        if self._line is not None:
            if qualifier == "6R":
                self._line.control = text
        elif self._open is not None:
            if qualifier == "F8":
                self._open.original = text
        elif self._party_code == "PE" and qualifier == "TJ":
            self._payee_tin = text.replace("-", "")

    # The line

    def _service(self, parts: list[str], number: int) -> None:
        claim = self._open
        if claim is None:
            return
        line = self._line = OpenLine()
        claim.lines.append(line)
        text = element(parts, 1)
        mark = self._components.settle(text, Components.CODE, number)
        _, line.adjudicated, modifiers = procedure(text, mark)
        line.submitted = line.adjudicated, modifiers
        if element(parts, 6):
            _, code, modifiers = procedure(element(parts, 6), mark)
            line.submitted = code, modifiers
        line.charge = claim.dollars(element(parts, 2), "the charge of a line")
        line.paid = claim.dollars(element(parts, 3), "the payment of a line")

    def _amount(self, parts: list[str], number: int) -> None:
        if self._line is not None and self._open is not None and element(parts, 1) == "B6":
            self._line.allowed = self._open.dollars(element(parts, 2), "an allowed amount")

    def _remark(self, parts: list[str], number: int) -> None:
        if self._line is not None and element(parts, 1) == "HE" and element(parts, 2):
            self._line.remarks.append(element(parts, 2))

    def _provider_adjustments(self, parts: list[str], number: int) -> None:
        self._finish()
        for position in range(3, len(parts) - 1, 2):
            reason, _, reference = element(parts, position).partition(self._components.mark)
            dollars = amount(element(parts, position + 1))
            if dollars is None:
                kind, where = claims_kinds.REMITTANCE_UNREADABLE, f"segment {number:,}"
                found = f"a provider adjustment is {shape(element(parts, position + 1))}"
                self._notes.add(kind, self._file, where, found)
            elif reason:
                payment = self._whole_payment()
                self._emit(ProviderAdjustment(payment, reason, reference, dollars))
