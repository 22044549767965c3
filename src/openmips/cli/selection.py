"""`openmips select` and `openmips find-mvp`: what fits a practice, and what it could earn."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import click

from openmips.answers.checking import check_choice, check_submissions
from openmips.answers.collection_words import COLLECTION_TYPES
from openmips.answers.selection import Selecting, find_mvp, select_activities
from openmips.answers.selection import select as ask
from openmips.cli.output import (
    answering,
    as_json_option,
    as_of_option,
    print_json,
    print_warnings,
    profile_option,
    submissions_argument,
)
from openmips.cli.tables import print_table
from openmips.cli.words import (
    ENTITIES,
    cut,
    echo_wrapped,
    short,
    signed,
    span,
    spelt,
)

_TITLE = 43
_OWN_NAME = re.compile(r"^\w+( \w+)?: ")
_ACTIVITY = 25
_INDENTED: Mapping[str, Any] = {"initial_indent": "  ", "subsequent_indent": "  "}
_year_option = click.option(
    "--year", type=int, help="Performance year. [default: that of the documents]"
)
_specialty_option = click.option("--specialty", help='A specialty: "family medicine", ...')
_codes_option = click.option("--codes", help="Codes billed: 99213,E11.9,...")
_measures_option = click.option("--measures", help="Measure ids: 001,236,...")
_collection_option = click.option(
    "--collection", multiple=True, help="claims, registry or electronicHealthRecord (repeatable)."
)
_clinicians_option = click.option(
    "--clinicians", type=int, help="How many clinicians bill under the TIN. [default: few]"
)


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _pairs(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The options of the form NAME=VALUE."""
    found = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals:
            raise click.BadParameter(f"{value!r} is not of the form ID=VALUE.", ctx, param)
        found[name] = rest
    return found


@click.command()
@submissions_argument
@profile_option
@_year_option
@_specialty_option
@_collection_option
@click.option("--program", default="mips", help="mips, app1, appPlus or an MVP. [default: mips]")
@_codes_option
@_measures_option
@click.option("--rate", help="Suppose this rate everywhere: 90.")
@click.option(
    "--expect", multiple=True, callback=_pairs, help="The rate of one measure: 236=70 (repeatable)."
)
@_clinicians_option
@click.option(
    "--check", is_flag=True, help="Say what the SUBMISSIONs, or the --measures, still lack."
)
@click.option("--activity", multiple=True, help="With --check: an activity that is chosen.")
@click.option("--activities", is_flag=True, help="Improvement activities instead of measures.")
@click.option(
    "--start", multiple=True, callback=_pairs, help="An activity's first day: IA_EPA_1=2024-05-01."
)
@as_of_option
@as_json_option
def select(
    submissions: tuple[str, ...],
    profile: str | None,
    year: int | None,
    specialty: str | None,
    collection: tuple[str, ...],
    program: str,
    codes: str | None,
    measures: str | None,
    rate: str | None,
    expect: dict[str, str],
    clinicians: int | None,
    check: bool,
    activity: tuple[str, ...],
    activities: bool,
    start: dict[str, str],
    as_of: date | None,
    as_json: bool,
) -> None:
    """Choose measures and activities, or check what a submission or a choice lacks.

    Measures are listed with the most they could earn, the best first. With a SUBMISSION the
    answer is what it still lacks. Data must be submitted as they are, true, accurate and
    complete: no flag is a reason to leave any out.
    """
    if start and not activities:
        raise click.UsageError("--start goes with --activities.")
    if activity and not check:
        raise click.UsageError("--activity goes with --check.")
    if submissions:
        if activities or activity:
            raise click.UsageError("A SUBMISSION is checked as it is; leave --activities out.")
        with answering(as_json):
            answer = check_submissions(*submissions, profile=profile)
        _checked(answer, as_json)
        return
    _need_year(year, profile)
    if check:
        pairs = _chosen(measures, collection)
        with answering(as_json):
            answer = check_choice(pairs, program, profile=profile, year=year, activities=activity)
        _checked(
            {"performanceYear": answer["performanceYear"], "checks": [_as_check(answer)]}, as_json
        )
        return
    if activities:
        with answering(as_json):
            answer = select_activities(program, profile, year, _days(start), clinicians, as_of)
        _show(answer, as_json, _print_activities)
        return
    wish = Selecting(
        specialty, collection, program, _words(codes), _words(measures), expect, rate, clinicians
    )
    with answering(as_json):
        answer = ask(wish, profile, year)
    _show(answer, as_json, _print_measures)
    if not answer["measures"]:
        raise click.exceptions.Exit(1)


