"""CMS's files become the catalog, wherever they lie."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from catalog.conftest import YEAR
from catalog.invented import CHECKOUT, CLAIMS, benchmark, quality, write, year_of_cms

from openmips.catalog import Catalog, load_catalog
from openmips.catalog.build import UnreadableSource, build_year
from openmips.catalog.claims_entries import ClaimCodes, OptionType
from openmips.catalog.entries import DisasterArea, MeasureGroup, OverallAlgorithm
from openmips.catalog.importing import import_years
from openmips.catalog.sources import NoSource, sources_in

Files = dict[str, Any]


def build(folder: Path, files: Files, **changes: Any) -> tuple[dict[str, Any], Catalog]:
    """Import changed files of the year; give the manifest and the catalog."""
    write(folder / "cms", YEAR, files | changes)
    manifest = import_years([folder / "cms"], folder / "built")[0]
    return manifest, load_catalog(folder / "built", YEAR)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_quality_measure_keeps_its_facts(imported: Catalog) -> None:
    """Titles, flags, collection types and programs are kept, in a fixed order."""
    measure = imported.quality["002"]
    assert measure.title == "Invented measure 002"
    assert measure.is_outcome
    assert measure.high_priority
    assert measure.collection_types == ("electronicHealthRecord", "registry")
    assert measure.programs == {"mips", "G0001"}
    assert measure.truncated == {"registry"}
    assert measure.strata == ("first", "second")
    assert measure.overall_algorithm is OverallAlgorithm.SIMPLE_AVERAGE
    assert imported.quality["001"].benchmark_withdrawn == {"claims"}


def test_every_part_is_there(imported: Catalog) -> None:
    """Activities, requirements, cost, pathways, groups, averages and counties are read."""
    assert imported.activities["IA_1"].weight == "high"
    assert imported.interoperability["PI_1"].proportion
    assert imported.interoperability["PI_1"].exclusions == ("PI_1_EX",)
    assert imported.cost["COST_1"].specification == "https://example.org/cost.pdf"
    assert imported.mvps["G0001"].quality_measures == ("001", "002")
    assert imported.groups == (MeasureGroup("eyes", "cluster", "registry", ("001", "002")),)
    assert imported.national_averages["COST_1"].group == Decimal("1540.37")
    assert imported.benchmark_exclusions["001", "registry"].reason_codes == ("BR-009",)
    assert imported.disasters == (
        DisasterArea("CA", "alpine", ("96120",)),
        DisasterArea("FL", "nowhere"),
        DisasterArea("TX", "loving", ("79754", "79770")),
    )


def test_amounts_stay_exact(imported: Catalog) -> None:
    """A ladder's values are CMS's decimals, never floats, without idle zeros."""
    row = imported.benchmarks["001", "claims"]
    assert row.percentiles[2] == Decimal("30.5")
    assert row.average == Decimal("61.1")
    assert '"61.1"' in json.dumps(imported.records("benchmarks"))


def test_population_identifiers_are_kept_by_stratum(imported: Catalog) -> None:
    """QRDA III needs the UUIDs of each rate's populations."""
    electronic = imported.electronic["002"]
    assert electronic.uuid == "aaaa-bbbb"
    assert [stratum.name for stratum in electronic.strata] == ["first"]
    assert electronic.strata[0].populations == {"initialPopulation": "U1", "numerator": "U2"}
    assert electronic.strata[0].strata == ("S1",)
    assert "001" not in imported.electronic


