"""The XML form says the same as the JSON form, and is read without trust."""

from __future__ import annotations

import json
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from formats.documents import (
    activities,
    counts,
    individual,
    interoperability,
    measurement,
    problems,
    quality,
    strata,
    stratum,
    submission,
)
from formats.submissions import submissions
from hypothesis import given

from openmips.formats.qpp_json import Submission, read_submission
from openmips.formats.qpp_writer import document_of
from openmips.formats.qpp_xml import read_qpp_xml
from openmips.formats.qpp_xml_writer import NotForXml, xml_text
from openmips.problems import ProblemsFound, document_kinds
from openmips.problems.finding import Findings

WHOLE = individual(
    quality(
        measurement("001", counts(eligiblePopulationExclusion=0)),
        measurement("AAD6", counts(performanceRate=Decimal("80.5"))),
        measurement(
            "400", strata(stratum("screening"), stratum("follow-up/trtmt")) | {"x_note": "a < b"}
        ),
    ),
    activities("IA_EPA_1"),
    interoperability(
        measurement("PI_PPHI_1", True),
        measurement("PI_EP_1", {"numerator": 1, "denominator": 2}),
    ),
)


def findings() -> Findings:
    """Nothing found yet."""
    return Findings(None, document_kinds.TOO_MANY_PROBLEMS)


def of_xml(text: str | bytes) -> dict[str, Any]:
    """The document an XML text holds."""
    found = findings()
    document, _ = read_qpp_xml(text.encode() if isinstance(text, str) else text, found)
    found.stop()
    return dict(document)


def code_of(text: str | bytes) -> str:
    """The code of the one problem that reading an XML text ends with."""
    (found,) = problems(lambda: of_xml(text))
    return found.code


def test_both_forms_say_the_same() -> None:
    """What is written as XML reads as the document it was written from."""
    assert of_xml(xml_text(WHOLE)) == WHOLE


@given(submissions())
def test_a_submission_comes_back_from_xml(one: Submission) -> None:
    """Whatever CMS takes can be said in XML too, and is read back as it was."""
    plain = document_of(_known_only(one))
    read = read_submission(of_xml(xml_text(plain)), for_upload=True).value
    assert document_of(read) == plain


def _known_only(one: Submission) -> Submission:
    """The submission without fields nobody knows: XML has no types to keep them by."""
    sets = []
    for each in one.measurement_sets:
        kept = {name: value for name, value in each.kept.items() if name == "source"}
        sets.append(type(each)(**{**_fields(each), "kept": MappingProxyType(kept)}))
    changed = {"measurement_sets": tuple(sets), "kept": MappingProxyType({})}
    return Submission(**{**_fields(one), **changed})


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in type(value).__dataclass_fields__}


def test_a_single_entry_is_a_list() -> None:
    """One set, one measurement and one stratum still make lists."""
    document = of_xml(
        "<data><measurementSet><measurement><measureId>305</measureId><value>"
        "<isEndToEndReported>false</isEndToEndReported>"
        "<strata><stratum>14Days</stratum><performanceMet>007</performanceMet></strata>"
        "</value></measurement></measurementSet></data>"
    )
    (one,) = document["measurementSets"]
    (measured,) = one["measurements"]
    assert measured["value"] == {
        "isEndToEndReported": False,
        "strata": [{"stratum": "14Days", "performanceMet": 7}],
    }


def test_values_are_told_by_their_names() -> None:
    """A TIN keeps its zeros, a count is a number, yes and no are truth values, nothing is none."""
    document = of_xml(
        "<data><taxpayerIdentificationNumber>000456789</taxpayerIdentificationNumber>"
        "<performanceYear> 2024 </performanceYear><nationalProviderIdentifier/>"
        "<value>TRUE</value><score>81.50</score><performanceMet>many</performanceMet></data>"
    )
    assert document == {
        "taxpayerIdentificationNumber": "000456789",
        "performanceYear": 2024,
        "nationalProviderIdentifier": None,
        "value": True,
        "score": Decimal("81.50"),
        "performanceMet": "many",
    }


