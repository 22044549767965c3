"""What moved between two catalogs is told record by record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from catalog.conftest import YEAR
from catalog.invented import Number, quality, write

from openmips.catalog import Catalog, catalog_for, load_catalog
from openmips.catalog.differ import EVERY_RECORD, YEARLY, Change, FieldChange, differences
from openmips.catalog.importing import import_years


def again(folder: Path, files: dict[str, Any]) -> Catalog:
    """The catalog of changed files, beside the first."""
    write(folder / "cms", YEAR, files)
    import_years([folder / "cms"], folder / "later")
    return load_catalog(folder / "later", YEAR)


def test_the_same_catalog_has_no_differences(imported: Catalog) -> None:
    """Every part is named, and empty."""
    assert not any(differences(imported, imported).values())


def test_records_join_leave_and_change(
    files: dict[str, Any], imported: Catalog, tmp_path: Path
) -> None:
    """With titles, and for a list what joined and left it."""
    del files["measures"][0]
    files["measures"][0]["allowedPrograms"] = ["mips", "app1"]
    files["measures"][0]["title"] = "Renamed"
    files["measures"].append(quality("003"))
    found = differences(imported, again(tmp_path, files))
    assert found["quality"] == [
        Change(
            "quality",
            "001",
            "changed",
            "Renamed",
            (
                FieldChange("title", "Invented measure 001", "Renamed"),
                FieldChange("programs", joined=("app1",), left=("G0001",)),
            ),
        ),
        Change("quality", "002", "removed", "Invented measure 002"),
        Change("quality", "003", "added", "Invented measure 003"),
    ]


def test_ladders_change_as_a_whole(
    files: dict[str, Any], imported: Catalog, tmp_path: Path
) -> None:
    """Old and new values stand side by side."""
    files["benchmarks"][0]["percentiles"]["99"] = Number("101")
    (change,) = differences(imported, again(tmp_path, files))["benchmarks"]
    assert change.key == "002 registry"
    assert change.fields[0].old[-1] == "100"
    assert change.fields[0].new[-1] == "101"


def test_code_lists_and_zip_codes_change_by_member(
    files: dict[str, Any], imported: Catalog, tmp_path: Path
) -> None:
    """A list of a thousand codes shows the one that joined."""
    for option in files["claims"]["001"]["eligibilityOptions"]:
        option["diagnosisCodes"].append("E11.99")
    files["disasters"] += "FL,nowhere,32003\n"
    found = differences(imported, again(tmp_path, files))
    assert found["claims"][0].fields == (FieldChange("codes", joined=("E11.99",)),)
    assert found["disasters"][0].fields == (FieldChange("zips", joined=("32003",)),)


def test_a_field_of_every_record_is_one_change() -> None:
    """CMS dropped the weights of activities in 2025: that is said once."""
    found = differences(catalog_for(2024), catalog_for(2025), YEARLY)["activities"]
    everywhere = found[0]
    assert everywhere.key == EVERY_RECORD
    assert FieldChange("weight", "given", "not given") in everywhere.fields
    assert not any(field.field == "weight" for change in found[1:] for field in change.fields)


def test_years_are_compared_without_what_every_year_changes() -> None:
    """Links and benchmark years are no news."""
    found = differences(catalog_for(2024), catalog_for(2025), YEARLY)
    fields = {field.field for changes in found.values() for c in changes for field in c.fields}
    assert not fields & YEARLY
    added = {change.key for change in found["mvps"] if change.kind == "added"}
    assert len(added) == 6
