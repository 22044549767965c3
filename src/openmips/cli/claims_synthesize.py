"""`openmips claims synthesize`: invented claims for demonstrations, tests and measuring speed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from openmips.catalog.load import YEARS
from openmips.claims.synthetic.summary import Summary
from openmips.claims.synthetic.traps import TRAPS
from openmips.claims.synthetic.world import Order, check, seeded, synthetic_claims
from openmips.cli.output import as_json_option, print_json
from openmips.cli.words import echo_wrapped

_CSV, _PARQUET, _PROFESSIONAL = "csv", "parquet", "837p"


def _year(ctx: click.Context, param: click.Parameter, value: int) -> int:
    if value not in YEARS:
        raise click.BadParameter(f"{value} is not one of {', '.join(map(str, YEARS))}.")
    return value


def _percents(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, int]:
    """`60` is for all measures, `047=95` for one."""
    result = {}
    for text in values:
        measure_id, _, percent = text.rpartition("=")
        if not (percent.isascii() and percent.isdigit() and int(percent) <= 100):
            raise click.BadParameter(f"{text!r} is not a percent, or a measure=percent.")
        result[measure_id] = int(percent)
    return result


@click.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--year", type=int, default=2024, show_default=True, callback=_year)
@click.option("--clinicians", type=click.IntRange(1), default=5, show_default=True)
@click.option("--lines", type=click.IntRange(0), help="[default: 950 for each clinician]")
@click.option("--practices", type=click.IntRange(1), help="[default: practices of all sizes]")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same bytes.")
@click.option(
    "--format",
    "form",
    type=click.Choice([_CSV, _PARQUET, _PROFESSIONAL]),
    default=_CSV,
    show_default=True,
)
@click.option("--remittances", is_flag=True, help="With 837p: also what Medicare paid (835).")
@click.option("--one-file", is_flag=True, help="With 837p: one file instead of one a week.")
@click.option(
    "--answered",
    multiple=True,
    metavar="PERCENT",
    callback=_percents,
    help="How often quality codes are given: 60, or 047=95 (repeatable). [default: 80]",
)
@click.option(
    "--trap",
    "traps",
    multiple=True,
    type=click.Choice(sorted(TRAPS)),
    metavar="NAME",
    help="Set only this trap (repeatable).",
)
@click.option("--no-traps", is_flag=True, help="Set none. [default: all]")
@click.option("--bulk", is_flag=True, help="Copy 200 clinicians again and again: for millions.")
@as_json_option
def synthesize(
    out: Path,
    year: int,
    clinicians: int,
    lines: int | None,
    practices: int | None,
    seed: int,
    form: str,
    remittances: bool,
    one_file: bool,
    answered: Mapping[str, int],
    traps: tuple[str, ...],
    no_traps: bool,
    bulk: bool,
    as_json: bool,
) -> None:
    """Write a year of invented claims into the folder OUT, which must be new or empty.

    Nobody in them is real. Among ordinary claims stand traps: claims that are easily
    counted wrongly. With --json they are listed with their claims. Some bring a clinician
    or a practice of their own, and all of them together take about 190 lines.
    """
    professional = form == _PROFESSIONAL
    if (remittances or one_file) and not professional:
        raise click.UsageError("--remittances and --one-file go with --format 837p.")
    if bulk and professional:
        raise click.UsageError("--bulk goes with --format csv or parquet.")
    if no_traps and traps:
        raise click.UsageError("Give --trap or --no-traps, not both.")
    chosen = () if no_traps else traps or None
    order = Order(year, clinicians, lines, practices, answered, chosen)
    try:
        check(order)
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
    summary = Summary()
    with _fresh(out) as folder:
        if bulk:
            written = _in_bulk(order, seed, form, folder)
        else:
            claims = summary.counted(synthetic_claims(order, seeded(seed)))
            if professional:
                from openmips.claims.synthetic.claim_files import write_837p

                written = write_837p(claims, folder, year, not one_file, remittances)
            elif form == _PARQUET:
                from openmips.claims.synthetic.parquet_files import write_parquet

                written = write_parquet(claims, folder)
            else:
                from openmips.claims.synthetic.csv_files import write_csv

                written = write_csv(claims, folder)
    answer = _answer(out, order, seed, form, written, None if bulk else summary)
    if as_json:
        print_json(answer)
    else:
        _print(answer)


def _in_bulk(order: Order, seed: int, form: str, folder: Path) -> int:
    from openmips.claims.synthetic.bulk import write_bulk_csv, write_bulk_parquet

    write = write_bulk_parquet if form == _PARQUET else write_bulk_csv
    try:
        return write(order, seeded(seed), folder)
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error


@contextmanager
def _fresh(out: Path) -> Iterator[Path]:
    """A folder to write into that becomes `out` when all is written; on an error it goes."""
    if out.exists() and any(out.iterdir()):
        raise click.BadParameter(f"{out} is not empty. Name a new folder.", param_hint="OUT")
    partial = out.with_name(f"{out.name}.partial")
    if partial.exists():
        raise click.BadParameter(
            f"{partial} is left from a run that was stopped. Delete it first.", param_hint="OUT"
        )
    partial.mkdir(parents=True)
    try:
        yield partial
    except BaseException:
        shutil.rmtree(partial)
        raise
    if out.exists():
        out.rmdir()
    partial.rename(out)


def _answer(
    out: Path, order: Order, seed: int, form: str, written: int, summary: Summary | None
) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "folder": str(out),
        "performanceYear": order.year,
        "seed": seed,
        "format": form,
        "files": sorted(path.name for path in out.iterdir()),
        "lines": written,
    }
    if summary is not None:
        answer |= {
            "claims": summary.claims,
            "clinicians": len(summary.clinicians),
            "practices": len(summary.practices),
            "traps": [
                {
                    "name": name,
                    "says": TRAPS[name].says,
                    "claims": [{"tin": tin, "claimId": claim_id} for tin, claim_id in claims],
                }
                for name, claims in sorted(summary.traps.items())
            ],
        }
    return answer


def _print(answer: Mapping[str, Any]) -> None:
    lines, year = answer["lines"], answer["performanceYear"]
    of_whom = ""
    if "claims" in answer:
        of_whom = (
            f" of {answer['claims']:,} claims, {answer['clinicians']:,} clinicians and"
            f" {answer['practices']:,} practices"
        )
    echo_wrapped(f"Wrote {lines:,} invented claim lines of {year}{of_whom}.")
    files = answer["files"]
    where = files[0] if len(files) == 1 else f"{len(files):,} files"
    echo_wrapped(
        f"{where} in {answer['folder']}. Seed {answer['seed']} gives the same again.", "", ""
    )
    if answer.get("traps"):
        echo_wrapped(
            f"{len(answer['traps'])} traps are among them; --json lists them with their claims.",
        )