def _need_year(year: int | None, profile: str | None) -> None:
    if year is None and profile is None:
        raise click.UsageError("Give --year, or a profile with --profile.")


def _chosen(measures: str | None, collection: tuple[str, ...]) -> list[tuple[str, str]]:
    """The measures that are chosen, each with the one way in which all are collected."""
    if not measures:
        raise click.UsageError("--check needs a SUBMISSION, or --measures that you would choose.")
    if len(collection) != 1:
        raise click.UsageError("--check of --measures needs one --collection.")
    return [(name, collection[0]) for name in _words(measures)]


def _as_check(answer: Mapping[str, Any]) -> dict[str, Any]:
    """A choice as a check of nothing that was submitted: it has no score yet."""
    return {"entityType": "group", "program": answer["program"], "lacking": answer["lacking"]}


def _checked(answer: Mapping[str, Any], as_json: bool) -> None:
    """Show what is lacking, and end with 1 where anything is."""
    _show(answer, as_json, _print_checks)
    if any(one["lacking"] for one in answer["checks"]):
        raise click.exceptions.Exit(1)


def _days(starts: Mapping[str, str]) -> dict[str, date]:
    try:
        return {name: date.fromisoformat(text) for name, text in starts.items()}
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--start") from error


def _show(answer: Mapping[str, Any], as_json: bool, show: Any) -> None:
    print_warnings(answer.get("warnings", ()))
    if as_json:
        print_json(answer)
    else:
        show(answer)


def _print_measures(answer: Mapping[str, Any]) -> None:
    found = answer["measures"]
    if not found:
        click.echo("No measure fits. Ask for less, or for another collection type.", err=True)
        return
    rows: list[tuple[str, ...]] = []
    for one in found:
        known = one["expectedPoints"]
        rows.append(
            (
                one["measureId"],
                cut(one["title"], _TITLE),
                COLLECTION_TYPES[one["collectionType"]],
                short(one["mostPoints"]),
                "" if known is None else short(known),
            )
        )
        flags = ", ".join(flag.replace("_", " ") for flag in one["flags"])
        rows += [("", line, "", "", "") for line in textwrap.wrap(flags, _TITLE, **_INDENTED)]
    heads = ("Id", "Title, and what to know", "By", "Most", "Expected")
    shown = len(heads) - all(one["expectedPoints"] is None for one in found)
    title = f"Measures that fit in {answer['performanceYear']}: {len(found)}"
    print_table(title, heads[:shown], [row[:shown] for row in rows])
    if len(found) == 1:
        _print_one(found[0])
    else:
        _print_legend(found)


def _print_legend(found: Sequence[Mapping[str, Any]]) -> None:
    """What each flag in the table means, once."""
    legend: dict[str, str] = {}
    for one in found:
        for flag, says in zip(one["flags"], one["says"], strict=True):
            legend.setdefault(flag.replace("_", " "), says)
    for flag, says in legend.items():
        echo_wrapped(f"{flag}: {_OWN_NAME.sub('', says)}", "", "  ")


def _print_one(one: Mapping[str, Any]) -> None:
    for sentence in one["says"]:
        echo_wrapped(sentence, "- ", "  ")
    rows = [
        (str(rung["decile"]), rung["rate"] or ("empty" if rung["empty"] else "any"), rung["points"])
        for rung in one["deciles"]
    ]
    if rows:
        print_table("What each decile takes", ("Decile", "Rate from", "Points from"), rows)


