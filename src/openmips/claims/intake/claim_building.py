"""Whether a claim is whole and sound: it is gathered segment by segment, then judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openmips.claims.intake.submitted import SubmittedClaim, SubmittedLine
from openmips.claims.intake.x12_values import has_digits
from openmips.claims.lines import DIAGNOSES
from openmips.problems import claims_kinds
from openmips.problems.finding import ProblemKind

NO_NPI = "-"
"""Stands for a clinician who is named without an NPI."""


@dataclass(slots=True)
class Person:
    """A subscriber or patient as far as read; `level` is the number of the HL.

    `unread_birth` is the form of a birth date that is no date.
    """

    level: str = ""
    identifier: str = ""
    birth_date: date | None = None
    unread_birth: str = ""
    sex: str = "U"


@dataclass(slots=True)
class Standing:
    """What holds for all claims at a place of a transaction: who bills whom, for whom.

    `lost` names a level that belongs above and was not found.
    """

    sent: str = ""
    envelope: str = ""
    tin: str = ""
    billing_npi: str = ""
    payer: str = ""
    payer_order: str = ""
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a claim cannot be used, and the segment where that shows."""

    kind: ProblemKind
    found: str
    expected: str
    segment: int


class OpenClaim:
    """A claim while its segments come in. Its first fault is kept."""

    def __init__(self, control: str, total: Decimal | None, segment: int) -> None:
        self.control = control
        self.segment = segment
        self.place = ""
        self.frequency = 1
        self.original = ""
        self.rendering = ""
        self.diagnoses: list[str] = []
        self.lines: list[SubmittedLine] = []
        self.fault: Fault | None = None
        self.jumped = False
        self._total = total
        self.start_line(0)

    def blame(self, kind: ProblemKind, found: str, segment: int, expected: str = "") -> None:
        """Note why the claim cannot be used."""
        if self.fault is None:
            self.fault = Fault(kind, found, expected, segment)

    def start_line(self, number: int) -> None:
        """End the line before, if there is one, and begin another; 0 begins none."""
        self.line_number = number
        self.line_code: tuple[str, tuple[str, ...]] | None = None
        self.line_days: tuple[date, date] | None = None
        self.line_charge: Decimal | None = None
        self.line_place = self.line_rendering = self.line_control = ""

    def end_line(self, billing_npi: str) -> None:
        """Add the line that is open, rendered by whom it, the claim or the bill names."""
        if not self.line_number:
            return
        if self.line_code is None or self.line_days is None:
            missing = "service (SV1)" if self.line_code is None else "date of service (DTP*472)"
            found = f"line {self.line_number} has no {missing}"
            self.blame(claims_kinds.CLAIM_INCOMPLETE, found, self.segment)
        else:
            self.lines.append(
                SubmittedLine(
                    self.line_number,
                    self.line_code[0],
                    self.line_code[1],
                    self.line_place or self.place,
                    self.line_days[0],
                    self.line_days[1],
                    self.line_charge,
                    self.line_rendering or self.rendering or billing_npi,
                    self.line_control,
                )
            )
        self.line_number = 0

    @property
    def balanced(self) -> bool:
        """Whether the charges of the lines add up to the charge of the claim."""
        charges = [line.charge for line in self.lines if line.charge is not None]
        return self._total is not None and sum(charges) == self._total

    def judge(self, standing: Standing, person: Person) -> None:
        """Look for what every measure needs, once all segments are in."""
        missing = self._missing(standing, person)
        if standing.lost:
            found = f"{standing.lost} was not read"
            self.blame(claims_kinds.CLAIM_DAMAGED, found, self.segment)
        if self.jumped and not self.balanced:
            found = "line or level numbers jump and the charges do not add up: lines are missing"
            self.blame(claims_kinds.CLAIM_DAMAGED, found, self.segment)
        if missing:
            found = f"there is no {', no '.join(missing)}"
            self.blame(claims_kinds.CLAIM_INCOMPLETE, found, self.segment)
        if person.unread_birth:
            found = f"the birth date of the patient is {person.unread_birth}"
            self.blame(claims_kinds.CLAIM_VALUE_UNREADABLE, found, self.segment, "CCYYMMDD")
        if len(self.diagnoses) > len(DIAGNOSES):
            found = f"there are {len(self.diagnoses)} diagnoses"
            expected = f"at most {len(DIAGNOSES)}"
            self.blame(claims_kinds.CLAIM_VALUE_UNREADABLE, found, self.segment, expected)

    def _missing(self, standing: Standing, person: Person) -> list[str]:
        clinicians = {line.rendering_npi for line in self.lines}
        named = [npi for npi in clinicians if has_digits(npi, 10)]
        tin = has_digits(standing.tin, 9)
        if (
            self.control
            and tin
            and person.identifier
            and clinicians
            and len(named) == len(clinicians)
        ):
            return []
        present = (
            (self.control, "claim number (CLM01)"),
            (tin, "TIN of nine digits (REF*EI or REF*SY)"),
            (person.identifier, "patient identifier (NM109)"),
            (self.lines, "line"),
            (len(named) == len(clinicians), "rendering NPI of ten digits"),
        )
        return [name for there, name in present if not there]

    def finished(self, standing: Standing, person: Person) -> SubmittedClaim:
        """The claim as a value, once it was judged and has no fault."""
        return SubmittedClaim(
            control=self.control,
            tin=standing.tin,
            rendering_npi=self.rendering or self.lines[0].rendering_npi,
            patient_id=person.identifier,
            birth_date=person.birth_date,
            sex=person.sex,
            payer=standing.payer,
            payer_order=standing.payer_order,
            frequency=self.frequency,
            original=self.original,
            diagnoses=tuple(dict.fromkeys(code for code in self.diagnoses if code)),
            lines=tuple(self.lines),
            sent=standing.sent,
            envelope=standing.envelope,
            segment=self.segment,
        )
