"""How progress, ranking and volume forecast of claims read: a table each, then what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

import click

from openmips.amounts import HUNDRED, fixed
from openmips.answers.claims_forecast import ClaimsForecastAnswer, ForecastRow
from openmips.answers.claims_progress import ClaimsProgressAnswer
from openmips.answers.claims_rank import ClaimsRankAnswer
from openmips.cli.claims_options import hidden_patient
from openmips.cli.explain import print_why
from openmips.cli.footing import print_footing
from openmips.cli.tables import print_table
from openmips.cli.words import echo_wrapped, hidden, money, short, span, spelt

_PROGRESS = ("Measure", "Eligible", "Answered", "Complete", "Rate", "Today", "Worst", "Best")
_RANK = ("", "ID", "Eligible", "Coded", "Today", "Can be", "Perfect", "1 % less", "")
_FORECAST = ("", "So far", "At the end", "Chance above")
_CRITERIA = (
    ("allowedCharges", "Allowed charges"),
    ("patients", "Patients"),
    ("services", "Services"),
)
_FLAGS = {
    "no_benchmark": "no benchmark",
    "benchmark_pending": "benchmark pending",
    "cliff": "cliff",
    "cap": "capped",
    "inverse": "lower is better",
    "outcome": "outcome",
    "suppressed": "suppressed",
    "new": "new",
}
_NONE = "-"
_SURE = "100 %"


def print_progress(
    answer: ClaimsProgressAnswer, explain: bool, show: bool, show_patients: bool = False
) -> None:
    """Print every owner's table, then measure by measure what is open and needed."""
    _heading("Claims measures", answer)
    for owner, rows in _by_owner(answer["progress"]):
        click.echo()
        print_table(_owner(owner, show), _PROGRESS, [_progress_cells(row) for row in rows])
        for row in rows:
            _measure(row, explain)
    if not answer["progress"]:
        click.echo("\nNo claim has a valid answer to a measure yet.")
    for other in answer["notBegun"]:
        names = ", ".join(
            f"{one['measureId']} ({one['eligiblePopulation']})" for one in other["measures"]
        )
        click.echo()
        owner = other["tin"], other["npi"]
        echo_wrapped(f"{_owner(owner, show)}: no answer yet to {names}.")
    if answer["patients"] is not None:
        _patients(answer, show, show_patients)
    _refused(answer)
    print_footing(answer["performanceYear"], answer["assumptions"])


def _refused(answer: Mapping[str, Any]) -> None:
    if answer["refused"]:
        click.echo()
    for one in answer["refused"]:
        echo_wrapped(f"Not computed: {one['why']['says']}", "", "  ")


def _heading(what: str, answer: Mapping[str, Any]) -> None:
    left = answer.get("daysLeft")
    days = "" if left is None else f"; {left} days left"
    echo_wrapped(
        spelt(
            f"{what} {answer['performanceYear']} on {answer['asOf']}: claims of"
            f" {answer['claimsFrom']} to {answer['claimsTo']}{days}."
        )
    )


def _by_owner(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, list[Any]]]:
    for owner, group in groupby(rows, lambda row: (row["tin"], row["npi"])):
        yield owner, list(group)


def _owner(owner: tuple[str, str | None], show: bool) -> str:
    tin, npi = owner
    practice = f"TIN {hidden(tin, show)}"
    return practice if npi is None else f"NPI {hidden(npi, show)}, {practice}"


def _points(row: Mapping[str, Any]) -> str:
    """Points as a table shows them, or both ends while a benchmark is pending."""
    if row["points"] is None:
        return span(short(row["pointsLow"]), short(row["pointsHigh"]))
    return short(row["points"])


def _percent(text: str | None) -> str:
    return _NONE if text is None else f"{short(text)} %"


def _progress_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        row["measureId"],
        str(row["eligiblePopulation"]),
        str(row["answered"]),
        _percent(row["dataCompleteness"]),
        _percent(row["performanceRate"]),
        _points(row),
        _points(row["worst"]),
        _points(row["best"]),
    )


def _measure(row: Mapping[str, Any], explain: bool) -> None:
    click.echo()
    inverse = "; lower is better" if row["inverse"] else ""
    echo_wrapped(f"{row['measureId']} {row['title']} ({row['counts']}{inverse})", "", "  ")
    echo_wrapped(f"Today {_points(row)} points. {row['why']['says']}", "  ", "    ")
    still = []
    if row["open"]:
        still.append(f"{row['open']} without an answer can still get one at a later visit")
    if row["lost"]:
        still.append(f"{row['lost']} were billed without an answer and stay so")
    if row["expectedNew"]:
        still.append(f"about {row['expectedNew']} more are to come")
    if still:
        echo_wrapped(f"{_sentence('; '.join(still))}.", "  ", "    ")
    for need in row["needs"]:
        echo_wrapped(need["says"], "  - ", "    ")
    if row["bettered"] is not None:
        told = f"With those bettered, at most {_points(row['bettered'])} points."
        echo_wrapped(told, "  - ", "    ")
    if row["completePaysLess"]:
        echo_wrapped(
            "Complete data cannot earn more than incomplete data any more. Answer all the same:"
            " what is reported must be complete and true.",
            "  - ",
            "    ",
        )
    if explain:
        for name in ("why", "worst", "best"):
            why = row[name] if name == "why" else row[name]["why"]
            print_why(why, 2)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _patients(answer: ClaimsProgressAnswer, show: bool, show_patients: bool) -> None:
    click.echo()
    rows = [
        (
            one["lastSeen"],
            hidden_patient(one["patient"], show_patients),
            one["measureId"],
            hidden(one["npi"], show),
            ", ".join(one["claimIds"]),
        )
        for one in answer["patients"] or ()
    ]
    if rows:
        heads = ("Last seen", "Patient", "Measure", "NPI", "Claims without an answer")
        print_table(f"Patients still to see: {len(rows)}", heads, rows)
    else:
        click.echo("No patient is still to see.")


