"""`validate` and `convert` take whatever leads to documents, and tell all there is to tell."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from formats.documents import activities, counts, measurement, quality, submission

from openmips.answers.checked_files import validate
from openmips.answers.conversion import convert
from openmips.cli.main import run
from openmips.cli.progress import Counter
from openmips.formats.examine import Examined, Examiner
from openmips.formats.qpp_xml_writer import xml_text

GOOD = submission(activities("IA_EPA_1"))
BAD = submission(activities("IA_EPA_1", performanceEnd="soon"), taxpayerIdentificationNumber="1")


def put(path: Path, document: Any) -> str:
    """A file that holds a document."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(path)


def test_validate_answers_in_the_shape_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file in the order given, its outcome, and its problems with all their keys."""
    bad, good = put(tmp_path / "bad.json", BAD), put(tmp_path / "good.json", GOOD)
    assert run(["validate", bad, good, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer == validate(bad, good)
    assert [(one["file"], one["outcome"]) for one in answer["files"]] == [
        (bad, "rejected"),
        (good, "accepted"),
    ]
    assert (answer["accepted"], answer["rejected"]) == (1, 1)
    first = answer["files"][0]
    assert [one["code"] for one in first["problems"]] == ["bad_tin", "bad_date"]
    assert first["problems"][1] == {
        "code": "bad_date",
        "severity": "error",
        "message": 'performanceEnd is "soon"; expected a date as YYYY-MM-DD.',
        "remedy": "Write the date as YYYY-MM-DD.",
        "location": "$.measurementSets[0].performanceEnd",
        "line": 1,
        "column": 215,
    }
    assert answer["files"][1] == {
        "file": good,
        "outcome": "accepted",
        "format": "qpp-json",
        "performanceYear": 2024,
        "problems": [],
    }


def test_validate_says_what_to_do_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In text the remedy comes before what was found, and lines fit."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "bad.json", BAD)
    assert run(["validate", "bad.json"]) == 1
    assert capsys.readouterr().out == (
        "bad.json: rejected (QPP JSON): 2 errors\n"
        "  Error bad_tin, line 1, column 50: $.taxpayerIdentificationNumber\n"
        "    Write the TIN as a text of nine digits, without hyphen and with its leading\n"
        "    zeros.\n"
        "    taxpayerIdentificationNumber is 1 characters; expected a text of nine\n"
        "    digits.\n"
        "  Error bad_date, line 1, column 215: $.measurementSets[0].performanceEnd\n"
        "    Write the date as YYYY-MM-DD.\n"
        '    performanceEnd is "soon"; expected a date as YYYY-MM-DD.\n'
    )


def test_a_document_with_warnings_is_accepted(tmp_path: Path) -> None:
    """What CMS takes is accepted, whatever there is to be said about it."""
    warned = put(tmp_path / "a.json", submission(activities("IA_EPA_1", x_new=1)))
    (only,) = validate(warned)["files"]
    assert (only["outcome"], [one["severity"] for one in only["problems"]]) == (
        "accepted",
        ["warning"],
    )
    assert run(["validate", warned]) == 0


def test_standard_input_may_be_a_document(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A dash reads standard input, once."""
    path = tmp_path / "in"
    path.write_text(json.dumps(GOOD))
    with path.open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert run(["validate", "-"]) == 0
    assert capsys.readouterr().out == "standard input: accepted (QPP JSON, 2024)\n"
    assert run(["validate", "-", "-"]) == 2


@pytest.mark.parametrize(
    "arguments", [["validate"], ["validate", "x", "--year", "2024"], ["convert", "x", "--to", "y"]]
)
def test_misuse_ends_with_two(arguments: list[str]) -> None:
    """No file, a year without comparing, and an unknown form are misuse."""
    assert run(arguments) == 2


def test_many_documents_are_checked_in_several_processes(tmp_path: Path) -> None:
    """The answers are the same, and in the same order, as from one process."""
    for number in range(6):
        put(tmp_path / f"{number}.json", GOOD if number % 2 else BAD)
    assert validate(tmp_path, workers=2) == validate(tmp_path)


def test_convert_prints_the_canonical_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One document is printed and nothing beside it; its warnings go to standard error."""
    odd = submission(quality(measurement("001", counts(caseCount=1))), x_new=1, id="7")
    path = put(tmp_path / "a.json", odd)
    assert run(["convert", path]) == 0
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    assert list(document) == [
        "performanceYear",
        "entityType",
        "taxpayerIdentificationNumber",
        "measurementSets",
        "x_new",
    ]
    assert "unknown_field" in captured.err
    assert run(["convert", put(tmp_path / "b.json", captured.out)]) == 0
    assert capsys.readouterr().out == captured.out


def test_convert_goes_to_xml_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The XML form of a submission converts to the JSON it was made from."""
    path = put(tmp_path / "a.json", GOOD)
    assert run(["convert", path]) == 0
    canonical = capsys.readouterr().out
    assert run(["convert", path, "--to", "qpp-xml"]) == 0
    written = put(tmp_path / "a.xml", capsys.readouterr().out)
    assert run(["convert", written]) == 0
    assert capsys.readouterr().out == canonical


