"""CMS's result in whatever form it was written: read right, or asked about, never guessed."""

from __future__ import annotations

import csv
import io
import json
import random
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openmips.answers.feedback_reading import read_stated
from openmips.feedback.columns import columns, place_of
from openmips.feedback.stated import Figure, Kind, Stated
from openmips.people import SpecialStatus
from openmips.performance import Category
from openmips.problems.finding import ProblemsFound

YEAR = 2024
FINAL = Figure(Kind.FINAL_SCORE)
DOCUMENT: dict[str, Any] = {
    "performanceYear": YEAR,
    "finalScore": "77.03",
    "adjustmentPercent": "-0.18",
    "complexPatientBonus": "3.2",
    "statuses": {"small_practice": True, "rural": False},
    "facilityScore": False,
    "categories": {
        "quality": {"percent": "95.71", "weight": "40", "contribution": "38.28"},
        "ia": {"points": "40", "weight": "30"},
        "pi": {"percent": "0", "weight": "0"},
        "cost": {"percent": "29.16", "weight": "30", "improvementPercent": "0.5"},
    },
    "measures": [
        {"measureId": "236", "collectionType": "eCQM", "points": "6.3", "rate": "70", "cases": 21},
        {"measureId": "IA_EPA_1", "points": "20"},
        {"measureId": "TPCC_1", "points": "5.8"},
    ],
    "allMeasures": ["quality"],
}
ROW = {
    "NPI": "1000000004",
    "PRACTICE_SIZE": "4",
    "SMALL_PRACTICE_STATUS": "True",
    "RECEIVED_FACILITY_SCORE": "False",
    "FINAL_SCORE": "77.03",
    "PAYMENT_ADJUSTMENT_PERCENTAGE": "0.18",
    "QUALITY_CATEGORY_SCORE": "95.71",
    "QUALITY_CATEGORY_WEIGHT": "0.4",
    "QUALITY_MEASURE_ID_1": "236",
    "QUALITY_MEASURE_COLLECTION_TYPE_1": "eCQM",
    "QUALITY_MEASURE_SCORE_1": "6.3",
    "QUALITY_MEASURE_ID_2": "130",
    "QUALITY_MEASURE_COLLECTION_TYPE_2": "MIPS CQM",
    "QUALITY_MEASURE_SCORE_2": "4.5",
    "PROMOTING_INTEROPERABILITY_PI_CATEGORY_SCORE": "64",
    "PI_MEASURE_ID_1": "PI_HIE_5",
    "PI_MEASURE_TYPE_1": "Required",
    "PI_MEASURE_SCORE_1": "30",
    "PI_MEASURE_ID_2": "PI_PEA_1",
    "PI_MEASURE_TYPE_2": "Exclusion",
    "PI_MEASURE_SCORE_2": "0",
    "PI_MEASURE_ID_3": "PI_INFBLO_1",
    "PI_MEASURE_TYPE_3": "Required",
    "PI_MEASURE_SCORE_3": "0",
    "IMPROVEMENT_ACTIVITIES_IA_CATEGORY_SCORE": "40",
    "COST_CATEGORY_SCORE": "29.1600",
    "COST_MEASURE_ID_1": "TPCC_1",
    "COST_MEASURE_ACHIEVEMENT_POINTS_1": "5.8",
}


