"""How a binder reads in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

import click

from openmips.cli.tables import print_table
from openmips.cli.words import CATEGORIES, echo_wrapped, spelt
from openmips.practice.binder.entries import Deed, Entry
from openmips.practice.binder.showing import StandingAnswer, StatusAnswer, VerifyAnswer, about_text

_DEEDS = {
    Deed.OPENED: "made",
    Deed.ADDED: "document",
    Deed.NOTED: "note",
    Deed.SIGNED: "signed",
    Deed.HELD: "hold",
    Deed.RELEASED: "released",
    Deed.REMOVED: "removed",
}


def print_entry(entry: Entry) -> None:
    """What was written just now."""
    what = about_text(entry.about)
    echo_wrapped(f"Entry {entry.number}: {_DEEDS[entry.deed]}{f', {what}' if what else ''}.")
    echo_wrapped(_says(entry), "  ")


def print_list(entries: Sequence[Entry]) -> None:
    """All entries, one a row."""
    gone = {one.facts["entry"] for one in entries if one.deed is Deed.REMOVED}
    rows = [
        (
            str(one.number),
            one.at.date().isoformat(),
            one.by,
            _DEEDS[one.deed] + (" (removed)" if one.number in gone else ""),
            about_text(one.about),
            _says(one),
        )
        for one in entries
    ]
    print_table("1 entry" if len(rows) == 1 else f"{len(rows):,} entries", _HEADS, rows)


_HEADS = ("No.", "Day", "By", "What", "About", "Says")


def _says(entry: Entry) -> str:
    facts = entry.facts
    match entry.deed:
        case Deed.OPENED:
            return str(facts.get("practice", ""))
        case Deed.ADDED:
            said = f": {facts['text']}" if "text" in facts else ""
            return f"{facts['name']} ({facts['size']:,} bytes){said}"
        case Deed.RELEASED | Deed.REMOVED:
            return f"Entry {facts['entry']}: {facts['text'] or 'its day was over'}"
        case _:
            return str(facts["text"])


def print_status(answer: StatusAnswer) -> None:
    """What is proved and what lacks, thing by thing."""
    lines = [line for one in answer["reported"] for line in one["lines"]]
    echo_wrapped(
        f"Evidence of {answer['performanceYear']}: {len(lines) - answer['lacking']} of"
        f" {len(lines)} lines are proved. Keep all of it through"
        f" {spelt(answer['keptUntil'])}."
    )
    for held in answer["holds"]:
        echo_wrapped(
            f"Hold {held['number']} by {held['by']}: {held['reason']} Nothing may be removed."
        )
    for one in answer["reported"]:
        _print_standing(one)
    click.echo()
    echo_wrapped(
        "Add a document with openmips binder add FOLDER FILE --about"
        f" {answer['performanceYear']}/CATEGORY/ID --item NUMBER. The lists are ours; CMS has no"
        " official one."
    )


def _print_standing(one: StandingAnswer) -> None:
    click.echo()
    name = CATEGORIES.get(one["category"], "The practice")
    if one["id"] is not None:
        name = f"{one['category']}/{one['id']}: {one['title']}"
    echo_wrapped(name, "", "  ")
    for line in one["lines"]:
        by = ", ".join(map(str, line["provedBy"]))
        mark = f"[entry {by}]" if by else "[lacking]"
        echo_wrapped(f"{line['number']:>3}. {line['text']} {mark}", "", "     ")
    if one["otherDocuments"]:
        also = ", ".join(map(str, one["otherDocuments"]))
        echo_wrapped(f"Documents that name no line of it: {also}.", "     ")
    if one["signatures"]:
        echo_wrapped(f"Signed: {', '.join(map(str, one['signatures']))}.", "     ")


def print_verified(answer: VerifyAnswer) -> None:
    """Whether all is as it was."""
    for one in answer["problems"]:
        place = one.get("file", one["location"])
        echo_wrapped(f"{one['severity'].capitalize()}: {place}: {one['message']}", "", "  ")
        echo_wrapped(one["remedy"], "  ")
    if answer["fine"]:
        click.echo(f"All {answer['entries']} entries and their files are as they were.")
        click.echo(f"Seal: {answer['seal']}")