def print_rank(answer: ClaimsRankAnswer, explain: bool, show: bool) -> None:
    """Print every owner's measures in their order, then what each needs."""
    _heading("Claims measures by points", answer)
    if answer["over"]:
        click.echo("The year is over: the order is that of perfect rates, for the next one.")
    for owner, rows in _by_owner(answer["measures"]):
        click.echo()
        print_table(_owner(owner, show), _RANK, [_rank_cells(row) for row in rows])
        click.echo()
        for row in rows:
            _ranked(row, explain)
    if not answer["measures"]:
        click.echo("\nNo claim is eligible for a claims measure.")
    _refused(answer)
    print_footing(answer["performanceYear"], answer["assumptions"])


def _rank_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    flags = [_FLAGS[one["flag"]] for one in row["flags"] if one["flag"] in _FLAGS]
    if not row["inProgram"]:
        flags.insert(0, "other program")
    short_of = row["onePointShort"]
    return (
        str(row["place"]),
        row["measureId"],
        str(row["eligiblePopulation"]),
        str(row["answered"]),
        _points(row["today"]),
        _points(row["best"]),
        _points(row["perfect"]),
        _NONE if short_of is None else _points(short_of),
        ", ".join(flags),
    )


def _ranked(row: Mapping[str, Any], explain: bool) -> None:
    echo_wrapped(f"{row['measureId']} {row['title']} ({row['counts']})", "", "  ")
    so_far = row["atRateSoFar"]
    if so_far is not None:
        rate = _percent(so_far["performanceRate"])
        told = f"Answered completely at the rate so far ({rate}): {_points(so_far)} points."
        echo_wrapped(told, "  - ", "    ")
    for need in row["needs"]:
        echo_wrapped(need["says"], "  - ", "    ")
    if explain:
        for each in row["flags"]:
            print_why(each["why"], 2)


def print_forecast(answer: ClaimsForecastAnswer, explain: bool, show: bool) -> None:
    """Print each segment that the claims reach into: totals, and where they will end."""
    limits = answer["thresholds"]
    echo_wrapped(
        f"Low volume {answer['performanceYear']}: who must report is above"
        f" {money(str(limits['allowedCharges']))} allowed, {limits['patients']} patients and"
        f" {limits['services']} services, all three, in both segments."
    )
    for segment in answer["segments"]:
        rows = [row for row in answer["totals"] if row["segment"] == segment["number"]]
        if rows:
            click.echo()
            _segment(segment, rows, explain, show)
    print_footing(answer["performanceYear"], answer["assumptions"])


def _segment(
    segment: Mapping[str, Any], rows: Sequence[ForecastRow], explain: bool, show: bool
) -> None:
    known = "" if segment["complete"] else f"; known to {segment['claimsTo']}"
    echo_wrapped(
        spelt(f"Segment {segment['number']}, {segment['starts']} to {segment['ends']}{known}")
    )
    clinicians = Counter(row["tin"] for row in rows if row["npi"])
    for row in rows:
        if row["npi"] is None and clinicians[row["tin"]] == 1:
            continue
        click.echo()
        name = _owner((row["tin"], row["npi"]), show)
        print_table(name, _FORECAST, [_criterion(row, key, word) for key, word in _CRITERIA])
        low, high = row["forecast"]["chanceOfAllLow"], row["forecast"]["chanceOfAllHigh"]
        if low is not None and high is not None:
            told = span(_chance(low), _chance(high))
            echo_wrapped(f"Above all three: {_least(row, told)}.")
        if explain:
            print_why(row["forecast"]["why"])


def _criterion(row: ForecastRow, key: str, word: str) -> tuple[str, ...]:
    in_dollars = key == "allowedCharges"

    def shown(value: object) -> str:
        return money(str(value)) if in_dollars else f"{Decimal(str(value)):,}"

    values: Mapping[str, Any] = row
    forecasts: Mapping[str, Any] = row["forecast"]
    so_far, end = values[key], forecasts[key]
    if so_far is None:
        return word, "not known", _NONE, _NONE
    if end is None:
        return word, shown(so_far), _NONE, _NONE
    ends = span(shown(end["low"]), shown(end["high"]))
    return word, shown(so_far), _least(row, ends), _least(row, _chance(end["chance"]))


def _least(row: ForecastRow, text: str) -> str:
    """A number that can only be higher is said to be the least; certainty cannot."""
    return f"at least {text}" if row["lowerBound"] and text != _SURE else text


def _chance(text: str) -> str:
    """A chance in whole percents; what is not certain is shown neither as 0 nor as 100."""
    percent = Decimal(text) * HUNDRED
    if percent in (0, HUNDRED):
        return f"{fixed(percent, 0)} %"
    if percent < 1:
        return "under 1 %"
    return "over 99 %" if percent > HUNDRED - 1 else f"{fixed(percent, 0)} %"
