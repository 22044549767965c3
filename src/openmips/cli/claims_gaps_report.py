"""How gaps read in a terminal: claim by claim, the codes that would answer each measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import click

from openmips.cli.claims_options import hidden_patient
from openmips.cli.explain import print_why
from openmips.cli.words import echo_wrapped, hidden, width

Row = Mapping[str, Any]

OUTCOMES = {
    "performanceMet": "met",
    "performanceNotMet": "not met",
    "eligiblePopulationExclusion": "excluded",
    "eligiblePopulationException": "exception",
}
_FAULTS = {
    "no_code": "no code",
    "half_answer": "half an answer",
    "wrong_modifier": "a modifier it does not take",
    "outdated_code": "a code of another year",
    "code_on_other_claim": "its code stands on another claim",
    "newer_visit": "answered before; this later visit has no code",
}
_REMEDIES = {
    "add_to_claim": "",
    "later_claim": "sent already: answer at the next visit",
    "none": "too late to answer",
}
_FIRST = {"add_to_claim": 0, "later_claim": 1, "none": 2}
_OUTCOME_WIDTH, _CODE_WIDTH = 9, 8


def print_gaps(answer: Row, explain: bool, show_patients: bool, show_identifiers: bool) -> None:
    """Print what is missing claim by claim; claims that one answer serves together once."""
    gaps = answer["gaps"]
    shown = list(_once(gaps))
    _heading(answer, shown)
    for _, rows in groupby(shown, _claim):
        _print_claim(list(rows), explain, show_patients, show_identifiers)
    _print_lost(answer["lostCodes"])
    if explain:
        _print_left_out(answer["leftOut"])
    if answer["provisional"]:
        click.echo()
        echo_wrapped(
            f"CMS has not published the code sets of {answer['performanceYear']} yet; those of"
            f" {answer['codeSetYear']} stand in."
        )
    for refused in answer["refused"]:
        echo_wrapped(f"Left out: {refused['why']['says']}", "", "  ")


def _claim(row: Row) -> tuple[str, ...]:
    return row["dateOfService"], row["tin"], row["npi"], row["claimId"]


def _heading(answer: Row, shown: Sequence[Row]) -> None:
    year, day = answer["performanceYear"], answer["asOf"]
    if not shown:
        echo_wrapped(f"Nothing is missing for {year} on {day}.")
        return
    claims = len({_claim(row) for row in shown})
    still = len({_claim(row) for row in shown if row["remedy"] == "add_to_claim"})
    told = f"{_many(len(shown), 'answer')} missing on {_many(claims, 'claim')} of {year}, on {day}."
    if still == claims:
        told += " All can be added as long as the claims are not sent."
    elif still:
        told += f" On {_many(still, 'claim')} they can be added as long as it is not sent."
    else:
        told += " None can be added to its claim any more."
    echo_wrapped(told)


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _once(gaps: Iterable[Row]) -> Iterator[Row]:
    """Of the claims that one answer serves together only the one to put it on, in order."""
    together: dict[tuple[Any, ...], list[Row]] = {}
    for gap in gaps:
        ids = frozenset((gap["claimId"], *gap["servedBy"]))
        key = gap["tin"], gap["npi"], gap["patient"], gap["measureId"], gap["stratum"], ids
        together.setdefault(key, []).append(gap)
    chosen = []
    for rows in together.values():
        latest = sorted(rows, key=lambda row: row["dateOfService"], reverse=True)
        chosen.append(min(latest, key=lambda row: _FIRST[row["remedy"]]))
    yield from sorted(chosen, key=lambda row: (*_claim(row), row["measureId"], row["stratum"]))


def _print_claim(
    rows: Sequence[Row], explain: bool, show_patients: bool, show_identifiers: bool
) -> None:
    first = rows[0]
    click.echo()
    echo_wrapped(
        f"{first['dateOfService']}  claim {first['claimId']}, patient"
        f" {hidden_patient(first['patient'], show_patients)}, NPI"
        f" {hidden(first['npi'], show_identifiers)}, TIN {hidden(first['tin'], show_identifiers)}",
        "",
        "  ",
    )
    for row in rows:
        _print_gap(row, explain)


def _print_gap(row: Row, explain: bool) -> None:
    name = f"{row['measureId']} ({row['stratum']})" if row["stratum"] else row["measureId"]
    remedy = _REMEDIES[row["remedy"]]
    told = f"{name}  {row['title']}: {_FAULTS[row['fault']]}"
    echo_wrapped(f"{told}; {remedy}" if remedy else told, "  ", "       ")
    if explain:
        print_why(row["why"], 2)
    else:
        for part in row["why"]["parts"][1:]:
            echo_wrapped(part["says"], "       ", "       ")
    print_codes(row["codes"], "       ")


def print_codes(codes: Sequence[Row], indent: str) -> None:
    """Print the answers there are, each in a line: outcome, code with modifier, meaning."""
    for _, group in groupby(codes, lambda entry: entry["answer"]):
        together = list(group)
        for number, entry in enumerate(together):
            written = entry["code"] + (f"-{entry['modifier']}" if entry["modifier"] else "")
            besides = f" (beside {' and '.join(entry['besides'])})" if "besides" in entry else ""
            outcome = OUTCOMES[entry["outcome"]] if not number else "  and"
            begin = f"{indent}{outcome:<{_OUTCOME_WIDTH}} {written:<{_CODE_WIDTH}} "
            room = " " * min(len(begin), width() // 2)
            echo_wrapped(f"{entry['meaning']}{besides}", begin, room)


def _print_lost(codes: Sequence[Row]) -> None:
    if not codes:
        return
    click.echo("\nQuality codes that count for nothing")
    for entry in codes:
        reasons = " ".join(part["says"] for part in entry["why"]["parts"])
        echo_wrapped(
            f"{entry['measureId']}: {entry['code']}, claim {entry['claimId']} line"
            f" {entry['lineNumber']}. {reasons}",
            "- ",
            "  ",
        )


def _print_left_out(rows: Sequence[Row]) -> None:
    if not rows:
        return
    click.echo("\nNot asked")
    for row in rows:
        reasons = " ".join(part["says"] for part in _leaves(row["why"]))
        echo_wrapped(f"{row['why']['says']} {reasons}", "- ", "  ")


def _leaves(why: Row) -> Iterator[Row]:
    for part in why["parts"]:
        yield part
        yield from _leaves(part)
