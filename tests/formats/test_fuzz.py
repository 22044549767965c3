"""Whatever a file holds, every door that takes files ends with an answer."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

from formats.documents import individual
from formats.test_builder import of_a_group, said
from formats.test_json_schema import fits
from formats.test_laws import VALUES, WHOLE, mutated
from hypothesis import given
from hypothesis import strategies as st

from openmips.answers.checked_files import validate
from openmips.answers.conversion import convert
from openmips.answers.differences import diff
from openmips.answers.merging import merge
from openmips.answers.submission_builder import build_submission
from openmips.formats.exact_json import json_text
from openmips.formats.examine import Examiner
from openmips.formats.qpp_json import read_submission
from openmips.formats.qpp_writer import write_submission
from openmips.formats.qpp_xml_writer import NotForXml, xml_text
from openmips.problems import ProblemsFound

DOCUMENTS = mutated(WHOLE) | mutated(individual())
BY_FILE = {**WHOLE, "measurementSets": [WHOLE["measurementSets"][0], *WHOLE["measurementSets"][2:]]}
CLAIMS = {
    "results": [
        {"measureId": "047", "tin": "000456789", "npi": "1000000004", "eligiblePopulation": 9},
        {"measureId": "226", "stratumName": "reporting", "eligiblePopulation": 9, "submitted": 1},
    ]
}


def plain(document: dict[str, Any]) -> Any:
    """A document as JSON has it: numbers that JSON cannot write become texts."""
    return json.loads(json.dumps(document, default=str, allow_nan=True))


@given(DOCUMENTS)
def test_any_document_is_examined(document: dict[str, Any]) -> None:
    """A mutated submission is accepted with a meaning, or rejected with a reason and its place."""
    found = Examiner().examine(json.dumps(plain(document)).encode())
    assert found.accepted == (found.submission is not None)
    assert found.accepted or found.problems
    for one in found.problems:
        assert one.message.endswith(".")
        assert one.remedy


@given(mutated(BY_FILE))
def test_what_is_taken_is_canonical_and_fits_the_schema(document: dict[str, Any]) -> None:
    """What survives its mutation is written, read again as it was, and fits the schema."""
    with suppress(ProblemsFound):
        one = read_submission(document, for_upload=True).value
        text = write_submission(one)
        assert read_submission(text.encode(), for_upload=True).value == one
        assert fits(json.loads(text))


@given(DOCUMENTS, st.sampled_from(("qpp-json", "qpp-xml")))
def test_any_document_is_converted_or_refused(document: dict[str, Any], to: str) -> None:
    """Converting ends with a text that validates, or with problems."""
    (only,) = convert(json.dumps(plain(document)).encode(), to=to)["files"]
    if "text" in only:
        assert validate(only["text"].encode())["accepted"] == 1
    else:
        assert only["problems"]


@given(DOCUMENTS, st.data())
def test_any_xml_is_examined(document: dict[str, Any], data: st.DataObject) -> None:
    """The XML form of anything, cut or overwritten anywhere, ends with an answer."""
    with suppress(NotForXml):
        text = xml_text(plain_decimals(document)).encode("utf-8", "surrogatepass")
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 20, len(text))))
        mangled = text[:start] + data.draw(st.binary(max_size=5)) + text[end:]
        for content in (text, mangled):
            found = Examiner().examine(content)
            assert found.accepted == (found.submission is not None)


def plain_decimals(document: dict[str, Any]) -> Any:
    """A document with the numbers that we read: int and Decimal."""
    return json.loads(json.dumps(plain(document)), parse_float=Decimal, parse_constant=str)


@given(mutated(said()) | mutated(of_a_group(claimsFor="group")), mutated(CLAIMS) | st.none())
def test_any_year_end_is_built_or_blocked(
    document: dict[str, Any], claims: dict[str, Any] | None
) -> None:
    """A mutated year-end document becomes a file that validates, or says what blocks it."""
    with suppress(ProblemsFound):
        answer = build_submission(document, [] if claims is None else [claims])
        assert (answer["outcome"] == "ready") == (answer["text"] is not None)
        if answer["text"] is not None:
            assert validate(answer["text"].encode())["accepted"] == 1
        json_text(dict(answer))


@given(DOCUMENTS, DOCUMENTS, st.sampled_from(("replace", "combine", "refuse")))
def test_any_two_documents_are_merged_or_refused(
    first: dict[str, Any], second: dict[str, Any], same_set: str
) -> None:
    """What becomes of two mutated files is one that validates, or a refusal."""
    sources = [json.dumps(plain(one)).encode() for one in (first, second)]
    with suppress(ProblemsFound):
        text = merge(*sources, same_set=same_set)["text"]
        assert validate(text.encode())["accepted"] == 1


@given(mutated(WHOLE), mutated(WHOLE))
def test_any_two_documents_are_compared_or_refused(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    """Comparing mutated files ends with a document that can be written, or with problems."""
    with suppress(ProblemsFound):
        json_text(dict(diff(first, second)))


@given(VALUES)
def test_any_value_at_all_is_examined(value: Any) -> None:
    """A file may hold any JSON value, and is told what is wrong with it."""
    text = json.dumps(value, default=str)
    found = Examiner().examine(text.encode())
    assert not found.accepted
