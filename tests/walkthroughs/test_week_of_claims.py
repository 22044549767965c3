"""The week of claims is invented, and its two halves differ only in quality codes."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from openmips.claims.intake.notes import Notes
from openmips.claims.intake.submitted import SubmittedClaim
from openmips.claims.intake.x12_reading import X12Reader
from openmips.claims.totals import NOMINAL

CODES_THAT_COUNTED_FOR_NOTHING = {("1123F", ("2P",))}
NEVER_ISSUED = re.compile(r"[1-9][SLOIBZ]\d\d[SLOIBZ]\d\d[SLOIBZ]{2}\d\d")


def bills(folder: Path) -> dict[str, SubmittedClaim]:
    """The claims of a folder of 837P files, by their number; nothing may be wrong with them."""
    found = {}
    for path in sorted(folder.glob("*.837")):
        notes = Notes()
        with path.open("rb") as stream:
            for one in X12Reader(path.name, notes).records(stream):
                assert isinstance(one, SubmittedClaim)
                found[one.control] = one
        assert notes.problems() == ()
    return found


def lines(claim: SubmittedClaim) -> set[tuple[str, tuple[str, ...]]]:
    """Procedures and modifiers of a claim."""
    return {(line.procedure_code, line.modifiers) for line in claim.lines}


def test_only_quality_codes_were_added(root: Path) -> None:
    """The same claims, patients, days, diagnoses and services; every line added costs a cent."""
    home = root / "examples" / "week-of-claims"
    before, after = bills(home / "outbox"), bills(home / "with-codes")
    assert before.keys() == after.keys()
    assert len(before) == 15
    for number, was in before.items():
        now = after[number]
        for name in ("tin", "rendering_npi", "patient_id", "date", "diagnoses", "frequency"):
            assert getattr(was, name) == getattr(now, name)
        assert lines(was) - lines(now) <= CODES_THAT_COUNTED_FOR_NOTHING
        added = [
            line for line in now.lines if (line.procedure_code, line.modifiers) not in lines(was)
        ]
        assert all(line.charge is not None and line.charge <= NOMINAL for line in added)


def test_nobody_in_the_week_exists(root: Path) -> None:
    """TIN and NPI are invented, and no patient's identifier could be one of Medicare's."""
    home = root / "examples" / "week-of-claims"
    with (home / "so-far" / "claims.csv").open(newline="") as file:
        rows = [
            (row["tin"], row["rendering_npi"], row["patient_id"]) for row in csv.DictReader(file)
        ]
    for folder in ("outbox", "with-codes"):
        rows += [
            (one.tin, one.rendering_npi, one.patient_id) for one in bills(home / folder).values()
        ]
    for tin, npi, patient in rows:
        assert (tin[:3], npi[:6]) == ("000", "100000")
        assert NEVER_ISSUED.fullmatch(patient)
