"""The content that ships is whole, and what is not understood is refused."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from openmips.content import load
from openmips.content.load import (
    CONTACT,
    DISCLAIMER,
    changes,
    glossary,
    load_changes,
    load_entries,
    load_sourced,
    pages,
    questions,
    topics,
)
from openmips.content.pages import glossary_page
from openmips.content.shapes import Milestone, Term, Topic
from openmips.policy.load import YEARS as POLICY_YEARS
from openmips.policy.read import PolicyError

SHORT_FORM = re.compile(r"\b[a-z]?[A-Z]{2,}\d*(?=s?\b)")
TERM = """
MVP:
  stands_for: MIPS Value Pathway
  means: a reporting option.
  more: null
  source: quick-start-2024
  checked: 2026-11-21
"""
TOPIC = """
help:
  title: Help
  says: [Ask.]
  facts: {}
  pages: [nowhere]
  source: quick-start-2024
  checked: 2026-11-21
"""


def written(folder: Path, name: str, text: str) -> Path:
    """A folder with one file of content."""
    (folder / name).write_text(text, "utf-8")
    return folder


def test_everything_that_ships_loads() -> None:
    """Terms, topics, questions, pages and the history are there."""
    assert len(glossary()) > 100
    assert {DISCLAIMER, CONTACT, "portal-access", "after-submission"} <= set(topics())
    assert "without-an-ehr" in questions()
    assert date(2026, 11, 21) in changes()


def test_whom_to_ask_is_complete() -> None:
    """The Service Center has mail, phone, relay service and hours."""
    facts = topics()[CONTACT].facts
    assert facts["Email"] == "QPP@cms.hhs.gov"
    assert facts["Phone"] == "1-866-288-8292"
    assert facts["Relay service (TRS)"] == "711"
    assert "8 a.m. to 8 p.m." in facts["Hours"]


def test_every_year_has_its_official_page() -> None:
    """Pages that speak of one year are there for each year with a catalog."""
    of_years = {year for page in pages().values() for year in page.years}
    assert of_years == set(POLICY_YEARS[1:])
    assert all(page.address.startswith("https://") for page in pages().values())


def test_every_short_form_of_the_content_is_a_term() -> None:
    """What the content itself abbreviates, the glossary explains."""
    known = {word for term in glossary() for word in SHORT_FORM.findall(term)}
    texts = [
        text
        for topic in (*topics().values(), *questions().values())
        for text in (topic.title, *topic.says, *topic.facts, *topic.facts.values())
    ]
    texts += [f"{one.name} {one.to_do} {one.whom}" for one in load.milestones().values()]
    found = {word for text in texts for word in SHORT_FORM.findall(text.replace("QPP@", ""))}
    assert sorted(found - known) == []


def test_every_sentence_is_one() -> None:
    """Each meaning, paragraph and thing to do ends as a sentence does."""
    texts = [term.means for term in glossary().values()]
    texts += [text for one in (*topics().values(), *questions().values()) for text in one.says]
    texts += [one.to_do for one in load.milestones().values()]
    texts += [one.whom for one in load.milestones().values()]
    assert [text for text in texts if not text.endswith(".")] == []


def test_the_glossary_page_is_current(root: Path) -> None:
    """`make docs` would write docs/glossary.md as it stands."""
    assert (root / "docs" / "glossary.md").read_text("utf-8") == glossary_page()


def test_the_page_is_written_by_its_module(tmp_path: Path) -> None:
    """The module writes the page to the file it is given."""
    import runpy
    import sys
    from unittest.mock import patch

    target = tmp_path / "glossary.md"
    with patch.object(sys, "argv", ["pages", str(target)]), pytest.warns(RuntimeWarning):
        runpy.run_module("openmips.content.pages", run_name="__main__")
    assert target.read_text("utf-8") == glossary_page()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("  more: null\n", "", "a mapping of exactly"),
        ("more: null", "more: null\n  extra: x", "a mapping of exactly"),
        ("checked: 2026-11-21", "checked: yesterday", "expected"),
        ("source: quick-start-2024", "source: hearsay", "a source of sources.yaml"),
        ("means: a reporting option.", "means: [a]", "text"),
        ("MVP:", "MVP: null\nMVP:", "twice"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, old: str, new: str, found: str) -> None:
    """An unknown, missing or wrong part of a term is an error that names the term."""
    assert load_sourced(written(tmp_path, "x.yaml", TERM), "x.yaml", Term)
    assert old in TERM
    with pytest.raises(PolicyError, match=found):
        load_sourced(written(tmp_path, "x.yaml", TERM.replace(old, new)), "x.yaml", Term)


def test_a_topic_must_link_to_pages_that_exist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that nobody knows is refused."""
    monkeypatch.setattr(load, "FOLDER", written(tmp_path, "topics.yaml", TOPIC))
    written(tmp_path, "pages.yaml", "")
    monkeypatch.setattr(load, "pages", dict)
    with pytest.raises(PolicyError, match=r"topics.yaml, help: found 'nowhere'"):
        load.topics.__wrapped__()


def test_a_kind_of_date_must_be_known(tmp_path: Path) -> None:
    """A milestone is of one of the kinds."""
    text = (
        "x:\n  kind: happens\n  deadline: true\n  name: a\n  to_do: b\n  whom: c\n  concerns: d\n"
    )
    with pytest.raises(PolicyError, match="one of opens, closes, starts, ends, published"):
        load_entries(written(tmp_path, "m.yaml", text), "m.yaml", Milestone)


def test_a_change_has_a_day(tmp_path: Path) -> None:
    """The history is kept by day, the last first."""
    entry = "\n  - area: a\n    says: b.\n"
    text = f"2026-01-02:{entry}2026-03-04:{entry}"
    assert list(load_changes(written(tmp_path, "changes.yaml", text))) == [
        date(2026, 3, 4),
        date(2026, 1, 2),
    ]
    with pytest.raises(PolicyError, match=r"changes.yaml, soon"):
        load_changes(written(tmp_path, "changes.yaml", f"soon:{entry}"))


def test_a_question_is_a_topic() -> None:
    """Questions have the shape of topics, so that both read alike."""
    assert all(isinstance(one, Topic) for one in questions().values())
