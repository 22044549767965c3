"""How an eligibility answer reads: the answer first, then each clinician."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import click

from openmips.amounts import HUNDRED, fixed
from openmips.answers.eligibility_shapes import (
    ClinicianAnswer,
    EligibilityAnswer,
    ForecastAnswer,
    PracticeAnswer,
    ResultAnswer,
)
from openmips.cli.explain import print_why
from openmips.cli.words import PREVAILS, echo_wrapped, hidden, money

_STATUS = {
    "required": "must report",
    "may_report": "may report",
    "opt_in_eligible": "may opt in; need not report",
    "opted_in": "opted in: must report",
    "voluntary_only": "need not report; may do so voluntarily",
    "election_needed": "is out, unless they elect to take part",
    "excluded": "is out of MIPS this year",
    "unknown": "is not known yet",
}
_REASONS = {
    "CHRG": "charges are not above the threshold",
    "BENE": "patients are not above the threshold",
    "SRVC": "services are not above the threshold",
    "BOTH": "charges and patients are not above the threshold",
    "BENE/SRVC": "patients and services are not above the threshold",
    "CHRG/SRVC": "charges and services are not above the threshold",
    "ALL": "charges, patients and services are not above the threshold",
    "TYPE": "the clinician type is not eligible",
    "NEW": "new in Medicare this year",
    "QP": "Qualifying APM Participant",
    "PARTIAL_QP": "Partial QP without an election",
    "LATE_JOINER": "joined the practice after the determination period",
}
_APPLICATIONS = {
    "exception": "extreme and uncontrollable circumstances",
    "hardship": "hardship in promoting interoperability",
}
_STATUSES = {
    "small_practice": "small practice",
    "rural": "rural",
    "hpsa": "health professional shortage area",
    "non_patient_facing": "non-patient facing",
    "hospital_based": "hospital-based",
    "asc_based": "surgical center-based",
    "facility_based": "facility-based",
}


def print_report(answer: EligibilityAnswer, *, explain: bool, show_identifiers: bool) -> None:
    """Print the whole answer as text."""
    year = answer["performanceYear"]
    echo_wrapped(_headline(answer["clinicians"], year))
    for practice in answer["practices"]:
        _practice(practice, explain, show_identifiers)
    for row in answer["clinicians"]:
        _clinician(row, explain, show_identifiers)
    for problem in answer.get("problems", []):
        place = problem.get("file", problem["location"])
        echo_wrapped(f"Not read: {place}: {problem['message']}")
    click.echo()
    for assumption in answer["assumptions"]:
        echo_wrapped(f"Assumed: {assumption}")
    echo_wrapped(PREVAILS)


def _headline(rows: Sequence[ClinicianAnswer], year: int) -> str:
    count = len(rows)
    must = sum(row["individual"]["status"] in ("required", "opted_in") for row in rows)
    who = "You" if count == 1 else f"{must} of {count} clinicians"
    if not rows:
        return f"CMS shows no practice for {year}."
    if must:
        return f"{who} must report for {year}."
    groups = {row["group"]["status"] for row in rows}
    if "required" in groups:
        return f"The practice must report for {year}: it opted in as a group."
    if "unknown" in {row["individual"]["status"] for row in rows}:
        return f"Whether you must report for {year} is not known yet: facts are missing."
    nobody = "You need not" if count == 1 else "Nobody must"
    if "may_report" in groups:
        return f"{nobody} report for {year}. You may report as a group."
    if "opt_in_eligible" in groups or any(
        row["individual"]["status"] == "opt_in_eligible" for row in rows
    ):
        return f"{nobody} report for {year}. You may opt in."
    return f"{nobody} report for {year}."


def _practice(practice: PracticeAnswer, explain: bool, show: bool) -> None:
    click.echo()
    count = practice["clinicianCount"]
    people = "1 clinician" if count == 1 else f"{count} clinicians"
    click.echo(f"Practice {hidden(practice['tin'], show)}: {people}")
    _result("As a group", practice["group"], explain)
    _statuses(practice["specialStatuses"])
    small = practice["smallPractice"]
    if small["agrees"] is False:
        counted = "small" if small["counted"] else "not small"
        echo_wrapped(
            f"CMS and the roster differ: by its {small['clinicians']} clinicians the practice"
            f" is {counted}. CMS's designation counts; ask CMS if it is wrong.",
            "  ",
        )
    for application in practice["applications"]:
        state = "open" if application["open"] else "closed"
        name = _APPLICATIONS[application["kind"]]
        echo_wrapped(f"Applications for {name}: {state}, until {application['closes']} ET.", "  ")


def _clinician(row: ClinicianAnswer, explain: bool, show: bool) -> None:
    click.echo()
    where = row.get("organization") or (hidden(row["tin"], show) if row["tin"] else "no practice")
    click.echo(f"Clinician {hidden(row['npi'], show)}, {where}")
    _result("Alone", row["individual"], explain)
    _result("In the group", row["group"], explain)
    if "virtualGroup" in row:
        _result("In the virtual group", row["virtualGroup"], explain)
    if "apmEntity" in row:
        _result("In the APM entity", row["apmEntity"], explain)
    if "subgroup" in row:
        _result("In a subgroup", row["subgroup"], explain)
    if row["screen"]:
        echo_wrapped(f"CMS's status tool shows: {row['screen']}.", "  ", "    ")
    _statuses(row["specialStatuses"])
    hint = row.get("automaticException")
    if hint is not None and hint["indicated"]:
        echo_wrapped(f"{hint['says']} It covers individuals only.", "  ", "    ")
    for level, found in row.get("forecast", {}).items():
        _forecast(level, found)
    for difference in row.get("differences", []):
        echo_wrapped(f"Differs ({difference['level']}): {difference['says']}", "  ", "    ")
    echo_wrapped(f"Next: {row['nextStep']}", "  ", "    ")


def _result(name: str, result: ResultAnswer, explain: bool) -> None:
    reasons = "; ".join(_REASONS[reason] for reason in result["reasons"])
    text = f"{name}: {_STATUS[result['status']]}"
    text += f" ({reasons})." if reasons else "."
    if result["preliminary"]:
        text += " Preliminary."
    if result.get("missing"):
        text += f" Missing: {', '.join(result['missing'])}."
    echo_wrapped(text, "  ", "    ")
    margins = result["margins"]
    shown = [
        f"{name} {amount}"
        for name, amount in (
            ("charges", margins["allowedCharges"] and money(margins["allowedCharges"], True)),
            ("patients", _signed(margins["patients"])),
            ("services", _signed(margins["services"])),
        )
        if amount is not None
    ]
    if shown:
        echo_wrapped(f"From the threshold: {', '.join(shown)}.", "    ", "      ")
    if explain:
        print_why(result["why"], 2)


def _signed(count: int | None) -> str | None:
    return None if count is None else f"{count:+,}"


def _statuses(names: Sequence[str]) -> None:
    if names:
        echo_wrapped(f"Special statuses: {', '.join(map(_STATUSES.__getitem__, names))}.", "  ")


def _forecast(level: str, found: ForecastAnswer) -> None:
    parts = [
        f"{name} {shown(row['low'])} to {shown(row['high'])} ({_percent(row['chance'])} to exceed)"
        for name, row, shown in (
            ("charges", found["allowedCharges"], money),
            ("patients", found["patients"], str),
            ("services", found["services"], str),
        )
        if row
    ]
    text = f"Forecast, {level}: {'; '.join(parts)}."
    if found["chanceOfAllLow"] is not None and found["chanceOfAllHigh"] is not None:
        low, high = _percent(found["chanceOfAllLow"]), _percent(found["chanceOfAllHigh"])
        text += f" All three: {low if low == high else f'{low} to {high}'}."
    echo_wrapped(text, "  ", "    ")


def _percent(chance: str) -> str:
    """A chance in whole percents; what is nearly certain is not called certain."""
    percent = Decimal(chance) * HUNDRED
    if percent in (0, HUNDRED) or 1 <= percent <= HUNDRED - 1:
        return f"{fixed(percent, 0)} %"
    return "under 1 %" if percent < 1 else f"over {HUNDRED - 1} %"
