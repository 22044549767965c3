"""The commands that show, build and compare the catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from openmips.catalog import YEARS, Catalog, catalog_for
from openmips.catalog.entries import QualityMeasure, YearNotInCatalog
from openmips.catalog.remarks import spoken
from openmips.catalog.search import (
    Filters,
    Match,
    find_activities,
    find_benchmarks,
    find_measures,
    find_mvps,
    specialty_set_named,
    specialty_sets,
)
from openmips.catalog.shapes import as_json, camel
from openmips.cli import catalog_entry
from openmips.cli.tables import print_table

REFERENCE_YEAR = 2024
"""The year the commands speak of unless told otherwise."""

F = TypeVar("F", bound=Callable[..., None])


def _options(*options: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_year = click.option(
    "--year", type=int, default=REFERENCE_YEAR, show_default=True, help="Performance year."
)
_search = click.option("--search", default="", help="Words, an id, a specialty or a code.")
_json = click.option("--json", "as_document", is_flag=True, help="Print one JSON document.")
_program = click.option("--program", help="A program or MVP: mips, app1, G0055, ...")
_of_quality = _options(
    click.option("--collection", help="A collection type: claims, registry, ..."),
    click.option("--specialty", help='A specialty set: "family medicine", oncology, ...'),
    click.option("--high-priority", is_flag=True, help="High-priority measures only."),
    click.option("--outcome", is_flag=True, help="Outcome measures only."),
)


@click.command()
@click.argument("measure_id", required=False)
@_options(_year, _search, _of_quality, _program)
@click.option("--codes", is_flag=True, help="With an id: the claims code sets too.")
@_json
def measures(
    measure_id: str | None,
    year: int,
    search: str,
    collection: str | None,
    specialty: str | None,
    high_priority: bool,
    outcome: bool,
    program: str | None,
    codes: bool,
    as_document: bool,
) -> None:
    """Find measures, or show one: openmips measures 236.

    Quality, promoting interoperability and cost measures. Search by a word of the title, a
    number, an eCQM or MVP id, a specialty, or a CPT, HCPCS or ICD-10 code.
    """
    catalog = _catalog(year)
    if measure_id is not None:
        catalog_entry.show_measure(catalog, measure_id, codes, as_document)
        return
    filters = _filters(catalog, collection, specialty, program, high_priority, outcome)
    found = find_measures(catalog, search, filters)
    if as_document:
        _print_matches(catalog, "measures", found)
    elif found:
        print_table(
            f"Measures of {year}: {len(found)}",
            ("Id", "Title", "Collection types", "Found by"),
            [
                (
                    match.entry.measure_id,
                    match.entry.title,
                    spoken(match.entry.collection_types)
                    if isinstance(match.entry, QualityMeasure)
                    else "",
                    match.because,
                )
                for match in found
            ],
        )
    _nothing_unless(found, "measure", year)


@click.command()
@click.argument("activity_id", required=False)
@_options(_year, _search, _program)
@_json
def activities(
    activity_id: str | None, year: int, search: str, program: str | None, as_document: bool
) -> None:
    """Find improvement activities, or show one: openmips activities IA_EPA_1."""
    catalog = _catalog(year)
    if activity_id is not None:
        catalog_entry.show_activity(catalog, activity_id, as_document)
        return
    found = find_activities(catalog, search, _known_program(catalog, program))
    if as_document:
        _print_matches(catalog, "activities", found)
    elif found:
        print_table(
            f"Improvement activities of {year}: {len(found)}",
            ("Id", "Title", "Weight", "Subcategory"),
            [
                (entry.activity_id, entry.title, entry.weight or "", entry.subcategory or "")
                for entry in (match.entry for match in found)
            ],
        )
    _nothing_unless(found, "activity", year)


@click.command()
@click.argument("mvp_id", required=False)
@_options(_year, _search)
@_json
def mvps(mvp_id: str | None, year: int, search: str, as_document: bool) -> None:
    """Find MIPS Value Pathways, or show one: openmips mvps G0055.

    Search by a word, a specialty, or a measure or activity that the pathway offers.
    """
    catalog = _catalog(year)
    if mvp_id is not None:
        catalog_entry.show_mvp(catalog, mvp_id, as_document)
        return
    found = find_mvps(catalog, search)
    if as_document:
        _print_matches(catalog, "mvps", found)
    elif found:
        print_table(
            f"MIPS Value Pathways of {year}: {len(found)}",
            ("Id", "Title", "Specialties"),
            [
                (entry.mvp_id, entry.title, ", ".join(entry.specialties))
                for entry in (match.entry for match in found)
            ],
        )
    _nothing_unless(found, "MVP", year)


@click.command()
@click.argument("measure_id", required=False)
@_options(_year, _search, _of_quality, _program)
@_json
def benchmarks(
    measure_id: str | None,
    year: int,
    search: str,
    collection: str | None,
    specialty: str | None,
    high_priority: bool,
    outcome: bool,
    program: str | None,
    as_document: bool,
) -> None:
    """Find benchmarks, or show those of one measure: openmips benchmarks 236."""
    catalog = _catalog(year)
    filters = _filters(catalog, collection, specialty, program, high_priority, outcome)
    found = find_benchmarks(catalog, search, filters)
    if measure_id is not None:
        wanted = catalog_entry.measure_named(catalog, measure_id).measure_id
        found = [match for match in found if match.entry.measure_id == wanted]
    if as_document:
        _print_matches(catalog, "benchmarks", found)
    elif found:
        catalog_entry.print_ladders(
            f"Benchmarks of {year}: {len(found)}", catalog, [match.entry for match in found]
        )
    _nothing_unless(found, "benchmark", year)


@click.group()
def catalog() -> None:
    """Build the catalog from CMS's files, and see what moved."""


