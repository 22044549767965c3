"""Several files of one practice become one submission, by the rules of CMS's service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from formats.documents import (
    activities,
    counts,
    individual,
    interoperability,
    measurement,
    of_entity,
    problems,
    quality,
    submission,
)

from openmips.answers.merging import merge
from openmips.cli.main import run
from openmips.formats.qpp_xml_writer import xml_text

FIRST = quality(measurement("001", counts(x_note=1)), measurement("236", counts()))
SECOND = quality(
    measurement("236", counts(90, 90, 0)), performanceStart="2024-01-02", source="qrda3"
)


def merged(*documents: dict[str, Any], same_set: str = "replace") -> dict[str, Any]:
    """The answer for documents given as bytes."""
    answer = merge(*(json.dumps(one).encode() for one in documents), same_set=same_set)
    return dict(answer)


def test_sets_of_several_files_stand_together() -> None:
    """Different sets are all kept, in the order of the files, without a word."""
    answer = merged(submission(quality()), submission(activities("IA_EPA_1")))
    sets = answer["submission"]["measurementSets"]
    assert [one["category"] for one in sets] == ["quality", "ia"]
    assert answer["problems"] == []


def test_the_later_set_replaces_the_same_set() -> None:
    """As when CMS is sent a set anew: what only the earlier file had is gone, and told."""
    answer = merged(submission(FIRST), submission(SECOND))
    (only,) = answer["submission"]["measurementSets"]
    assert [one["measureId"] for one in only["measurements"]] == ["236"]
    found = [one for one in answer["problems"] if one["code"] == "set_replaced"]
    assert [one["location"] for one in found] == ["$.measurementSets[0]"]
    assert found[0]["message"].endswith("of standard input, and with it 001.")


def test_measurements_can_be_combined() -> None:
    """As when CMS is sent a part of a set: the later file's measurements count where both have."""
    answer = merged(submission(FIRST), submission(SECOND), same_set="combine")
    (only,) = answer["submission"]["measurementSets"]
    assert only["performanceStart"] == "2024-01-02"
    assert only["source"] == "qrda3"
    first, second = only["measurements"]
    assert (first["measureId"], first["value"]["x_note"]) == ("001", 1)
    assert (second["measureId"], second["value"]["performanceMet"]) == ("236", 90)
    (told,) = [one for one in answer["problems"] if one["code"] == "sets_combined"]
    assert "the later one's 236 counts" in told["message"]


def test_activities_and_interoperability_are_combined_too() -> None:
    """Answers of both files stand in one set; the later answer counts."""
    yes, no = measurement("PI_PPHI_1", True), measurement("PI_PPHI_2", True)
    first = submission(activities("IA_EPA_1"), interoperability(yes))
    second = submission(activities("IA_PM_2"), interoperability(no))
    answer = merged(first, second, same_set="combine")
    held = [
        [one["measureId"] for one in each["measurements"]]
        for each in answer["submission"]["measurementSets"]
    ]
    assert held == [["IA_EPA_1", "IA_PM_2"], ["PI_PPHI_1", "PI_PPHI_2"]]


def test_the_same_set_can_be_refused() -> None:
    """Whoever asks for it is told instead, and nothing is made."""
    (found,) = problems(lambda: merged(submission(FIRST), submission(SECOND), same_set="refuse"))
    assert (found.code, found.location) == ("same_set", "$.measurementSets[0]")


@pytest.mark.parametrize("same_set", ["replace", "combine", "refuse"])
def test_a_file_beside_itself_changes_nothing(same_set: str) -> None:
    """Sets that are the same in both files are no conflict."""
    one = submission(FIRST, activities("IA_EPA_1"))
    assert merged(one, one, same_set=same_set)["text"] == merged(one)["text"]
    assert [one["code"] for one in merged(one)["problems"]] == ["unknown_field"]


@pytest.mark.parametrize(
    ("other", "place"),
    [
        (submission(performanceYear=2025, measurementSets=[]), "$.performanceYear"),
        (individual(), "$.entityType"),
        (submission(taxpayerIdentificationNumber="000456780"), "$.taxpayerIdentificationNumber"),
    ],
)
def test_files_of_others_are_refused(other: dict[str, Any], place: str) -> None:
    """Year, entity type and ids must be the same."""
    if not other["measurementSets"]:
        year = {"performanceStart": "2025-01-01", "performanceEnd": "2025-12-31"}
        other = {**other, "measurementSets": [quality(**year)]}
    (found,) = problems(lambda: merged(submission(), other))
    assert (found.code, found.location) == ("not_one_submission", place)


def test_entities_with_ids_of_their_own_are_told_by_them() -> None:
    """Beside the id of a virtual group a TIN may be named once; another id is another entity."""
    named = of_entity("virtualGroup", taxpayerIdentificationNumber="000456789")
    answer = merged(of_entity("virtualGroup"), named)
    assert answer["submission"]["taxpayerIdentificationNumber"] == "000456789"
    other = of_entity("virtualGroup", entityId="X-2")
    (found,) = problems(lambda: merged(named, other))
    assert (found.code, found.location) == ("not_one_submission", "$.entityId")


def test_unknown_fields_of_all_files_are_kept() -> None:
    """Where two files differ in a field nobody knows, the later counts and that is told."""
    answer = merged(submission(x_a=1, x_b=1), submission(x_b=2, x_c=3))
    assert [answer["submission"][name] for name in ("x_a", "x_b", "x_c")] == [1, 2, 3]
    told = [one["location"] for one in answer["problems"] if one["code"] == "kept_field_replaced"]
    assert told == ["$.x_b"]


def test_a_file_with_errors_is_not_merged() -> None:
    """All errors of all files are told at once."""
    bad = submission(entityType="x")
    assert [one.code for one in problems(lambda: merged(bad, submission(), bad))] == [
        "unknown_value",
        "unknown_value",
    ]


def test_the_command_merges_files_of_any_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder of JSON and XML becomes one file; the inputs are never written over."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps(submission()))
    (folder / "b.xml").write_text(xml_text(submission(activities("IA_EPA_1"))))
    out = tmp_path / "one.json"
    assert run(["submission", "merge", str(folder), "-o", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: 2 files in one.\n"
    assert len(json.loads(out.read_text())["measurementSets"]) == 2
    assert run(["submission", "merge", str(folder), str(out)]) == 0
    printed = capsys.readouterr()
    assert printed.out == out.read_text()
    assert printed.err == ""
    assert run(["submission", "merge", str(folder), "-o", str(folder / "a.json")]) == 2
    assert run(["submission", "merge", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [
        str(folder / "a.json"),
        str(folder / "b.xml"),
    ]
    (folder / "c.json").write_text(json.dumps(individual()))
    assert run(["submission", "merge", str(folder)]) == 1
    assert "Error: $.entityType:" in capsys.readouterr().err


def test_the_command_tells_what_was_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Warnings go to standard error, beside the one submission."""
    for name, one in (("a.json", FIRST), ("b.json", SECOND)):
        (tmp_path / name).write_text(json.dumps(submission(one)))
    assert run(["submission", "merge", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["performanceYear"] == 2024
    assert "Warning set_replaced" in captured.err
