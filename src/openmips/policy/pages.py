"""The policy as pages: one a topic, the years side by side, made from what the rules use."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from openmips.policy.load import FOLDER, YEARS, Source, load_sources, policy_for, topic_types
from openmips.policy.walk import provisions_of
from openmips.policy.words import in_words
from openmips.why import Attestation, Provision

_MADE = "<!-- Made by `python -m openmips.policy.pages docs/policy`; edit the YAML instead. -->"
_TITLES = {
    "programme": "Programme: years, sizes and roundings",
    "weights": "Weights",
    "final": "Final score",
    "payment": "Payment adjustment",
    "quality": "Quality",
    "activities": "Improvement activities",
    "interoperability": "Promoting interoperability",
    "cost": "Cost",
    "reporting": "Reporting options and levels",
    "deadlines": "Dates and deadlines",
    "eligibility": "Eligibility, special statuses and exceptions",
    "claims": "Part B claims measures",
    "submission": "What CMS takes by file",
    "review": "Targeted review",
    "publishing": "Public reporting",
    "remittance": "Remittances",
}


def pages() -> Mapping[str, str]:
    """Every page by its file name."""
    found = {"README.md": _overview(), "sources.md": _sources(load_sources(FOLDER))}
    by_topic: dict[str, dict[str, list[Provision[Any]]]] = {name: {} for name in topic_types()}
    for year in YEARS:
        for provision in provisions_of(policy_for(year)):
            topic = provision.name.partition(".")[0]
            by_topic[topic].setdefault(provision.name, []).append(provision)
    for topic, provisions in by_topic.items():
        found[f"{topic}.md"] = _page(_TITLES[topic], provisions)
    return found


def write_pages(folder: Path) -> None:
    """Write every page into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")


def _overview() -> str:
    lines = [
        "# The law as OpenMIPS knows it",
        "",
        _MADE,
        "",
        "Every number, list and choice that decides a score, year by year, with its source.",
        "",
        *(f"- [{title}]({name}.md)" for name, title in _TITLES.items()),
        "- [Sources](sources.md)",
        "",
        "| Attested by | What that means |",
        "|---|---|",
        "| regulation | the text of the statute or regulation, read or quoted word for word |",
        "| cms document | a document or page of CMS |",
        "| cms data | CMS's public measures data |",
        "| published result | published results could be recomputed only this way |",
        "| secondary | specialty societies, registries and others say so |",
        "| derived | our own reading; the place says from what |",
        "| **recalled** | known from memory; nobody has read it again yet |",
        "",
        "| Year | Provisions | Only recalled | Digest |",
        "|---|---|---|---|",
    ]
    for year in YEARS:
        policy = policy_for(year)
        every = list(provisions_of(policy))
        weak = sum(provision.attestation is Attestation.RECALLED for provision in every)
        lines.append(f"| {year} | {len(every)} | {weak} | `{policy.digest}` |")
    return "\n".join(lines) + "\n"


def _sources(sources: Mapping[str, Source]) -> str:
    lines = [
        "# Sources",
        "",
        _MADE,
        "",
        "| Id | Source | Kind | Where to find it | Read |",
        "|---|---|---|---|---|",
    ]
    for source in sources.values():
        kind = source.kind.replace("_", " ")
        lines.append(
            f"| {source.source_id} | {source.title} | {kind} | {source.where} | {source.read} |"
        )
    return "\n".join(lines) + "\n"


def _page(title: str, provisions: Mapping[str, list[Provision[Any]]]) -> str:
    lines = [f"# {title}", "", _MADE, ""]
    for name, years in provisions.items():
        lines += [f"## {name.partition('.')[2]}", "", f"{years[0].says} Unit: {years[0].unit}.", ""]
        lines += ["| Years | Value | Attested by | Source | Checked |", "|---|---|---|---|---|"]
        lines += [*_rows(years), ""]
    return "\n".join(lines)


def _rows(years: list[Provision[Any]]) -> Iterator[str]:
    spans: list[tuple[int, int, str]] = []
    for provision in years:
        word = provision.attestation.value.replace("_", " ")
        attested = f"**{word}**" if provision.attestation is Attestation.RECALLED else word
        cells = (in_words(provision.value), attested, provision.citation, provision.checked)
        text = " | ".join(map(str, cells))
        if spans and spans[-1][1:] == (provision.year - 1, text):
            spans[-1] = (spans[-1][0], provision.year, text)
        else:
            spans.append((provision.year, provision.year, text))
    for first, last, text in spans:
        yield f"| {first} | {text} |" if first == last else f"| {first}-{last} | {text} |"


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
