"""How a final score reads in a terminal: the answer first, then what it was made from."""

from __future__ import annotations

from collections.abc import Sequence

import click

from openmips.answers.collection_words import COLLECTION_TYPES
from openmips.answers.shapes import (
    CategoryAnswer,
    MeasureRow,
    OneScore,
    PaymentAnswer,
    ScoreAnswer,
)
from openmips.cli.explain import print_why
from openmips.cli.footing import print_footing
from openmips.cli.words import (
    CATEGORIES,
    ENTITIES,
    OPTIONS,
    cut,
    echo_wrapped,
    hidden,
    money,
    short,
    signed,
    span,
    width,
)

_WITHOUT_TITLE = 52
_SHORTEST_TITLE, _LONGEST_TITLE = 16, 32
_REASONS = {
    "unknown": "not known yet",
    "not_submitted": "not submitted",
    "small_practice": "small practice: moved to the others",
    "special_status": "special status: moved to the others",
    "hardship": "hardship: moved to the others",
    "extreme_and_uncontrollable": "extreme circumstances: moved to the others",
    "no_measure_met_case_minimum": "no measure had enough cases",
    "apm_entity": "does not count for APM entities",
    "app": "does not count in the APP",
}
_BASES = {
    "new_measure_floor": "least for a new measure",
    "small_practice_floor": "small practice points",
    "no_points": "no usable benchmark",
    "suppressed": "suppressed",
    "not_scored": "not scored",
    "benchmark_pending": "benchmark not published",
    "not_submitted": "not submitted",
    "excluded": "excluded: its points moved",
}


def print_score(answer: ScoreAnswer, explain: bool, show_identifiers: bool) -> None:
    """Print the score that counts, the others in one line each, and what it stands on."""
    _print_heading(answer, show_identifiers)
    _print_result(answer)
    _print_categories(answer)
    _print_measures(answer["measures"])
    _print_others(answer.get("scores", []))
    if explain:
        click.echo("\nWhy")
        print_why(answer["why"])
    if answer["narrowedBy"]:
        click.echo("\nWhat would narrow the range")
        for each in answer["narrowedBy"]:
            echo_wrapped(each, "- ", "  ")
    print_footing(answer["performanceYear"], answer["assumptions"])


def _print_heading(answer: OneScore, show_identifiers: bool) -> None:
    entity = answer["entity"]
    parts = [entity["practiceName"]] if entity["practiceName"] else []
    count = entity["clinicianCount"]
    if count is not None:
        parts.append(f"{count} clinician{'' if count == 1 else 's'}")
    parts.append(_reporting(answer))
    for name, identifier in (
        ("TIN", entity["taxpayerIdentificationNumber"]),
        ("NPI", entity["nationalProviderIdentifier"]),
        ("id", entity["entityId"]),
    ):
        if identifier is not None:
            parts.append(f"{name} {hidden(identifier, show_identifiers)}")
    echo_wrapped(", ".join(parts))
    echo_wrapped(
        f"Performance year {answer['performanceYear']}, payment year {answer['paymentYear']};"
        f" as of {answer['asOf']}"
    )


def _reporting(answer: OneScore) -> str:
    option = OPTIONS[answer["reportingOption"]]
    program = "" if answer["program"] == "mips" else f" {answer['program']}"
    return f"{ENTITIES[answer['entityType']]}, {option}{program}"


def _print_result(answer: OneScore) -> None:
    score, payment = answer["finalScore"], answer["paymentAdjustment"]
    click.echo()
    threshold = payment["performanceThreshold"]
    echo_wrapped(f"Final score  {span(score['low'], score['high'])}  (no cut from {threshold})")
    echo_wrapped(f"Payment in {answer['paymentYear']}  {pays(payment)}")
    if "percentReason" in payment and score["low"] == score["high"]:
        echo_wrapped(payment["percentReason"])