def test_claims_code_sets_lose_nothing(imported: Catalog) -> None:
    """Ages, sex, codes and conditions come back as CMS gave them."""
    measure = imported.claims["001"]
    first, second = measure.eligibility_options
    assert (first.minimum_age, first.maximum_age, first.sex) == (18, 75, "F")
    assert first.diagnosis_codes == tuple(sorted(f"E11.{number}" for number in range(20)))
    assert first.diagnosis_exclusion_codes == ("Z99.1",)
    assert first.procedure_codes == (
        ClaimCodes(("99212", "99213"), modifier_exclusions=frozenset({"GQ", "95"})),
        ClaimCodes(("G0438",), place_exclusions=frozenset({"02"})),
    )
    assert second.minimum_age == Decimal("0.5")
    assert second.additional_procedure_codes == (ClaimCodes(("1100F",)),)
    met, not_met = measure.performance_options
    assert met.option_type is OptionType.MET
    assert [group.codes for group in met.quality_codes] == [("3044F",), ("G8752",)]
    assert not_met.quality_codes[0].modifiers == {"8P"}


def test_a_long_code_list_stands_once(imported: Catalog) -> None:
    """Two options with the same twenty diagnoses share one line of the file."""
    lists = [record for record in imported.records("claims") if "name" in record]
    assert [record["name"] for record in lists] == ["001.00.diagnosis"]


def test_lists_of_one_name_stay_apart(files: Files, tmp_path: Path) -> None:
    """Two different long lists of the same option get names of their own."""
    option = files["claims"]["001"]["eligibilityOptions"][0]
    option["procedureCodes"] = [
        {"code": f"{first}{number}", **condition}
        for first, condition in (
            ("992", {}),
            ("993", {"modifiers": ["GT"]}),
            ("994", {"modifiers": ["GQ"]}),
        )
        for number in range(10, 30)
    ]
    _, catalog = build(tmp_path, files)
    names = [record["name"] for record in catalog.records("claims") if "name" in record]
    assert names == [
        "001.00.diagnosis",
        "001.00.procedure",
        "001.00.procedure-2",
        "001.00.procedure-3",
    ]
    groups = catalog.claims["001"].eligibility_options[0].procedure_codes
    assert [len(group.codes) for group in groups] == [20, 20, 20]


def test_claims_code_sets_may_come_with_the_measures(files: Files, tmp_path: Path) -> None:
    """Where CMS has no claims file of its own, the measures file gives the same code sets."""
    _, alone = build(tmp_path / "alone", files)
    del files["claims"]
    files["measures"][1] |= {
        key: CLAIMS[key] for key in ("eligibilityOptions", "performanceOptions")
    }
    manifest, within = build(tmp_path / "within", files)
    assert within.claims == alone.claims
    assert not any("claims code sets" in note for note in manifest["notes"])


def test_both_layouts_give_the_same_catalog(files: Files, tmp_path: Path) -> None:
    """A checkout of CMS's repositories and a folder by year differ in nothing but the place."""
    write(tmp_path / "cms", YEAR, files)
    disasters = {"disasters": files.pop("disasters")}
    write(tmp_path / "both" / "qpp-measures-data", YEAR, files, CHECKOUT)
    write(tmp_path / "both" / "qpp-eu-data", YEAR, disasters, CHECKOUT)
    import_years([tmp_path / "cms"], tmp_path / "from_years")
    import_years([tmp_path / "both"], tmp_path / "from_both")
    import_years(
        [tmp_path / "both" / "qpp-measures-data", tmp_path / "both" / "qpp-eu-data"],
        tmp_path / "from_each",
    )
    assert contents(tmp_path / "from_years") == contents(tmp_path / "from_both")
    assert contents(tmp_path / "from_years") == contents(tmp_path / "from_each")


def test_the_order_of_cms_does_not_matter(files: Files, tmp_path: Path) -> None:
    """Rows turned round give the same records."""
    build(tmp_path / "forwards", files)
    for rows in (files["measures"], files["benchmarks"]):
        rows.reverse()
    build(tmp_path / "backwards", files)
    first, second = (contents(tmp_path / name / "built") for name in ("forwards", "backwards"))
    assert {k: v for k, v in first.items() if "manifest" not in k} == {
        k: v for k, v in second.items() if "manifest" not in k
    }


