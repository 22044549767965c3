"""How a plan reads in a terminal: what to do first, then what it is worth, then why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import click

from openmips.amounts import HUNDRED, fixed, plain
from openmips.answers.collection_words import COLLECTION_TYPES
from openmips.answers.plan import PlanAnswer
from openmips.answers.plan_shapes import (
    LeverAnswer,
    LossAnswer,
    OutcomeAnswer,
    PlanOption,
    RangeAnswer,
)
from openmips.answers.portfolio import PortfolioAnswer
from openmips.cli.tables import print_table
from openmips.cli.words import (
    CATEGORIES,
    ENTITIES,
    OPTIONS,
    PREVAILS,
    cut,
    echo_wrapped,
    money,
    signed,
)
from openmips.reporting.conditions import beginning

_NAMES = {
    "minimum_safe": "Minimum safe",
    "balanced": "Balanced",
    "highest": "Highest",
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ROWS = 6
_EVIDENCE = 2
_NARROW = 60


def print_plan(answer: PlanAnswer) -> None:
    """The whole answer, about a page."""
    best = answer["plans"]["balanced"]
    if answer["closed"]:
        echo_wrapped(
            f"The time to submit {answer['performanceYear']} is over: nothing changes its score"
            " any more. To see the plan of an earlier day, give --as-of."
        )
    else:
        _print_do(answer, best)
    _print_now(answer["asNow"], answer)
    _print_plans(answer)
    _print_levers(answer["levers"])
    _print_losses(answer)
    _print_last_year(answer)
    click.echo()
    echo_wrapped(f"{answer['duty']} All evidence to keep, and what the hours rest on: --json.")
    for note in answer["assumptions"]:
        echo_wrapped(note, "Assumed: ", "  ")
    echo_wrapped(PREVAILS)


def _print_do(answer: PlanAnswer, best: PlanOption) -> None:
    """The answer: what to do, by whom and when."""
    steps = best["steps"]
    count = len(steps) - 1
    unreached = _unreached(answer)
    if unreached:
        echo_wrapped(
            f"No plan that was tried reaches the threshold of {answer['performanceThreshold']}"
            " points. An activity that was done already counts with --done."
            + (" What follows loses less." if count else "")
        )
    if answer["excused"]:
        echo_wrapped("You need send nothing.")
    elif not count:
        echo_wrapped("Go on as you do: nothing that was tried is worth its hours. Then:")
    else:
        things = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
        hours = f"{best['hours']} hour{'' if best['hours'] == '1' else 's'}"
        echo_wrapped(
            f"Do {'this one thing' if count == 1 else f'these {things} things'}, about"
            f" {hours} in all, then submit:"
        )
    for number, step in enumerate(steps, 1):
        echo_wrapped(step["says"], f"{number}. ", "   ")
        when = f"due {step['due']}"
        if step["startBy"] != step["due"]:
            when = f"start by {step['startBy']}, {when}"
        kept = "; ".join(one.rstrip(".") for one in step["evidence"][:_EVIDENCE])
        echo_wrapped(f"{beginning(step['owner'])}; {when}. Keep: {kept}.", "   ")
    gained = best["dollarsGained"]
    worth = (
        f"; on average {money(gained, True)} a year compared with changing nothing"
        if gained is not None and count
        else ""
    )
    echo_wrapped(f"That makes {_outcome(best['outcome'])}{worth}.")


def _print_now(now: OutcomeAnswer, answer: PlanAnswer) -> None:
    note = answer["asNowNote"]
    echo_wrapped(f"If nothing changes: {_outcome(now)}.{'' if note is None else f' {note}'}")
    echo_wrapped(f"The threshold is {answer['performanceThreshold']} points.")


def _unreached(answer: PlanAnswer) -> bool:
    """Whether no plan has any chance: the safe one has the greatest there is."""
    safe = answer["plans"]["minimum_safe"]["outcome"]
    return not Decimal(safe["chanceOfThreshold"])


def _outcome(outcome: OutcomeAnswer) -> str:
    score, percent = outcome["finalScore"], outcome["adjustmentPercent"]
    text = (
        f"a chance of {_percent(outcome['chanceOfThreshold'])} to reach the threshold; final"
        f" score {_ends(score)}, payments {signed(percent['low'])} to {signed(percent['high'])} %"
    )
    dollars = outcome["dollars"]
    if dollars is not None:
        text += f" ({money(dollars['low'], True)} to {money(dollars['high'], True)})"
    return text


def _percent(share: str) -> str:
    return f"{plain(round(Decimal(share) * HUNDRED))} %"


def _ends(ends: RangeAnswer) -> str:
    return ends["low"] if ends["low"] == ends["high"] else f"{ends['low']} to {ends['high']}"


def _print_plans(answer: PlanAnswer) -> None:
    rows = []
    shown = dict(answer["plans"])
    if _unreached(answer):
        del shown["minimum_safe"]
    for name, plan in shown.items():
        outcome = plan["outcome"]
        dollars = outcome["dollars"]
        rows.append(
            (
                _NAMES[name],
                plan["hours"],
                _percent(outcome["chanceOfThreshold"]),
                _ends(outcome["finalScore"]),
                f"{money(dollars['low'], True)} to {money(dollars['high'], True)}"
                if dollars
                else _ends(outcome["adjustmentPercent"]) + " %",
            )
        )
    click.echo()
    title = "Three plans" if len(shown) == len(_NAMES) else "Two plans; none is safe"
    print_table(title, ("", "Hours", "Chance", "Score, 80 %", "Payments, 80 %"), rows)
    for name, plan in shown.items():
        echo_wrapped(f"{_NAMES[name]}: {_what(plan)}.", "  ", "    ")


def _what(plan: PlanOption) -> str:
    option = OPTIONS[plan["reportingOption"]]
    program = "" if plan["program"] == "mips" else f" {plan['program']}"
    parts = [f"{ENTITIES[plan['entityType']]}, {option}{program}"]
    if plan["newMeasures"]:
        parts.append(f"new measures {', '.join(plan['newMeasures'])}")
    if plan["activities"]:
        parts.append(f"activities {', '.join(plan['activities'])}")
    return "; ".join(parts)


def _print_levers(levers: Sequence[LeverAnswer]) -> None:
    if not levers:
        return
    click.echo()
    click.echo("Every lever by itself, the most points first")
    for lever in levers[:_ROWS]:
        gained = lever["dollarsGained"]
        worth = "" if gained is None else f", {money(gained, True)}"
        ends = lever["pointsGained"]
        only = f" ({lever['onlyIf']})" if "onlyIf" in lever else ""
        echo_wrapped(
            f"{signed(ends['mean'])} points ({ends['low']} to {ends['high']}),"
            f" {signed(lever['percentGained'])} %{worth}; {lever['hours']} h, by {lever['due']}:"
            f" {lever['says']}{only}",
            "  ",
            "    ",
        )


def _print_losses(answer: PlanAnswer) -> None:
    losses = answer["losses"]
    total = losses["total"] or f"{losses['totalLow']} to {losses['totalHigh']}"
    click.echo()
    rows = [(_lost(row), cut(_where(row), _NARROW)) for row in losses["rows"]]
    shown = rows if len(rows) <= 2 * _ROWS else rows[: 2 * _ROWS]
    title = f"Where {total} points of {losses['performanceYear']} were lost"
    print_table(title, ("Points", "Why"), shown)


def _lost(row: LossAnswer) -> str:
    lost = row["lost"]
    if lost is not None:
        return fixed(Decimal(lost))
    return f"{fixed(Decimal(row['lostLow']))} to {fixed(Decimal(row['lostHigh']))}"


def _where(row: LossAnswer) -> str:
    category = row["category"]
    parts = [CATEGORIES[category]] if category else []
    if "measureId" in row:
        by = row.get("collectionType")
        parts.append(row["measureId"] + (f" ({COLLECTION_TYPES[by]})" if by else ""))
    return f"{' '.join(parts)}: {row['says']}" if parts else row["says"]


def _print_last_year(answer: PlanAnswer) -> None:
    last, changes = answer["lastYear"], answer["ruleChanges"]
    if last is None:
        return
    click.echo()
    said = "" if last["cmsFinalScore"] is None else f" CMS said {last['cmsFinalScore']}."
    ends = last["finalScore"]
    echo_wrapped(f"{last['performanceYear']} re-scored: {_score(ends)}.{said}")
    for one in last["differences"]:
        echo_wrapped(
            f"{one['what']}: CMS {one['cms']}, ours {one['ours']}. {one['says']}", "  - ", "    "
        )
    if changes is None:
        return
    after = _score(changes["finalScoreAfter"])
    echo_wrapped(f"The same again under the rules of {answer['performanceYear']}: {after}.")
    for moved in changes["moved"]:
        echo_wrapped(moved["says"], "  - ", "    ")
    for measure in changes["measures"][:_ROWS]:
        echo_wrapped(
            f"{measure['measureId']}: {measure['before']} points before,"
            f" {measure['after'] or 'none'} now. {measure['says']}",
            "  - ",
            "    ",
        )


def _score(ends: Mapping[str, object]) -> str:
    low, high = str(ends["low"]), str(ends["high"])
    return low if low == high else f"{low} to {high}"


def print_portfolio(answer: PortfolioAnswer) -> None:
    """The practices as a table, then what could not be read."""
    rows = [
        (
            cut(row["practice"], 20),
            "?" if row["dollarsAtRisk"] is None else money(row["dollarsAtRisk"]),
            row["finalScoreAsNow"],
            _percent(row["chanceAsNow"]),
            _percent(row["chanceWithPlan"]),
            "?" if row["dollarsGained"] is None else money(row["dollarsGained"], True),
            row["hours"],
        )
        for row in answer["practices"]
    ]
    heads = ("Practice", "At risk", "Score", "Chance", "Planned", "Gain", "Hours")
    print_table("Practices, most dollars at risk first", heads, rows)
    for problem in answer["problems"]:
        echo_wrapped(f"{problem['practice']}: {problem['message']}", "Not read: ", "  ")
