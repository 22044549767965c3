"""`openmips policy`: show the law of a year, compare two years, check the files."""

from __future__ import annotations

import json
from typing import Any

import click

from openmips.cli.words import echo_wrapped, spelt
from openmips.policy.check import missing, only_recalled, problems
from openmips.policy.compare import Difference, differences
from openmips.policy.load import FOLDER, YEARS, YearNotInPolicy, policy_for, topic_types
from openmips.policy.topics import Policy
from openmips.policy.walk import provisions_of
from openmips.policy.words import as_record, with_unit
from openmips.why import Attestation, Provision

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.group()
def policy() -> None:
    """The law as OpenMIPS knows it: every number by year, with its source."""


@policy.command()
@click.argument("year", type=int)
@click.argument("what", metavar="[TOPIC|PROVISION]", required=False)
@_AS_JSON
def show(year: int, what: str | None, as_json: bool) -> None:
    """Show the provisions of a performance YEAR: all, a topic's, or one.

    A topic is for instance "quality", a provision "quality.case_minimum".
    """
    found = _policy(year)
    provisions = [entry for entry in provisions_of(found) if _is_asked(entry.name, what)]
    if not provisions:
        topics = ", ".join(topic_types())
        raise click.UsageError(f"{year} has no topic or provision {what!r}. Topics: {topics}.")
    if as_json:
        _print_json(
            {
                "performanceYear": year,
                "policyDigest": found.digest,
                "provisions": [as_record(provision) for provision in provisions],
            }
        )
        return
    for provision in provisions:
        echo_wrapped(spelt(_line(provision)), "", "    ")
        if what is not None:
            _print_source(provision)


@policy.command()
@click.argument("earlier", type=int)
@click.argument("later", type=int)
@_AS_JSON
def diff(earlier: int, later: int, as_json: bool) -> None:
    """Show what the law changed from the year EARLIER to the year LATER."""
    found = differences(_policy(earlier), _policy(later))
    if as_json:
        changes = [
            {
                "provision": change.name,
                "earlier": as_record(change.earlier) if change.earlier else None,
                "later": as_record(change.later) if change.later else None,
            }
            for change in found
        ]
        _print_json({"earlier": earlier, "later": later, "differences": changes})
        return
    for change in found:
        click.echo(_change(change, earlier, later))
    click.echo(f"{_count(len(found), 'provision')} differ between {earlier} and {later}.")


@policy.command()
@click.argument("year", type=int, required=False)
@_AS_JSON
@click.pass_context
def check(context: click.Context, year: int | None, as_json: bool) -> None:
    """Check the policy files; for a YEAR to come, list what it still lacks.

    Lists, too, the provisions that are known from memory only and should be read again.
    """
    if year is not None and year not in YEARS:
        _check_to_come(year, as_json)
        context.exit(1)
    years = YEARS if year is None else (year,)
    wrong = problems(FOLDER, years)
    recalled = {} if wrong else {each: only_recalled(policy_for(each)) for each in years}
    if as_json:
        names = {str(each): [entry.name for entry in entries] for each, entries in recalled.items()}
        _print_json({"years": list(years), "problems": wrong, "onlyRecalled": names})
    else:
        _print_check(wrong, recalled)
    context.exit(1 if wrong else 0)


def _check_to_come(year: int, as_json: bool) -> None:
    lacking = missing(FOLDER, year)
    if as_json:
        _print_json({"years": [year], "missing": lacking})
        return
    newest = {entry.name: entry for entry in provisions_of(policy_for(YEARS[-1]))}
    for name in lacking:
        click.echo(f"{name} ({YEARS[-1]}: {with_unit(newest[name])})")
    known = ", ".join(map(str, YEARS))
    click.echo(
        f"There is no policy for {year}; there is for {known}. "
        f"It lacks {_count(len(lacking), 'provision')}."
    )


def _print_check(wrong: list[str], recalled: dict[int, list[Provision[Any]]]) -> None:
    for problem in wrong:
        click.echo(problem)
    for year, entries in recalled.items():
        click.echo(f"{year} is in order. Known from memory only, to be read again:")
        for entry in entries:
            click.echo(f"  {entry.name}: {entry.citation}")


def _policy(year: int) -> Policy:
    try:
        return policy_for(year)
    except YearNotInPolicy as error:
        raise click.UsageError(str(error)) from error


def _is_asked(name: str, what: str | None) -> bool:
    return what is None or name == what or name.startswith(f"{what}.")


def _line(provision: Provision[Any]) -> str:
    weak = " (recalled)" if provision.attestation is Attestation.RECALLED else ""
    return f"{provision.name}: {with_unit(provision)}{weak}"


def _print_source(provision: Provision[Any]) -> None:
    attested = provision.attestation.value.replace("_", " ")
    echo_wrapped(provision.says, "    ")
    source = f"{provision.citation}. Attested by: {attested}. Checked {provision.checked}."
    echo_wrapped(spelt(source), "    ")
    click.echo()


def _change(change: Difference, earlier: int, later: int) -> str:
    def side(provision: Provision[Any] | None) -> str:
        return with_unit(provision) if provision else "does not exist"

    return (
        f"{change.name}\n    {earlier}: {side(change.earlier)}\n    {later}: {side(change.later)}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _print_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))
