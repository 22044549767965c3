"""The score's pages say what the answers say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from openmips import score
from openmips.practice.models import PracticeYear

pytestmark = pytest.mark.django_db


def page(client: Client, year: PracticeYear, name: str = "") -> str:
    """The text of a page of the year."""
    return client.get(f"/practices/{year.practice_id}/2024/{name}").content.decode()


def test_the_score_page_equals_the_command_line(
    client: Client, sample: PracticeYear, root: Path
) -> None:
    """The sample practice is Oak Street of the examples, and scores the same to the last digit."""
    folder = root / "examples" / "oak-street"
    documents = [json.loads((folder / f"{n}.json").read_text()) for n in ("submission", "profile")]
    answer = score(documents[0], profile=documents[1])
    low, high = answer["finalScore"]["low"], answer["finalScore"]["high"]
    assert (low, high) == ("46.26", "76.26")
    text = page(client, sample, "score/")
    assert f"Your predicted score is {low} to {high}" in text
    assert "Preventive Care and Screening: Screening for Depression" in text
    assert answer["why"]["says"] in text


def test_every_page_of_the_year_shows_where_it_stands(client: Client, sample: PracticeYear) -> None:
    """The strip names score and money; 9 percent less to 0.05 more on $412,000."""
    for name in ("", "score/", "money/"):
        text = page(client, sample, name)
        assert "46.26 to 76.26" in text
        assert "-$14,214 to $206" in text


def test_the_money_page_shows_the_corners_of_the_curve(
    client: Client, sample: PracticeYear
) -> None:
    """Minus nine percent up to a quarter of the threshold, zero at 75, 1.05 percent at 100."""
    text = page(client, sample, "money/")
    for shown in ("-9.00", "18.75", "-$37,080", "+1.05", "$4,326"):
        assert shown in text


def test_strangers_see_no_page(client: Client, sample: PracticeYear) -> None:
    """An address of a practice that is not one's own does not exist."""
    other = "00000000-0000-4000-8000-000000000000"
    assert client.get(f"/practices/{other}/2024/score/").status_code == 404
