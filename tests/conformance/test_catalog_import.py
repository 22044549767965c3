"""The shipped catalog is what an import of CMS's own files gives today."""

from __future__ import annotations

from pathlib import Path

import pytest

from openmips.catalog import YEARS, catalog_for
from openmips.catalog.importing import import_years
from openmips.catalog.load import DATA

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def built(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new import of the shared CMS files, said to be of the version that ships."""
    folder = tmp_path_factory.mktemp("catalog")
    version = catalog_for(YEARS[0]).manifest["sources"][0]["version"]
    import_years([shared / "cms"], folder, version=version)
    return folder


@pytest.mark.parametrize("year", YEARS)
def test_a_new_import_gives_the_same_bytes(built: Path, year: int) -> None:
    """Every file of the year, manifest included, is equal byte for byte."""
    new = {path.name: path.read_bytes() for path in (built / str(year)).iterdir()}
    shipped = {path.name: path.read_bytes() for path in (DATA / str(year)).iterdir()}
    assert new.keys() == shipped.keys()
    assert [name for name in new if new[name] != shipped[name]] == []
