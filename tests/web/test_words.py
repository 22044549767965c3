"""Words open their meaning on the page, years are one step apart, and everything can be found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from openmips.content.load import glossary
from openmips.practice.models import PracticeYear
from openmips.web.words import day_first, placed, spoken

pytestmark = pytest.mark.django_db

USED = re.compile(r'{% word "([^"]+)"')


def address(year: PracticeYear, name: str, *more: str) -> str:
    """The path of one of the year's pages."""
    return reverse(name, args=(year.practice_id, year.performance_year, *more))


def test_pages_have_their_own_words_for_days_places_and_what_to_do() -> None:
    """Days stand as everywhere else, places count from one, and no file is asked for."""
    assert spoken("The window opens on January 2, 2025.") == "The window opens on 2 January 2025."
    assert spoken("charges_1 on 2025-01-02") == "charges_1 on 2 January 2025"
    assert day_first("2025-01-02, not January 2, 2025") == "2025-01-02, not 2 January 2025"
    narrows = "The cost results: put them into the profile under cost or given."
    assert (
        spoken(narrows) == "The cost results: type their percent among the facts of the practice."
    )
    assert placed("$.measurementSets[0].measurements[11].value") == (
        "measurement sets 1, measurements 12, value"
    )
    assert placed("$[2].npi") == "entry 3, npi"
    assert placed("line 3, npi") == "line 3, npi"
    assert placed("$") == placed("$.performanceYear") == ""


def test_the_score_page_asks_for_no_profile(client: Client, sample: PracticeYear) -> None:
    """What the command calls the profile is the facts of the practice here."""
    text = client.get(address(sample, "score")).content.decode()
    assert "type their percent among the facts of the practice" in text
    assert "into the profile" not in text


def test_every_word_of_a_page_is_in_the_glossary(root: Path) -> None:
    """A template that names another word would fail before anybody opens it, and names it once."""
    found = 0
    for path in (root / "src/openmips/web/templates").rglob("*.html"):
        terms = USED.findall(path.read_text("utf-8"))
        assert set(terms) <= set(glossary()), path
        assert len(terms) == len(set(terms)), path
        found += len(terms)
    assert found > 20


def test_a_word_carries_its_meaning(client: Client, sample: PracticeYear) -> None:
    """The button names the place that holds the glossary's own sentence."""
    text = client.get(address(sample, "score")).content.decode()
    assert 'popovertarget="word-performance-threshold"' in text
    sentence = glossary()["performance threshold"].sentence
    assert escape(sentence[:1].upper() + sentence[1:]) in text


def test_every_page_leads_to_the_same_page_of_other_years(
    client: Client, sample: PracticeYear
) -> None:
    """Of a page about one measure the way leads to the other year's tasks."""
    for name, more, leads in (("score", (), "score"), ("measure", ("claims", "039"), "year")):
        text = client.get(address(sample, name, *more)).content.decode()
        other = reverse(leads, args=(sample.practice_id, 2026))
        assert f'href="{other}"' in text
        assert f'href="{other}" aria-current' not in text


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("236", ("measure", "claims", "236")),
        ("G8752", ("measure", "claims", "236")),
        ("advance care", ("measure", "claims", "047")),
        ("IA_EPA_1", ("activity", "IA_EPA_1")),
    ],
)
def test_measures_codes_and_activities_are_found(
    client: Client, sample: PracticeYear, wanted: str, leads: tuple[str, ...]
) -> None:
    """By number, by quality code, by words of the title."""
    text = client.get(address(sample, "find"), {"q": wanted}).content.decode()
    assert f'href="{address(sample, *leads)}"' in text


def test_words_are_found_and_nothing_is_said_to_be_nothing(
    client: Client, sample: PracticeYear
) -> None:
    """The glossary answers; what nobody wrote is not found."""
    page = address(sample, "find")
    assert "topped out" in client.get(page, {"q": "topped out"}).content.decode()
    assert "Nothing of 2024 holds" in client.get(page, {"q": "zzz<b>"}).content.decode()
    assert "<b>" not in client.get(page, {"q": "zzz<b>"}).content.decode()
