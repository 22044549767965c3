"""Files are known by their content, packed or not; what cannot be used is named."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from claims.intake.tables import PLAIN, row, table
from claims.intake.taking import column, found, take
from claims.intake.writing import advice, claim, payment, professional, service

from openmips.claims.intake import files as packed
from openmips.claims.intake.reading import read_claims
from openmips.problems import ProblemsFound

CLAIMS = professional(claim("P1"), claim("P2"))
TABLE = table([row(claim_id="T1"), row(claim_id="T2")])


def zipped(**members: bytes) -> bytes:
    """A zip file; two underlines stand for a point in names."""
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
        archive.mkdir("empty")
    return into.getvalue()


def test_a_folder_is_read_with_all_that_lies_in_it(tmp_path: Path) -> None:
    """Whatever files are called, 837P, 835 and tables are told apart; the rest is passed over."""
    files = {
        "2024/03/batch.txt": CLAIMS,
        "2024/03/answers.dat": advice(payment(service(), control="P1")),
        "export.837": TABLE,
        "README.md": b"# Our claims\n\nOne, two, three.\n",
        "scan.pdf": b"%PDF-1.7 \x00\x01",
        "nothing.txt": b"",
        ".hidden/batch.txt": professional(claim("H1")),
    }
    intake = take(tmp_path, files)
    assert sorted(set(column(intake, "claim_id"))) == ["P1", "P2", "T1", "T2"]
    assert found(intake) == []
    kinds = {Path(file.name).name: file.kind for file in intake.summary.files}
    assert kinds == {"batch.txt": "837P", "answers.dat": "835", "export.837": "CSV"}
    passed_over = {Path(name).name for name in intake.summary.passed_over}
    assert passed_over == {"README.md", "scan.pdf", "nothing.txt"}


def test_packed_files_are_read_like_others(tmp_path: Path) -> None:
    """Gzip and the members of zip files, X12 and tables alike."""
    files = {
        "a.837.gz": gzip.compress(CLAIMS),
        "b.csv.gz": gzip.compress(TABLE),
        "c.zip": zipped(
            one__837=professional(claim("Z1")),
            two__csv=table([row(claim_id="Z2")]),
            note__txt=b"hi",
        ),
    }
    intake = take(tmp_path, files)
    assert set(column(intake, "claim_id")) == {"P1", "P2", "T1", "T2", "Z1", "Z2"}
    assert found(intake) == []
    names = [Path(file.name).name for file in intake.summary.files]
    assert names == ["a.837.gz", "b.csv.gz", "one.837", "two.csv"]
    assert not list((tmp_path / "work").glob("unpacked*"))


def test_a_packed_table_in_the_layout_stays_in_the_working_folder(tmp_path: Path) -> None:
    """What was unpacked and is sound is kept, since it is the table."""
    plain = take(tmp_path / "1", {"a.csv": TABLE})
    content = plain.table.parts[0].path.read_bytes()
    intake = take(tmp_path / "2", {"a.parquet.gz": gzip.compress(content)})
    assert [part.path.name for part in intake.table.parts] == ["unpacked-00001.parquet"]
    assert column(intake, "claim_id") == ["T1", "T2"]


def test_a_packed_file_that_breaks_off_gives_what_it_has(tmp_path: Path) -> None:
    """The claims before the break are read, and the break is named."""
    many = professional(*(claim(f"N{number}") for number in range(2000)))
    data = gzip.compress(many)
    intake = take(tmp_path, {"a.gz": data[: len(data) - 200]})
    assert found(intake)[-1] == "claims_file_damaged"
    assert "breaks off" in intake.problems[-1].message
    assert column(intake, "claim_id")[0] == "N0"


def test_a_packed_table_that_breaks_off_ends_with_its_last_whole_row(tmp_path: Path) -> None:
    """Half a row is not taken for a whole one."""
    content = table([row(claim_id=f"T{number}", diagnosis_1="E119") for number in range(5000)])
    data = gzip.compress(content)
    intake = take(tmp_path, {"a.csv.gz": data[: len(data) - 40]})
    assert found(intake) == ["claims_file_damaged"]
    ids = column(intake, "claim_id")
    assert ids == [f"T{number}" for number in range(len(ids))]
    assert 0 < len(ids) < 5000
    assert set(column(intake, "diagnosis_1")) == {"E119"}


def test_a_file_that_vanishes_is_named(tmp_path: Path) -> None:
    """What can no longer be opened when its turn comes is a problem, and the rest goes on."""
    paths = [tmp_path / "a.837", tmp_path / "b.csv", tmp_path / "c.837"]
    for path, content in zip(paths, (CLAIMS, TABLE, CLAIMS), strict=True):
        path.write_bytes(content)

    def lose(name: str) -> None:
        if not name.endswith("c.837"):
            Path(name).unlink()

    intake = read_claims(paths, work_folder=tmp_path / "work", told=lose)
    assert found(intake) == ["file_not_readable"] * 2
    assert intake.summary.claims == 2


@pytest.mark.parametrize(
    "content",
    [gzip.compress(CLAIMS, mtime=0)[:12], b"\x1f\x8b\x08\x00garbage", b"PK\x03\x04garbage"],
    ids=["cut off", "not packed", "no archive"],
)
def test_a_packed_file_that_cannot_be_opened_is_named(tmp_path: Path, content: bytes) -> None:
    """Nothing of it can be read; the other files are."""
    intake = take(tmp_path, {"a.bin": content, "b.837": CLAIMS})
    assert found(intake) == ["claims_file_damaged"]
    assert intake.summary.claims == 2


def test_a_locked_archive_is_named(tmp_path: Path) -> None:
    """A member that asks for a password cannot be read."""
    data = bytearray(zipped(one__837=CLAIMS))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    intake = take(tmp_path, {"a.zip": bytes(data), "b.837": CLAIMS})
    assert found(intake) == ["claims_file_damaged"]
    assert intake.problems[0].message == "The archive cannot be opened (RuntimeError)."


def test_what_grows_beyond_reason_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file that unpacks to an enormous one is not followed to its end."""
    monkeypatch.setattr(packed, "MOST_UNPACKED", 100_000)
    bomb = gzip.compress(professional(claim("P1")) + b" " * 50_000_000)
    intake = take(tmp_path, {"a.gz": bomb})
    assert found(intake) == ["claims_file_damaged"]
    assert intake.problems[0].message == "Unpacked it is larger than any real file."
    assert column(intake, "claim_id") == ["P1", "P1"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        ("claim_id,tin,a,b,c,d\n".encode("utf-16"), "not_utf8"),
        (b"some words\n", "not_claims"),
        (b"a,b,c,d,e\x00\n", "not_claims"),
        (b'"a,b,c,d,e\n', "not_claims"),
        (b"a,b\n1,2\n", "not_claims"),
    ],
)
def test_a_named_file_without_claims_is_a_problem(
    tmp_path: Path, content: bytes, code: str
) -> None:
    """Who names a file wants to hear that nothing in it can be read."""
    path = tmp_path / "a"
    path.write_bytes(content)
    with pytest.raises(ProblemsFound) as caught:
        read_claims([path], work_folder=tmp_path / "work")
    assert [problem.code for problem in caught.value.problems] == [code]


