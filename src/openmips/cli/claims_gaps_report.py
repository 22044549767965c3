"""How gaps read in a terminal: claim by claim, the codes that would answer each measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import click

from openmips.claims.reasons import claims_of
from openmips.cli.claims_options import hidden_patient, many
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
_MOST_WITH_CODES = 3
"""So many claims are printed with the codes of each gap; with more the codes stand at the end."""

_OUTCOME_WIDTH, _CODE_WIDTH = 9, 8


def print_gaps(answer: Row, explain: bool, show_patients: bool, show_identifiers: bool) -> None:
    """Print what is missing claim by claim; claims that one answer serves together once."""
    gaps = answer["gaps"]
    shown = list(_once(gaps))
    _heading(answer, shown)
    claims = [list(rows) for _, rows in groupby(shown, _claim)]
    apart = len(claims) > _MOST_WITH_CODES
    if apart:
        counts = Counter(_name(row) for row in shown)
        listed = ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))
        echo_wrapped(f"By measure: {listed}.")
    for rows in claims:
        _print_claim(rows, explain, not apart, show_patients, show_identifiers)
    if apart:
        _print_all_codes(shown)
    _print_lost(answer["lostCodes"])
    if explain:
        print_left_out(answer["leftOut"])
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
    told = f"{many(len(shown), 'answer')} missing on {many(claims, 'claim')} of {year}, on {day}."
    if still == claims:
        told += " All can be added as long as the claims are not sent."
    elif still:
        told += f" On {many(still, 'claim')} they can be added as long as it is not sent."
    else:
        told += " None can be added to its claim any more."
    echo_wrapped(told)


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
    rows: Sequence[Row], explain: bool, codes: bool, show_patients: bool, show_identifiers: bool
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
        _print_gap(row, explain, codes)


def _name(row: Row) -> str:
    return f"{row['measureId']} ({row['stratum']})" if row["stratum"] else str(row["measureId"])


def _print_gap(row: Row, explain: bool, codes: bool) -> None:
    remedy = _REMEDIES[row["remedy"]]
    told = f"{_name(row)}  {row['title']}: {_FAULTS[row['fault']]}"
    echo_wrapped(f"{told}; {remedy}" if remedy else told, "  ", "       ")
    if explain:
        print_why(row["why"], 2)
    else:
        for part in row["why"]["parts"][1:]:
            echo_wrapped(part["says"], "       ", "       ")
    if codes:
        print_codes(row["codes"], "       ")


def _print_all_codes(rows: Iterable[Row]) -> None:
    """What claims can carry, once for each measure; halves of answers offer less than all."""
    fullest: dict[str, Row] = {}
    for row in rows:
        known = fullest.get(_name(row))
        if known is None or len(row["codes"]) > len(known["codes"]):
            fullest[_name(row)] = row
    click.echo("\nCodes")
    for name, row in sorted(fullest.items()):
        echo_wrapped(f"{name}  {row['title']}", "", "     ")
        print_codes(row["codes"], "     ")


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


def print_left_out(rows: Iterable[Row]) -> None:
    """Print the claims that a measure leaves out, those with the same reasons together."""
    alike: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        reasons = " ".join(part["says"] for part in _below(row["why"]))
        alike.setdefault((_name(row), reasons), []).append(row["claimId"])
    if alike:
        click.echo("\nLeft out")
    for (name, reasons), claims in alike.items():
        named = dict.fromkeys(claims)
        echo_wrapped(f"{name}: {claims_of(list(named))}. {reasons}", "- ", "  ")


def _below(why: Row) -> Iterator[Row]:
    for part in why["parts"]:
        yield part
        yield from _below(part)
