"""A reader who follows the links of the pages gets somewhere."""

from __future__ import annotations

import re
from pathlib import Path

LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def linked(page: Path) -> list[Path]:
    """The files that a page links to."""
    return [(page.parent / name).resolve() for name in LINK.findall(page.read_text("utf-8"))]


def test_links_between_pages_lead_to_files(root: Path) -> None:
    """Every link of a page to another file of the repository finds it."""
    pages = [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("examples/**/*.md")]
    assert [
        f"{page.relative_to(root)}: {target.name}"
        for page in pages
        for target in linked(page)
        if not target.exists()
    ] == []


def test_every_walkthrough_is_found_from_the_readme(root: Path) -> None:
    """README links the tour and the list of walkthroughs, and that links each of them."""
    home = root / "docs" / "walkthroughs"
    assert {root / "docs" / "tour.md", home / "README.md"} <= set(linked(root / "README.md"))
    assert set(home.glob("[!R]*.md")) <= set(linked(home / "README.md"))