def test_convert_writes_a_folder_beside_a_summary(tmp_path: Path) -> None:
    """Every document becomes a file named after it, and the summary says what became of each."""
    put(tmp_path / "in" / "sub" / "good.json", GOOD)
    put(tmp_path / "in" / "bad.json", BAD)
    with zipfile.ZipFile(tmp_path / "in" / "more.zip", "w") as archive:
        archive.writestr("../../up.xml", xml_text(GOOD))
    out = tmp_path / "in" / "out"
    for _ in range(2):
        assert run(["convert", str(tmp_path / "in"), "-o", str(out)]) == 1
        written = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())
        assert written == ["more/up.qpp.json", "sub/good.qpp.json", "summary.json"]
    summary = json.loads((out / "summary.json").read_text())
    assert [one["outcome"] for one in summary["files"]] == ["rejected", "converted", "converted"]
    assert summary["files"][2]["output"] == str(out / "sub" / "good.qpp.json")
    assert (summary["converted"], summary["rejected"]) == (2, 1)
    assert (out / "more/up.qpp.json").read_text() == (out / "sub/good.qpp.json").read_text()


def test_convert_never_takes_the_place_of_an_input(tmp_path: Path) -> None:
    """Neither the input itself nor a file where a folder is needed is written over."""
    path = put(tmp_path / "a.json", GOOD)
    before = Path(path).read_bytes()
    assert run(["convert", path, "-o", path]) == 2
    other = put(tmp_path / "b.json", GOOD)
    assert run(["convert", path, other, "-o", other]) == 2
    assert run(["convert", path, other]) == 2
    assert Path(path).read_bytes() == before


def test_convert_writes_one_file_where_it_is_told(tmp_path: Path) -> None:
    """One document goes to the file named, or into the folder named."""
    path = put(tmp_path / "a.json", GOOD)
    assert run(["convert", path, "-o", str(tmp_path / "new" / "x.json")]) == 0
    assert run(["convert", path, "-o", str(tmp_path / "new")]) == 0
    assert run(["convert", path, "-o", f"{tmp_path}/other/"]) == 0
    found = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.json"))
    assert found == [
        "a.json",
        "new/a.qpp.json",
        "new/summary.json",
        "new/x.json",
        "other/a.qpp.json",
        "other/summary.json",
    ]


def test_what_xml_cannot_hold_is_not_converted(tmp_path: Path) -> None:
    """A field that XML has no name for is told, and nothing is written."""
    path = put(tmp_path / "a.json", {**GOOD, "a b": 1})
    (only,) = convert(path, to="qpp-xml")["files"]
    assert only["outcome"] == "rejected"
    assert only["problems"][-1]["code"] == "not_converted"
    assert "text" not in only


def test_comparing_gives_the_numbers_of_cms_converter(root: Path) -> None:
    """QRDA III is told as CMS's converter tells it, by number; JSON is no XML to it."""
    report = root / "examples" / "ehr-report" / "report.xml"
    answer = validate(report, json.dumps(GOOD).encode(), compat="cms")
    assert [[one["code"] for one in file["problems"]] for file in answer["files"]] == [[33, 6], [2]]
    assert [one["outcome"] for one in answer["files"]] == ["rejected", "rejected"]
    repaired = report.with_name("repaired.xml")
    (alone,) = convert(repaired)["files"]
    (compared,) = convert(repaired, compat="cms")["files"]
    assert alone["text"] == compared["text"]
    assert (alone["format"], alone["performanceYear"]) == ("qrda3", 2025)


def test_long_places_are_shown_by_their_end(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line of a place is wider than the terminal, and it begins with a whole step."""
    monkeypatch.setenv("COLUMNS", "80")
    run(["validate", str(root / "examples" / "ehr-report" / "report.xml")])
    places = [line for line in capsys.readouterr().out.splitlines() if "/organizer" in line]
    assert len(places) == 3
    assert all(len(line) <= 80 and line.startswith("    .../") for line in places)


def test_an_unexpected_error_ends_one_document_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of our own in one document is told by its type, and the others are read."""

    def examine(examiner: Examiner, content: bytes, name: str | None = None) -> Examined:
        if b"soon" in content:
            raise RuntimeError("secret")
        return whole(examiner, content, name)

    whole = Examiner.examine
    monkeypatch.setattr(Examiner, "examine", examine)
    first, second = validate(put(tmp_path / "a", BAD), put(tmp_path / "b", GOOD))["files"]
    assert [one["code"] for one in first["problems"]] == ["unexpected_error"]
    assert first["problems"][0]["message"] == "An error of type RuntimeError was met."
    assert second["outcome"] == "accepted"


def test_long_work_tells_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal has a line that moves and goes; elsewhere a line stands now and then."""
    times = iter(range(0, 10**12, 4 * 10**9))
    monkeypatch.setattr("time.monotonic_ns", lambda: next(times))
    with Counter("documents") as progress:
        for done in range(1, 7):
            progress(done, 6)
    assert capsys.readouterr().err == "3 of 6 documents\n6 of 6 documents\n"
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with Counter("documents") as progress:
        progress(1, 1200)
    shown = capsys.readouterr().err
    assert re.fullmatch(r"\r1 of 1,200 documents\r +\r", shown)
