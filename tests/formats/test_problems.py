"""Problems have codes, remedies and places, and the catalogue of them is complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from openmips.problems import CATALOGUE, Problem, ProblemsFound, Severity
from openmips.problems.finding import Catalogue, item, listed, masked, member, nearest, shown

PROBLEM = Problem("not_json", Severity.ERROR, "Found this; expected that.", "Do so.", "$.a", "b")


def test_every_kind_says_what_it_means_and_what_helps() -> None:
    """Each code is one word of small letters; meaning and remedy are sentences."""
    for code, kind in CATALOGUE.kinds.items():
        assert code == kind.code
        assert re.fullmatch(r"[a-z][a-z0-9_]*", code)
        assert kind.meaning.endswith(".")
        assert kind.remedy.endswith(".")


def test_every_kind_is_raised_in_a_test() -> None:
    """No code is listed that no input is known to cause.

    Those of QRDA III have cases of their own, and a test that every one has.
    """
    everything = Path(__file__).parent.parent
    told = [*everything.glob("cases/*.yaml"), *everything.rglob("conversations/*.yaml")]
    files = [*everything.rglob("test_*.py"), *told]
    named = set(re.findall(r"[a-z][a-z0-9_]*", "".join(path.read_text() for path in files)))
    others = {code for code in CATALOGUE.kinds if not code.startswith("qrda3_")}
    assert sorted(others - named) == []


def test_codes_are_entered_once() -> None:
    """Two meanings cannot share a code."""
    catalogue = Catalogue()
    catalogue.error("a", "A.", "B.")
    with pytest.raises(ValueError, match="'a' is entered twice"):
        catalogue.warning("a", "C.", "D.")


def test_problems_print_place_message_and_remedy() -> None:
    """One line says where, what and what to do."""
    assert str(PROBLEM) == "b, $.a: Found this; expected that. Do so."
    assert str(ProblemsFound([PROBLEM, PROBLEM])).count("\n") == 1


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("000456789", "*****6789"),
        ("TIN 00-0456789, NPI 1000000004", "TIN **-***6789, NPI ******0004"),
        ("2024-12-31", "2024-12-31"),
        ("12345678", "12345678"),
        ("2c928081-7b51-1234-0186-123456789012", "2c928081-7b51-1234-0186-123456789012"),
        ("id 000456789, 2c928081-7b51-1234-0186-123456789012", None),
    ],
)
def test_identifiers_are_masked(text: str, hidden: str | None) -> None:
    """Runs of nine or more digits show their last four only; dates and UUIDs stay whole."""
    assert masked(text) == (hidden or text.replace("000456789", "*****6789"))


def test_shown_texts_are_short_and_printable() -> None:
    """What comes from the input cannot fill or break the terminal."""
    assert shown("a\nb\ud800") == '"a\\u000ab\\ud800"'
    assert len(shown("x" * 1000)) == 62


def test_places_are_json_paths() -> None:
    """Plain keys follow a point, others stand in brackets."""
    assert member(item("$.a", 2), "b") == "$.a[2].b"
    assert member("$", "a b") == '$["a b"]'


def test_lists_and_hints_read_as_sentences() -> None:
    """Names are joined as people do; without a close name there is no hint."""
    assert [listed(["a"]), listed("ab"), listed("abc")] == ["a", "a or b", "a, b or c"]
    assert nearest("prioryear", ["priorYear", "cost"]) == "Did you mean priorYear?"
    assert nearest("x", ["priorYear"]) == ""
