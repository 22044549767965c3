"""Invented remittances: what Medicare would have paid, adjusted and sequestered as told."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from openmips.amounts import round_half_up

NPI, OTHER_NPI, TIN = "1000000004", "1000000012", "000456789"
RIGHT = Decimal("0.33")


@dataclass(frozen=True)
class Service:
    """One line of a remittance that bears a claim of its own.

    `base` is what Medicare would otherwise pay, `percent` what it is adjusted by; `change`
    and `taken` stand for the two amounts where they are not what follows.
    """

    base: Decimal
    code: str = "99213"
    percent: Decimal | None = RIGHT
    day: str = "20260310"
    place: str = "11"
    filing: str = "MB"
    modifier: str = ""
    remark: bool = True
    change: Decimal | None = None
    taken: Decimal | None = None
    npi: str = NPI
    paid_on: str = "20260401"
    on_the_claim: bool = False
    sign: int = 1

    @property
    def changed(self) -> Decimal:
        """What the adjustment adds."""
        if self.change is not None:
            return self.change
        return round_half_up(self.base * (self.percent or 0) / 100, 2)

    @property
    def sequestered(self) -> Decimal:
        """What sequestration takes."""
        if self.taken is not None:
            return self.taken
        return round_half_up((self.base + self.changed) * 2 / 100, 2)


def segments(service: Service, number: int) -> list[str]:
    """The segments of one answered claim."""
    sign = service.sign
    share = round_half_up(service.base / 4, 2)
    contract = Decimal("10.00")
    paid = service.base + service.changed - service.sequestered
    charge = service.base + share + contract
    adjusted = [f"CAS*CO*45*{sign * contract}", f"CAS*PR*2*{sign * share}"]
    own = []
    if service.changed:
        reason = "144" if service.changed > 0 else "237"
        own.append(f"CAS*CO*{reason}*{-sign * service.changed}")
    if service.sequestered:
        own.append(f"CAS*CO*253*{sign * service.sequestered}")
    line_paid = service.base if service.on_the_claim else paid
    status = "22" if sign < 0 else "1"
    code = f"HC:{service.code}" + (f":{service.modifier}" if service.modifier else "")
    remark = ["LQ*HE*N807"] if service.changed and service.remark else []
    moa = ["MOA***N807"] if remark and service.on_the_claim else []
    return [
        (
            f"CLP*C{number}*{status}*{sign * charge}*{sign * paid}*{sign * share}"
            f"*{service.filing}*P{number}*{service.place}*1"
        ),
        *(own if service.on_the_claim else []),
        "NM1*QC*1*DOE*JANE****MI*PATIENT12345",
        f"NM1*82*1*ROE*RICHARD****XX*{service.npi}",
        *moa,
        f"SVC*{code}*{sign * charge}*{sign * line_paid}**1",
        f"DTM*472*{service.day}",
        *adjusted,
        *([] if service.on_the_claim else own),
        f"REF*6R*L{number}",
        *([] if service.on_the_claim else remark),
    ]


def remittance(*services: Service) -> str:
    """An 835 file with one payment for each day of payment."""
    out = [
        (
            "ISA*00*          *00*          *ZZ*MEDICARE       *ZZ*PRACTICE       *260401*1200*^"
            "*00501*000000001*0*P*:"
        ),
        "GS*HP*MEDICARE*PRACTICE*20260401*1200*1*X*005010X221A1",
    ]
    days = dict.fromkeys(one.paid_on for one in services)
    for control, day in enumerate(days, 1):
        own = [(n, one) for n, one in enumerate(services) if one.paid_on == day]
        body = [
            f"BPR*I*100*C*CHK{'*' * 12}{day}",
            f"TRN*1*{control}*1999999999",
            "N1*PR*MEDICARE",
            f"N1*PE*PRACTICE*XX*{NPI}",
            f"REF*TJ*{TIN}",
            "LX*1",
            *(segment for number, one in own for segment in segments(one, number)),
        ]
        out += [f"ST*835*{control:04}", *body, f"SE*{len(body) + 2}*{control:04}"]
    out += [f"GE*{len(days)}*1", "IEA*1*000000001"]
    return "~".join(out) + "~"


def dollars(cents: int) -> Decimal:
    """Cents as dollars."""
    return Decimal(cents) / 100