def table(*rows: dict[str, str]) -> bytes:
    """Rows as CSV."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def codes(source: Any, **asked: Any) -> list[str]:
    """The codes of the problems that a source has."""
    with pytest.raises(ProblemsFound) as refused:
        read_stated(source, **asked)
    return [one.code for one in refused.value.problems if one.severity.value == "error"]


def quality(kind: Kind, measure_id: str, collection: str) -> Figure:
    """A figure of a quality measure."""
    return Figure(kind, Category.QUALITY, measure_id, collection)


def test_a_document_says_what_it_says() -> None:
    """Every figure is where it belongs, and what is known of a measure beside it."""
    read = read_stated(DOCUMENT)
    stated = read.value
    points = quality(Kind.MEASURE_POINTS, "236", "electronicHealthRecord")
    assert read.warnings == ()
    assert stated.get(Kind.FINAL_SCORE) == Decimal("77.03")
    assert stated.get(Kind.ADJUSTMENT) == Decimal("-0.18")
    assert stated.get(Kind.WEIGHT, Category.ACTIVITIES) == Decimal(30)
    assert stated.figures[points] == Decimal("6.3")
    assert stated.detail(points).cases == 21
    assert stated.statuses[SpecialStatus.RURAL] is False
    assert stated.listed_whole == frozenset({Category.QUALITY})
    assert stated.facility_score is False


def test_json_yaml_and_mappings_say_the_same(tmp_path: Path) -> None:
    """The form does not matter, nor whether numbers of YAML are quoted."""
    yaml = tmp_path / "cms.yaml"
    yaml.write_text("performanceYear: 2024\nfinalScore: 77.03\ncategories: {ia: {points: 40}}\n")
    mapping = {"performanceYear": YEAR, "finalScore": "77.03", "categories": {"ia": {"points": 40}}}
    as_json = json.dumps(mapping).encode()
    found = [read_stated(one).value for one in (yaml, mapping, as_json, yaml.read_bytes())]
    assert all(one == found[0] for one in found)


def test_a_row_of_the_public_use_file_is_read() -> None:
    """Shares become percents; exclusions and what earns nothing are no result."""
    stated = read_stated(table(ROW), year=YEAR).value
    assert stated.get(Kind.WEIGHT, Category.QUALITY) == Decimal(40)
    assert stated.figures[quality(Kind.MEASURE_POINTS, "130", "registry")] == Decimal("4.5")
    pi = [one for one in stated.figures if one.category is Category.INTEROPERABILITY]
    assert [one.measure_id for one in pi if one.measure_id] == ["PI_HIE_5"]
    assert stated.listed_whole == frozenset({Category.QUALITY})


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_columns_does_not_matter(shuffler: random.Random) -> None:
    """Nor how they are spelt."""
    names = list(ROW)
    shuffler.shuffle(names)
    spelt = {
        shuffler.choice([name, name.lower(), name.title().replace("_", " ")]): ROW[name]
        for name in names
    }
    assert read_stated(table(spelt), year=YEAR).value == read_stated(table(ROW), year=YEAR).value


def test_a_table_may_stand_on_its_side() -> None:
    """Two columns: what, and how much; with a heading or without."""
    with_heading = b"what,cms\nFinal score,77.03\nPayment adjustment,0.18%\n"
    without = b"Final score,77.03\nPayment adjustment,0.18%\n"
    found = [read_stated(one, year=YEAR).value for one in (with_heading, without)]
    assert found[0] == found[1]
    assert found[0].get(Kind.ADJUSTMENT) == Decimal("0.18")


def test_json_rows_are_rows() -> None:
    """A flat object is one, a list of them are several."""
    flat = {"FINAL_SCORE": "77.03", "year": YEAR, "SMALL_PRACTICE_STATUS": True, "npi": None}
    several = json.dumps([flat, {**flat, "FINAL_SCORE": "50"}]).encode()
    assert read_stated(flat).value.get(Kind.FINAL_SCORE) == Decimal("77.03")
    assert read_stated(several, row=2).value.get(Kind.FINAL_SCORE) == Decimal(50)


def test_a_profile_with_feedback_is_feedback() -> None:
    """What the plan takes is taken here too."""
    profile = {
        "performanceYear": YEAR,
        "practice": {"clinicianCount": 4},
        "given": {"quality": {"percent": "80"}, "ia": {"points": "40"}},
        "feedback": {"finalScore": "77.03", "improvementPercent": "1"},
    }
    stated = read_stated(profile).value
    assert stated.get(Kind.FINAL_SCORE) == Decimal("77.03")
    assert stated.get(Kind.IMPROVEMENT, Category.QUALITY) == Decimal(1)
    assert stated.get(Kind.POINTS, Category.ACTIVITIES) == Decimal(40)


def test_the_row_that_is_meant_is_found() -> None:
    """By its number or its NPI."""
    other = {**ROW, "NPI": "1000000012", "FINAL_SCORE": "50.00"}
    both = table(ROW, other)
    assert read_stated(both, year=YEAR, row=2) == read_stated(both, year=YEAR, npi="1000000012")


def test_what_is_missing_is_named() -> None:
    """One warning a figure, but none for a category that counts nothing."""
    document = {"performanceYear": YEAR, "finalScore": "50", "categories": {"pi": {"weight": 0}}}
    found = read_stated(document).warnings
    assert {one.code for one in found} == {"feedback_not_stated"}
    assert [one.message for one in found] == [
        "Nothing says the adjustment.",
        "Nothing says the percent of quality.",
        "Nothing says the points of improvement activities.",
        "Nothing says the percent of cost.",
    ]


ASKED_ABOUT: list[tuple[str, Any, dict[str, Any]]] = [
    ("feedback_empty", {"performanceYear": YEAR}, {}),
    ("feedback_empty", b"\n\n,\n", {}),
    ("feedback_year_missing", {"finalScore": "77"}, {}),
    ("feedback_year_missing", table(ROW), {}),
    ("feedback_year_differs", DOCUMENT, {"year": 2023}),
    ("feedback_year_differs", table({**ROW, "year": "2024"}), {"year": 2023}),
    ("unsupported_year", table({**ROW, "year": "2017"}), {}),
    ("unsupported_year", table({**ROW, "year": "MMXXIV"}), {}),
    ("unsupported_year", {"performanceYear": 1999, "finalScore": "1"}, {}),
    ("feedback_column_twice", table({**ROW, "final score": "78.00"}), {"year": YEAR}),
    ("feedback_which_row", table(ROW, ROW), {"year": YEAR}),
    ("feedback_no_such_row", table(ROW), {"year": YEAR, "row": 7}),
    ("feedback_no_such_row", table(ROW), {"year": YEAR, "npi": "1000000012"}),
    ("feedback_scale", {"performanceYear": YEAR, "finalScore": "0.77"}, {}),
    ("feedback_collection_unknown", table({**ROW, "QUALITY_MEASURE_COLLECTION_TYPE_1": "?"}),
     {"year": YEAR}),
    ("bad_amount", table({**ROW, "FINAL_SCORE": "seventy"}), {"year": YEAR}),
    ("bad_amount", table({**ROW, "IMPROVEMENT_ACTIVITIES_IA_CATEGORY_SCORE": "100"}),
     {"year": YEAR}),
    ("bad_amount", {**DOCUMENT, "finalScore": "101"}, {}),
    ("bad_amount", {**DOCUMENT, "measures": [{"measureId": "236", "benchmark": ["1", "2"]}]}, {}),
    ("unknown_value", table({**ROW, "SMALL_PRACTICE_STATUS": "maybe"}), {"year": YEAR}),
    ("unknown_value", {**DOCUMENT, "allMeasures": ["all"]}, {}),
    ("wrong_type", {**DOCUMENT, "finalScore": ["77"]}, {}),
    ("wrong_type", {**DOCUMENT, "measures": [{"measureId": "236", "benchmark": [True] * 11}]}, {}),
    ("wrong_type", b"[1, 2]", {}),
    ("wrong_type", b'[]', {}),
    ("unknown_key", {**DOCUMENT, "finalscore": "77"}, {}),
    ("unknown_key", {**DOCUMENT, "categories": {"qualty": {}}}, {}),
    ("missing_field", {**DOCUMENT, "measures": [{"points": "3"}]}, {}),
    ("repeated_measure", {**DOCUMENT, "measures": 2 * [{"measureId": "236"}]}, {}),
    ("not_json_value", b"performanceYear: 2024\nfinalScore: [1\n", {}),
    ("not_json_value", b"finalScore: &a 77\nx: *a\n", {}),
    ("not_json_value", b"a:" + b" [" * 5000, {}),
    ("not_csv", b'final score,year\n"77.03,2024\n', {}),
    ("not_csv", table(ROW) + b"," * 60 + b"1\n", {"year": YEAR, "row": 2}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "source", "asked"),
    ASKED_ABOUT,
    ids=[f"{n}-{one[0]}" for n, one in enumerate(ASKED_ABOUT)],
)
def test_what_is_not_clear_is_asked_about(code: str, source: Any, asked: dict[str, Any]) -> None:
    """A coded problem says what was found and what to do; nothing is compared."""
    assert code in codes(source, **asked)


def test_a_measure_gets_back_the_zeros_that_a_spreadsheet_took() -> None:
    """1 is measure 001, as every list of CMS's writes it."""
    stated = read_stated(table({**ROW, "QUALITY_MEASURE_ID_1": "1"}), year=YEAR).value
    assert quality(Kind.MEASURE_POINTS, "001", "electronicHealthRecord") in stated.figures


