"""Invented claims as a practice sends them: 837 professional, version 005010X222A1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from openmips.claims.lines import DIAGNOSES, PART_B, REPLACEMENT, VOID
from openmips.claims.synthetic.billed import BilledClaim, BilledLine, charge, dollars
from openmips.claims.synthetic.people import Clinician, Patient, Practice
from openmips.claims.synthetic.x12_files import COMPONENT, X12File, plain_day

PROFESSIONAL = "005010X222A1"
CLAIMS_OF_A_TRANSACTION = 5_000

MEDICARE = ("MEDICARE PART B", "00000")
OTHER_PAYERS = {
    "16": ("EXAMPLE ADVANTAGE PLAN", "00016"),
    "CI": ("EXAMPLE INSURANCE", "00017"),
    "MC": ("EXAMPLE MEDICAID", "00018"),
}
_OLD_AND_AT_WORK = "12"
_EMPLOYERS_PLAN = "CI"
_STREET, _TOWN = "1 EXAMPLE STREET", ("ANYTOWN", "OH", "000010001")


class ProfessionalFile:
    """One 837P file; claims are added practice by practice."""

    def __init__(self, path: Path, day: date, control: int, payers_numbers: bool) -> None:
        """`payers_numbers`: replacements name the payer's number, which remittances tell."""
        self._out = X12File(path, "HC", PROFESSIONAL, day, control)
        self._day = day
        self._control = control
        self._payers_numbers = payers_numbers
        self._levels = 0

    def add(self, practice: Practice, claims: Sequence[BilledClaim]) -> None:
        """Write claims of a practice, in one transaction or several."""
        for start in range(0, len(claims), CLAIMS_OF_A_TRANSACTION):
            with self._out.transaction("837", PROFESSIONAL):
                self._levels = 0
                self._header()
                self._practice(practice)
                for claim in claims[start : start + CLAIMS_OF_A_TRANSACTION]:
                    self._subscriber(claim)
                    self._claim(claim)

    def close(self) -> None:
        """End the file."""
        self._out.close()

    def _header(self) -> None:
        put = self._out.segment
        put("BHT", "0019", "00", str(self._control), plain_day(self._day), "1200", "CH")
        put("NM1", "41", "2", "EXAMPLE CLEARINGHOUSE", "", "", "", "", "46", "EXAMPLE1")
        put("PER", "IC", "HELP DESK", "TE", "5555550100")
        put("NM1", "40", "2", MEDICARE[0], "", "", "", "", "46", MEDICARE[1])

    def _level(self, parent: str, code: str, child: str) -> None:
        self._levels += 1
        self._out.segment("HL", str(self._levels), parent, code, child)

    def _practice(self, practice: Practice) -> None:
        self._level("", "20", "1")
        alone = practice.clinicians[0]
        if practice.npi == alone.npi:
            self._person("85", alone)
        else:
            name = practice.name.upper()
            self._out.segment("NM1", "85", "2", name, "", "", "", "", "XX", practice.npi)
        self._out.segment("N3", _STREET)
        self._out.segment("N4", *_TOWN)
        self._out.segment("REF", "EI", practice.tin)

    def _subscriber(self, claim: BilledClaim) -> None:
        put = self._out.segment
        self._level("1", "22", "0")
        rank, reason = ("S", _OLD_AND_AT_WORK) if claim.secondary else ("P", "")
        put("SBR", rank, "18", "", "", reason, "", "", "", claim.payer)
        patient = claim.patient
        self._patient(patient, patient.patient_id)
        put("N3", _STREET)
        put("N4", *_TOWN)
        put("DMG", "D8", plain_day(patient.born), patient.sex)
        name, number = MEDICARE if claim.payer == PART_B else OTHER_PAYERS[claim.payer]
        put("NM1", "PR", "2", name, "", "", "", "", "PI", number)

    def _patient(self, patient: Patient, number: str) -> None:
        last, first = patient.last_name.upper(), patient.first_name.upper()
        self._out.segment("NM1", "IL", "1", last, first, "", "", "", "MI", number)

    def _person(self, role: str, clinician: Clinician) -> None:
        last, first = clinician.last_name.upper(), clinician.first_name.upper()
        self._out.segment("NM1", role, "1", last, first, "", "", "", "XX", clinician.npi)

    def _claim(self, claim: BilledClaim) -> None:
        put = self._out.segment
        lines = different_lines(claim)
        place = lines[0].place
        total = dollars(sum(charge(line.code) for line in lines))
        where = COMPONENT.join((place, "B", str(claim.frequency)))
        put("CLM", claim.claim_id, total, "", "", where, "Y", "A", "Y", "Y")
        if claim.frequency in {REPLACEMENT, VOID}:
            named = claim.original
            put(
                "REF", "F8", payers_number(claim.practice, named) if self._payers_numbers else named
            )
        kinds = ["ABK", *["ABF"] * len(DIAGNOSES)]
        diagnoses = plain_diagnoses(claim)
        put("HI", *(COMPONENT.join(each) for each in zip(kinds, diagnoses, strict=False)))
        if claim.clinician.npi != claim.practice.npi:
            self._person("82", claim.clinician)
            put("PRV", "PE", "PXC", claim.clinician.specialty.taxonomy)
        if claim.secondary:
            self._first_payer(claim)
        for number, line in enumerate(lines, 1):
            self._line(claim, line, number, place)

    def _first_payer(self, claim: BilledClaim) -> None:
        put = self._out.segment
        name, number = OTHER_PAYERS[_EMPLOYERS_PLAN]
        put("SBR", "P", "18", "", "", "", "", "", "", _EMPLOYERS_PLAN)
        put("AMT", "D", "10.00")
        put("OI", "", "", "Y", "", "", "Y")
        self._patient(claim.patient, f"X{claim.claim_id}")
        put("NM1", "PR", "2", name, "", "", "", "", "PI", number)

    def _line(self, claim: BilledClaim, line: BilledLine, number: int, place: str) -> None:
        put = self._out.segment
        put("LX", str(number))
        code = procedure(line)
        cost = dollars(charge(line.code))
        put("SV1", code, cost, "UN", "1", "" if line.place == place else line.place, "", "1")
        put("DTP", "472", "D8", plain_day(line.day or claim.day))
        put("REF", "6R", line_control(claim, line))
        if line.clinician is not None:
            self._person("82", line.clinician)


def different_lines(claim: BilledClaim) -> tuple[BilledLine, ...]:
    """The lines of a claim; one that stands there twice only once."""
    return tuple(dict.fromkeys(claim.lines))


def plain_diagnoses(claim: BilledClaim) -> tuple[str, ...]:
    """All diagnoses of a claim and its lines as they should be written, as many as fit."""
    own: Iterable[str] = (code for line in claim.lines for code in line.diagnoses or ())
    written = (code.strip().upper().replace(".", "") for code in (*claim.diagnoses, *own))
    return tuple(dict.fromkeys(written))[: len(DIAGNOSES)]


def procedure(line: BilledLine) -> str:
    """The procedure and its modifiers, as X12 writes them."""
    return COMPONENT.join(("HC", line.plain_code, *line.modifiers))


def line_control(claim: BilledClaim, line: BilledLine) -> str:
    """The practice's own number of a line; a remittance gives it back."""
    return f"{claim.claim_id}L{line.number}"


def payers_number(practice: Practice, claim_id: str) -> str:
    """The number that the payer gives a claim."""
    return f"9{practice.tin[2:]}{claim_id[1:]}"
