"""What a practice submitted: one claim of an 837P as it stands there, and what it is to a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from openmips.claims.lines import Claim, Line
from openmips.values import value


@value
class SubmittedLine:
    """One service line. Codes are normal; `charge` is in dollars.

    `control` is the practice's own number of the line, "" where it gave none.
    """

    number: int
    procedure_code: str
    modifiers: tuple[str, ...]
    place: str
    from_date: date
    to_date: date
    charge: Decimal | None
    rendering_npi: str
    control: str = ""


@value
class SubmittedClaim:
    """One claim as it was sent.

    `control` is the practice's own number of the claim (CLM01), unique only as far as the
    practice keeps it so. `payer` is the payer's code (MB is Medicare Part B) and
    `payer_order` whether it pays first (P), second (S) or third (T). `original` is what a
    replacement or void names as the claim it amends. `sent` and `envelope` say when and in
    which transaction it went out, `segment` where it begins in its file.
    """

    control: str
    tin: str
    rendering_npi: str
    patient_id: str
    birth_date: date | None
    sex: str
    payer: str
    payer_order: str
    frequency: int
    original: str
    diagnoses: tuple[str, ...]
    lines: tuple[SubmittedLine, ...]
    sent: str = ""
    envelope: str = ""
    segment: int = 0

    @property
    def date(self) -> date:
        """The earliest day of its lines."""
        return min(line.from_date for line in self.lines)


def claims_of(submitted: Iterable[SubmittedClaim]) -> Iterator[Claim]:
    """The claims as the rules see them: one for each clinician who rendered lines of it."""
    for claim in submitted:
        for npi in dict.fromkeys(line.rendering_npi for line in claim.lines):
            lines = [line for line in claim.lines if line.rendering_npi == npi]
            yield Claim(
                claim_id=claim.control,
                tin=claim.tin,
                npi=npi,
                patient_id=claim.patient_id,
                birth_date=claim.birth_date,
                sex=claim.sex,
                date=min(line.from_date for line in lines),
                diagnoses=frozenset(claim.diagnoses),
                lines=tuple(
                    Line(
                        number=line.number,
                        procedure_code=line.procedure_code,
                        modifiers=frozenset(line.modifiers),
                        place=line.place,
                        from_date=line.from_date,
                        charge=line.charge,
                    )
                    for line in lines
                ),
            )
