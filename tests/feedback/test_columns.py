"""The words of CMS's tables."""

from __future__ import annotations

from collections import Counter

import pytest

from openmips.feedback.columns import bare, collection_type_of, columns, place_of
from openmips.feedback.stated import Kind
from openmips.people import SpecialStatus
from openmips.performance import Category


def test_no_two_columns_share_a_name() -> None:
    """Else one of the two would be read as the other."""
    names = Counter(bare(name) for one in columns().values() for name in one.names)
    assert [name for name, times in names.items() if times > 1] == []


def test_every_column_is_about_something_that_exists() -> None:
    """Figures, statuses and categories are those of the program."""
    details = {"figure": Kind, "status": SpecialStatus}
    for one in columns().values():
        kinds = details.get(one.meaning.value)
        assert kinds is None or kinds(one.detail)
        assert one.category is None or Category(one.category)


@pytest.mark.parametrize(
    "name",
    ["FINAL_SCORE", "final score", "Final  Score", "finalScore", "mips-final-score"],
)
def test_case_and_punctuation_do_not_count(name: str) -> None:
    """Every year spells its columns otherwise."""
    place = place_of(name)
    assert place is not None
    assert place.column.detail == "final_score"


def test_numbered_columns_carry_their_number() -> None:
    """The tenth measure is the tenth, whatever stands between."""
    place = place_of("quality_measure_id_10")
    assert place is not None
    assert (place.column.category, place.column.detail, place.number) == ("quality", "id", 10)


@pytest.mark.parametrize("name", ["", "score", "quality measure id", "quality_measure_id_x", "#"])
def test_a_name_that_nobody_knows_is_no_column(name: str) -> None:
    """Nothing is guessed."""
    assert place_of(name) is None


def test_collection_types_go_by_many_names() -> None:
    """ECQM is a health record's measure, and nonsense is nothing."""
    assert collection_type_of("eCQM") == "electronicHealthRecord"
    assert collection_type_of("MIPS CQM") == "registry"
    assert collection_type_of("by pigeon") is None