def pays(payment: PaymentAnswer) -> str:
    """The adjustment in percent, and in dollars where they are known."""
    percent = payment["percent"]
    low, high = payment["dollarsLow"], payment["dollarsHigh"]
    said = span(signed(payment["percentLow"]), signed(payment["percentHigh"]))
    said = f"{said if percent is None else signed(percent)} %"
    if low is None or high is None or payment["partBPaid"] is None:
        return said
    exact = payment["dollars"]
    worth = span(money(low, True), money(high, True)) if exact is None else money(exact, True)
    return f"{said}  ({worth} on {money(payment['partBPaid'])} a year)"


def _print_categories(answer: OneScore) -> None:
    click.echo()
    head = ("Category", "Percent", "Weight", "Adds")
    click.echo(f"{head[0]:<26} {head[1]:>9} {head[2]:>6} {head[3]:>9}")
    for name, title in CATEGORIES.items():
        _print_category(title, answer["categories"][name])
    bonus = short(answer["complexPatientBonus"])
    click.echo(f"{'Complex patient bonus':<26} {'':>9} {'':>6} {bonus:>9}")


def _print_category(title: str, category: CategoryAnswer) -> None:
    percent = category["percent"]
    said = "-" if percent is None else short(percent)
    if "percentLow" in category:
        said = f"{short(category['percentLow'])}-{short(category['percentHigh'])}"
    contribution = category["contribution"]
    adds = "-" if contribution is None else short(contribution)
    if "contributionLow" in category:
        adds = f"{short(category['contributionLow'])}-{short(category['contributionHigh'])}"
    line = f"{title:<26} {said:>9} {short(category['weight']):>6} {adds:>9}"
    reason = category.get("reason")
    _print_noted(line, _REASONS.get(reason, reason.replace("_", " ")) if reason else "")


def _print_noted(line: str, note: str) -> None:
    """A line of a table with its note beside it, or below it where it does not fit."""
    if note and len(line) + len(note) + 2 <= width():
        click.echo(f"{line}  {note}")
    else:
        click.echo(line.rstrip())
        if note:
            echo_wrapped(note, "    ")


def _print_measures(rows: Sequence[MeasureRow]) -> None:
    if not rows:
        return
    room = min(_LONGEST_TITLE, width() - _WITHOUT_TITLE)
    click.echo()
    _print_noted(_measure_line(("Measure", "", "by", "Rate", "Decile", "Points"), room), "")
    for row in rows:
        collection, rate, decile = (
            row.get("collectionType"),
            row.get("performanceRate"),
            row.get("decile"),
        )
        cells = (
            row["measureId"] or "(nothing)",
            row.get("title", ""),
            "" if collection is None else COLLECTION_TYPES[collection],
            "" if rate is None else short(rate),
            "" if decile is None else str(decile),
            _points(row),
        )
        _print_noted(_measure_line(cells, room), _note(row))


def _measure_line(cells: tuple[str, str, str, str, str, str], room: int) -> str:
    """One line of the table of measures; titles only where there is room for them."""
    name, title, by, rate, decile, points = cells
    shown = f" {cut(title, room):<{room}}" if room >= _SHORTEST_TITLE else ""
    return f"{name:<12}{shown} {by:<8.8} {rate:>8} {decile:>6} {points:>13}"


def _points(row: MeasureRow) -> str:
    points = row["points"]
    if "pointsLow" in row:
        points = f"{short(row['pointsLow'])}-{short(row['pointsHigh'])}"
    elif points is not None:
        points = short(points)
    return f"{points or '-'} of {short(row['available'])}"


def _note(row: MeasureRow) -> str:
    notes = [_BASES[row["basis"]]] if row["basis"] in _BASES else []
    if row.get("capped"):
        notes.append("capped")
    if not row["counted"]:
        notes.append("does not count")
    return ", ".join(notes)


def _print_others(scores: Sequence[OneScore]) -> None:
    if not scores:
        return
    click.echo("\nAll scores; the one above counts")
    for each in scores:
        score = each["finalScore"]
        echo_wrapped(f"{_reporting(each)}: {span(score['low'], score['high'])}", "- ", "  ")