@catalog.command("import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to. Default: the catalog that scoring uses.",
)
@click.option("--year", "years", type=int, multiple=True, help="Only this year (repeatable).")
@click.option("--source-version", help="The version of CMS's files, where no checkout says it.")
@_json
def import_(
    paths: tuple[Path, ...],
    folder: Path | None,
    years: tuple[int, ...],
    source_version: str | None,
    as_document: bool,
) -> None:
    """Build the catalog from CMS's files in PATHS.

    A path is a checkout of CMSgov/qpp-measures-data or CMSgov/qpp-eu-data, a folder with
    both, or a folder with CMS's files by year. Without --year all years that ship are built,
    and later ones. Exit code 1 means that rows were refused; they are listed.
    """
    from openmips.catalog.build import UnreadableSource
    from openmips.catalog.importing import import_years
    from openmips.catalog.sources import NoSource

    try:
        manifests = import_years(paths, folder, years, source_version)
    except (NoSource, UnreadableSource) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(
            f"{error.filename} cannot be written: {error.strerror}. "
            "Choose another folder with --to."
        ) from error
    refused = sum(len(manifest["refusals"]) for manifest in manifests)
    if as_document:
        shapes = [{camel(key): value for key, value in each.items()} for each in manifests]
        catalog_entry.print_document({"years": shapes})
    else:
        _print_import(manifests)
    if refused:
        raise click.exceptions.Exit(1)


def _print_import(manifests: Sequence[Mapping[str, Any]]) -> None:
    print_table(
        "Built",
        ("Year", "Records", "Refused", "Digest"),
        [
            (
                str(manifest["performance_year"]),
                str(sum(row["records"] for row in manifest["files"])),
                str(len(manifest["refusals"])),
                manifest["digest"],
            )
            for manifest in manifests
        ],
    )
    for manifest in manifests:
        for note in manifest["notes"]:
            click.echo(f"{manifest['performance_year']}: {note}")
        for row in manifest["refusals"]:
            click.echo(f"Refused: {row['file']}: {row['record']}: {row['reason']}", err=True)


@catalog.command()
@click.argument("old")
@click.argument("new")
@click.option("--part", help="Show each change of one part: quality, benchmarks, ...")
@_json
def diff(old: str, new: str, part: str | None, as_document: bool) -> None:
    """What moved from OLD to NEW: two years, or two folders that an import wrote."""
    from openmips.cli.catalog_diff import compare

    compare(old, new, part, as_document)


def _catalog(year: int) -> Catalog:
    try:
        return catalog_for(year)
    except YearNotInCatalog as error:
        raise click.BadParameter(str(error), param_hint="--year") from error


def _filters(
    catalog: Catalog,
    collection: str | None,
    specialty: str | None,
    program: str | None,
    high_priority: bool,
    outcome: bool,
) -> Filters:
    """The filters, with names CMS knows; a name it does not know is misuse."""
    known = {name for measure in catalog.quality.values() for name in measure.collection_types}
    specialty_set = specialty_set_named(catalog, specialty) if specialty else None
    if specialty and specialty_set is None:
        _unknown("--specialty", specialty, specialty_sets(catalog))
    return Filters(
        _one_of("--collection", collection, known),
        specialty_set,
        _known_program(catalog, program),
        high_priority,
        outcome,
    )


def _known_program(catalog: Catalog, program: str | None) -> str | None:
    known = {name for measure in catalog.quality.values() for name in measure.programs}
    return _one_of("--program", program, known | set(catalog.mvps))


def _one_of(option: str, value: str | None, known: Iterable[str]) -> str | None:
    """The name as CMS writes it, whatever its case; None stays None."""
    if value is None:
        return None
    names = {name.casefold(): name for name in known}
    if value.casefold() not in names:
        _unknown(option, value, names.values())
    return names[value.casefold()]


def _unknown(option: str, value: str, known: Iterable[str]) -> NoReturn:
    raise click.BadParameter(
        f"{value!r} is none of, or more than one of: {', '.join(sorted(known))}.",
        param_hint=option,
    )


def _print_matches(catalog: Catalog, name: str, found: Sequence[Match[Any]]) -> None:
    listed = [{**as_json(match.entry), "because": match.because} for match in found]
    catalog_entry.print_document({"performanceYear": catalog.performance_year, name: listed})


def _nothing_unless(found: Sequence[object], what: str, year: int) -> None:
    """Exit code 1, and on standard error what to do, where nothing was found."""
    if found:
        return
    others = ", ".join(str(other) for other in YEARS if other != year)
    click.echo(
        f"No {what} of {year} fits. Use fewer words or filters, or another --year ({others}).",
        err=True,
    )
    raise click.exceptions.Exit(1)
