"""Any document is told by its content, and its problems by line and column."""

from __future__ import annotations

import codecs
import json
from typing import Any

import pytest
from formats.documents import activities, counts, measurement, quality, submission

from openmips.formats.detect import DocumentKind, kind_of
from openmips.formats.examine import Examiner
from openmips.formats.json_places import placed
from openmips.formats.qpp_xml_writer import xml_text
from openmips.problems.finding import Problem, Severity

EXAMINER = Examiner()
BROKEN = """{
  "performanceYear": 2024,
  "entityType": "group",
  "taxpayerIdentificationNumber": "000456789",
  "measurementSets": [
    {"category": "ia", "submissionMethod": "registry", "performanceStart": "2024-01-01",
     "performanceEnd": "2024-12-31", "measurements": [
       {"measureId": "IA_EPA_1", "value": true},
       {"measureId": "IA_NONE", "value": true}]},
    {"category": "quality", "submissionMethod": "registry",
     "performanceStart": "2024-01-01", "color": "red"}
  ]
}
"""


def found_in(text: str | bytes) -> list[tuple[str, int | None, int | None]]:
    """Code, line and column of everything found in a text."""
    content = text.encode() if isinstance(text, str) else text
    return [(one.code, one.line, one.column) for one in EXAMINER.examine(content, "x").problems]


def test_problems_of_json_have_line_and_column() -> None:
    """A value is found at its key, an entry at its brace, what is missing at its object."""
    assert found_in(BROKEN) == [
        ("unknown_measure", 9, 9),
        ("unknown_field", 11, 40),
        ("missing_field", 10, 5),
        ("empty_set", 10, 5),
    ]


def test_problems_of_xml_have_line_and_column() -> None:
    """The place is that of the element, or of the one around it where it is missing."""
    text = xml_text(submission(activities("IA_EPA_1", performanceEnd=None, color="red")))
    lines = text.splitlines()
    found = found_in(text)
    assert [code for code, _, _ in found] == ["unknown_field", "missing_field"]
    color = next(n for n, line in enumerate(lines, 1) if "<color>" in line)
    the_end = next(n for n, line in enumerate(lines, 1) if "<performanceEnd" in line)
    assert found == [("unknown_field", color, 5), ("missing_field", the_end, 5)]


def test_a_text_with_a_mark_counts_its_columns_without_it() -> None:
    """A byte order mark takes no column."""
    content = codecs.BOM_UTF8 + b'{"performanceYear": 1}'
    assert ("unsupported_year", 1, 2) in found_in(content)


def test_texts_that_cannot_be_read_are_placed_by_their_reader() -> None:
    """Broken JSON has the line and column of the break; other faults of the text have none."""
    assert found_in("{\n  oops") == [("not_json", 2, 3)]
    assert found_in(b"{\xff") == [("not_utf8", None, None)]
    assert found_in("[" * 100) == [("too_deep", None, None)]
    assert found_in("[]") == [("wrong_type", 1, 1)]
    assert found_in("plain text") == [("unknown_document", None, None)]


def test_odd_keys_are_placed_at_what_they_stand_in() -> None:
    """A key that is no plain name, or was shortened, is found at the object around it."""
    content = json.dumps({"a b": 1, **submission()})
    assert ("unknown_field", 1, 1) in found_in(content)


def test_places_are_found_in_any_text() -> None:
    """Spaces, escapes and lists do not lead astray; what is not there is at what it lacks."""
    text = '{ "a\\"b" : "]}" ,\n"list":[ 1 , [2, {"x": -1.5e3}] ], "list2": {} }'
    wanted = ("$.list[1][1].x", "$.list[1][1].y", "$.list2", "$.list[7]", "$")
    problems = [Problem("c", Severity.ERROR, "m", "r", place) for place in wanted]
    found = [(one.line, one.column) for one in placed(problems, text)]
    assert found == [(2, 19), (2, 18), (2, 36), (2, 1), (1, 1)]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b' \n{"a": 1}', DocumentKind.QPP_JSON),
        (b"[", DocumentKind.QPP_JSON),
        (codecs.BOM_UTF8 + b"{", DocumentKind.QPP_JSON),
        ("{}".encode("utf-16"), DocumentKind.QPP_JSON),
        (b"<data><entityType/>", DocumentKind.QPP_XML),
        (b'<?xml version="1.0"?>\n<!-- <ClinicalDocument> -->\n<data>', DocumentKind.QPP_XML),
        (b"<!DOCTYPE data [<!ENTITY a 'b'>]><data>", DocumentKind.QPP_XML),
        ("<data/>".encode("utf-16"), DocumentKind.QPP_XML),
        ("<data/>".encode("utf-16-le"), DocumentKind.QPP_XML),
        (b'<ClinicalDocument xmlns="urn:hl7-org:v3">', DocumentKind.QRDA3),
        (b'<?xml version="1.0"?><x:ClinicalDocument>', DocumentKind.QRDA3),
        (b"<html>", DocumentKind.QRDA3),
        (b"<", DocumentKind.QRDA3),
        (b"PK\x03\x04abc", DocumentKind.ZIP),
        (b"ISA*00*", DocumentKind.OTHER),
        (b"", DocumentKind.OTHER),
    ],
)
def test_kinds_are_told_by_content(head: bytes, kind: DocumentKind) -> None:
    """Marks, blanks, declarations and comments before the root do not hide what it is."""
    assert kind_of(head) is kind


def test_what_is_accepted_has_a_submission() -> None:
    """A document with warnings alone is accepted; one with an error says nothing."""
    warned: dict[str, Any] = submission(quality(measurement("001", counts(x=1))))
    found = EXAMINER.examine(json.dumps(warned).encode())
    assert found.accepted
    assert found.submission is not None
    refused = EXAMINER.examine(json.dumps(submission(entityType="x")).encode())
    assert not refused.accepted
    assert refused.submission is None