def test_files_and_folders_that_are_not_there_are_named(tmp_path: Path) -> None:
    """A missing file and a folder without claims are problems, and nothing is left over."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(ProblemsFound) as caught:
        read_claims([tmp_path / "none.837", tmp_path / "empty"], work_folder=tmp_path / "work")
    assert [problem.code for problem in caught.value.problems] == [
        "file_not_readable",
        "no_claim_files",
    ]


def test_the_working_folder_must_be_empty(tmp_path: Path) -> None:
    """Parts of another table are never overwritten."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "a").touch()
    with pytest.raises(FileExistsError, match="is not empty"):
        read_claims([tmp_path], work_folder=tmp_path / "work")


def test_each_file_is_told_of_and_read_once(tmp_path: Path) -> None:
    """A file named twice, or also as a remittance, is read once."""
    path = tmp_path / "a.837"
    path.write_bytes(CLAIMS)
    told: list[str] = []
    intake = read_claims(
        [path, path], remittances=[path], work_folder=tmp_path / "work", told=told.append
    )
    assert told == [str(path)]
    assert intake.summary.skipped == {}


def test_only_the_table_is_left_in_the_working_folder(tmp_path: Path) -> None:
    """What was written on the way is removed, also where it holds rejected rows."""
    files = {
        "a.837": professional(claim("P1"), claim("P1")),
        "b.csv.gz": gzip.compress(table([PLAIN, row(tin="1")])),
        "c.835": advice(payment(service(), control="P1")),
    }
    intake = take(tmp_path, files)
    left = {path.name for path in (tmp_path / "work").iterdir()}
    assert left == {part.path.name for part in intake.table.parts}


def test_reading_a_single_claim_loads_no_engine() -> None:
    """Before billing one claim is read in an instant: without Polars or DuckDB."""
    program = (
        "import sys, io\n"
        "from openmips.claims.intake.x12_reading import X12Reader\n"
        "from openmips.claims.intake.notes import Notes\n"
        "from openmips.claims.intake.submitted import claims_of\n"
        "print(*sorted({'polars', 'duckdb', 'pyspark'} & sys.modules.keys()))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert ran.stdout.strip() == ""
