"""How an eligibility answer reads: the answer first, then each clinician."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import click

from openmips.amounts import HUNDRED, fixed
from openmips.answers.eligibility import WITH_DUTY
from openmips.answers.eligibility_formations import FormationAnswer
from openmips.answers.eligibility_shapes import (
    ClinicianAnswer,
    EligibilityAnswer,
    ForecastAnswer,
    PracticeAnswer,
    ResultAnswer,
)
from openmips.cli.eligibility_overview import excused_by_county, print_overview
from openmips.cli.explain import print_why
from openmips.cli.words import PREVAILS, echo_wrapped, hidden, money, short, signed, span, spelt

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
_WITH_CHOICE = frozenset({*WITH_DUTY, "opt_in_eligible", "election_needed"})
_GROUP_WITH_CHOICE = frozenset({*_WITH_CHOICE, "may_report"})
_CHOICES = {
    "report": "Report",
    "report_as_group": "Report as a group",
    "opt_in": "Opt in",
    "report_voluntarily": "Report voluntarily",
    "elect_mips": "Elect MIPS",
    "nothing": "Do nothing",
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
    print_overview(answer, show_identifiers)
    practices = {practice["tin"]: practice for practice in answer["practices"]}
    for practice in practices.values():
        _practice(practice, answer["paymentYear"], explain, show_identifiers)
    for what, formations in (
        ("Virtual group", answer.get("virtualGroups", [])),
        ("Subgroup", answer.get("subgroups", [])),
    ):
        for formation in formations:
            _formation(what, formation)
    for row in answer["clinicians"]:
        _clinician(row, practices.get(row["tin"] or ""), answer, explain, show_identifiers)
    for problem in answer.get("problems", []):
        place = problem.get("file", problem["location"])
        echo_wrapped(f"Not read: {place}: {problem['message']}")
    click.echo()
    for assumption in answer["assumptions"]:
        echo_wrapped(f"Assumed: {assumption}")
    echo_wrapped(PREVAILS)


def _practice(practice: PracticeAnswer, payment_year: int, explain: bool, show: bool) -> None:
    click.echo()
    count = practice["clinicianCount"]
    people = "1 clinician" if count == 1 else f"{count} clinicians"
    click.echo(f"Practice {hidden(practice['tin'], show)}: {people}")
    if "group" in practice:
        _result("As a group", practice["group"], explain)
        if practice["group"]["status"] in _GROUP_WITH_CHOICE:
            _choices(practice["group"], payment_year)
    elif "noGroup" in practice:
        echo_wrapped(f"As a group: no; {practice['noGroup']}", "  ")
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
        state = "open until" if application["open"] else "closed since"
        name, closes = _APPLICATIONS[application["kind"]], spelt(application["closes"])
        if application["needed"]:
            echo_wrapped(f"Applications for {name}: {state} {closes}.", "  ", "    ")
        else:
            echo_wrapped(f"Applications for {name}: a small practice needs none.", "  ", "    ")


def _formation(what: str, found: FormationAnswer) -> None:
    """Print a virtual group or subgroup, and what stands in its way."""
    click.echo()
    tins, count = len(found["tins"]), found["clinicianCount"]
    size = [f"{tins} practices"] if tins > 1 else []
    size.append(f"{count} clinician{'' if count == 1 else 's'}")
    echo_wrapped(f"{what} {found['name']}: {', '.join(size)}")
    _statuses(found["specialStatuses"])
    if found["fit"]:
        echo_wrapped("Nothing in the roster stands in its way.", "  ")
    for obstacle in found["obstacles"]:
        echo_wrapped(obstacle["says"], "  - ", "    ")
    if "election" in found:
        echo_wrapped(spelt(found["election"]["why"]["says"]), "  ", "    ")


def _clinician(
    row: ClinicianAnswer,
    practice: PracticeAnswer | None,
    answer: EligibilityAnswer,
    explain: bool,
    show: bool,
) -> None:
    click.echo()
    where = row.get("organization") or (hidden(row["tin"], show) if row["tin"] else "no practice")
    click.echo(f"Clinician {hidden(row['npi'], show)}, {where}")
    _result("Alone", row["individual"], explain)
    if row["individual"]["status"] in _WITH_CHOICE and not excused_by_county(row):
        _choices(row["individual"], answer["paymentYear"])
    if practice is None or "group" in practice:
        same = practice is not None and row["group"]["margins"] == practice["group"]["margins"]
        _result("In the group", row["group"], explain, margins=not same)
    _larger(row, explain)
    if row["screen"]:
        echo_wrapped(f"CMS's status tool shows: {row['screen']}.", "  ", "    ")
    if practice is None or row["specialStatuses"] != practice["specialStatuses"]:
        _statuses(row["specialStatuses"])
    if "paymentMethod" in row:
        echo_wrapped(row["paymentMethod"]["says"], "  ", "    ")
    hint = row.get("automaticException")
    if hint is not None and hint["indicated"]:
        echo_wrapped(f"Automatic exception: {'; '.join(hint['counties'])}, by the ZIP code.", "  ")
    for level, found in row.get("forecast", {}).items():
        _forecast(level, found)
    for difference in row.get("differences", []):
        echo_wrapped(f"Differs ({difference['level']}): {difference['says']}", "  ", "    ")
    echo_wrapped(f"Next: {spelt(row['nextStep'])}", "  ", "    ")


def _larger(row: ClinicianAnswer, explain: bool) -> None:
    """Print the results at the levels that only some clinicians have."""
    if "virtualGroup" in row:
        _result("In the virtual group", row["virtualGroup"], explain)
    if "apmEntity" in row:
        _result("In the APM entity", row["apmEntity"], explain)
    if "subgroup" in row:
        _result("In a subgroup", row["subgroup"], explain)


def _choices(result: ResultAnswer, payment_year: int) -> None:
    """Print what may be chosen, and what each choice does to payments."""
    for choice in result["choices"]:
        effect = "no adjustment"
        if choice["adjusted"]:
            low, high = choice["percentLow"], choice["percentHigh"]
            effect = f"{span(short(low), signed(short(high)) if high != low else short(low))} %"
            if "percentHighLately" in choice:
                lately = signed(short(choice["percentHighLately"]))
                effect += f" by law (the highest of the last published year was {lately} %)"
            dollars = choice["dollarsLow"], choice["dollarsHigh"]
            if dollars[0] is not None and dollars[1] is not None:
                ends = span(money(dollars[0], True), money(dollars[1], True))
                effect += f", at most {ends} a year"
            effect += f", in {payment_year}"
        name = _CHOICES[choice["action"]]
        echo_wrapped(f"- {name}: {effect}. {spelt(choice['says'])}", "    ", "      ")


def _result(name: str, result: ResultAnswer, explain: bool, *, margins: bool = True) -> None:
    reasons = "; ".join(_REASONS[reason] for reason in result["reasons"])
    text = f"{name}: {_STATUS[result['status']]}"
    text += f" ({reasons})." if reasons else "."
    if result["preliminary"]:
        text += " Preliminary."
    if result.get("missing"):
        text += f" Missing: {', '.join(result['missing'])}."
    echo_wrapped(text, "  ", "    ")
    found = result["margins"]
    shown = [
        f"{name} {amount}"
        for name, amount in (
            ("charges", found["allowedCharges"] and money(found["allowedCharges"], True)),
            ("patients", _signed(found["patients"])),
            ("services", _signed(found["services"])),
        )
        if amount is not None
    ]
    if shown and margins:
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
