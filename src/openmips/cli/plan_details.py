"""How the details of a plan read: levers with their prices, losses, last year, assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import click

from openmips.amounts import fixed
from openmips.answers.collection_words import COLLECTION_TYPES
from openmips.answers.plan import PlanAnswer
from openmips.answers.plan_shapes import LeverAnswer, LossAnswer
from openmips.cli.tables import print_table
from openmips.cli.words import CATEGORIES, cut, echo_wrapped, money, signed, spelt

_LEVERS = 4
_NARROW = 60


def print_levers(levers: Sequence[LeverAnswer], everything: bool) -> None:
    """Every lever by itself, the most points first; those that are worth the same together."""
    groups = list(_alike(levers))
    if not groups:
        return
    click.echo()
    click.echo("What each lever brings by itself, on average, the most points first")
    shown = groups if everything else groups[:_LEVERS]
    for group in shown:
        first = group[0]
        gained = first["dollarsGained"]
        worth = "" if gained is None else f", {money(gained, True)}"
        ends = first["pointsGained"]
        spread = f" ({ends['low']} to {ends['high']}), {signed(first['percentGained'])} %"
        only = f" ({spelt(first['onlyIf'])})" if "onlyIf" in first else ""
        others = [one["id"] for one in group[1:] if "id" in one]
        same = f" The same with {_listed(others)}." if others else ""
        echo_wrapped(
            f"{signed(ends['mean'])} points{spread if everything else ''}{worth};"
            f" {first['hours']} h, {_when(first)}: {first['says']}{only}{same}",
            "  ",
            "    ",
        )


def _alike(levers: Sequence[LeverAnswer]) -> Iterator[list[LeverAnswer]]:
    """The levers in groups of one kind that bring the same points for the same hours in time."""
    groups: dict[tuple[str, ...], list[LeverAnswer]] = {}
    for lever in levers:
        key = (
            lever["kind"],
            lever.get("collectionType", ""),
            lever["pointsGained"]["mean"],
            lever["hours"],
            lever["startBy"],
            lever["due"],
        )
        groups.setdefault(key, []).append(lever)
    yield from groups.values()


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def _when(lever: LeverAnswer) -> str:
    if lever["startBy"] == lever["due"]:
        return f"by {spelt(lever['due'])}"
    return f"begun by {spelt(lever['startBy'])}"


def print_last_year(answer: PlanAnswer, everything: bool) -> None:
    """Last year scored again, under its own rules and under this year's."""
    last, changes = answer["lastYear"], answer["ruleChanges"]
    if last is None:
        return
    click.echo()
    said = "" if last["cmsFinalScore"] is None else f" CMS said {last['cmsFinalScore']}."
    again = ""
    if changes is not None:
        after = _score(changes["finalScoreAfter"])
        again = f" The same again under the rules of {answer['performanceYear']}: {after}."
    ends = _score(last["finalScore"])
    echo_wrapped(f"{last['performanceYear']} re-scored: {ends}.{said}{again}")
    for one in last["differences"]:
        echo_wrapped(
            f"{one['what']}: CMS {one['cms']}, ours {one['ours']}. {one['says']}", "  - ", "    "
        )
    if changes is None or not everything:
        return
    for moved in changes["moved"]:
        echo_wrapped(moved["says"], "  - ", "    ")
    for measure in changes["measures"]:
        echo_wrapped(
            f"{measure['measureId']}: {measure['before']} points before,"
            f" {measure['after'] or 'none'} now. {measure['says']}",
            "  - ",
            "    ",
        )


def _score(ends: Mapping[str, object]) -> str:
    low, high = str(ends["low"]), str(ends["high"])
    return low if low == high else f"{low} to {high}"


def print_details(answer: PlanAnswer) -> None:
    """Where the points were lost, and what was assumed."""
    losses = answer["losses"]
    total = losses["total"] or f"{losses['totalLow']} to {losses['totalHigh']}"
    click.echo()
    rows = [(_lost(row), cut(_where(row), _NARROW)) for row in losses["rows"]]
    title = f"Where {total} points of {losses['performanceYear']} were lost"
    print_table(title, ("Points", "Why"), rows)
    click.echo()
    for note in answer["assumptions"]:
        echo_wrapped(note, "Assumed: ", "  ")


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
