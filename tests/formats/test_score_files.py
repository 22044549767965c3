"""`score` takes any form, folders and archives; with --each it scores everybody by himself."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from formats.documents import (
    NPI,
    TIN,
    activities,
    counts,
    individual,
    measurement,
    problems,
    profile,
    quality,
    submission,
)

from openmips.answers.score import score
from openmips.cli.main import run
from openmips.formats.qpp_xml_writer import xml_text

GROUP = submission(quality(measurement("001", counts())), activities("IA_EPA_1"))
ALONE = individual(quality(measurement("236", counts(100, 50, 50))))
OTHER = individual(activities("IA_EPA_1"), nationalProviderIdentifier="1000000012")


def put(folder: Path, **documents: dict[str, Any]) -> Path:
    """A folder with a file for each document."""
    folder.mkdir(exist_ok=True)
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document))
    return folder


def test_a_folder_an_archive_and_xml_score_alike(tmp_path: Path) -> None:
    """One practice's documents give the same score, however they are handed over."""
    quality_part = submission(*GROUP["measurementSets"][:1])
    rest = submission(*GROUP["measurementSets"][1:])
    folder = put(tmp_path / "in", a=quality_part)
    (folder / "b.xml").write_text(xml_text(rest))
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as held:
        for path in folder.iterdir():
            held.write(path, path.name)
    whole = score(GROUP, profile=profile())
    for source in (folder, archive, f"{folder}/*"):
        found = score(source, profile=profile())
        assert found["finalScore"] == whole["finalScore"]
        assert found["snapshot"]["inputDigest"] == whole["snapshot"]["inputDigest"]


def test_bytes_and_streams_score_as_files_do(tmp_path: Path) -> None:
    """A document may be handed over as bytes or as an open file; a lost file is told."""
    text = json.dumps(GROUP).encode()
    whole = score(GROUP)
    for source in (text, io.BytesIO(text)):
        assert score(source)["finalScore"] == whole["finalScore"]
    (found,) = problems(lambda: score(tmp_path / "none.json"))
    assert found.code == "file_not_readable"


def test_problems_of_a_file_have_their_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What keeps a file from being scored is told with file, line and column."""
    folder = put(tmp_path / "in", a=submission(entityType="clinic"))
    assert run(["score", str(folder), "--json"]) == 1
    (only,) = json.loads(capsys.readouterr().out)["problems"]
    assert (only["code"], only["file"]) == ("unknown_value", str(folder / "a.json"))
    assert (only["line"], only["column"]) == (1, 27)


def each(*arguments: str) -> int:
    """How `openmips score --each` ends."""
    return run(["score", "--each", *arguments, "--as-of", "2025-01-10"])


def test_everybody_is_scored_with_what_counts_for_him(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A clinician's own files stand beside the group's of the same TIN; the better counts."""
    folder = put(tmp_path / "in", a=ALONE, b=GROUP, c=OTHER)
    assert each(str(folder), "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    names = [
        (one["entityType"], one["nationalProviderIdentifier"], len(one["files"]))
        for one in answer["scores"]
    ]
    assert names == [
        ("individual", NPI, 2),
        ("group", None, 1),
        ("individual", "1000000012", 2),
    ]
    first, group, _ = answer["scores"]
    both = score(ALONE, GROUP)
    assert first["answer"]["finalScore"] == both["finalScore"]
    assert group["answer"]["finalScore"] == score(GROUP)["finalScore"]
    assert answer["rejected"] == []


def test_several_processes_give_the_same_scores(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """How many processes work changes nothing."""
    folder = put(tmp_path / "in", a=ALONE, b=GROUP, c=OTHER)
    facts = tmp_path / "p.json"
    facts.write_text(json.dumps(profile()))
    shown = []
    for jobs in ("1", "2"):
        assert each(str(folder), "--profile", str(facts), "--jobs", jobs, "--json") == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]


def test_scores_are_written_beside_a_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each score has a file of its own; who was scored, and what was refused, is summed up."""
    monkeypatch.setenv("COLUMNS", "80")
    folder = put(tmp_path / "in", a=ALONE, b=submission(entityType="x"))
    out = tmp_path / "out"
    assert each(str(folder), "-o", str(out)) == 1
    lines = capsys.readouterr().out.splitlines()
    ends = score(ALONE)["finalScore"]
    who = "individual 2024, NPI ******0004, TIN *****6789"
    assert lines[0].startswith(f"{who}: {ends['low']} to {ends['high']}; -9.00 to ")
    assert lines[-2:] == ["Scored: 1. Files rejected: 1.", f"Summary: {out}/summary.json"]
    written = json.loads((out / "a.score.json").read_text())
    assert written["entity"]["taxpayerIdentificationNumber"] == TIN
    summary = json.loads((out / "summary.json").read_text())
    assert summary["scores"][0]["output"] == str(out / "a.score.json")
    assert [one["file"] for one in summary["rejected"]] == [str(folder / "b.json")]


def test_what_cannot_be_scored_is_told_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A profile of another year refuses each score by itself."""
    folder = put(tmp_path / "in", a=GROUP)
    facts = tmp_path / "p.json"
    facts.write_text(json.dumps(profile(performanceYear=2025)))
    assert each(str(folder), "--profile", str(facts)) == 1
    shown = capsys.readouterr().out
    assert "group 2024, TIN *****6789: no score\n  Error different_years" in shown


@pytest.mark.parametrize(
    "arguments", [["score", "x.json", "-o", "y"], ["score", "--each"], ["score", "none.json"]]
)
def test_misuse_ends_with_two(arguments: list[str]) -> None:
    """A folder without --each, --each without files, and a file that is not there are misuse."""
    assert run(arguments) == 2
