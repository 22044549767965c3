"""The glossary as a page, made from the same entries that the commands show."""

from __future__ import annotations

import sys
from pathlib import Path

from openmips.content.load import glossary

MADE = (
    "<!-- Made by `python -m openmips.content.pages docs/glossary.md`; edit the YAML instead. -->"
)


def glossary_page() -> str:
    """The page: one line a term, in the order of the alphabet."""
    lines = [
        "# Glossary",
        "",
        MADE,
        "",
        "The terms and short forms of the program, and the words of this project.",
        "",
    ]
    for word, term in glossary().items():
        more = "" if term.more is None else f" {term.more}"
        lines.append(f"- **{word}**: {term.sentence}{more}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(glossary_page(), "utf-8")
