"""What is special about a measure or a ladder is said in words."""

from __future__ import annotations

from openmips.catalog import catalog_for
from openmips.catalog.remarks import benchmark_remarks, remarks, spoken

CATALOG = catalog_for(2024)


def test_flags_become_sentences() -> None:
    """Inverse, outcome, suppressed, truncated, withdrawn, and what traditional MIPS lacks."""
    quality = CATALOG.quality
    assert remarks(quality["001"], 2024) == ["Outcome measure.", "Inverse: a lower rate is better."]
    assert "Suppressed for registry (CQM): it is taken out of the score." in remarks(
        quality["389"], 2024
    )
    assert "Scored on the first nine months for registry (CQM)." in remarks(quality["185"], 2024)
    assert "Not offered in traditional MIPS." in remarks(quality["112"], 2024)
    assert any("withdrew the historical" in text for text in remarks(quality["438"], 2024))
    assert "High-priority measure." in remarks(quality["047"], 2024)


def test_new_measures_are_named() -> None:
    """The first and the second year have their own floors, so both are said."""
    quality = CATALOG.quality.values()
    new = next(measure for measure in quality if measure.first_performance_year == 2024)
    second = next(measure for measure in quality if measure.first_performance_year == 2023)
    assert "New: first year in the program." in remarks(new, 2024)
    assert "Second year in the program." in remarks(second, 2024)


def test_requirements_and_cost_say_how_they_are_reported() -> None:
    """Yes or no, a ratio, or not at all."""
    requirement = CATALOG.interoperability["PI_EP_1"]
    assert remarks(requirement, 2024)[:2] == ["Required.", "Reported as numerator and denominator."]
    assert "Nothing is submitted." in remarks(CATALOG.cost["TPCC_1"], 2024)[0]


def test_ladders_say_their_year_and_their_cap() -> None:
    """A capped ladder is capped unless the cap is lifted; a placeholder is never scored."""
    capped = next(row for row in CATALOG.benchmarks.values() if row.topped_out_by_program)
    assert "capped at seven points" in benchmark_remarks(capped)
    assert "capped at seven points" not in benchmark_remarks(capped, cap_removed=True)
    mock = catalog_for(2026).benchmarks["TPCC_1", "administrativeClaims"]
    assert benchmark_remarks(mock)[0] == "placeholder, never scored"
    assert "from the performance year" in benchmark_remarks(mock)


def test_collection_types_have_names() -> None:
    """A type that is new keeps CMS's name."""
    assert spoken(["registry", "claims"]) == "Part B claims, registry (CQM)"
    assert spoken(["carrierPigeon"]) == "carrierPigeon"
