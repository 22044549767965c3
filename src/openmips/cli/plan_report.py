"""How a plan reads in a terminal: what to do, what it is worth, and where the rest is told."""

from __future__ import annotations

from decimal import Decimal

import click

from openmips.amounts import HUNDRED, plain
from openmips.answers.plan import PlanAnswer
from openmips.answers.plan_shapes import OutcomeAnswer, PlanOption, RangeAnswer, StepAnswer
from openmips.answers.portfolio import PortfolioAnswer
from openmips.cli.plan_details import print_details, print_last_year, print_levers
from openmips.cli.tables import print_table
from openmips.cli.words import ENTITIES, OPTIONS, PREVAILS, cut, echo_wrapped, money, signed, spelt
from openmips.reporting.conditions import beginning

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def print_plan(answer: PlanAnswer, everything: bool) -> None:
    """The answer, on about a page; with `everything` also what it was made from."""
    if answer["closed"]:
        echo_wrapped(
            f"The time to submit {answer['performanceYear']} is over: nothing changes its score"
            " any more. To see the plan of an earlier day, give --as-of."
        )
    else:
        _print_do(answer, everything)
    _print_now(answer["asNow"], answer)
    _print_plans(answer)
    print_levers(answer["levers"], everything)
    print_last_year(answer, everything)
    if everything:
        print_details(answer)
    click.echo()
    more = "" if everything else " Evidence to keep, every lever, where points were lost: --all."
    echo_wrapped(f"{answer['duty']}{more}")
    echo_wrapped(PREVAILS)


def _print_do(answer: PlanAnswer, everything: bool) -> None:
    """The answer: what to do, by whom and when."""
    best = answer["plans"]["balanced"]
    steps = best["steps"]
    count = len(steps) - 1
    if "minimumSafeReason" in answer:
        less = " What follows loses less." if count else ""
        hint = (
            "" if _some_chance(answer) else " An activity that was done already counts with --done."
        )
        echo_wrapped(f"{answer['minimumSafeReason']}{hint}{less}")
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
        _print_step(number, step, everything)
    gained = best["dollarsGained"]
    worth = (
        f"; on average {money(gained, True)} a year compared with changing nothing"
        if gained is not None and count
        else ""
    )
    echo_wrapped(f"That makes {_outcome(best['outcome'])}{worth}.")


def _print_step(number: int, step: StepAnswer, everything: bool) -> None:
    when = f"due {spelt(step['due'])}"
    if step["startBy"] != step["due"]:
        when = f"start by {spelt(step['startBy'])}, {when}"
    echo_wrapped(f"{step['says']} {beginning(step['owner'])}; {when}.", f"{number}. ", "   ")
    if everything:
        kept = "; ".join(one.rstrip(".") for one in step["evidence"])
        echo_wrapped(f"Keep: {kept}.", "   ", "     ")


def _print_now(now: OutcomeAnswer, answer: PlanAnswer) -> None:
    note = answer["asNowNote"]
    echo_wrapped(f"If nothing changes: {_outcome(now)}.{'' if note is None else f' {note}'}")
    echo_wrapped(f"The threshold is {answer['performanceThreshold']} points.")


def _some_chance(answer: PlanAnswer) -> bool:
    """Whether any plan may reach the threshold."""
    surest = answer["plans"].get("surest")
    return surest is None or bool(Decimal(surest["outcome"]["chanceOfThreshold"]))


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
    plans = answer["plans"]
    safe, surest = plans["minimum_safe"], plans.get("surest")
    shown: list[tuple[str, PlanOption]] = []
    if safe is not None:
        shown.append(("Minimum safe", safe))
    elif surest is not None and _some_chance(answer):
        shown.append(("Surest", surest))
    shown += [("Balanced", plans["balanced"]), ("Highest", plans["highest"])]
    rows = []
    for name, plan in shown:
        outcome = plan["outcome"]
        dollars = outcome["dollars"]
        rows.append(
            (
                name,
                plan["hours"],
                _percent(outcome["chanceOfThreshold"]),
                _ends(outcome["finalScore"]),
                f"{money(dollars['low'], True)} to {money(dollars['high'], True)}"
                if dollars
                else _ends(outcome["adjustmentPercent"]) + " %",
            )
        )
    click.echo()
    title = f"{beginning(_NUMBERS[len(shown)])} plans{'; none is safe' if safe is None else ''}"
    print_table(title, ("", "Hours", "Chance", "Score, 80 %", "Payments, 80 %"), rows)
    for name, plan in shown:
        echo_wrapped(f"{name}: {_what(plan)}.", "  ", "    ")
    if "unproved" in answer:
        echo_wrapped(answer["unproved"], "  ", "  ")


def _what(plan: PlanOption) -> str:
    option = OPTIONS[plan["reportingOption"]]
    program = "" if plan["program"] == "mips" else f" {plan['program']}"
    parts = [f"{ENTITIES[plan['entityType']]}, {option}{program}"]
    if plan["newMeasures"]:
        parts.append(f"new measures {', '.join(plan['newMeasures'])}")
    if plan["activities"]:
        parts.append(f"activities {', '.join(plan['activities'])}")
    return "; ".join(parts)


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
