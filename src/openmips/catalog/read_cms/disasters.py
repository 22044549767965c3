"""CMS's crosswalk of counties under the automatic disaster policy to ZIP codes, as entries."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from openmips.catalog.entries import DisasterArea
from openmips.catalog.read_cms.rows import Refused

COLUMNS = ("state_code", "county_name", "zipcode")


def crosswalk_rows(text: str) -> Iterator[tuple[str, str, str]]:
    """State, county and ZIP code of each row; the ZIP code is empty where CMS gives none.

    Raises Refused when the columns are others.
    """
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        raise Refused(f"the columns are {found}, expected {', '.join(COLUMNS)}")
    for row in reader:
        state, county, zipcode = ((row[column] or "").strip() for column in COLUMNS)
        if zipcode and not (len(zipcode) == 5 and zipcode.isdigit()):
            raise Refused(f"{zipcode!r} is no ZIP code of five digits ({county}, {state})")
        yield state, county, zipcode


def areas(rows: Iterator[tuple[str, str, str]]) -> list[DisasterArea]:
    """One entry a county, with its ZIP codes."""
    zips: dict[tuple[str, str], set[str]] = {}
    for state, county, zipcode in rows:
        zips.setdefault((state, county), set()).update({zipcode} - {""})
    return [
        DisasterArea(state, county, tuple(sorted(zips[state, county])))
        for state, county in sorted(zips)
    ]
