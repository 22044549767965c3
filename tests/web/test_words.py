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

pytestmark = pytest.mark.django_db

USED = re.compile(r'{% word "([^"]+)"')


def address(year: PracticeYear, name: str, *more: str) -> str:
    """The path of one of the year's pages."""
    return reverse(name, args=(year.practice_id, year.performance_year, *more))


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
