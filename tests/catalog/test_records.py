"""What is written is what is read again."""

from __future__ import annotations

import dataclasses
from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from openmips.catalog.claims_entries import (
    ClaimCodes,
    ClaimsMeasure,
    EligibilityOption,
    OptionType,
    PerformanceOption,
)
from openmips.catalog.claims_records import StoredClaims, restored, stored
from openmips.catalog.entries import Benchmark, QualityMeasure
from openmips.catalog.records import as_record, entries, lines

CODES = st.builds(
    lambda letter, count: tuple(f"{letter}{number:02}.1" for number in range(count)),
    st.sampled_from("EMZ"),
    st.integers(1, 20),
)
NAMES = st.frozensets(st.sampled_from(["GQ", "GT", "95", "02"]), max_size=2)
GROUP = st.builds(ClaimCodes, CODES, NAMES, NAMES, NAMES, NAMES)
GROUPS = st.lists(GROUP, max_size=2).map(tuple)
AGE = st.none() | st.sampled_from([Decimal("0.5"), Decimal(18), Decimal(75)])
OPTION_GROUP = st.sampled_from(["00", "01"])
LIST = st.just(()) | CODES
MEASURE = st.builds(
    ClaimsMeasure,
    st.sampled_from(["001", "236", "418"]),
    st.lists(
        st.builds(
            EligibilityOption,
            OPTION_GROUP,
            AGE,
            AGE,
            st.sampled_from([None, "F", "M"]),
            LIST,
            LIST,
            LIST,
            GROUPS,
            GROUPS,
        ),
        max_size=2,
    ).map(tuple),
    st.lists(
        st.builds(PerformanceOption, OPTION_GROUP, st.sampled_from(OptionType), GROUPS),
        max_size=4,
    ).map(tuple),
)
AMOUNT = st.decimals(min_value=-100000, max_value=100000, allow_nan=False, places=4)


@given(st.lists(MEASURE, max_size=3, unique_by=lambda measure: measure.measure_id))
def test_claims_code_sets_come_back(measures: list[ClaimsMeasure]) -> None:
    """Every code and condition, in whatever lists they stood; answers in any order."""
    content = lines(as_record(record) for record in stored(measures))
    found = restored(entries(content, StoredClaims))
    assert found.keys() == {measure.measure_id for measure in measures}
    for measure in measures:
        again = found[measure.measure_id]
        assert again.eligibility_options == measure.eligibility_options
        assert Counter(again.performance_options) == Counter(measure.performance_options)


@given(st.lists(AMOUNT, min_size=11, max_size=11), st.none() | AMOUNT, st.booleans())
def test_a_benchmark_comes_back(
    values: list[Decimal], average: Decimal | None, placeholder: bool
) -> None:
    """Every amount exactly, and every flag."""
    row = Benchmark(
        "001", "claims", 2024, 2022, tuple(values), True, False, False, "x", average, placeholder
    )
    assert entries(lines([as_record(row)]), Benchmark) == [row]


@given(st.data())
def test_a_quality_measure_comes_back(data: st.DataObject) -> None:
    """Whatever its fields hold."""
    measure: Any = data.draw(st.builds(QualityMeasure, vendors=st.just(("1",))))
    assert entries(lines([as_record(measure)]), QualityMeasure) == [measure]


def test_defaults_are_left_out_and_keys_stand_in_order() -> None:
    """A line is as short as it can be, and alike in every build."""
    group = ClaimCodes(("1",), modifiers=frozenset({"B", "A"}))
    assert as_record(group) == {"codes": ["1"], "modifiers": ["A", "B"]}
    names = [field.name for field in dataclasses.fields(group)]
    assert list(as_record(group)) == names[:2]
