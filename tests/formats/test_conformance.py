"""The reader agrees with the reference cases of QPP submission documents."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from formats.documents import found_in

from openmips.formats import Severity

ARCHIVE = "fixtures/qrda3-and-qpp-json.tar.xz"
CASES = "fixtures/json/own-json-cases.json"
REFUSED_ON_UPLOAD_ONLY = {
    "category unknown",
    "method not allowed for upload",
    "eCQM without cehrt 2025",
    "PI for apm",
}
"""Cases that CMS's upload refuses, and that can be scored: old names, and results."""


@pytest.fixture(scope="module")
def cases(shared: Path) -> list[dict[str, Any]]:
    """The reference cases."""
    with tarfile.open(shared / ARCHIVE) as archive:
        member = archive.extractfile(CASES)
        assert member is not None
        read: list[dict[str, Any]] = json.load(member)["cases"]
    return read


@pytest.mark.conformance
def test_valid_documents_have_no_errors(cases: list[dict[str, Any]]) -> None:
    """What the reference calls valid reads."""
    for case in cases:
        if case["expect"]["valid"]:
            errors = [p for p in found_in(case["document"]) if p.severity is Severity.ERROR]
            assert (case["name"], errors) == (case["name"], [])


@pytest.mark.conformance
def test_invalid_documents_have_a_finding_at_the_place(cases: list[dict[str, Any]]) -> None:
    """What the reference calls invalid has a problem at the place it names."""
    missed = [
        case["name"]
        for case in cases
        if not case["expect"]["valid"]
        and case["expect"]["path"] not in {p.location for p in found_in(case["document"])}
    ]
    assert set(missed) == REFUSED_ON_UPLOAD_ONLY
