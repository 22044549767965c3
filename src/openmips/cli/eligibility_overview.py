"""How an eligibility answer begins: the answer, the automatic exception, everybody at a glance."""

from __future__ import annotations

from collections.abc import Sequence

import click

from openmips.answers.eligibility import WITH_DUTY
from openmips.answers.eligibility_shapes import ClinicianAnswer, EligibilityAnswer, ResultAnswer
from openmips.cli.tables import plain_table
from openmips.cli.words import echo_wrapped, hidden

_STATUS = {
    "required": "must report",
    "may_report": "may report",
    "opt_in_eligible": "may opt in",
    "opted_in": "must: opted in",
    "voluntary_only": "need not",
    "election_needed": "out, unless elected",
    "excluded": "out",
    "unknown": "not known yet",
}
_REASONS = {
    "CHRG": "charges low",
    "BENE": "patients low",
    "SRVC": "services low",
    "BOTH": "charges, patients low",
    "BENE/SRVC": "patients, services low",
    "CHRG/SRVC": "charges, services low",
    "ALL": "all three low",
    "TYPE": "type",
    "NEW": "new in Medicare",
    "QP": "QP",
    "PARTIAL_QP": "Partial QP",
    "LATE_JOINER": "joined late",
}


def print_overview(answer: EligibilityAnswer, show: bool) -> None:
    """Print what comes before the details of practices and clinicians."""
    rows, year = answer["clinicians"], answer["performanceYear"]
    excused = [row for row in rows if excused_by_county(row)]
    duty = _headline(answer)
    if excused:
        echo_wrapped(_excused(rows, excused, year))
        echo_wrapped(f"Without the exception: {duty}")
    else:
        echo_wrapped(duty)
    listed = [row for row in rows if _listed(row)]
    if listed:
        _print_exception(listed)
    if len(rows) > 1:
        _print_table(rows, show)


def _duty(row: ClinicianAnswer) -> bool:
    return row["individual"]["status"] in WITH_DUTY


def excused_by_county(row: ClinicianAnswer) -> bool:
    """Whether the automatic exception may lift the clinician's duty."""
    return _duty(row) and _listed(row)


def _listed(row: ClinicianAnswer) -> bool:
    hint = row.get("automaticException")
    return hint is not None and hint["indicated"]


def _excused(rows: Sequence[ClinicianAnswer], excused: Sequence[ClinicianAnswer], year: int) -> str:
    """The answer where the automatic exception may lift the duty."""
    counties = "; ".join(_counties(excused))
    who = "Of those who must report, nobody need" if len(rows) > 1 else "You need not"
    must = sum(map(_duty, rows))
    if len(excused) < must:
        who = f"Of the {must} who must report, {len(excused)} need not"
    return (
        f"{who} send anything for {year}, if PECOS has the practice in {counties}: the automatic"
        " exception covers it."
    )


def _counties(rows: Sequence[ClinicianAnswer]) -> tuple[str, ...]:
    hints = [row["automaticException"] for row in rows if "automaticException" in row]
    return tuple(dict.fromkeys(county for hint in hints for county in hint["counties"]))


def _print_exception(rows: Sequence[ClinicianAnswer]) -> None:
    """Print once what the automatic exception means for those whose address hints at it."""
    hints = [row["automaticException"] for row in rows if "automaticException" in row]
    click.echo()
    echo_wrapped(f"Automatic exception: listed is {'; '.join(_counties(rows))}.")
    for sentence in (
        "The practice address in PECOS decides, not the ZIP code: check it for each clinician.",
        "It covers individuals only, and nobody applies for it.",
        "Where it covers, sending nothing leaves pay as it is.",
        *dict.fromkeys(hint["sending"] for hint in hints if "sending" in hint),
        "The group is not covered: what is sent for it is scored.",
    ):
        echo_wrapped(sentence, "- ", "  ")


def _print_table(rows: Sequence[ClinicianAnswer], show: bool) -> None:
    """Print everybody's result alone and in the group, one line each."""
    click.echo()
    cells = [
        (hidden(row["npi"], show), _brief(row["individual"]), _brief(row["group"])) for row in rows
    ]
    click.echo(plain_table("Everybody", ("Clinician", "Alone", "In the group"), cells))


def _brief(result: ResultAnswer) -> str:
    reasons = ", ".join(_REASONS[reason] for reason in result["reasons"])
    return _STATUS[result["status"]] + (f" ({reasons})" if reasons else "")


def _headline(answer: EligibilityAnswer) -> str:
    rows, year = answer["clinicians"], answer["performanceYear"]
    count = len(rows)
    must = sum(map(_duty, rows))
    who = "You" if count == 1 else f"{must} of {count} clinicians"
    if not rows:
        return f"CMS shows no practice for {year}."
    if must:
        return f"{who} must report for {year}."
    alone = {practice["tin"] for practice in answer["practices"] if "noGroup" in practice}
    groups = {row["group"]["status"] for row in rows if row["tin"] not in alone}
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
