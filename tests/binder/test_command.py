"""`openmips binder` keeps evidence, says what lacks, and names whatever was changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Call

from openmips.answers.score import read
from openmips.practice.binder.proving import about, items, lines_about
from openmips.practice.binder.showing import status_answer
from openmips.practice.binder.store import open_binder
from openmips.problems import ProblemsFound

BY = ("--by", "Jane Roe")


@pytest.fixture
def folder(openmips: Call, tmp_path: Path) -> Path:
    """A binder with a list that proves two lines of measure 236, and the confirmation."""
    found = tmp_path / "binder"
    document = tmp_path / "=list.csv"
    document.write_text("patient;answer\n", "utf-8")
    assert openmips("binder", "make", found, "--practice", "Oak Street", *BY).code == 0
    told = ("--about", "2024/quality/236", "--item", "1", "--item", "3", "--note", "From the EHR")
    assert openmips("binder", "add", found, document, *told, *BY).code == 0
    whole = ("--about", "2024/ia", "--item", "1")
    assert openmips("binder", "add", found, document, *whole, *BY).code == 0
    return found


def status(
    openmips: Call, folder: Path, oak_street: list[Any]
) -> dict[tuple[str, str | None], Any]:
    """What is reported, by category and id."""
    ended = openmips("binder", "status", folder, *oak_street, "--json")
    assert ended.code == 0
    return {(one["category"], one["id"]): one for one in json.loads(ended.out)["reported"]}


def test_each_line_of_what_is_reported_is_proved_or_lacks(
    openmips: Call, folder: Path, oak_street: list[Any]
) -> None:
    """Oak Street reports six measures, one activity and nothing of interoperability."""
    found = status(openmips, folder, oak_street)
    pressure = found["quality", "236"]
    assert [(one["number"], one["provedBy"]) for one in pressure["lines"]] == [
        (1, [2]),
        (2, []),
        (3, [2]),
        (8, []),
        (9, []),
    ]
    assert pressure["lacking"] == 3
    others = [one for key, one in found.items() if key[0] == "quality" and key[1] != "236"]
    assert all(one["lacking"] == len(one["lines"]) for one in others)
    activities = [one for key, one in found.items() if key[0] == "ia"]
    assert activities
    for one in activities:
        proved = [line["text"] for line in one["lines"] if line["provedBy"]]
        assert proved == [lines_about(about("2024/ia"))[0].text], "the whole category's document"
    assert list(found)[-1] == ("practice", None)
    assert not any(category == "pi" for category, _ in found)


def test_what_a_removed_document_proved_lacks_again(
    openmips: Call, folder: Path, oak_street: list[Any]
) -> None:
    """And the chain says that it was there, and why it went."""
    before = status(openmips, folder, oak_street)["quality", "236"]["lacking"]
    ended = openmips("binder", "remove", folder, "2", "--reason", "Of another year.", *BY)
    assert ended.code == 0
    assert "Of another year." in ended.out
    assert status(openmips, folder, oak_street)["quality", "236"]["lacking"] == before + 2
    assert openmips("binder", "list", folder).out.count("(removed)") == 1


def test_a_hold_and_signature_are_shown(
    openmips: Call, folder: Path, oak_street: list[Any]
) -> None:
    """A hold keeps all of its year; a signature stands beside what was signed."""
    told = ("--about", "2024/quality/236", "--text", "True and complete.")
    assert openmips("binder", "sign", folder, *told, *BY).code == 0
    assert openmips("binder", "note", folder, *told, *BY).code == 0
    assert openmips("binder", "hold", folder, "--year", "2024", "--reason", "Audit.", *BY).code == 0
    said = " ".join(openmips("binder", "status", folder, *oak_street).out.split())
    assert "Hold 6 by Jane Roe: Audit." in said
    assert "through December 31, 2030" in said
    assert "Signed: 4." in said
    refused = openmips("binder", "remove", folder, "2", "--reason", "Mistake.", *BY, "--json")
    assert refused.code == 1
    assert json.loads(refused.out)["problems"][0]["code"] == "on_hold"
    assert openmips("binder", "release", folder, "6", "--reason", "Over.", *BY).code == 0
    assert openmips("binder", "remove", folder, "2", "--reason", "Mistake.", *BY).code == 0
    assert len(json.loads(openmips("binder", "list", folder, "--json").out)["entries"]) == 8
    assert (
        len(
            json.loads(openmips("binder", "list", folder, "--year", "2025", "--json").out)[
                "entries"
            ]
        )
        == 0
    )


def test_verify_names_each_change_and_ends_with_1(openmips: Call, folder: Path) -> None:
    """All fine, then a document changed and a stranger's file beside it."""
    ended = openmips("binder", "verify", folder)
    assert (ended.code, "All 3 entries" in ended.out) == (0, True)
    entry = open_binder(folder).entries()[1]
    open_binder(folder).path_of(entry.facts["file"]).write_text("other", "utf-8")
    (folder / "more.txt").write_text("?", "utf-8")
    ended = openmips("binder", "verify", folder, "--json")
    assert ended.code == 1
    answer = json.loads(ended.out)
    assert not answer["fine"]
    assert [one["code"] for one in answer["problems"]] == [
        "binder_file_changed",
        "binder_unknown_file",
    ]
    assert "was changed" in openmips("binder", "verify", folder).out


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024",
        "2021/quality",
        "2024/cooking",
        "2024/quality/999",
        "2024/practice/236",
        "2024/quality/236/1",
    ],
)
def test_what_proves_nothing_is_refused(text: str) -> None:
    """No year, category or measure of that name."""
    with pytest.raises(ProblemsFound) as caught:
        about(text)
    assert [one.code for one in caught.value.problems] == ["not_evidence"]


