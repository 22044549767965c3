"""A reader's words find what they mean."""

from __future__ import annotations

import pytest

from openmips.catalog import Catalog, catalog_for
from openmips.catalog.search import (
    SAME_ID,
    Filters,
    code_sets,
    find_activities,
    find_benchmarks,
    find_measures,
    find_mvps,
    same_id,
    specialty_set_named,
    words_of,
)

CATALOG = catalog_for(2024)


def ids(text: str, filters: Filters | None = None, catalog: Catalog = CATALOG) -> list[str]:
    """The ids of the measures that are found, in order."""
    return [match.entry.measure_id for match in find_measures(catalog, text, filters)]


@pytest.mark.parametrize("text", ["236", "#236", " 236 "])
def test_a_number_finds_its_measure_first(text: str) -> None:
    """The exact measure stands before its companion."""
    assert ids(text) == ["236", "236SSP"]
    assert find_measures(CATALOG, text)[0].rank == SAME_ID


def test_a_number_needs_no_leading_zeros() -> None:
    """1 means measure 001."""
    assert ids("1")[:2] == ["001", "001SSP"]
    assert same_id("pi_ep_1", "PI_EP_1")
    assert not same_id("10", "1")


@pytest.mark.parametrize("text", ["CMS165v12", "cms165", "CMS0165v9"])
def test_an_electronic_id_finds_its_measure(text: str) -> None:
    """With or without version: the number says which measure it is."""
    assert ids(text) == ["236"]


def test_an_nqf_number_finds_its_measure() -> None:
    """Also the number of the electronic version."""
    assert ids("0034") == ["113"]
    assert ids("0081e") == ["005"]
    assert "494" in ids("3662e", catalog=catalog_for(2026))


@pytest.mark.parametrize("text", ["familyMedicine", "Family Medicine", "family medicine"])
def test_a_specialty_finds_its_set(text: str) -> None:
    """CMS's name and plain words are the same."""
    found = find_measures(CATALOG, text)
    in_set = {
        m.measure_id for m in CATALOG.quality.values() if "familyMedicine" in m.specialty_sets
    }
    assert {match.entry.measure_id for match in found[: len(in_set)]} == in_set
    assert "236" in in_set


def test_words_of_the_title_find_measures() -> None:
    """All words must begin a word of the title, in any order and case."""
    assert ids("pressure BLOOD high") == ["236", "236SSP", "317"]
    assert ids("depres screen")[0] == "134"
    assert ids("no such thing") == []
    assert ids("...") == []


def test_words_beside_the_title_find_measures_after_it() -> None:
    """Steward, specialty and objective count too, but less."""
    assert "039" in ids("gynecology")
    assert ids("electronic prescribing")[0].startswith("PI_EP")
    assert ids("per capita") == ["TPCC_1"]


@pytest.mark.parametrize(
    ("code", "measure_id", "because"),
    [
        ("I10", "236", "eligible diagnosis I10"),
        ("E11.9", "001", "eligible diagnosis E11.9"),
        ("e119", "001", "eligible diagnosis E119"),
        ("E11", "001", "eligible diagnosis E11"),
        ("F31.0", "134", "excluded diagnosis F31.0"),
        ("99213", "236", "eligible procedure 99213"),
        ("G8783", "317", "answer code G8783"),
        ("1100F", "155", "eligible procedure 1100F"),
    ],
)
def test_a_code_finds_the_measures_that_use_it(code: str, measure_id: str, because: str) -> None:
    """CPT, HCPCS and ICD-10 codes, through the claims code sets."""
    found = {match.entry.measure_id: match.because for match in find_measures(CATALOG, code)}
    assert found[measure_id] == because


def test_a_year_without_code_sets_uses_those_before() -> None:
    """2026 has none yet: those of 2025 stand in, and the answer says so."""
    found = find_measures(catalog_for(2026), "E11.9")
    assert [match.because for match in found] == ["eligible diagnosis E11.9 (code sets of 2025)"]
    assert code_sets(catalog_for(2026))[0] == 2025


def test_code_sets_are_those_of_claims_measures() -> None:
    """Measure 113 has code sets in 2024 but is not offered by claims."""
    year, measures = code_sets(CATALOG)
    assert year == 2024
    assert "113" not in measures
    assert len(measures) == 26


def test_where_no_year_has_code_sets_no_code_is_found(imported: Catalog) -> None:
    """A code that nobody uses finds nothing."""
    assert ids("99999", catalog=imported) == []
    assert ids("99213", catalog=imported) == ["001"]


def test_an_mvp_finds_what_it_offers() -> None:
    """Measures of all categories."""
    found = ids("m0005")
    assert {"236", "TPCC_1", "PI_EP_1"} <= set(found)


def test_filters_keep_what_satisfies_all_of_them() -> None:
    """Collection type, specialty set, program, priority and outcome."""
    filters = Filters("claims", "familyMedicine", "mips", high_priority=True, outcome=True)
    assert ids("", filters) == ["001", "236"]
    assert "TPCC_1" in ids("", Filters(program="G0055"))
    assert "PI_EP_1" not in ids("", Filters(collection_type="registry"))
    assert len(ids("")) == 413 + 38 + 29


def test_specialty_sets_are_understood() -> None:
    """Exactly, or by the beginning of the words where only one set has them."""
    assert specialty_set_named(CATALOG, "Oncology") == "oncology"
    assert specialty_set_named(CATALOG, "ortho surgery") == "orthopedicSurgery"
    assert specialty_set_named(CATALOG, "surgery") is None
    assert specialty_set_named(CATALOG, "") is None
    assert words_of("generalPracticeFamilyMedicine") == (
        "general",
        "practice",
        "family",
        "medicine",
    )


def test_activities_are_found() -> None:
    """By id, words, or the MVP that offers them."""
    assert find_activities(CATALOG, "ia_epa_1")[0].entry.activity_id == "IA_EPA_1"
    assert [m.entry.activity_id for m in find_activities(CATALOG, "telehealth")] == ["IA_EPA_2"]
    assert len(find_activities(CATALOG, "G0055")) == len(CATALOG.mvps["G0055"].activities)
    assert len(find_activities(CATALOG, "", "G0055")) == len(CATALOG.mvps["G0055"].activities)
    assert len(find_activities(CATALOG)) == 106


def test_pathways_are_found() -> None:
    """By id, specialty, words, or what they offer."""
    assert [m.entry.mvp_id for m in find_mvps(CATALOG, "g0055")] == ["G0055"]
    assert [m.entry.mvp_id for m in find_mvps(CATALOG, "family medicine")] == ["G0055", "M0005"]
    assert [m.entry.mvp_id for m in find_mvps(CATALOG, "236")] == ["G0054", "M0002", "M0005"]
    assert [m.entry.mvp_id for m in find_mvps(CATALOG, "stroke")] == ["G0054"]
    assert len(find_mvps(CATALOG)) == 16


def test_benchmarks_are_found_with_their_measure() -> None:
    """All 358, or those of the measures that fit."""
    assert len(find_benchmarks(CATALOG)) == 358
    found = find_benchmarks(CATALOG, "236", Filters(collection_type="claims"))
    assert [(m.entry.measure_id, m.entry.collection_type) for m in found] == [("236", "claims")]