def test_an_unknown_measure_is_left_out_with_a_hint() -> None:
    """Nothing is compared with it, and the nearest id is named."""
    found = read_stated({**DOCUMENT, "measures": [{"measureId": "23S", "points": "3"}]})
    (warning,) = found.warnings
    assert warning.code == "feedback_measure_unknown"
    assert "Did you mean" in warning.remedy
    old = read_stated(
        {"performanceYear": 2022, "finalScore": "1%", "measures": [{"measureId": "1"}]}
    )
    assert [one.code for one in old.warnings if one.code == "feedback_measure_unknown"] == []


def test_unknown_columns_are_left_out_with_a_warning() -> None:
    """They are named, unless they are blank or known to be of no use."""
    found = read_stated(table({**ROW, "MOOD": "9", " ": ""}), year=YEAR)
    assert [one.code for one in found.warnings] == ["unknown_column"]
    assert found.value == read_stated(table(ROW), year=YEAR).value


def test_a_measure_may_have_a_rate_or_nothing_at_all() -> None:
    """A column of rates is read; a number without an id is nobody's."""
    row = {**ROW, "QUALITY_MEASURE_RATE_1": "70", "QUALITY_MEASURE_SCORE_3": "9"}
    stated = read_stated(table({**row, "IA_MEASURE_ID_1": "IA_EPA_1"}), year=YEAR).value
    assert stated.figures[quality(Kind.RATE, "236", "electronicHealthRecord")] == Decimal(70)
    assert len([one for one in stated.figures if one.kind is Kind.MEASURE_POINTS]) == 4
    unknown = read_stated(table({**ROW, "QUALITY_MEASURE_ID_2": "X999"}), year=YEAR)
    assert [one.code for one in unknown.warnings] == ["feedback_measure_unknown"]


_JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**6),
    st.text(max_size=8),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(place for key, one in inner for place in _places(one, (*path, key)))]


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_a_document_that_was_damaged_is_read_right_or_refused(data: st.DataObject) -> None:
    """Nothing but a coded problem is raised, and no figure holds another's number."""
    document = deepcopy(DOCUMENT)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([one for one in _places(document) if one]))
        parent: Any = document
        for step in path[:-1]:
            parent = parent[step]
        match data.draw(st.sampled_from(["drop", "replace", "rename"])):
            case "drop":
                parent.pop(path[-1])
            case "replace":
                parent[path[-1]] = data.draw(_JUNK)
            case _ if isinstance(parent, dict):
                parent[data.draw(st.text(max_size=6))] = parent.pop(path[-1])
    try:
        stated = read_stated(document).value
    except ProblemsFound:
        return
    _assert_true_to(document, stated)


def _assert_true_to(document: dict[str, Any], stated: Stated) -> None:
    """Each figure of a result is what stands under its own name."""
    names = {Kind.IMPROVEMENT: "improvementPercent", Kind.BONUS: "bonusPoints"}
    totals = {
        Kind.FINAL_SCORE: "finalScore",
        Kind.ADJUSTMENT: "adjustmentPercent",
        Kind.COMPLEX_PATIENT_BONUS: "complexPatientBonus",
    }
    for figure, value in stated.figures.items():
        if figure.measure_id is not None:
            (entry,) = (
                one
                for one in document["measures"]
                if one["measureId"].strip().zfill(3) == figure.measure_id
            )
            written = entry["rate" if figure.kind is Kind.RATE else "points"]
        elif figure.category is not None:
            part = document["categories"][figure.category.value]
            written = part[names.get(figure.kind, figure.kind.value)]
        else:
            written = document[totals[figure.kind]]
        number = Decimal(str(written).strip().removesuffix("%"))
        shares = (number, number * 100) if figure.kind is Kind.WEIGHT else (number,)
        assert value in shares


@settings(deadline=None, max_examples=200)
@given(
    st.dictionaries(
        st.one_of(
            st.sampled_from(
                [name.replace("#", "1") for one in columns().values() for name in one.names]
            ),
            st.text(max_size=12),
        ),
        st.one_of(st.text(max_size=6), st.decimals(-200, 200, places=2).map(str)),
        min_size=1,
        max_size=8,
    )
)
def test_any_row_is_read_right_or_refused(row: dict[str, str]) -> None:
    """A total holds the number of its own column, or the row is refused."""
    try:
        stated = read_stated(json.dumps([row]).encode(), year=YEAR).value
    except ProblemsFound:
        return
    for figure, value in stated.figures.items():
        if figure.measure_id is None:
            written = {
                Decimal(text.strip().removesuffix("%"))
                for name, text in row.items()
                if (place := place_of(name)) is not None
                and (place.column.detail, place.column.category)
                == (figure.kind.value, figure.category and figure.category.value)
                and text.strip()
            }
            assert value in written | {100 * one for one in written}


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Nothing but coded problems comes out of rubbish."""
    with suppress(ProblemsFound):
        assert read_stated(content, year=YEAR).value.figures
