"""Invented claims, and a small writer of 837P and 835 files that shares nothing with the reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from openmips.claims.intake.submitted import SubmittedClaim, SubmittedLine

TIN = "000123456"
NPI = "1000000004"
GROUP_NPI = "1000000012"
PATIENT = "1SL0OI0BZ00"
SENT = "202403151200"


@dataclass(frozen=True)
class Marks:
    """Delimiters of an interchange, and what is written after each segment."""

    element: str = "*"
    component: str = ":"
    segment: str = "~"
    after: str = "\n"
    declared: str = ""


def line(number: int = 1, code: str = "99213", *modifiers: str, **changes: Any) -> SubmittedLine:
    """A service line."""
    day = date(2024, 3, 1)
    plain = SubmittedLine(number, code, modifiers, "11", day, day, Decimal("120.00"), NPI)
    return replace(plain, **changes)


def quality(number: int = 2, code: str = "1123F", *modifiers: str, **changes: Any) -> SubmittedLine:
    """A line with a quality code, for a cent."""
    return line(number, code, *modifiers, **{"charge": Decimal("0.01"), **changes})


def claim(control: str = "A1", **changes: Any) -> SubmittedClaim:
    """A visit with a quality code."""
    plain = SubmittedClaim(
        control=control,
        tin=TIN,
        rendering_npi=NPI,
        patient_id=PATIENT,
        birth_date=date(1950, 6, 15),
        sex="F",
        payer="MB",
        payer_order="P",
        frequency=1,
        original="",
        diagnoses=("E119", "I10"),
        lines=(line(), quality()),
        sent=SENT,
    )
    return replace(plain, **changes)


def bare(found: SubmittedClaim) -> SubmittedClaim:
    """A claim without what only says where it stood."""
    return replace(found, envelope="", segment=0)


def dollars(value: Decimal | None) -> str:
    """An amount as X12 writes it."""
    return "" if value is None else f"{value}"


# 837P


def claim_segments(one: SubmittedClaim) -> list[list[str]]:
    """The segments of loop 2300 and 2400; `:` stands for the component separator."""
    total = sum((entry.charge or Decimal(0) for entry in one.lines), Decimal(0))
    segments = [
        ["CLM", one.control, dollars(total), "", "", f"11:B:{one.frequency}", "Y", "A", "Y", "Y"]
    ]
    if one.original:
        segments.append(["REF", "F8", one.original])
    if one.diagnoses:
        kinds = ["ABK"] + ["ABF"] * len(one.diagnoses)
        pairs = zip(kinds, one.diagnoses, strict=False)
        segments.append(["HI", *(f"{kind}:{code}" for kind, code in pairs)])
    segments.append(["NM1", "82", "1", "DOE", "ANNA", "", "", "", "XX", one.rendering_npi])
    for entry in one.lines:
        segments.append(["LX", str(entry.number)])
        place = "" if entry.place == "11" else entry.place
        code = ":".join(["HC", entry.procedure_code, *entry.modifiers])
        segments.append(["SV1", code, dollars(entry.charge), "UN", "1", place, "", "1"])
        first, last = (day.strftime("%Y%m%d") for day in (entry.from_date, entry.to_date))
        when = ["D8", first] if first == last else ["RD8", f"{first}-{last}"]
        segments.append(["DTP", "472", *when])
        if entry.control:
            segments.append(["REF", "6R", entry.control])
        if entry.rendering_npi != one.rendering_npi:
            name = ["NM1", "82", "1", "ROE", "OTTO", "", "", "", "XX", entry.rendering_npi]
            segments.append(name)
    return segments


def transaction(claims: Iterable[SubmittedClaim], sent: str = SENT) -> list[list[str]]:
    """BHT to the last claim, each claim under levels of its own."""
    segments = [
        ["BHT", "0019", "00", "1", sent[:8], sent[8:], "CH"],
        ["NM1", "41", "2", "SENDER", "", "", "", "", "46", "1"],
        ["NM1", "40", "2", "RECEIVER", "", "", "", "", "46", "2"],
    ]
    level = 0
    for one in claims:
        segments += [
            ["HL", str(level + 1), "", "20", "1"],
            ["NM1", "85", "2", "OAK STREET", "", "", "", "", "XX", GROUP_NPI],
            ["N3", "1 OAK ST"],
            ["REF", "EI", one.tin],
            ["HL", str(level + 2), str(level + 1), "22", "0"],
            ["SBR", one.payer_order, "18", "", "", "", "", "", "", one.payer],
            ["NM1", "IL", "1", "ROE", "RITA", "", "", "", "MI", one.patient_id],
        ]
        if one.birth_date:
            segments.append(["DMG", "D8", one.birth_date.strftime("%Y%m%d"), one.sex])
        segments.append(["NM1", "PR", "2", "MEDICARE", "", "", "", "", "PI", "1"])
        segments += claim_segments(one)
        level += 2
    return segments


def interchange(
    transactions: Sequence[list[list[str]]],
    marks: Marks = Marks(),
    version: str = "005010X222A1",
    kind: str = "837",
    control: int = 1,
) -> bytes:
    """One interchange with one group that holds the transactions."""
    group = {"837": "HC", "835": "HP"}.get(kind, "XX")
    segments = [["GS", group, "S", "R", "20240315", "1200", str(control), "X", version]]
    for number, body in enumerate(transactions, 1):
        start = ["ST", kind, f"{number:04}", version]
        segments += [start, *body, ["SE", str(len(body) + 2), f"{number:04}"]]
    segments += [["GE", str(len(transactions)), str(control)], ["IEA", "1", f"{control:09}"]]
    header = ["ISA", "00", " " * 10, "00", " " * 10, "ZZ", "SENDER".ljust(15), "ZZ"]
    header += ["RECEIVER".ljust(15), "240315", "1200", "^", "00501", f"{control:09}", "0", "T"]
    first = marks.element.join([*header, marks.declared or marks.component])
    rest = [marks.element.join(parts).replace(":", marks.component) for parts in segments]
    return "".join(text + marks.segment + marks.after for text in [first, *rest]).encode("latin-1")


def professional(*claims: SubmittedClaim, marks: Marks = Marks(), **more: Any) -> bytes:
    """An 837P file with one transaction."""
    return interchange([transaction(claims)], marks, **more)


# 835


def service(
    code: str = "HC:99213",
    charge: str = "120.00",
    paid: str = "72.00",
    *more: list[str],
    day: str = "20240301",
) -> list[list[str]]:
    """A service payment with what follows it."""
    return [["SVC", code, charge, paid, "", "1"], ["DTM", "472", day], *more]


def payment(
    *services: list[list[str]],
    control: str = "A1",
    status: str = "1",
    payer_control: str = "ICN1",
    charge: str = "120.01",
    paid: str = "72.00",
    more: Sequence[list[str]] = (),
) -> list[list[str]]:
    """A claim payment with its services."""
    head = ["CLP", control, status, charge, paid, "18.00", "MB", payer_control, "11", "1"]
    patient = ["NM1", "QC", "1", "ROE", "RITA", "", "", "", "MI", PATIENT]
    return [head, patient, *more, *(part for each in services for part in each)]


def remittance(
    *payments: list[list[str]],
    tin: str = TIN,
    more: Sequence[list[str]] = (),
    day: str = "20240401",
) -> list[list[str]]:
    """An 835 transaction."""
    order = ["BPR", "I", "72.00", "C", "ACH", *[""] * 11, day]
    return [
        order,
        ["TRN", "1", "EFT77", "1999999999"],
        ["DTM", "405", day],
        ["N1", "PR", "MEDICARE"],
        ["N1", "PE", "OAK STREET", "XX", GROUP_NPI],
        ["REF", "TJ", tin],
        ["LX", "1"],
        *(part for each in payments for part in each),
        *more,
    ]


def advice(*payments: list[list[str]], marks: Marks = Marks(), **more: Any) -> bytes:
    """An 835 file with one transaction."""
    return interchange([remittance(*payments, **more)], marks, "005010X221A1", "835")
