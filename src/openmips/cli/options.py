"""`openmips options`: how a practice may report, and what each way asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import click

from openmips.answers.options import Circumstances
from openmips.answers.options import options as ask
from openmips.cli.output import (
    answering,
    as_json_option,
    as_of_option,
    identifiers_option,
    print_json,
    profile_option,
    submissions_argument,
)
from openmips.cli.tables import print_table
from openmips.cli.words import (
    ENTITIES,
    OPTIONS,
    echo_wrapped,
    hidden,
    money,
    short,
    signed,
    span,
    spelt,
)
from openmips.people import Election
from openmips.reporting.conditions import beginning

_STATUS = {
    "open": "open",
    "register": "register first",
    "unknown": "depends",
    "closed": "closed",
    "not_offered": "-",
}
_CONDITIONS = {"open": "", "register": " (register first)", "unknown": " (depends)"}
_OUT = frozenset({"excluded", "election_needed"})
_HEADS = ("", "Traditional MIPS", "MVP", "APP")


@click.command()
@submissions_argument
@profile_option
@click.option(
    "--roster",
    type=click.Path(exists=True, dir_okay=False),
    help="The roster of openmips eligibility (CSV or JSON): each clinician's own ways.",
)
@click.option("--year", type=int, help="Performance year. [default: that of the documents]")
@click.option("--clinicians", type=int, help="How many clinicians bill under the TIN.")
@click.option("--mips-apm/--no-mips-apm", default=None, help="Is anybody in a MIPS APM?")
@click.option("--virtual-group/--no-virtual-group", default=None, help="Elected for the year?")
@click.option("--multispecialty/--one-specialty", default=None, help="Several specialties?")
@click.option("--registered", multiple=True, help="An MVP that is registered (repeatable).")
@click.option("--subgroup/--no-subgroup", default=None, help="Is a subgroup registered?")
@click.option(
    "--election",
    type=click.Choice([each.value for each in Election]),
    default=Election.NONE.value,
    help="Opted in, or reporting voluntarily?",
)
@as_of_option
@identifiers_option
@as_json_option
def options(
    submissions: tuple[str, ...],
    profile: str | None,
    roster: str | None,
    year: int | None,
    clinicians: int | None,
    mips_apm: bool | None,
    virtual_group: bool | None,
    multispecialty: bool | None,
    registered: tuple[str, ...],
    subgroup: bool | None,
    election: str,
    as_of: date | None,
    show_identifiers: bool,
    as_json: bool,
) -> None:
    """Show which reporting options are open at which level, and what each asks for.

    With submissions, also which score follows each clinician they name.
    """
    if year is None and profile is None and not submissions:
        raise click.UsageError("Give --year, or a profile with --profile.")
    told = Circumstances(
        clinicians,
        mips_apm,
        virtual_group,
        multispecialty,
        frozenset(registered) or None,
        subgroup,
        Election(election),
    )
    with answering(as_json):
        answer = ask(
            *submissions, profile=profile, year=year, circumstances=told, roster=roster, as_of=as_of
        )
    if as_json:
        print_json(answer)
    else:
        _print(answer, show_identifiers)


def _print(answer: Mapping[str, Any], show_identifiers: bool) -> None:
    ways = answer["ways"]
    dates = answer["registration"]
    if answer.get("optingIn"):
        echo_wrapped(spelt(answer["optingIn"]))
    _print_groups(ways)
    rows = [
        (beginning(name), *(_STATUS[way["status"]] for way in ways if way["level"] == level))
        for level, name in ENTITIES.items()
    ]
    click.echo("")
    print_table(f"Ways to report {answer['performanceYear']}", _HEADS, rows)
    for option in OPTIONS:
        _print_option(option, [way for way in ways if way["reportingOption"] == option])
    click.echo("")
    echo_wrapped(
        spelt(
            f"Registration for an MVP or a subgroup: {dates['mvpOpens']} to {dates['mvpCloses']};"
            f" for the patient survey until {dates['surveyCloses']}."
        )
    )
    people = answer.get("clinicians", ())
    if people:
        click.echo("")
    for clinician in people:
        _print_clinician(clinician, answer["paymentYear"], show_identifiers)


def _print_groups(ways: Sequence[Mapping[str, Any]]) -> None:
    """The answer in a sentence or two: what is open, and what can be made open until when."""
    for status, words in (("open", "Open now"), ("register", "Open after registration")):
        names = [_named(way) for way in ways if way["status"] == status]
        if names:
            echo_wrapped(f"{words}: {'; '.join(names)}.")


def _named(way: Mapping[str, Any]) -> str:
    by = f" (by {way['by']})" if way["status"] == "register" else ""
    return f"{ENTITIES[way['level']]}, {OPTIONS[way['reportingOption']]}{spelt(by)}"


def _print_option(option: str, ways: Sequence[Mapping[str, Any]]) -> None:
    """What an option asks for, once, and what stands in its way, level by level."""
    usable = [way for way in ways if "requires" in way]
    if not usable:
        return
    click.echo("")
    click.echo(beginning(OPTIONS[option]))
    requires = usable[0]["requires"]
    if option == "mvp":
        echo_wrapped(f"For example {requires['program']}; openmips find-mvp names others.", "  ")
    for part in ("quality", "activities", "promotingInteroperability"):
        echo_wrapped(requires[part]["why"]["says"], "  - ", "    ")
    echo_wrapped(requires["weightsWhy"]["says"], "  - ", "    ")
    for way in usable:
        if way["status"] != "open":
            says = way["why"]["parts"][0]["says"]
            echo_wrapped(f"{beginning(ENTITIES[way['level']])}: {spelt(says)}", "  ", "    ")


def _print_clinician(clinician: Mapping[str, Any], payment_year: int, show: bool) -> None:
    who = f"NPI {hidden(clinician['npi'], show)}, TIN {hidden(clinician['tin'], show)}"
    stands = clinician.get("standing", {"says": "", "individual": ""})
    if "scoreWhy" in clinician:
        says = _followed(clinician, payment_year)
        if clinician["score"] is None and stands["individual"] in _OUT:
            says = stands["says"]
    else:
        says = stands["says"]
        if stands["individual"] not in _OUT:
            says = f"{says} {_ways_alone(clinician['ways'])}".strip()
    echo_wrapped(f"{who}: {spelt(says)}", "", "  ")


def _followed(clinician: Mapping[str, Any], payment_year: int) -> str:
    """The score that follows a clinician, and what it pays; or why none does."""
    score = clinician["score"]
    if score is None:
        return str(clinician["scoreWhy"]["says"])
    percent = span(signed(short(score["percentLow"])), signed(short(score["percentHigh"])))
    paid = f"{percent} % in {payment_year}"
    if score["dollarsLow"] is not None:
        dollars = span(money(score["dollarsLow"], True), money(score["dollarsHigh"], True))
        paid += f", at most {dollars} by the charges on the roster"
    told = (
        f"Final score {span(score['low'], score['high'])} of the {ENTITIES[score['entityType']]}:"
        f" {paid}."
    )
    if clinician["scoresReaching"] > 1:
        told += f" {clinician['scoreWhy']['says']}"
    return told


def _ways_alone(ways: Sequence[Mapping[str, Any]]) -> str:
    names = [
        OPTIONS[way["reportingOption"]] + _CONDITIONS[way["status"]]
        for way in ways
        if way["status"] in _CONDITIONS
    ]
    return f"Alone: {', '.join(names)}."
