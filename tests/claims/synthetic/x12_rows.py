"""Rows of claim lines from the X12 files we write, read the short way: for tests of the writer.

It knows only what our own writer writes, and looks nothing up in the product's readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

Row = dict[str, str]
Elements = list[str]

REVERSED = "22"
REASONS_OF_DENIAL = frozenset({"16", "50"})
PLAIN = {
    ("NM1", "85"): ("rendering_npi", 9),
    ("NM1", "82"): ("rendering_npi", 9),
    ("NM1", "IL"): ("patient_id", 9),
    ("REF", "EI"): ("tin", 2),
    ("REF", "F8"): ("original_claim_id", 2),
    ("REF", "6R"): ("control", 2),
}
"""Segments that say one thing: the column, and the element that holds it."""


def segments(path: Path) -> list[Elements]:
    """The segments of a file, each as its elements."""
    text = path.read_text("ascii")
    return [part.strip().split("*") for part in text.split("~") if part.strip()]


def iso(day: str) -> str:
    """20240416 as 2024-04-16."""
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def split(found: Iterable[Elements], *tags: str) -> Iterator[list[Elements]]:
    """Segments in stretches, each of which begins with one of the tags; what is before is one."""
    stretch: list[Elements] = []
    for segment in found:
        if segment[0] in tags:
            yield stretch
            stretch = []
        stretch.append(segment)
    yield stretch


def claim_rows(path: Path) -> Iterator[Row]:
    """The rows of an 837P file: of each practice, of each patient, of each line."""
    practice: Row = {}
    for level in split(segments(path), "HL", "SE"):
        if level and level[0][0] == "HL" and level[0][3] == "20":
            practice = facts(level)
        if level and level[0][0] == "HL" and level[0][3] == "22":
            claim, *lines = split(level, "LX")
            yield from (practice | facts(before_other_payers(claim)) | facts(o) for o in lines)


def before_other_payers(claim: list[Elements]) -> list[Elements]:
    """The segments of a patient and claim without what follows of other payers."""
    payers = [place for place, each in enumerate(claim) if each[0] == "SBR"]
    return claim[: payers[1]] if len(payers) > 1 else claim


def facts(found: Iterable[Elements]) -> Row:
    """What segments say, as columns."""
    row: Row = {}
    for segment in found:
        row |= fact(segment[0], segment)
    return row


def fact(tag: str, e: Elements) -> Row:
    """What one segment says, as columns."""
    if (tag, e[1]) in PLAIN:
        column, place = PLAIN[tag, e[1]]
        return {column: e[place]}
    match tag, e[1]:
        case "SBR", _:
            return {"payer": e[9]}
        case "DMG", _:
            return {"birth_date": iso(e[2]), "sex": e[3]}
        case "CLM", number:
            place, _, frequency = e[5].split(":")
            return {"claim_id": number, "frequency": frequency, "place_of_service": place}
        case "HI", _:
            return {f"diagnosis_{n}": code.split(":")[1] for n, code in enumerate(e[1:], 1)}
        case "LX", number:
            return {"line_number": number}
        case "SV1", _:
            return service(e)
        case "DTP", _:
            return {"from_date": iso(e[3]), "to_date": iso(e[3])}
    return {}


def service(e: Elements) -> Row:
    """What a service segment says, as columns."""
    _, code, *modifiers = e[1].split(":")
    place = {"place_of_service": e[5]} if e[5] else {}
    own = {f"modifier_{number}": each for number, each in enumerate(modifiers, 1)}
    return {"procedure_code": code, "charge": e[2], **own, **place}


def told(path: Path) -> tuple[dict[tuple[str, str], str], set[tuple[str, str]]]:
    """What an 835 file tells: the claim each of the payer's numbers means, and denied lines."""
    meant: dict[tuple[str, str], str] = {}
    denied: set[tuple[str, str]] = set()
    for payment in split(segments(path), "ST"):
        tin = next((each[2] for each in payment if each[:2] == ["REF", "TJ"]), "")
        for claim in split(payment, "CLP"):
            if claim[0][0] != "CLP":
                continue
            meant[tin, claim[0][7]] = claim[0][1]
            for line in split(claim, "SVC"):
                reasons = {each[2] for each in line if each[0] == "CAS"}
                if claim[0][2] != REVERSED and reasons & REASONS_OF_DENIAL:
                    denied |= {(tin, each[2]) for each in line if each[:2] == ["REF", "6R"]}
    return meant, denied


def adjudicated(claims: Iterable[Path], payments: Iterable[Path]) -> list[Row]:
    """The rows of 837P files with what the 835 files tell about them."""
    meant: dict[tuple[str, str], str] = {}
    denied: set[tuple[str, str]] = set()
    for path in payments:
        more, lines = told(path)
        meant |= more
        denied |= lines
    rows = []
    for path in sorted(claims):
        for row in claim_rows(path):
            tin = row["tin"]
            if "original_claim_id" in row:
                row["original_claim_id"] = meant[tin, row["original_claim_id"]]
            row["status"] = "denied" if (tin, row.pop("control")) in denied else "paid"
            rows.append(row)
    return rows
