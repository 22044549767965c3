"""`openmips claims synthesize` writes invented claims into a folder, or nothing at all."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from openmips.claims.lines import NAMES
from openmips.claims.synthetic import bulk, csv_files
from openmips.cli.claims_synthesize import synthesize

SMALL = ("--clinicians", "2", "--lines", "600", "--practices", "1", "--seed", "7")


def run(*arguments: object) -> Result:
    """The command's result."""
    return CliRunner().invoke(synthesize, [str(each) for each in arguments])


def read(folder: Path) -> dict[str, bytes]:
    """The files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("form", ["csv", "parquet", "837p"])
def test_the_same_command_writes_the_same_bytes(tmp_path: Path, form: str) -> None:
    """Whatever the format; the folder holds the files and nothing else."""
    for name in ("one", "again"):
        assert run(tmp_path / name, *SMALL, "--format", form).exit_code == 0
    assert read(tmp_path / "one") == read(tmp_path / "again")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "one"]


def test_the_text_says_what_was_written(tmp_path: Path) -> None:
    """How much, where, and that traps are in it, in lines that fit."""
    found = run(tmp_path / "out", *SMALL)
    with (tmp_path / "out" / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == NAMES
    assert found.stdout.startswith(f"Wrote {len(rows)} invented claim lines of 2024 of ")
    assert " claims.csv in " in f" {' '.join(found.stdout.split())} "
    assert "60 traps are among them" in found.stdout


def test_json_lists_the_traps_with_their_claims(tmp_path: Path) -> None:
    """So that one can look at each of them."""
    found = run(tmp_path / "out", *SMALL, "--trap", "half_of_a_pair", "--json")
    answer = json.loads(found.stdout)
    (trap,) = answer.pop("traps")
    assert trap == {
        "name": "half_of_a_pair",
        "says": "One of the two codes of an answer is missing.",
        "claims": [{"tin": "000000001", "claimId": "C0000001"}],
    }
    assert answer.pop("lines") >= 600
    assert answer.pop("claims") > 200
    assert answer == {
        "folder": str(tmp_path / "out"),
        "performanceYear": 2024,
        "seed": 7,
        "format": "csv",
        "files": ["claims.csv"],
        "clinicians": 2,
        "practices": 1,
    }


def test_without_traps_there_is_none(tmp_path: Path) -> None:
    """Every claim is an ordinary one."""
    answer = json.loads(run(tmp_path / "out", *SMALL, "--no-traps", "--json").stdout)
    assert answer["traps"] == []


def test_remittances_follow_the_claims(tmp_path: Path) -> None:
    """One for every file of claims; one file in all where that is asked for."""
    more = ("--format", "837p", "--remittances", "--one-file")
    assert run(tmp_path / "out", *SMALL, *more).exit_code == 0
    assert sorted(read(tmp_path / "out")) == ["claims-2024-12-31.837", "remittance-2024-12-31.835"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_bulk_copies_clinicians(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """More clinicians than were drawn, and no list of traps."""
    monkeypatch.setattr(bulk, "DRAWN_CLINICIANS", 1)
    found = run(tmp_path / "out", *SMALL, "--bulk", "--no-traps", "--format", form, "--json")
    answer = json.loads(found.stdout)
    assert "traps" not in answer
    if form == "csv":
        table = pl.read_csv(tmp_path / "out" / "claims.csv", infer_schema=False)
    else:
        table = pl.read_parquet(tmp_path / "out")
    assert len(table) == answer["lines"]
    assert table.get_column("rendering_npi").n_unique() == 2


def test_an_empty_folder_may_be_there_already(tmp_path: Path) -> None:
    """It is filled."""
    (tmp_path / "out").mkdir()
    assert run(tmp_path / "out", *SMALL).exit_code == 0
    assert (tmp_path / "out" / "claims.csv").exists()


def test_a_folder_with_files_is_left_as_it_is(tmp_path: Path) -> None:
    """Nothing is written over."""
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    found = run(tmp_path, *SMALL)
    assert found.exit_code == 2
    assert "is not empty" in found.stderr
    assert read(tmp_path) == {"mine.txt": b"mine"}


def test_what_a_stopped_run_left_is_named(tmp_path: Path) -> None:
    """It may be somebody's, so it stays until its owner deletes it."""
    (tmp_path / "out.partial").mkdir()
    found = run(tmp_path / "out", *SMALL)
    assert found.exit_code == 2
    assert "Delete it first" in " ".join(found.stderr.split())


def test_a_run_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither half a folder nor a part of it."""

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(csv_files, "rows", full)
    assert isinstance(run(tmp_path / "out", *SMALL).exception, OSError)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--year", "2022"), "2022 is not one of 2023, 2024, 2025, 2026."),
        (("--answered", "101"), "'101' is not a percent"),
        (("--answered", "047=many"), "'047=many' is not a percent"),
        (("--answered", "113=50"), "measure 113"),
        (("--remittances",), "go with --format 837p"),
        (("--one-file",), "go with --format 837p"),
        (("--bulk", "--format", "837p"), "goes with --format csv or parquet"),
        (("--no-traps", "--trap", "split_claim"), "not both"),
        (("--trap", "pitfall"), "'pitfall'"),
        (("--practices", "9"), "from 1 practice to as many as clinicians"),
        (("--bulk", "--clinicians", "400000", "--lines", "400000"), "not that many"),
    ],
)
def test_what_makes_no_sense_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    """With a word on what is wrong, and without a trace."""
    found = run(tmp_path / "out", *arguments)
    assert found.exit_code == 2, found.output
    assert says in " ".join(found.stderr.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


def test_at_0_percent_no_quality_code_is_billed(tmp_path: Path) -> None:
    """No line costs a cent."""
    run(tmp_path / "out", *SMALL, "--no-traps", "--answered", "0")
    text = (tmp_path / "out" / "claims.csv").read_text("utf-8")
    assert ",0.01," not in text
