"""Code cards as a page of HTML: no scripts, nothing from elsewhere, a sheet of paper a measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import groupby
from typing import Any

from openmips.answers.claims_card_words import facts, parts
from openmips.cli.claims_gaps_report import OUTCOMES
from openmips.cli.words import PREVAILS

_STYLE = """
body { font: 1rem/1.4 sans-serif; max-width: 45rem; margin: 1rem auto; padding: 0 1rem; }
h2 { border-bottom: 2px solid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; }
dt { font-weight: bold; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: bold; }
th, td { border: 1px solid; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
@media print { section { break-after: page; } section:last-of-type { break-after: auto; } }
"""


def page(answer: Mapping[str, Any]) -> str:
    """The cards as one document."""
    title = f"Claims codes {answer['performanceYear']}"
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            '<head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE}</style></head>",
            f"<body><main><h1>{escape(title)}</h1>",
            *(line for card in answer["cards"] for line in _card(card, answer)),
            *(f"<p>Left out: {escape(each['why']['says'])}</p>" for each in answer["refused"]),
            f"</main><footer><p>{escape(PREVAILS)}</p></footer></body></html>",
            "",
        )
    )


def _card(card: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[str]:
    yield f"<section><h2>{escape(card['measureId'])} {escape(card['title'])}</h2>"
    yield f"<p>{escape(card['asks'])}</p>"
    yield from _list(facts(card, answer))
    for name, told, codes in parts(card):
        if name:
            yield f"<h3>{escape(name)}</h3>"
        yield from _list(told)
        yield from _table(name, codes)
    yield "<h3>Mind</h3><ul>"
    yield from (f"<li>{escape(trap)}</li>" for trap in card["traps"])
    yield "</ul>"
    if "specification" in card:
        link = escape(card["specification"])
        yield f'<p><a href="{link}">Medicare\'s specification of the measure</a></p>'
    yield "</section>"


def _list(told: Iterable[tuple[str, str]]) -> Iterator[str]:
    lines = [f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in told]
    if lines:
        yield from ("<dl>", *lines, "</dl>")


def _table(name: str, codes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    caption = f"Codes of {name.lower()}" if name else "Codes"
    yield f"<table><caption>{escape(caption)}</caption>"
    yield '<tr><th scope="col">Says</th><th scope="col">Code</th><th scope="col">Meaning</th></tr>'
    for _, group in groupby(codes, lambda entry: entry["answer"]):
        together = list(group)
        outcome = escape(OUTCOMES[together[0]["outcome"]])
        written = "<br>with ".join(map(_code, together))
        meaning = "<br>".join(escape(entry["meaning"]) for entry in together)
        yield f"<tr><td>{outcome}</td><td>{written}</td><td>{meaning}</td></tr>"
    yield "</table>"


def _code(entry: Mapping[str, Any]) -> str:
    modifier = f"-{entry['modifier']}" if entry["modifier"] else ""
    return escape(f"{entry['code']}{modifier}")
