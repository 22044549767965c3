"""Whoever reads the pages finds every short form in the glossary."""

from __future__ import annotations

import re
from pathlib import Path

NOT_PROSE = re.compile(
    r"^```.*?^```$|`[^`]*`|\]\([^)]*\)|<!--.*?-->|https?://\S+", re.MULTILINE | re.DOTALL
)
SHORT_FORM = re.compile(r"\b[a-z]?[A-Z]{2,}\d*(?=s?\b)")
TERM = re.compile(r"^- \*\*(.+?)\*\*:", re.MULTILINE)
PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/*.md"]


def glossary(root: Path) -> list[str]:
    """The terms of the glossary, in its order."""
    return TERM.findall((root / "docs" / "glossary.md").read_text("utf-8"))


def test_every_short_form_is_in_the_glossary(root: Path) -> None:
    """A capital-letter word on a page for users is a term of the glossary."""
    known = {word for term in glossary(root) for word in SHORT_FORM.findall(term)}
    unknown = {
        f"{page.relative_to(root)}: {word}"
        for pattern in PAGES
        for page in root.glob(pattern)
        for word in SHORT_FORM.findall(NOT_PROSE.sub(" ", page.read_text("utf-8")))
        if word not in known
    }
    assert sorted(unknown) == []


def test_the_glossary_is_in_order(root: Path) -> None:
    """Each term stands once, and in the order of the alphabet."""
    terms = [term.casefold() for term in glossary(root)]
    assert terms == sorted(set(terms))
