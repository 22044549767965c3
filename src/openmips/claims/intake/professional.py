"""Which claims one 837P transaction holds, each with the patient and providers it stands under.

Billing provider, subscriber and patient (HL levels 20, 22, 23) hold for the claims that
follow. Within a claim, what other payers are told (loops 2320 and 2330) is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto

from openmips.claims.intake.claim_building import NO_NPI, OpenClaim, Person, Standing
from openmips.claims.intake.notes import NOT_PART_B, Notes
from openmips.claims.intake.submitted import SubmittedClaim
from openmips.claims.intake.x12_transaction import Components, Envelope, Handler, element, padded
from openmips.claims.intake.x12_values import amount, day, days, diagnosis, procedure, shape
from openmips.claims.lines import PART_B, REPLACEMENT, VOID
from openmips.problems import claims_kinds
from openmips.problems.finding import ProblemKind, shown

_FREQUENCIES = {"": 1, "1": 1, "6": REPLACEMENT, "7": REPLACEMENT, "8": VOID}
"""Claim frequencies of professional claims; 6 is an old way to write 7."""

_SEXES = frozenset({"F", "M"})
_ICD10 = frozenset({"ABK", "ABF"})
_ICD9 = frozenset({"BK", "BF"})
_LONGEST_SHOWN = 40


class _Area(Enum):
    """The part of the transaction that a segment stands in."""

    HEADER = auto()
    CLAIM = auto()
    OTHER_PAYER = auto()
    LINE = auto()


# Members are looked up a few times for each segment, which is slow through the class.
_HEADER, _CLAIM, _OTHER_PAYER, _LINE = _Area


class Professional:
    """Reads one 837P transaction: give it segments, it gives claims to `emit`.

    Claims for other payers than Part B are counted. A claim that cannot be used is noted
    with its segment and reason.
    """

    def __init__(
        self, envelope: Envelope, notes: Notes, emit: Callable[[SubmittedClaim], None]
    ) -> None:
        self._file = envelope.file
        self._components = Components(envelope, notes)
        self._notes = notes
        self._emit = emit
        self.handlers: Mapping[str, Handler] = {
            "BHT": self._begin,
            "HL": self._level,
            "SBR": self._payer,
            "NM1": self._name,
            "REF": self._reference,
            "DMG": self._demographics,
            "CLM": self._claim,
            "HI": self._diagnoses,
            "LX": self._line,
            "SV1": self._service,
            "DTP": self._dates,
        }
        self._area = _HEADER
        self._standing = Standing(envelope=envelope.control)
        self._levels = 0
        self._billing_level = ""
        self._entity = ""
        self._subscriber = Person()
        self._patient: Person | None = None
        self._claim_open: OpenClaim | None = None

    def damage(self, number: int) -> None:
        """Something unreadable: the claim it lies in, and whose claims follow, are unsure."""
        if self._claim_open is not None:
            found = "unreadable text lies in it"
            self._claim_open.blame(claims_kinds.CLAIM_DAMAGED, found, number)
        self._standing.lost = "what the unreadable text before it held"

    def close(self, *, whole: bool) -> None:
        """The transaction ends; a claim still open without its end may lack lines."""
        if self._claim_open is not None and not whole:
            found = "the transaction is cut off in it"
            self._claim_open.blame(claims_kinds.CLAIM_DAMAGED, found, self._claim_open.segment)
        self._finish()

    # What claims stand under

    def _begin(self, parts: list[str], number: int) -> None:
        self._standing.sent = element(parts, 4) + element(parts, 5)

    def _level(self, parts: list[str], number: int) -> None:
        _, identifier, parent, kind, *_ = padded(parts, 4)
        count = int(identifier) if identifier.isdecimal() and len(identifier) < 13 else 0
        if self._claim_open is not None:
            self._claim_open.jumped |= count != self._levels + 1
            self._finish()
        self._levels = count
        self._area = _HEADER
        self._entity = ""
        self._patient = None
        standing = self._standing
        standing.lost = ""
        if kind == "20":
            self._billing_level, standing.billing_npi, standing.tin = identifier, "", ""
            self._subscriber = Person()
        elif kind == "22":
            self._subscriber = Person(identifier)
            standing.payer = standing.payer_order = ""
            if parent != self._billing_level:
                standing.lost = "the billing provider above it"
        elif kind == "23":
            self._patient = Person(identifier)
            if parent != self._subscriber.level:
                standing.lost = "the subscriber above it"

    def _payer(self, parts: list[str], number: int) -> None:
        if self._area is _HEADER:
            self._standing.payer_order = element(parts, 1)
            self._standing.payer = element(parts, 9).strip()
        elif self._area is _CLAIM:
            self._area = _OTHER_PAYER

    def _name(self, parts: list[str], number: int) -> None:
        parts = padded(parts, 10)
        entity, area = parts[1], self._area
        if area is _HEADER:
            self._entity = entity
            if entity == "85":
                self._standing.billing_npi = _npi(parts)
            elif entity == "IL":
                self._subscriber.identifier = parts[9].strip()
            elif entity == "QC" and self._patient is not None:
                self._patient.identifier = parts[9].strip()
        elif entity == "82" and self._claim_open is not None:
            if area is _CLAIM:
                self._claim_open.rendering = _npi(parts)
            elif area is _LINE:
                self._claim_open.line_rendering = _npi(parts)

    def _reference(self, parts: list[str], number: int) -> None:
        qualifier, area, claim = element(parts, 1), self._area, self._claim_open
        if area is _HEADER:
            if self._entity == "85" and qualifier in {"EI", "SY"}:
                self._standing.tin = element(parts, 2).replace("-", "").replace(" ", "")
        elif claim is not None:
            if area is _LINE and qualifier == "6R":
                claim.line_control = element(parts, 2).strip()
            elif area is _CLAIM and qualifier == "F8":
                claim.original = element(parts, 2).strip()

    def _demographics(self, parts: list[str], number: int) -> None:
        if self._area is _HEADER:
            person = self._patient or self._subscriber
            _, _, born, sex, *_ = padded(parts, 4)
            person.birth_date = day(born)
            person.unread_birth = shape(born) if born and person.birth_date is None else ""
            person.sex = sex if sex in _SEXES else "U"

    # The claim

    def _claim(self, parts: list[str], number: int) -> None:
        self._finish()
        parts = padded(parts, 6)
        claim = OpenClaim(parts[1].strip(), amount(parts[2]), number)
        self._claim_open = claim
        self._area = _CLAIM
        text = parts[5]
        codes = text.split(self._components.settle(text, Components.PLACE, number))
        claim.place = codes[0]
        frequency = codes[2] if len(codes) > 2 else ""
        claim.frequency = _FREQUENCIES.get(frequency, 0)
        if not claim.frequency:
            found = f"the claim frequency is {shown(frequency)}"
            claim.blame(claims_kinds.CLAIM_FREQUENCY, found, number, "1, 7 or 8")

    def _diagnoses(self, parts: list[str], number: int) -> None:
        claim = self._claim_open
        if claim is None or self._area is not _CLAIM:
            return
        mark = self._components.settle(element(parts, 1), Components.CODE, number)
        for text in parts[1:]:
            qualifier, code = diagnosis(text, mark)
            if qualifier in _ICD10:
                claim.diagnoses.append(code)
            elif qualifier in _ICD9:
                found = f"the diagnoses have the qualifier {qualifier}, which is ICD-9"
                claim.blame(claims_kinds.CLAIM_ICD9, found, number, "ABK and ABF (ICD-10)")

    # The line

    def _line(self, parts: list[str], number: int) -> None:
        claim = self._claim_open
        if claim is None:
            return
        claim.end_line(self._standing.billing_npi)
        self._area = _LINE
        text = parts[1] if len(parts) > 1 else ""
        line_number = int(text) if text.isdecimal() and len(text) < 7 else 0
        if not line_number:
            found, kind = f"the line number is {shape(text)}", claims_kinds.CLAIM_VALUE_UNREADABLE
            claim.blame(kind, found, number, "digits")
        claim.jumped |= line_number != len(claim.lines) + 1
        claim.start_line(line_number)

    def _service(self, parts: list[str], number: int) -> None:
        claim = self._claim_open
        if claim is None or self._area is not _LINE:
            return
        parts = padded(parts, 6)
        text, charge = parts[1], parts[2]
        mark = self._components.settle(text, Components.CODE, number)
        qualifier, code, modifiers = procedure(text, mark)
        if qualifier != "HC" or not code:
            found = f"line {claim.line_number} has no HCPCS code"
            claim.blame(claims_kinds.CLAIM_INCOMPLETE, found, number, "HC and a code in SV101")
        claim.line_code = code, modifiers
        claim.line_charge = amount(charge)
        if claim.line_charge is None:
            found = f"the charge of line {claim.line_number} is {shape(charge)}"
            claim.blame(claims_kinds.CLAIM_VALUE_UNREADABLE, found, number, "dollars")
        claim.line_place = parts[5]

    def _dates(self, parts: list[str], number: int) -> None:
        claim = self._claim_open
        parts = padded(parts, 4)
        if claim is None or self._area is not _LINE or parts[1] != "472":
            return
        text = parts[3]
        claim.line_days = days(parts[2], text)
        if claim.line_days is None:
            found = f"the date of service of line {claim.line_number} is {shape(text)}"
            expected = "a date as CCYYMMDD with D8, or a range with RD8"
            claim.blame(claims_kinds.CLAIM_VALUE_UNREADABLE, found, number, expected)

    # The end of a claim

    def _finish(self) -> None:
        """Give out the open claim, or note why not."""
        claim, standing = self._claim_open, self._standing
        if claim is None:
            return
        self._claim_open = None
        person = self._patient or self._subscriber
        if self._patient is not None and not person.identifier:
            person.identifier = self._subscriber.identifier
        claim.end_line(standing.billing_npi)
        if standing.payer != PART_B:
            self._pass_over(claim)
            return
        claim.judge(standing, person)
        if claim.fault is not None:
            fault = claim.fault
            self._note(fault.kind, claim, fault.found, fault.segment, fault.expected)
            self._notes.skip(fault.kind.code, 1, len(claim.lines))
            return
        if not claim.balanced:
            found = "the charges of the lines do not add up to the charge of the claim"
            self._note(claims_kinds.CLAIM_CHARGES_DIFFER, claim, found, claim.segment)
        self._emit(claim.finished(standing, person))

    def _pass_over(self, claim: OpenClaim) -> None:
        """Count a claim that does not go to Part B."""
        payer = self._standing.payer
        if payer:
            self._notes.payers[payer[:2]] += 1
            self._notes.skip(NOT_PART_B, 1, len(claim.lines))
        else:
            kind = claims_kinds.PAYER_NOT_SAID
            self._note(kind, claim, "there is no claim filing indicator (SBR09)", claim.segment)
            self._notes.skip(kind.code, 1, len(claim.lines))

    def _note(
        self, kind: ProblemKind, claim: OpenClaim, found: str, segment: int, expected: str = ""
    ) -> None:
        name = claim.control[:_LONGEST_SHOWN]
        where = f"segment {segment:,}"
        self._notes.add(kind, self._file, where, f"claim {name}: {found}", expected)


def _npi(parts: list[str]) -> str:
    """The NPI of a name segment with all its elements; a mark where it gives none."""
    return parts[9].strip() if parts[8] == "XX" else NO_NPI