def test_attributes_and_stray_text_are_members_too() -> None:
    """Nothing that stands in the text is lost: attributes and text beside elements have names."""
    inner = '<measurementSet kind="x"><category>ia</category></measurementSet>'
    text = f'<data lang="en">stray{inner}</data>'
    document = of_xml(text)
    assert document == {
        "@lang": "en",
        "#text": "stray",
        "measurementSets": [{"@kind": "x", "category": "ia"}],
    }
    again = {key: value for key, value in document.items() if key != "#text"}
    assert of_xml(xml_text(again)) == again


def test_places_are_those_of_the_elements() -> None:
    """Each JSONPath knows the line and column of its element."""
    text = "<data>\n  <measurementSet>\n    <category>ia</category>\n  </measurementSet>\n</data>"
    _, places = read_qpp_xml(text.encode(), findings())
    assert places == {
        "$": (1, 1),
        "$.measurementSets[0]": (2, 3),
        "$.measurementSets[0].category": (3, 5),
    }


def test_the_encodings_of_xml_are_read() -> None:
    """UTF-16 with its mark and a declared Latin 1 are read as text."""
    assert of_xml("<data><x>é</x></data>".encode("utf-16")) == {"x": "é"}
    declared = '<?xml version="1.0" encoding="iso-8859-1"?><data><x>é</x></data>'
    assert of_xml(declared.encode("latin-1")) == {"x": "é"}


LAUGHS = (
    '<!DOCTYPE data [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><data><x>&b;</x></data>',
    '<!DOCTYPE data SYSTEM "http://127.0.0.1/x.dtd"><data/>',
    '<?xml version="1.0"?>\n<!DOCTYPE data [<!ENTITY x SYSTEM "x.txt">]><data>&x;</data>',
)


@pytest.mark.parametrize("text", LAUGHS)
def test_document_types_are_refused(text: str) -> None:
    """Nothing that could define entities or load a file is looked at."""
    assert code_of(text) == "document_type"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("<data>", "not_xml"),
        ("<data>&nbsp;</data>", "not_xml"),
        ("<data a='1' a='2'/>", "not_xml"),
        (b'<?xml version="1.0" encoding="klingon"?><data/>', "not_xml"),
        (b"<data>\xff</data>", "not_xml"),
        ("<a>" * 10_000 + "</a>" * 10_000, "too_deep"),
        ("<data><x>1</x><x>2</x></data>", "repeated_key"),
        (b"<data>" + b" " * (50 * 1024 * 1024), "file_too_large"),
    ],
)
def test_what_is_no_document_has_one_problem(text: str | bytes, code: str) -> None:
    """A broken, deep, doubled or huge text ends with one clear problem."""
    assert code_of(text) == code


def test_very_many_elements_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of nothing but elements does not fill the memory."""
    monkeypatch.setattr("openmips.formats.qpp_xml.MOST_ELEMENTS", 100)
    assert code_of("<data>" + "<strata/>" * 200 + "</data>") == "too_many_elements"


@pytest.mark.parametrize(
    "document",
    [
        {"a b": 1},
        {"x": "\x00"},
        {"@x": "\ud800"},
        {"x": [1, 2]},
        {"x": []},
        {"strata": [[1]]},
        {"measurement": 1},
    ],
    ids=repr,
)
def test_what_xml_cannot_hold_is_not_written(document: dict[str, Any]) -> None:
    """A name, a character or a list that the form does not have is refused, never changed."""
    with pytest.raises(NotForXml):
        xml_text(document)


def test_a_submission_is_checked_like_its_json() -> None:
    """A fault in an XML submission has the code and place that it has in JSON."""
    broken = json.loads(json.dumps(submission(quality(category="qualty"))))
    with pytest.raises(ProblemsFound) as caught:
        read_submission(of_xml(xml_text(broken)))
    assert [(one.code, one.location) for one in caught.value.problems] == [
        ("unknown_value", "$.measurementSets[0].category")
    ]