def test_no_running_text_and_no_local_path_is_kept(imported: Catalog, tmp_path: Path) -> None:
    """Descriptions stay with CMS, and the manifest names CMS's files, not the reader's."""
    everything = b"".join(contents(tmp_path / "built").values()).decode()
    assert "Text." not in everything
    assert "must not be kept" not in everything
    assert str(tmp_path) not in everything
    assert imported.manifest["sources"][0]["file"] == f"benchmarks/{YEAR}.json"


def test_the_version_comes_from_the_checkout_or_the_reader(files: Files, tmp_path: Path) -> None:
    """A package.json beside the files says the version; the reader's word goes before it."""
    write(tmp_path / "cms", YEAR, files)
    assert import_years([tmp_path / "cms"], tmp_path / "a")[0]["sources"][0]["version"] is None
    (tmp_path / "cms" / "package.json").write_text('{"version": "9.9.9"}')
    assert import_years([tmp_path / "cms"], tmp_path / "a")[0]["sources"][0]["version"] == "9.9.9"
    manifest = import_years([tmp_path / "cms"], tmp_path / "a", version="10")[0]
    assert manifest["sources"][0]["version"] == "10"
    (tmp_path / "cms" / "package.json").write_text("[]")
    assert import_years([tmp_path / "cms"], tmp_path / "a")[0]["sources"][0]["version"] is None


def test_the_manifest_pins_the_files(imported: Catalog) -> None:
    """Counts and digests of every file, and one digest of all."""
    counts = {row["file"]: row["records"] for row in imported.manifest["files"]}
    assert counts["quality.jsonl"] == 2
    assert imported.digest.startswith("sha256:")
    assert imported.performance_year == YEAR


def test_another_digest_follows_another_content(files: Files, tmp_path: Path) -> None:
    """One changed title changes the catalog's digest."""
    first, _ = build(tmp_path / "a", files)
    files["measures"][0]["title"] = "Another title"
    second, _ = build(tmp_path / "b", files)
    assert first["digest"] != second["digest"]


def test_what_an_import_lacks_stays_as_it_was(files: Files, tmp_path: Path) -> None:
    """An import without the disaster file keeps the counties of the one before."""
    build(tmp_path, files)
    disasters = files.pop("disasters")
    del files["mvps"]
    write(tmp_path / "partly", YEAR, files)
    manifest = import_years([tmp_path / "partly"], tmp_path / "built")[0]
    catalog = load_catalog(tmp_path / "built", YEAR)
    assert len(catalog.disasters) == disasters.count("\n") - 2
    assert "G0001" in catalog.mvps
    origins = [source["file"] for source in manifest["sources"]]
    assert f"data/{YEAR}/euc_county_zipcode_crosswalk.csv" in origins
    assert f"CMS has no disasters file of {YEAR}." in manifest["notes"]


def test_a_part_that_became_empty_goes(files: Files, tmp_path: Path) -> None:
    """A file whose last record CMS withdrew is removed."""
    build(tmp_path, files)
    _, catalog = build(tmp_path, files, benchmark_exclusions=[])
    assert catalog.benchmark_exclusions == {}
    assert not (tmp_path / "built" / str(YEAR) / "benchmark_exclusions.jsonl").exists()


def test_only_the_wanted_years_are_built(tmp_path: Path) -> None:
    """Years before the first that ships are left alone unless they are asked for."""
    for year in (2019, 2031, 2032):
        write(tmp_path / "cms", year, year_of_cms(year))
    everything = import_years([tmp_path / "cms"], tmp_path / "a")
    assert [manifest["performance_year"] for manifest in everything] == [2031, 2032]
    asked = import_years([tmp_path / "cms"], tmp_path / "b", years=[2019])
    assert [manifest["performance_year"] for manifest in asked] == [2019]


