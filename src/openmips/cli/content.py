"""`openmips explain`: words, questions, addresses and what comes after, in plain language."""

from __future__ import annotations

from typing import Any

import click

from openmips.cli.output import as_json_option, print_json
from openmips.cli.words import echo_wrapped
from openmips.content.load import changes
from openmips.content.search import PAGE, QUESTION, TERM, TOPIC, Entry, entries, named, near, search

_TITLES = {TOPIC: "Topics", QUESTION: "Questions", PAGE: "Official pages", TERM: "Words"}


@click.command()
@click.argument("name", nargs=-1, metavar="[WORD OR TOPIC]")
@click.option("--search", "words", metavar="WORDS", help="Entries that hold all these words.")
@click.option("--history", is_flag=True, help="What was changed, by day.")
@as_json_option
def explain(name: tuple[str, ...], words: str | None, history: bool, as_json: bool) -> None:
    """Explain a word or topic of MIPS: openmips explain MVP.

    Without a word, list what can be explained.
    """
    asked = " ".join(name)
    if sum(map(bool, (asked, words, history))) > 1:
        raise click.UsageError("Give a word, or --search, or --history.")
    if history:
        _print_history(as_json)
    elif asked:
        _print_named(asked, as_json)
    elif words:
        _print_found(words, search(words), as_json)
    elif as_json:
        print_json({"entries": [_document(entry) for entry in entries()]})
    else:
        _print_list()


def _print_named(asked: str, as_json: bool) -> None:
    entry = named(asked)
    if entry is not None:
        _print_entries((entry,), as_json)
        return
    found = search(asked)
    if found:
        _print_found(asked, found, as_json)
        return
    close = ", ".join(near(asked))
    hint = f" Did you mean: {close}?" if close else " `openmips explain` lists what there is."
    if as_json:
        problem = {"code": "unknown_word", "message": f"Nothing is called {asked!r}.{hint}"}
        print_json({"entries": [], "problems": [problem]})
    else:
        click.echo(f"Nothing here is called {asked!r}.{hint}", err=True)
    raise click.exceptions.Exit(1)


def _print_found(words: str, found: tuple[Entry, ...], as_json: bool) -> None:
    if as_json or len(found) == 1:
        _print_entries(found, as_json)
    elif found:
        echo_wrapped(f"{len(found)} entries hold {words!r}:")
        for entry in found:
            echo_wrapped(f"{entry.entry_id}: {_first(entry)}", "  ", "      ")
    else:
        click.echo(f"Nothing here holds {words!r}.", err=True)
    if not found:
        raise click.exceptions.Exit(1)


def _first(entry: Entry) -> str:
    return entry.says[0] if entry.kind == TERM else entry.title


def _print_entries(found: tuple[Entry, ...], as_json: bool) -> None:
    if as_json:
        print_json({"entries": [_document(entry) for entry in found]})
        return
    for entry in found:
        echo_wrapped(entry.title)
        for sentence in entry.says:
            click.echo()
            echo_wrapped(sentence)
        if entry.facts:
            click.echo()
        for name, value in entry.facts.items():
            echo_wrapped(f"{name}: {value}", "  ", "      ")
        if entry.pages:
            click.echo()
        for page in entry.pages:
            click.echo(f"  {page.title}\n    {page.address}")


def _print_list() -> None:
    echo_wrapped("openmips explain WORD explains one of these.")
    every = list(entries())
    for kind, title in _TITLES.items():
        click.echo(f"\n{title}")
        mine = [entry for entry in every if entry.kind == kind]
        if kind == TERM:
            echo_wrapped(", ".join(entry.entry_id for entry in mine), "  ")
            continue
        for entry in mine:
            echo_wrapped(f"{entry.entry_id}: {entry.title}", "  ", "      ")


def _print_history(as_json: bool) -> None:
    if as_json:
        days = [
            {"day": day.isoformat(), "area": change.area, "says": change.says}
            for day, all_changes in changes().items()
            for change in all_changes
        ]
        print_json({"changes": days})
        return
    for day, all_changes in changes().items():
        for change in all_changes:
            echo_wrapped(f"{day} {change.area}: {change.says}", "", "    ")


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "id": entry.entry_id,
        "title": entry.title,
        "says": list(entry.says),
        "facts": dict(entry.facts),
        "pages": [
            {"title": page.title, "address": page.address, "years": list(page.years)}
            for page in entry.pages
        ],
        "source": entry.source,
        "checked": entry.checked.isoformat(),
    }
