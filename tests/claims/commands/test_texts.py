"""What commands about claims say in a terminal, where it depends on what was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from claims.commands.handed import as_json, as_x12
from claims.commands.test_files import WORLD, written
from claims.intake.writing import advice, claim, payment, professional, service
from claims.micro import rows_of
from cli.conftest import Call

from openmips.answers.claims_gaps import gaps_of
from openmips.problems.finding import ProblemsFound


def one_line(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """Two patients of two clinicians, 047 and 317 reported, not completely."""
    return written(tmp_path / "claims.csv", rows_of(WORLD, "2024"))


def test_the_group_of_claims_lists_its_commands(openmips: Call) -> None:
    """Help names every command without loading any; an unknown one is a misuse."""
    ended = openmips("claims", "--help")
    assert ended.code == 0
    for name in ("measure", "gaps", "history", "card", "read", "map", "synthesize", "progress"):
        assert f"\n  {name} " in ended.out
    assert openmips("claims", "guess").code == 2


@pytest.mark.parametrize("name", ["measure", "gaps", "history", "card", "read", "map"])
def test_every_command_has_help(openmips: Call, name: str) -> None:
    """A command explains itself."""
    assert openmips("claims", name, "--help").code == 0


def test_many_gaps_name_their_codes_once(openmips: Call, world: Path) -> None:
    """With more than three claims the codes stand at the end, once for each measure."""
    ended = openmips("claims", "gaps", world, "--year", "2024", "--measures", "047,317")
    assert ended.out.count("A plan or a decision maker is on record") == 1
    assert "By measure: 047 1, 317 3." in ended.out
    assert "Codes\n047  Advance care plan" in ended.out


def test_a_patient_with_several_open_claims_is_told_of_once(openmips: Call, world: Path) -> None:
    """One answer serves both visits of Bea; the later one is named, and the other beside it."""
    ask = ("claims", "gaps", world, "--year", "2024", "--measures", "047")
    text = one_line(openmips(*ask, "--as-of", "2024-07-01").out)
    assert text.startswith("1 answer missing on 1 claim of 2024, on 2024-07-01.")
    assert "claim b2" in text
    assert "One answer is enough, on it or on claim b1." in text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--as-of", "2024-07-01"), "All can be added as long as the claims are not sent."),
        (
            ("--as-of", "2024-07-01", "--sent-through", "2024-02-29"),
            "On 1 claim they can be added as long as it is not sent.",
        ),
        (("--as-of", "2025-03-02"), "None can be added to its claim any more."),
    ],
)
def test_what_can_still_be_added_is_told_first(
    openmips: Call, world: Path, options: tuple[str, ...], told: str
) -> None:
    """The first sentence says whether there is still something to do."""
    ask = ("claims", "gaps", world, "--year", "2024", "--measures", "047,317", *options)
    assert told in one_line(openmips(*ask).out)


def test_without_measures_all_are_asked_and_it_says_so(openmips: Call, world: Path) -> None:
    """Whoever reports four measures is told how to hear of those alone."""
    every = openmips("claims", "gaps", world, "--year", "2024").out
    some = openmips("claims", "gaps", world, "--year", "2024", "--measures", "047").out
    assert "Name those that you report with --measures" in one_line(every)
    assert "Name those that you report" not in one_line(some)


def test_files_need_a_year(openmips: Call, world: Path) -> None:
    """Of files of claims nobody guesses the year."""
    assert openmips("claims", "gaps", world).code == 2


def test_measure_counts_weights_in_its_reasons(openmips: Call, tmp_path: Path) -> None:
    """A visit with two eligible lines counts twice, and the list says so."""
    rows = rows_of([{"day": "03-04", "lines": ["99213", "G0101", "G8783"]}], "2024")
    path = written(tmp_path / "claims.csv", rows)
    ask = ("claims", "measure", path, "--year", "2024", "--measures", "317", "--explain")
    assert ", 2 times" in openmips(*ask).out


def test_measure_says_when_nobody_is_eligible(openmips: Call, world: Path) -> None:
    """A year without eligible claims is no error."""
    ended = openmips("claims", "measure", world, "--year", "2025", "--measures", "047")
    assert ended.code == 0
    assert "No claim of 2025 is eligible" in ended.out


def test_history_says_what_it_wrote(openmips: Call, world: Path, tmp_path: Path) -> None:
    """The file is named, with what it holds, and that it names patients."""
    out = tmp_path / "history.jsonl"
    text = one_line(openmips("claims", "history", world, "--year", "2024", "-o", out).out)
    assert "3 answers of 2 patients in 2024" in text
    assert "keep it as safe as the claims" in text


def test_a_history_that_cannot_be_written(openmips: Call, world: Path, tmp_path: Path) -> None:
    """A folder that is not there is named, and nothing is left behind."""
    out = tmp_path / "missing" / "history.jsonl"
    ended = openmips("claims", "history", world, "--year", "2024", "-o", out)
    assert ended.code == 1
    assert "cannot be written" in ended.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.csv"]


def test_history_tells_what_was_wrong_with_the_claims(openmips: Call, tmp_path: Path) -> None:
    """A row that cannot be read ends the command with 1; the others are kept."""
    rows = list(rows_of(WORLD, "2024"))
    rows[0] = {**rows[0], "from_date": "someday"}
    path = written(tmp_path / "claims.csv", rows)
    out = tmp_path / "history.jsonl"
    ended = openmips("claims", "history", path, "--year", "2024", "-o", out)
    assert ended.code == 1
    assert ended.err.startswith("Error: ")
    assert out.exists()


def test_read_tells_of_payers_and_remittances(openmips: Call, tmp_path: Path) -> None:
    """Claims of other payers, files without claims, and what Medicare answered are told."""
    folder = tmp_path / "claims"
    folder.mkdir()
    (folder / "week.837").write_bytes(professional(claim("A1"), claim("A2", payer="CI")))
    (folder / "notes.txt").write_text("Call the clearinghouse.\n")
    answers = tmp_path / "answers.835"
    answers.write_bytes(advice(payment(service())))
    ended = openmips("claims", "read", folder, "--remittances", answers)
    text = one_line(ended.out)
    for told in (
        "2 lines; 1 claim counts, of 2024-03-01 to 2024-03-01.",
        "Passed over, for it holds no claims:",
        "Claims of other payers, by their code: CI 1",
        "Left out: 1 claim, 2 lines. The claim goes to another payer than Medicare Part B.",
        "Medicare answered 1 claim: 1 line paid",
    ):
        assert told in text, told


def test_map_names_what_it_did_not_use(openmips: Call, tmp_path: Path) -> None:
    """The mapping goes to standard output, remarks beside it."""
    table = tmp_path / "export.csv"
    table.write_text("claim_id,tin,rendering_npi,patient_id,colour\n")
    ended = openmips("claims", "map", table)
    assert "[columns]" in ended.out
    assert "Not used: colour" in ended.err
    assert "Needed and not found: from_date" in ended.err


@pytest.mark.parametrize(("content", "code"), [(b"", "not_claims"), (b"\x00\x01", "not_claims")])
def test_map_refuses_what_is_no_table(
    openmips: Call, tmp_path: Path, content: bytes, code: str
) -> None:
    """A file without column names is refused in a sentence."""
    table = tmp_path / "export.csv"
    table.write_bytes(content)
    ended = openmips("claims", "map", table, "--json")
    assert ended.code == 1
    assert [each["code"] for each in json.loads(ended.out)["problems"]] == [code]


def test_a_2023_report_names_the_measures_that_are_left_out(openmips: Call) -> None:
    """110, 111 and 147 are named in text, too."""
    out = openmips("claims", "gaps", "-", given=as_json(from_date="2023-03-01")).out
    for name in ("110", "111", "147"):
        assert f"Left out: {name}:" in out


def test_a_void_claim_lacks_nothing() -> None:
    """A claim that takes another one back asks for no code, and neither does that other one."""
    whole = as_x12("99213").replace(b"11:B:1", b"11:B:8")
    answer = gaps_of(whole, 2024, ["047"])
    assert answer["gaps"] == []


WRONG: list[Any] = [
    {"claims": [3]},
    {"lines": [1], "claim_id": "A1"},
    {"claims": []},
    "claim_id;tin;rendering_npi;patient_id;sex\n\x00;1;1;1;1\n",
    '{"claim_id": "A1", "claim_id": "A2"}',
]


@pytest.mark.parametrize("given", WRONG, ids=range(len(WRONG)))
def test_programs_hear_of_what_is_no_claim(given: Any) -> None:
    """A broken document raises ProblemsFound, whatever is broken in it."""
    with pytest.raises(ProblemsFound):
        gaps_of(given, 2024)


def test_renewals_can_be_left_out(openmips: Call, tmp_path: Path) -> None:
    """A later visit of a patient who was screened may go without a code, if one says so."""
    screened: list[dict[str, Any]] = [
        {"id": "told", "day": "02-05", "lines": ["99213", "G8510"]},
        {"id": "later", "day": "06-03", "lines": ["99213"]},
    ]
    path = written(tmp_path / "claims.csv", rows_of(screened, "2024"))
    ask = ("claims", "gaps", path, "--year", "2024", "--measures", "134")
    assert openmips(*ask).code == 1
    assert openmips(*ask, "--no-renewals").code == 0
    history = tmp_path / "history.jsonl"
    openmips("claims", "history", path, "--year", "2024", "-o", history)
    today = as_json(
        claim_id="today",
        tin="001000001",
        patient_id="Ada",
        lines=[{"procedure_code": "99213"}],
    )
    gate = ("claims", "gaps", "-", "--measures", "134", "--history", history)
    assert openmips(*gate, given=today).code == 1
    assert openmips(*gate, "--no-renewals", given=today).code == 0