def test_a_folder_without_cms_files_is_named(tmp_path: Path) -> None:
    """The error says what was looked for and where."""
    with pytest.raises(NoSource, match=r"No CMS measures file in .*Expected a checkout"):
        sources_in([tmp_path])


def test_a_year_without_measures_cannot_be_built(files: Files, tmp_path: Path) -> None:
    """Everything else hangs on the year's measures."""
    sources = sources_in([write(tmp_path, YEAR, files)])
    with pytest.raises(UnreadableSource, match="no measures file of 2030"):
        build_year(sources, 2030)


def test_a_file_that_is_no_json_stops_the_import(files: Files, tmp_path: Path) -> None:
    """Nothing is written when a file cannot be read at all."""
    with pytest.raises(UnreadableSource, match=r"mvp/2031/mvp.json is no JSON"):
        build(tmp_path, files, mvps="[{")
    assert not (tmp_path / "built").exists()


def test_a_file_that_holds_no_list_stops_the_import(files: Files, tmp_path: Path) -> None:
    """A bare number is no list of records."""
    with pytest.raises(UnreadableSource, match="holds no list of records"):
        build(tmp_path, files, mvps="7")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the columns are nothing"),
        ("state,county\n", "the columns are state, county"),
        ("state_code,county_name,zipcode\nTX,loving,7975\n", "'7975' is no ZIP code"),
    ],
)
def test_a_crosswalk_that_is_none_stops_the_import(
    files: Files, tmp_path: Path, text: str, reason: str
) -> None:
    """The county file must have its three columns, and ZIP codes five digits."""
    with pytest.raises(UnreadableSource, match=reason):
        build(tmp_path, files, disasters=text)


def test_new_fields_are_noted(files: Files, tmp_path: Path) -> None:
    """What CMS adds to its files is not passed over in silence."""
    files["measures"][0]["isBrandNew"] = True
    files["measures"][1]["isBrandNew"] = True
    manifest, _ = build(tmp_path, files)
    noted = "the field isBrandNew of 2 rows is new and was not read."
    assert any(note.endswith(noted) for note in manifest["notes"])


def test_claims_measures_that_do_not_agree_are_noted(files: Files, tmp_path: Path) -> None:
    """Code sets without a claims measure, and claims measures without code sets, are named."""
    files["measures"][1]["submissionMethods"] = ["registry"]
    files["measures"].append(quality("003"))
    manifest, catalog = build(tmp_path, files)
    notes = " ".join(manifest["notes"])
    assert "code sets for measures not offered by claims: 001." in notes
    assert "no claims code sets for measures offered by claims: 003." in notes
    assert "001" in catalog.claims


def test_areas_without_zip_codes_are_noted(imported: Catalog) -> None:
    """CMS lists areas that have no ZIP codes."""
    assert "CMS lists areas without ZIP codes: nowhere (FL)." in imported.manifest["notes"]


def test_a_year_may_lack_all_but_the_measures(files: Files, tmp_path: Path) -> None:
    """Early in a year CMS publishes the measures first; the rest is empty and noted."""
    manifest, catalog = build(tmp_path, {"measures": files["measures"]})
    assert catalog.benchmarks == {}
    assert catalog.benchmark_exclusions == {}
    assert catalog.national_averages == {}
    assert catalog.mvps == {}
    assert catalog.groups == ()
    assert catalog.claims == {}
    assert catalog.disasters == ()
    assert f"CMS has no claims code sets of {YEAR}." in manifest["notes"]


def test_benchmarks_of_last_year_that_cannot_be_read_do_no_harm(
    files: Files, tmp_path: Path
) -> None:
    """An older layout of last year's file leaves nothing to compare with."""
    write(tmp_path / "cms", YEAR - 1, {"benchmarks": [{"deciles": [1, 2]}, 7]})
    manifest, catalog = build(tmp_path, files, benchmarks=[benchmark("001", "claims", YEAR)])
    assert manifest["refusals"] == []
    assert len(catalog.benchmarks) == 1
