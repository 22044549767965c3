"""Small worlds of claims, and the counts that anybody can work out from them by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).parent / "micro_cases.yaml"
SHARED_CASES = Path("claims", "micro-cases.json")

TIN = "001000001"
NPIS = {"one": "1000000004", "two": "1000000012"}
ADA: dict[str, Any] = {"patient": "Ada", "born": "1950-01-31", "sex": "F", "clinician": "one"}
SORE_THROAT = "J029"
OFFICE = "11"
SEXES = {"1": "M", "2": "F"}
COLUMNS_OF_A_CLAIM = ("tin", "payer", "frequency", "original_claim_id")


@dataclass(frozen=True)
class MicroCase:
    """The rows of one small world, and what one measure counts there, by stratum."""

    name: str
    year: int
    measure_id: str
    rows: tuple[dict[str, str], ...]
    expect: dict[str, tuple[int, ...]]


def added_up(
    results: Mapping[tuple[str, str, str, str], tuple[int, ...]], case: MicroCase
) -> dict[str, tuple[int, ...]]:
    """The counts of a case's measure by stratum, over all clinicians; 0 where nobody is."""
    total = {stratum: (0,) * len(counts) for stratum, counts in case.expect.items()}
    for (_, _, measure_id, stratum), counts in results.items():
        if measure_id == case.measure_id:
            total[stratum] = tuple(map(sum, zip(total[stratum], counts, strict=True)))
    return total


def micro_cases() -> list[MicroCase]:
    """Our own cases, each in every year it names."""
    with CASES.open(encoding="utf-8") as file:
        entries = yaml.load(file, yaml.BaseLoader)
    return [
        MicroCase(
            name=f"{entry['says']} {year}",
            year=int(year),
            measure_id=entry["measure"],
            rows=tuple(rows_of(entry["claims"], year)),
            expect={
                stratum: tuple(map(int, counts)) for stratum, counts in entry["expect"].items()
            },
        )
        for entry in entries
        for year in entry["years"]
    ]


def rows_of(claims: list[dict[str, Any]], year: str) -> Iterator[dict[str, str]]:
    """The rows of claims as a case writes them."""
    for number, given in enumerate(claims, 1):
        claim = {**ADA, **given}
        day = claim["day"] if len(claim["day"]) > len("MM-DD") else f"{year}-{claim['day']}"
        row = {
            "claim_id": claim.get("id", f"claim {number}"),
            "tin": TIN,
            "rendering_npi": NPIS[claim["clinician"]],
            "patient_id": claim["patient"],
            "birth_date": claim["born"],
            "sex": claim["sex"],
            "from_date": day,
            "to_date": day,
            **{name: claim[name] for name in COLUMNS_OF_A_CLAIM if name in claim},
        }
        for place, code in enumerate(claim.get("diagnoses", [SORE_THROAT]), 1):
            row[f"diagnosis_{place}"] = code
        for position, line in enumerate(claim["lines"], 1):
            written = {"code": line} if isinstance(line, str) else dict(line)
            text, _, place_of_service = written.pop("code").partition("@")
            code, *modifiers = text.split("-")
            yield {
                **row,
                "line_number": str(position),
                "procedure_code": code,
                "place_of_service": place_of_service or OFFICE,
                **{f"modifier_{place}": each for place, each in enumerate(modifiers, 1)},
                **written,
            }


def shared_cases(shared: Path) -> list[MicroCase]:
    """The cases of the reference material."""
    entries = json.loads((shared / SHARED_CASES).read_text("utf-8"))
    return [
        MicroCase(
            name=f"{entry['id']} {entry['note']}",
            year=2024,
            measure_id=entry["measure"],
            rows=tuple(row for claim in entry["claims"] for row in rows_of_shared(claim)),
            expect={
                stratum: (*counts, counts[0] - sum(counts[1:]))
                for stratum, counts in entry["expected"].items()
            },
        )
        for entry in entries
    ]


def rows_of_shared(claim: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The rows of one claim of the reference material."""
    for number, line in enumerate(claim["lines"], 1):
        yield {
            "claim_id": claim["claim"],
            "tin": TIN,
            "rendering_npi": claim["npi"],
            "patient_id": claim["bene"],
            "birth_date": claim["dob"],
            "sex": SEXES[claim["sex"]],
            "from_date": claim["date"],
            "to_date": claim["date"],
            "line_number": str(number),
            "procedure_code": line["code"],
            "place_of_service": line["pos"],
            **{f"modifier_{place}": each for place, each in enumerate(line["mods"], 1)},
            **{f"diagnosis_{place}": each for place, each in enumerate(claim["dx"], 1)},
        }
