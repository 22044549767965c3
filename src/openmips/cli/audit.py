"""`openmips audit`: how long is left to answer an auditor, the patient lists, one package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from openmips.answers.audit import Asked, AuditAnswer, Listed, audit
from openmips.answers.claims_tables import Files
from openmips.answers.score import read, warned
from openmips.cli.binder import at_binder, folder_argument, on_paper
from openmips.cli.claims_options import (
    hidden_patient,
    mapping_option,
    patients_option,
    remittances_option,
    tell_problems,
)
from openmips.cli.footing import print_footing
from openmips.cli.output import (
    as_json_option,
    as_of_option,
    print_json,
    print_warnings,
    profile_option,
    sources,
    submissions_argument,
)
from openmips.cli.tables import print_table
from openmips.cli.words import echo_wrapped, spelt
from openmips.practice.binder.audit_package import write_package
from openmips.practice.binder.entries import Entry
from openmips.practice.binder.exporting import Pages
from openmips.practice.binder.store import Binder, open_binder

MOST_OF_CHARTS = 1 << 20


@click.command("audit")
@folder_argument
@submissions_argument
@profile_option
@click.option(
    "--notice",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="DATE",
    help="The day of the auditor's notice.",
)
@click.option(
    "--claims",
    multiple=True,
    type=click.Path(exists=True),
    metavar="PATH",
    help="The claims of the year, for measures reported by claims (repeatable).",
)
@mapping_option
@remittances_option
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="Draw so many of each answer of each measure; needs --seed.",
)
@click.option("--seed", help="What the draw begins with: the same seed draws the same cases.")
@click.option(
    "--charts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The patients or claims that the auditor named: one id a line.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.zip",
    help="Write the package for the auditor. It names patients.",
)
@patients_option
@as_of_option
@as_json_option
def command(
    folder: Path,
    submissions: tuple[str, ...],
    profile: str | None,
    notice: datetime,
    claims: tuple[str, ...],
    mapping: str | None,
    remittances: tuple[str, ...],
    sample: int | None,
    seed: str | None,
    charts: Path | None,
    out: Path | None,
    show_patients: bool,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Answer an audit from the evidence in the binder FOLDER and the claims of the year.

    SUBMISSION and --profile are those of `openmips score`. The package and --json name patients
    in full; on the screen they are masked.
    """
    if (sample is None) != (seed is None):
        raise click.UsageError("--sample and --seed go together.")
    if sample is not None and charts is not None:
        raise click.UsageError("Either --sample or --charts: an auditor asks for one of them.")
    if out is not None and folder.resolve() in out.resolve().parents:
        raise click.UsageError("Write the package to a file outside of the binder's folder.")
    documents, facts = sources(submissions, profile)
    with at_binder(as_json):
        binder = open_binder(folder)
        named = () if charts is None else _charts(charts)
        asked = Asked(notice.date(), sample, seed or "", named)
        reported = read(documents, facts)
        files = Files.of(claims, mapping, remittances) if claims else None
        answer = audit(reported, files, asked, as_of or date.today())
        kept = None if out is None else write_package(binder, out, answer, _cover(answer, binder))
    print_warnings(warned(one) for one in reported.warnings)
    if as_json:
        print_json(answer)
        return
    tell_problems(answer["problems"])
    _print(answer, show_patients)
    if out is not None:
        echo_wrapped(
            f"{out} has the lists, the cover, and {kept} of the binder's documents. It names"
            " patients in full: hand it over only in the way that the auditor names."
        )
    print_footing(answer["performanceYear"])


def _charts(path: Path) -> tuple[str, ...]:
    """The ids in a file, one a line."""
    with path.open("rb") as stream:
        content = stream.read(MOST_OF_CHARTS + 1)
    if len(content) > MOST_OF_CHARTS:
        raise click.UsageError(f"{path} has more than {MOST_OF_CHARTS:,} bytes.")
    lines = content.decode("utf-8-sig", "replace").splitlines()
    found = tuple(line.strip() for line in lines if line.strip())
    if not found:
        raise click.UsageError(f"{path} names nobody.")
    return found


def _cover(answer: AuditAnswer, binder: Binder) -> Pages:
    """What makes the cover."""
    practice = str(binder.entries()[0].facts.get("practice", ""))

    def made(documents: Sequence[Entry], names: Mapping[int, str]) -> dict[str, bytes]:
        from openmips.web.reports.audit_cover import audit_cover

        return on_paper("cover", audit_cover(answer, practice, documents, names))

    return made


def _print(answer: AuditAnswer, show_patients: bool) -> None:
    left = answer["daysLeft"]
    over = "the day is over" if left < 0 else f"{left} day{'' if left == 1 else 's'} left"
    echo_wrapped(
        f"Audit of {answer['performanceYear']}: answer by {spelt(answer['due'])} ({over}), unless"
        " another day was agreed."
    )
    under = answer["why"]["cites"][0]
    echo_wrapped(f"[{answer['attestation']}: {under['citation']}]", "  ")
    rows = [
        (
            one["measureId"] + ("" if one["stratum"] == "overall" else f" {one['stratum']}"),
            *map(str, one["counts"].values()),
            str(one["chosen"]),
        )
        for one in answer["measures"]
    ]
    if rows:
        click.echo()
        heads = ("Measure", "Met", "Not met", "Excluded", "Excepted", "Open", "Chosen")
        print_table("Reported by claims", heads, rows)
    for each in answer["elsewhere"]:
        echo_wrapped(
            f"Measure {each['measureId']}: its list comes from where it was computed"
            f" ({each['collectionType']})."
        )
    chosen = [one for one in answer["listed"] if one["chosen"]]
    if len(chosen) < len(answer["listed"]):
        click.echo()
        print_table("Chosen", _HEADS, [_row(one, show_patients) for one in chosen])
    click.echo()


_HEADS = ("Measure", "Answer", "Patient", "Days", "Claims")


def _row(one: Listed, show: bool) -> tuple[str, ...]:
    return (
        one["measureId"],
        one["answer"],
        hidden_patient(one["patient"], show),
        " ".join(one["days"]),
        " ".join(one["claimIds"]),
    )
