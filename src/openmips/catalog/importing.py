"""Which years an import builds, and where it puts them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openmips.catalog.build import build_year
from openmips.catalog.load import DATA, YEARS
from openmips.catalog.sources import sources_in
from openmips.catalog.write import write_year


def import_years(
    paths: Sequence[Path],
    folder: Path | None = None,
    years: Sequence[int] = (),
    version: str | None = None,
) -> list[dict[str, Any]]:
    """Build the years from CMS's files under `paths` and give their manifests.

    Without a folder the package's own catalog is replaced; without years all that CMS's
    files hold from the first year that ships. Nothing is written unless every year can be
    read. Raises NoSource, UnreadableSource or OSError.
    """
    sources = sources_in(paths, version)
    wanted = years or [year for year in sources.years() if year >= min(YEARS, default=year)]
    builds = [build_year(sources, year) for year in sorted(wanted)]
    return [write_year(build, folder or DATA) for build in builds]
