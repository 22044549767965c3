"""What the catalog's tests share: an invented year of CMS's files, and its catalog."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from catalog.invented import write, year_of_cms

from openmips.catalog import Catalog, load_catalog
from openmips.catalog.importing import import_years

YEAR = 2031


@pytest.fixture
def files() -> dict[str, Any]:
    """The files of an invented year, to be changed as the test needs."""
    return year_of_cms(YEAR)


@pytest.fixture
def imported(files: dict[str, Any], tmp_path: Path) -> Catalog:
    """The catalog of the invented year as an import builds it."""
    write(tmp_path / "cms", YEAR, files)
    import_years([tmp_path / "cms"], tmp_path / "built")
    return load_catalog(tmp_path / "built", YEAR)
