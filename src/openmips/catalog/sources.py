"""Where CMS's files lie: in a checkout of its repositories, or year by year in one folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MEASURES_REPOSITORY = "CMSgov/qpp-measures-data"
DISASTERS_REPOSITORY = "CMSgov/qpp-eu-data"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One kind of CMS file: its repository, its path there, and its other known places."""

    repository: str
    path: str
    elsewhere: tuple[str, ...] = ()


SOURCE_FILES: Mapping[str, SourceFile] = {
    "measures": SourceFile(
        MEASURES_REPOSITORY, "measures/{year}/measures-data.json", ("{year}/measures.json",)
    ),
    "benchmarks": SourceFile(
        MEASURES_REPOSITORY, "benchmarks/{year}.json", ("{year}/benchmarks.json",)
    ),
    "benchmark_exclusions": SourceFile(
        MEASURES_REPOSITORY,
        "benchmarks/{year}/benchmark-exclusion-reasons.json",
        (
            "benchmarks/{year}/benchmarks-exclusion-reasons.json",
            "{year}/benchmark-exclusion-reasons.json",
        ),
    ),
    "national_averages": SourceFile(
        MEASURES_REPOSITORY,
        "benchmarks/{year}/cost-national-averages.json",
        ("{year}/cost-national-averages.json",),
    ),
    "groups": SourceFile(
        MEASURES_REPOSITORY,
        "clinical-clusters/{year}/clinical-clusters.json",
        ("{year}/clinical-clusters.json",),
    ),
    "mvps": SourceFile(MEASURES_REPOSITORY, "mvp/{year}/mvp.json", ("{year}/mvps.json",)),
    "claims": SourceFile(
        MEASURES_REPOSITORY,
        "claims-related/data/qpp-single-source-{year}.json",
        ("{year}/claims-specs.json",),
    ),
    "disasters": SourceFile(
        DISASTERS_REPOSITORY,
        "data/{year}/euc_county_zipcode_crosswalk.csv",
        ("{year}/euc_county_zipcode_crosswalk.csv",),
    ),
}
"""CMS's files by the part of the catalog that is made from them."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file of CMS as it was found: its public origin, its version if known, its content."""

    repository: str
    origin: str
    version: str | None
    content: bytes


class NoSource(ValueError):
    """A folder holds none of CMS's files."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Folders in which CMS's files lie. `version` overrides what a checkout says of itself."""

    folders: tuple[Path, ...]
    version: str | None = None

    def years(self) -> tuple[int, ...]:
        """The years for which a measures file is there."""
        source = SOURCE_FILES["measures"]
        found = {
            int(year)
            for folder in self.folders
            for pattern in (source.path, *source.elsewhere)
            for path in folder.glob(pattern.format(year="[0-9][0-9][0-9][0-9]"))
            for year in path.relative_to(folder).parts
            if year.isdigit()
        }
        return tuple(sorted(found))

    def find(self, part: str, year: int) -> Found | None:
        """The file of a part and year, or None where no folder has it."""
        source = SOURCE_FILES[part]
        for folder in self.folders:
            for pattern in (source.path, *source.elsewhere):
                path = folder / pattern.format(year=year)
                if path.is_file():
                    return Found(
                        source.repository,
                        source.path.format(year=year),
                        self.version or _version(folder),
                        path.read_bytes(),
                    )
        return None


def sources_in(paths: Sequence[Path], version: str | None = None) -> Sources:
    """The sources in the folders given, or in checkouts that lie directly inside them.

    Raises NoSource when none of them holds a measures file.
    """
    folders = tuple(
        folder
        for path in paths
        for folder in (path, *(path / name.split("/")[1] for name in _REPOSITORIES))
        if folder.is_dir()
    )
    sources = Sources(folders, version)
    if not sources.years():
        looked = ", ".join(map(str, paths))
        raise NoSource(
            f"No CMS measures file in {looked}. Expected a checkout of {MEASURES_REPOSITORY} "
            "(measures/YEAR/measures-data.json) or folders by year (YEAR/measures.json)."
        )
    return sources


_REPOSITORIES = (MEASURES_REPOSITORY, DISASTERS_REPOSITORY)


def _version(folder: Path) -> str | None:
    """The version a checkout gives in its package.json."""
    try:
        version = json.loads((folder / "package.json").read_bytes())["version"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(version)
