"""Code cards: one page a measure, with everything a biller needs to know of it."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from answers.shape_check import faults
from cli.conftest import Call

from openmips.answers.claims_cards import ClaimsCardsAnswer, claims_cards
from openmips.catalog.load import YEARS
from openmips.claims.cards import in_ranges

WIDTH, PAGE = 80, 66


def test_a_card_says_whom_when_and_which_codes(openmips: Call) -> None:
    """The card of 047 has its age, its visits, its four answers and what to mind."""
    out = openmips("claims", "card", "047", "--year", "2024").out
    text = " ".join(out.split())
    for told in (
        "047 Advance care plan",
        "Asked once a patient",
        "Who patients of 65 or older",
        "99202-99205, 99212-99215",
        "not at place 23 (emergency room)",
        "met 1123F A plan or a decision maker is on record",
        "not met 1123F-8P Neither is documented, no reason given",
        "excluded G9692 Hospice care",
        "Another modifier than those shown makes the code no answer.",
    ):
        assert told in text, told


def test_answers_in_two_codes_stand_together(openmips: Call) -> None:
    """236 takes pairs: the second code of each stands under the first."""
    lines = openmips("claims", "card", "236", "--year", "2024").out.splitlines()
    first = next(n for n, line in enumerate(lines) if "G8752" in line)
    assert lines[first].split()[:2] == ["met", "G8752"]
    assert lines[first + 1].split()[:2] == ["and", "G8754"]


def test_a_measure_with_several_rates_has_its_parts(openmips: Call) -> None:
    """226 has three; the second is asked only beside the code for a user."""
    out = openmips("claims", "card", "226", "--year", "2024").out
    assert [line.split()[1] for line in out.splitlines() if line.startswith("Part ")] == [
        "00",
        "01",
        "02",
    ]
    assert "G9902 on the same claim" in out


def test_an_inverse_measure_says_that_lower_is_better(openmips: Call) -> None:
    """Met is the bad answer of 001, and the card says so."""
    out = " ".join(openmips("claims", "card", "1", "--year", "2024").out.split())
    assert "a lower rate is better" in out
    assert "Met is the bad answer here" in out


def test_a_measure_outside_traditional_mips_says_where_it_counts(openmips: Call) -> None:
    """112 counts only in pathways since 2024."""
    out = openmips("claims", "card", "112", "--year", "2024").out
    assert any(line.startswith("Counts in") for line in out.splitlines())


@pytest.mark.parametrize("year", YEARS)
def test_every_measure_of_every_year_has_a_card_of_a_page(openmips: Call, year: int) -> None:
    """Without a measure all cards are printed, a page each, 80 characters wide."""
    ended = openmips("claims", "card", "--year", str(year))
    assert ended.code == 0
    pages = ended.out.split("\f")
    assert len(pages) == {2023: 27, 2024: 26}.get(year, 25)
    for page in pages:
        lines = [line for line in page.splitlines() if not line.startswith("http")]
        assert max(map(len, lines)) <= WIDTH, page
        assert len(lines) <= PAGE, page
    assert ("Left out: 110" in ended.out) is (year == 2023)
    assert ("with the codes of 2025" in ended.out) is (year == 2026)


@pytest.mark.parametrize("year", YEARS)
def test_cards_have_the_declared_shape(year: int) -> None:
    """Every card of every year has exactly the members that its type declares."""
    answer = claims_cards(year=year)
    assert faults(answer, ClaimsCardsAnswer) == []


def test_json_lists_every_code(openmips: Call) -> None:
    """What text cuts short stands whole in JSON."""
    document = json.loads(openmips("claims", "card", "145", "--year", "2024", "--json").out)
    (visits,) = document["cards"][0]["parts"][0]["waysIn"][0]["visits"]
    assert len(visits["codes"]) == 256
    assert visits["notWithModifiers"] == ["95", "GQ", "GT"]


def test_a_measure_that_is_none_is_refused(openmips: Call) -> None:
    """113 is no claims measure of 2024."""
    ended = openmips("claims", "card", "113", "--year", "2024")
    assert ended.code == 1
    assert "113" in ended.err


def test_codes_in_a_row_are_a_range() -> None:
    """Only codes that follow one another without a gap are drawn together."""
    codes = ["99215", "99212", "99213", "G0439", "G0438", "0042T", "99214", "99217"]
    assert in_ranges(codes) == ["0042T", "99212-99215", "99217", "G0438-G0439"]


class _Page(HTMLParser):
    """What a page of HTML holds: its open elements at the end, and its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element, and that it is open."""
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that the innermost element ends."""
        assert self.open.pop() == tag


def test_cards_are_a_page_of_html_without_anything_from_elsewhere(openmips: Call) -> None:
    """Every element is closed, columns have headings, and nothing is loaded from another host."""
    ended = openmips("claims", "card", "--year", "2024", "--html")
    assert ended.code == 0
    page = _Page()
    page.feed(ended.out)
    assert page.open == []
    names = [tag for tag, _ in page.tags]
    assert names.count("section") == names.count("h2") == 26
    assert not {"script", "link", "img", "iframe"} & set(names)
    assert all(attrs.get("scope") == "col" for tag, attrs in page.tags if tag == "th")
    assert "1123F-8P" in ended.out
    assert "Barrett&#x27;s" in ended.out


def test_html_and_json_do_not_go_together(openmips: Call) -> None:
    """One command prints one document."""
    assert openmips("claims", "card", "047", "--year", "2024", "--html", "--json").code == 2