def _print_activities(answer: Mapping[str, Any]) -> None:
    rows = [
        (
            one["activityId"],
            cut(one["title"], _ACTIVITY),
            one["weight"] or "",
            short(one["points"]),
            str(one["minimumDays"]),
            spelt(one["lastStart"]) + ("" if one["canStart"] else "*"),
        )
        for one in answer["activities"]
    ]
    heads = ("Id", "Title", "Weight", "Points", "Days", "Last start")
    print_table(f"Activities of {answer['performanceYear']}: {len(rows)}", heads, rows)
    if not all(one["canStart"] for one in answer["activities"]):
        says = f"* On {answer['asOf']} it is too late to start; what was begun by then counts."
        echo_wrapped(spelt(says), "", "  ")
    for one in answer["windows"]:
        echo_wrapped(spelt(one["why"]["says"]))
        _print_evidence(one["activityId"], answer["activities"])


def _print_evidence(activity_id: str, activities: Sequence[Mapping[str, Any]]) -> None:
    for one in activities:
        if one["activityId"] == activity_id:
            click.echo("Keep:")
            for sentence in one["evidence"]:
                echo_wrapped(sentence, "- ", "  ")


def _print_checks(answer: Mapping[str, Any]) -> None:
    for one in answer["checks"]:
        score = ""
        if "finalScore" in one:
            ends = one["finalScore"]["low"], one["finalScore"]["high"]
            score = f" Final score {span(*ends)}."
        what = f"{ENTITIES[one['entityType']].capitalize()}, {one['program']}"
        if not one["lacking"]:
            echo_wrapped(f"{what}: nothing is missing.{score}")
            continue
        echo_wrapped(f"{what}:{score.lower()} Still missing: {len(one['lacking'])}.")
        for each in one["lacking"]:
            gain = ""
            if "gain" in each:
                most = signed(each["gain"]["high"])
                gain = f" Up to {most} points, with {each['mended']}."
            echo_wrapped(f"{each['says']}{gain}", "- ", "  ")


@click.command("find-mvp")
@submissions_argument
@profile_option
@_year_option
@_specialty_option
@_measures_option
@_codes_option
@_collection_option
@_clinicians_option
@as_of_option
@as_json_option
def find(
    submissions: tuple[str, ...],
    profile: str | None,
    year: int | None,
    specialty: str | None,
    measures: str | None,
    codes: str | None,
    collection: tuple[str, ...],
    clinicians: int | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Find the MVPs that fit, by specialty, measures in use and codes billed.

    With submissions, also what each MVP would score with the data there are.
    """
    if not submissions:
        _need_year(year, profile)
    wish = Selecting(
        specialty,
        collection,
        codes=_words(codes),
        measures=_words(measures),
        clinicians=clinicians,
    )
    with answering(as_json):
        answer = find_mvp(wish, *submissions, profile=profile, year=year, as_of=as_of)
    _show(answer, as_json, _print_mvps)
    if not answer["mvps"]:
        raise click.exceptions.Exit(1)


def _print_mvps(answer: Mapping[str, Any]) -> None:
    if not answer["mvps"]:
        click.echo("No MVP fits. Use fewer words, or other measures and codes.", err=True)
        return
    for one in answer["mvps"]:
        echo_wrapped(f"{one['mvpId']} {one['title']}")
        echo_wrapped(one["why"]["says"], "  ")
        if one["outsideSpecialty"]:
            own = ", ".join(one["ownSpecialties"]) or "no specialty named"
            echo_wrapped(f"Not made for your specialty, but for: {own}.", "  ", "    ")
        for words, names in (
            ("Made for", one["specialties"]),
            ("In use", one["measuresInUse"]),
            ("Brought up by your codes", one["measuresBilled"]),
            ("Cost measures", one["costMeasures"]),
        ):
            if names:
                echo_wrapped(f"{words}: {', '.join(names)}.", "  ", "    ")
        population = " or ".join(one["populationHealthMeasures"])
        chosen = one["populationHealthChosenAtRegistration"]
        how = "chosen at registration" if chosen else "computed by CMS, the best counts"
        echo_wrapped(f"Population health measure: {population}, {how}.", "  ", "    ")
        if "finalScore" in one:
            score = span(one["finalScore"]["low"], one["finalScore"]["high"])
            echo_wrapped(f"With the data there are: final score {score}.", "  ")
    dates = answer["registration"]
    now = "open" if dates["open"] else "not open"
    echo_wrapped(
        spelt(
            f"Registration: {dates['opens']} to {dates['closes']}; with the patient survey until"
            f" {dates['surveyCloses']}. On {answer['asOf']} it is {now}."
        )
    )
