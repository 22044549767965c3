"""`openmips deadlines`: what is due when, as a list or a calendar, and what it can still change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from openmips.answers.deadlines import AHEAD, PAST, TODAY, DeadlineAnswer, DeadlinesAnswer
from openmips.answers.deadlines import deadlines as ask
from openmips.answers.deadlines import deadlines_calendar as ask_calendar
from openmips.answers.deadlines_left import LeftAnswer, deadlines_left
from openmips.answers.possibilities import POSSIBLE
from openmips.cli.explain import print_why
from openmips.cli.output import (
    answering,
    as_json_option,
    as_of_option,
    explain_option,
    print_json,
    print_warnings,
    profile_option,
    sources,
    submissions_argument,
)
from openmips.cli.words import echo_wrapped, money, span
from openmips.formats.whole_files import write_whole

_WEAK = {
    "derived": "worked out, not announced",
    "recalled": "from memory, not yet compared with the source",
    "secondary": "from a second-hand source",
}


@click.command()
@submissions_argument
@click.option("--year", type=int, help="Performance year. [default: the profile's]")
@profile_option
@as_of_option
@click.option(
    "--left", is_flag=True, help="What can still change the score, in points and dollars."
)
@click.option("--all", "everything", is_flag=True, help="Dates of other practices too.")
@click.option(
    "--ics",
    "calendar",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="OUT.ics",
    help="Write a calendar for Outlook, Google or Apple.",
)
@explain_option
@as_json_option
def deadlines(
    submissions: tuple[str, ...],
    year: int | None,
    profile: str | None,
    as_of: date | None,
    left: bool,
    everything: bool,
    calendar: Path | None,
    explain: bool,
    as_json: bool,
) -> None:
    """List the dates of a year that matter to a practice, the next one first.

    With --left, name what can still change the score, and price it: with submissions or given
    results by scoring again, without them by what is possible at most.
    """
    if submissions and not left:
        raise click.UsageError("Submissions are only read with --left.")
    if left and (calendar or everything):
        raise click.UsageError("--left goes with neither --ics nor --all.")
    given = bool(submissions or profile is not None)
    if year is None and not given:
        raise click.UsageError("Give --year, or a profile with --profile.")
    documents, facts = sources(submissions, profile) if given else ([], None)
    with answering(as_json):
        if left:
            answer_left = deadlines_left(
                *documents, profile=facts, performance_year=year, as_of=as_of
            )
            print_warnings(answer_left["warnings"])
            if as_json:
                print_json(answer_left)
            else:
                _print_left(answer_left)
            return
        answer = ask(year, profile=facts, as_of=as_of, everything=everything)
        if calendar is not None:
            file = ask_calendar(year, profile=facts, as_of=as_of, everything=everything)
            _write(calendar, file)
    print_warnings(answer["warnings"])
    if as_json:
        print_json(answer)
    else:
        _print(answer, calendar, explain)


def _write(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as error:
        raise click.ClickException(
            f"{path} cannot be written: {error.strerror}. Choose another place with --ics."
        ) from error


def _print(answer: DeadlinesAnswer, calendar: Path | None, explain: bool) -> None:
    rows = answer["deadlines"]
    year = answer["performanceYear"]
    following = next((row for row in rows if row["id"] == answer["next"]), None)
    if following is None:
        echo_wrapped(f"No deadline of {year} lies ahead.")
    else:
        echo_wrapped(f"Next for {year}: {following['name']}, {_when(following)}.")
    if calendar is not None:
        echo_wrapped(f"The dates are in {calendar}: open it with your calendar.")
    _section("Ahead", [row for row in rows if row["status"] in (AHEAD, TODAY)], explain)
    _section("Past", [row for row in rows if row["status"] == PAST], explain)
    unknown = [row for row in rows if row["when"] is None]
    if unknown:
        click.echo()
        echo_wrapped("No day is known for: " + "; ".join(row["name"] for row in unknown) + ".")
    if answer["notForYou"]:
        click.echo()
        count = len(answer["notForYou"])
        noun = "date" if count == 1 else "dates"
        echo_wrapped(f"Left out: {count} {noun} of other practices; see --all.")


def _section(title: str, rows: Sequence[DeadlineAnswer], explain: bool) -> None:
    if not rows:
        return
    click.echo(f"\n{title}")
    for row in rows:
        mark = "*" if row["status"] != PAST else "-"
        echo_wrapped(f"{_when(row)}: {row['name']}.{_weak(row)}", f"{mark} ", "  ")
        if row["status"] != PAST:
            echo_wrapped(row["whatToDo"], "  ")
        if "planned" in row and row["planned"] is not None:
            echo_wrapped(f"It was planned for {row['planned']['inWords']}.", "  ")
        if explain:
            print_why(row["why"], depth=2)


def _when(row: DeadlineAnswer) -> str:
    """The date in words, with the days that are left."""
    when, days = row["when"], row["daysLeft"]
    words = when["inWords"] if when else ""
    if row["status"] == TODAY:
        return f"today, {words}"
    exact = when is not None and when["first"] == when["last"]
    return f"{words} ({_days(days)})" if exact and days else words


def _weak(row: DeadlineAnswer) -> str:
    """A word of warning where one of the sources of a date to come is weak."""
    if row["status"] == PAST:
        return ""
    weak = [
        _WEAK[cite["attestation"]] for cite in row["why"]["cites"] if cite["attestation"] in _WEAK
    ]
    return f" [{weak[0]}]" if weak else ""


def _days(count: int) -> str:
    return "1 day left" if count == 1 else f"{count} days left"


def _print_left(answer: LeftAnswer) -> None:
    year, low, high = answer["performanceYear"], *answer["finalScore"].values()
    if not answer["left"]:
        echo_wrapped(f"Nothing can change the score of {year} any more.")
        return
    first = answer["left"][0]
    echo_wrapped(f"Next for {year}: {first['name']}, {first['when']['inWords']}.")
    if answer["basis"] == POSSIBLE:
        echo_wrapped(
            "Nothing of your year is known, so each gain is the most that anybody could have:"
            f" full marks make {span(str(low), str(high))}. Give a submission or a profile for"
            " your own."
        )
    else:
        echo_wrapped(f"By what you gave, the final score is {span(str(low), str(high))}.")
    echo_wrapped("Each gain stands by itself; gains do not add up.")
    for row in answer["left"]:
        click.echo()
        days = _days(row["daysLeft"]) if row["daysLeft"] else "today"
        echo_wrapped(f"{row['when']['inWords']} ({days}): {row['name']}.", "* ", "  ")
        for one in row["possible"]:
            worth = _worth(one["pointsGained"], one["dollarsGained"])
            echo_wrapped(f"{worth}{one['says']}", "  - ", "    ")
        if not row["possible"]:
            echo_wrapped(row.get("reason", row["whatToDo"]), "  - ", "    ")
    click.echo()
    echo_wrapped("What you submit must be true, accurate and complete.")


def _worth(points: str | None, dollars: str | None) -> str:
    if points is None:
        return ""
    paid = "" if dollars is None else f", {money(dollars, True)} a year"
    return f"+{points} points{paid}: "
