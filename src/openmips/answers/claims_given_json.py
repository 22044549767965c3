"""Claims handed over as JSON: a claim with its lines, a list of claims, or a list of lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openmips.answers.claims_given import Handed
from openmips.answers.claims_given_rows import FIELDS, checked, needed, of_rows
from openmips.claims.gathering import Row
from openmips.claims.lines import DIAGNOSES, MODIFIERS
from openmips.formats.fields import json_type
from openmips.formats.strict_json import read_json
from openmips.problems.claims_question_kinds import CLAIM_FIELD, NOT_A_CLAIM
from openmips.problems.finding import Findings, item, member, shown

_LISTS = {"modifiers": MODIFIERS, "diagnoses": DIAGNOSES}
_OF_LINES = frozenset(
    {
        "rendering_npi",
        "from_date",
        "to_date",
        "line_number",
        "procedure_code",
        "modifiers",
        *MODIFIERS,
        "place_of_service",
        "charge",
        "status",
        "allowed",
    }
)


def handed(given: bytes | Mapping[str, object], findings: Findings) -> Handed:
    """The claims of a JSON document in the names of the claim-line layout.

    Lists `modifiers` and `diagnoses` may stand in place of their columns, and lines of a claim
    in its list `lines`, where they are numbered if they have no number. Raises ProblemsFound.
    """
    document = read_json(given, findings)
    if isinstance(document, Mapping) and "claims" in document:
        document = document["claims"]
    return of_rows(_rows(document, findings), findings)


def _rows(document: object, findings: Findings) -> Iterator[Row]:
    given = document if isinstance(document, list) else [document]
    for number, entry in enumerate(given):
        place = item("$", number) if isinstance(document, list) else "$"
        if not isinstance(entry, Mapping):
            found = f"{json_type(entry)} was found"
            findings.add(NOT_A_CLAIM, place, found, "an object with a claim or a claim line")
        elif "lines" in entry:
            yield from _lines(entry, member(place, "lines"), findings)
        else:
            yield _row(entry, place, findings)


def _lines(claim: Mapping[str, object], place: str, findings: Findings) -> Iterator[Row]:
    lines = claim["lines"]
    if not isinstance(lines, list) or not lines:
        findings.add(NOT_A_CLAIM, place, "there are no lines", "a list of them")
        return
    common = {key: value for key, value in claim.items() if key != "lines"}
    for number, line in enumerate(lines):
        where = item(place, number)
        if not isinstance(line, Mapping):
            findings.add(NOT_A_CLAIM, where, f"{json_type(line)} was found", "an object")
            continue
        for key in line:
            if key in FIELDS and key not in _OF_LINES:
                found = f"{key} belongs to the claim, not to a line"
                findings.add(CLAIM_FIELD, member(where, key), found)
        yield _row({**common, "line_number": number + 1, **line}, where, findings)


def _row(entry: Mapping[str, object], place: str, findings: Findings) -> Row:
    """One claim line, its lists of modifiers and diagnoses spread over their columns."""
    flat: dict[str, object] = {}
    for key, value in entry.items():
        columns = _LISTS.get(key)
        if columns is None:
            if key not in FIELDS:
                found = f"a claim line has no field {shown(key)}"
                findings.add(CLAIM_FIELD, member(place, key), found)
            flat[key] = value
        elif isinstance(value, list) and len(value) <= len(columns):
            flat |= zip(columns, value, strict=False)
        else:
            expected = f"a list of at most {len(columns)}"
            findings.add(CLAIM_FIELD, member(place, key), f"{key} is {json_type(value)}", expected)
    needed(flat, place, findings)
    return checked(flat, place, findings)
