"""What Medicare paid for invented claims: 835 remittances, version 005010X221A1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from openmips.claims.lines import PART_B, VOID
from openmips.claims.synthetic.billed import (
    BilledClaim,
    BilledLine,
    allowed,
    charge,
    dollars,
    is_quality_code,
)
from openmips.claims.synthetic.people import Practice
from openmips.claims.synthetic.professional_files import (
    MEDICARE,
    different_lines,
    line_control,
    payers_number,
    procedure,
)
from openmips.claims.synthetic.x12_files import X12File, plain_day

REMITTANCE = "005010X221A1"

PROCESSED, PROCESSED_SECOND, DENIED_CLAIM, REVERSED = "1", "2", "4", "22"
_MEDICARES_PERCENT = 80
_CONTRACT, _NOT_COVERED, _FOR_REPORTING, _LACKS_INFORMATION = "45", "50", "246", "16"
_QUALITY_CODE_RECEIVED = "N620"


class RemittanceFile:
    """One 835 file; payments are added practice by practice."""

    def __init__(self, path: Path, day: date, control: int) -> None:
        self._out = X12File(path, "HP", REMITTANCE, day, control)
        self._day = day
        self._control = control
        self._payments = 0

    def add(
        self,
        practice: Practice,
        claims: Sequence[BilledClaim],
        earlier: Mapping[str, BilledClaim],
    ) -> None:
        """Write what Medicare paid a practice; what it paid for a claim now replaced goes back.

        `earlier` holds the practice's claims by number.
        """
        settled = [
            entry for claim in claims if claim.payer == PART_B for entry in _settled(claim, earlier)
        ]
        if not settled:
            return
        put = self._out.segment
        self._payments += 1
        total = sum(sign * paid(line) for claim, sign in settled for line in different_lines(claim))
        with self._out.transaction("835"):
            day = plain_day(self._day)
            handling = "I" if total > 0 else "H"
            how = "CHK" if total > 0 else "NON"
            put("BPR", handling, dollars(max(total, 0)), "C", how, *[""] * 11, day)
            put("TRN", "1", f"{self._control:05}{self._payments:04}", "1999999999")
            put("DTM", "405", day)
            put("N1", "PR", MEDICARE[0])
            put("N3", "1 EXAMPLE STREET")
            put("N4", "ANYTOWN", "OH", "000010001")
            put("PER", "BL", "HELP DESK", "TE", "5555550100")
            put("N1", "PE", practice.name.upper(), "XX", practice.npi)
            put("REF", "TJ", practice.tin)
            put("LX", "1")
            for claim, sign in settled:
                self._claim(claim, sign)
            if total < 0:
                # Nothing can be taken out of a payment of nothing: the rest is carried on.
                put("PLB", practice.npi, f"{self._day.year}1231", "FB", _signed(total))

    def close(self) -> None:
        """End the file."""
        self._out.close()

    def _claim(self, claim: BilledClaim, sign: int) -> None:
        put = self._out.segment
        lines = different_lines(claim)
        denied = all(line.denied for line in lines)
        status = PROCESSED_SECOND if claim.secondary else PROCESSED
        if denied:
            status = DENIED_CLAIM
        if sign < 0:
            status = REVERSED
        patients = sum(_patients(line) for line in lines)
        put(
            "CLP",
            claim.claim_id,
            status,
            _signed(sign * sum(charge(line.code) for line in lines)),
            _signed(sign * sum(map(paid, lines))),
            dollars(patients) if patients and sign > 0 else "",
            PART_B,
            payers_number(claim.practice, claim.claim_id),
            lines[0].place,
            str(claim.frequency),
        )
        patient = claim.patient
        names = (patient.last_name.upper(), patient.first_name.upper())
        put("NM1", "QC", "1", *names, "", "", "", "MI", patient.patient_id)
        doctor = claim.clinician
        if doctor.npi != claim.practice.npi:
            names = (doctor.last_name.upper(), doctor.first_name.upper())
            put("NM1", "82", "1", *names, "", "", "", "XX", doctor.npi)
        for line in lines:
            self._line(claim, line, sign)

    def _line(self, claim: BilledClaim, line: BilledLine, sign: int) -> None:
        put = self._out.segment
        own = charge(line.code)
        put("SVC", procedure(line), _signed(sign * own), _signed(sign * paid(line)), "", "1")
        put("DTM", "472", plain_day(line.day or claim.day))
        for group, reason, amount in _adjustments(line):
            if amount:
                put("CAS", group, reason, _signed(sign * amount))
        put("REF", "6R", line_control(claim, line))
        if not line.denied and allowed(line.code):
            put("AMT", "B6", _signed(sign * allowed(line.code)))
        if not line.denied and is_quality_code(line.code):
            put("LQ", "HE", _QUALITY_CODE_RECEIVED)


def paid(line: BilledLine) -> int:
    """What Medicare pays for a line, in cents."""
    return 0 if line.denied else allowed(line.code) * _MEDICARES_PERCENT // 100


def _patients(line: BilledLine) -> int:
    return 0 if line.denied else allowed(line.code) - paid(line)


def _adjustments(line: BilledLine) -> tuple[tuple[str, str, int], ...]:
    """Why a line is not paid as it was billed: group, reason, cents. They add up to the rest."""
    own = charge(line.code)
    if line.denied:
        quality = is_quality_code(line.code)
        return (("CO", _LACKS_INFORMATION if quality else _NOT_COVERED, own),)
    if is_quality_code(line.code):
        return (("CO", _FOR_REPORTING, own),)
    return ("CO", _CONTRACT, own - allowed(line.code)), ("PR", "2", _patients(line))


def _settled(
    claim: BilledClaim, earlier: Mapping[str, BilledClaim]
) -> list[tuple[BilledClaim, int]]:
    """What a claim brings about: the payment for it, and the reversal of the one it replaces."""
    result = []
    replaced = earlier.get(claim.original)
    if replaced is not None and replaced is not claim:
        result.append((replaced, -1))
    if claim.frequency != VOID:
        result.append((claim, 1))
    return result


def _signed(cents: int) -> str:
    return dollars(cents) if cents >= 0 else f"-{dollars(-cents)}"
