"""`openmips explain`: one word, a search, a list."""

from __future__ import annotations

import json

from cli.conftest import Call

from openmips.content.search import named, near, search


def test_a_word_is_explained(openmips: Call) -> None:
    """A short form reads as a sentence, whatever its capital letters."""
    ended = openmips("explain", "mvp")
    assert ended.code == 0
    assert "MIPS Value Pathway, a reporting option" in ended.out.replace("\n", " ")


def test_a_topic_is_explained_with_its_facts_and_pages(openmips: Call) -> None:
    """The Service Center comes with its number, hours and page."""
    ended = openmips("explain", "service", "center")
    assert "Phone: 1-866-288-8292" in ended.out
    assert "https://qpp.cms.gov/about/help-and-support" in ended.out
    assert all(len(line) <= 80 for line in ended.out.splitlines())


def test_the_list_names_everything(openmips: Call) -> None:
    """Without a word all topics, questions, pages and words are listed."""
    ended = openmips("explain")
    for text in ("after-submission:", "without-an-ehr:", "portal:", "QRDA III"):
        assert text in ended.out


def test_a_search_finds_all_words(openmips: Call) -> None:
    """Several hits are listed, titles first; one is shown whole; none ends with 1."""
    many = openmips("explain", "--search", "disaster")
    assert "disaster: A disaster hit us. What now?" in many.out
    one = openmips("explain", "--search", "sequestration remittance")
    assert one.out.startswith("How the adjustment reaches your payments")
    none = openmips("explain", "--search", "xylophone")
    assert (none.code, none.out) == (1, "")


def test_a_word_inside_an_entry_is_searched(openmips: Call) -> None:
    """What is no title may still be in a text."""
    ended = openmips("explain", "sequestration")
    assert ended.out.startswith("How the adjustment reaches your payments")


def test_an_unknown_word_ends_with_one(openmips: Call) -> None:
    """What is not known is said, with what it might be."""
    ended = openmips("explain", "targetted", "reviews")
    assert ended.code == 1
    assert "Did you mean: targeted review" in ended.err
    assert "lists what there is" in openmips("explain", "zzzz").err
    document = json.loads(openmips("explain", "zzzz", "--json").out)
    assert document["problems"][0]["code"] == "unknown_word"


def test_json_has_the_entries(openmips: Call) -> None:
    """--json prints one document with source and day checked, for one, some or all."""
    (entry,) = json.loads(openmips("explain", "harp", "--json").out)["entries"]
    assert (entry["kind"], entry["checked"]) == ("term", "2026-11-21")
    assert json.loads(openmips("explain", "--search", "disaster", "--json").out)["entries"]
    assert len(json.loads(openmips("explain", "--json").out)["entries"]) > 120
    assert json.loads(openmips("explain", "--search", "zzzz", "--json").out) == {"entries": []}


def test_the_history_is_by_day(openmips: Call) -> None:
    """--history names what changed when, as text and JSON."""
    assert openmips("explain", "--history").out.startswith("20")
    assert json.loads(openmips("explain", "--history", "--json").out)["changes"]


def test_one_question_at_a_time(openmips: Call) -> None:
    """A word and a search together are misuse."""
    assert openmips("explain", "MVP", "--search", "x").code == 2


def test_entries_are_found_by_id_and_title() -> None:
    """Hyphens and capital letters make no difference."""
    for name in ("Opt-In", "opt in", "What does opting in mean?"):
        entry = named(name)
        assert entry is not None
        assert entry.entry_id == "opt-in"
    assert named("nothing of the kind") is None
    assert near("portal-acess")[0] == "portal-access"
    assert search("disaster")[0].entry_id == "disaster"


def test_words_of_a_measure_list_and_of_a_disaster_are_explained(openmips: Call) -> None:
    """What `select` and `eligibility` speak of can be looked up."""
    for words, told in (
        (["cliff"], "one missed patient"),
        (["cap"], "the most points a topped out measure can earn"),
        (["hurricane"], "automatic exception"),
        (["automatic", "exception"], "it covers individuals, not groups"),
    ):
        ended = openmips("explain", *words)
        assert ended.code == 0
        assert told in " ".join(ended.out.lower().split())