def test_what_is_proved_may_be_written_as_people_do() -> None:
    """Without leading zeros, in any case, with blanks."""
    assert about("2024 Quality 1").entry_id == "001"
    assert about("2024/ia/ia_epa_1").entry_id == "IA_EPA_1"
    with pytest.raises(ProblemsFound):
        items(about("2024/quality/236"), [0])


def test_a_document_without_a_name_or_a_binder_is_refused(openmips: Call, folder: Path) -> None:
    """Wrong use ends with 2, a problem with 1; nothing is written."""
    before = (folder / "chain.jsonl").read_bytes()
    document = folder.parent / "=list.csv"
    assert openmips("binder", "add", folder, document, "--about", "2024/ia").code == 2
    assert openmips("binder", "add", folder, document, "--about", "2024/ia", "--by", " ").code == 2
    ended = openmips("binder", "add", folder, document, "--about", "2024/ia", "--item", "99", *BY)
    assert (ended.code, "line 99" in ended.err) == (1, True)
    assert openmips("binder", "list", folder.parent / "nowhere").code == 1
    assert (folder / "chain.jsonl").read_bytes() == before


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(
    openmips: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback, and no unexpected error."""

    def refuse(*arguments: object, **named: object) -> object:
        raise PermissionError(13, "Permission denied", "chain.jsonl")

    monkeypatch.setattr("openmips.practice.binder.keeping.note", refuse)
    told = ("--about", "2024/ia", "--text", "x")
    ended = openmips("binder", "note", folder, *told, *BY)
    assert (ended.code, ended.err) == (
        1,
        "Error: chain.jsonl cannot be used: Permission denied.\n",
    )


def test_interoperability_is_proved_once_for_all_its_measures(root: Path) -> None:
    """What proves every measure stands with the category; each measure has only its own lines."""
    facts = read(
        [
            {
                "performanceYear": 2024,
                "entityType": "individual",
                "taxpayerIdentificationNumber": "000456789",
                "nationalProviderIdentifier": "1000000004",
                "measurementSets": [
                    {
                        "category": "pi",
                        "submissionMethod": "electronicHealthRecord",
                        "performanceStart": "2024-01-01",
                        "performanceEnd": "2024-12-31",
                        "cehrtId": "0015EXXXXXXXXXX",
                        "measurements": [
                            {"measureId": "PI_EP_1", "value": {"numerator": 8, "denominator": 9}},
                            {"measureId": "PI_PPHI_1", "value": True},
                        ],
                    }
                ],
            }
        ],
        None,
    )
    found = {one["id"]: one for one in status_answer(facts, ())["reported"]}
    assert [len(found[name]["lines"]) for name in (None, "PI_EP_1", "PI_PPHI_1")] == [5, 1, 1]
