"""Files, folders, archives and patterns lead to documents, in order and within bounds."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from openmips.answers import documents as module
from openmips.answers.checked_files import validate
from openmips.answers.conversion import output_names
from openmips.answers.documents import Document, documents
from openmips.answers.parallel import FEW, MUCH, each, workers_for
from openmips.problems import ProblemsFound


def names(*sources: str | Path | bytes) -> list[str]:
    """The names of the documents that sources lead to."""
    return [one.name for one in documents(sources)]


def code_of(document: Document) -> str:
    """The code of the problem that stands in a document's place."""
    with pytest.raises(ProblemsFound) as caught:
        document.content()
    (found,) = caught.value.problems
    assert found.message[0].isupper()
    assert found.message.endswith(".")
    return found.code


def zipped(path: Path, **members: bytes) -> Path:
    """An archive of these members, a double underscore standing for a point."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def test_a_folder_gives_its_files_by_name(tmp_path: Path) -> None:
    """JSON and XML files of a folder and of those within it, without hidden ones and others."""
    for name in ("b.json", "a.XML", "sub/c.json", ".hidden.json", ".git/d.json", "notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    found = documents([tmp_path])
    assert [one.inside for one in found] == ["a.XML", "b.json", "sub/c.json"]
    assert found[0].content() == b"{}"
    assert found[0].size == 2


def test_an_archive_gives_its_members(tmp_path: Path) -> None:
    """Members are read out of the archive; what a system adds, and inner archives, are left."""
    path = zipped(
        tmp_path / "year.zip",
        z__json=b"2",
        a__xml=b"1",
        inner__zip=b"PK\x03\x04",
        notes__txt=b"x",
        **{"__MACOSX/a__xml": b"x"},
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/b.json", b"x")
        archive.writestr("folder.json/", b"")
    found = documents([path])
    assert [one.name for one in found] == [f"{path}/a.xml", f"{path}/z.json"]
    assert [one.content() for one in found] == [b"1", b"2"]
    assert found[0].inside == "year/a.xml"


def test_an_archive_is_told_by_its_content(tmp_path: Path) -> None:
    """An archive under another name is opened, and a document called .zip is read as it is."""
    path = zipped(tmp_path / "data.bin", a__json=b"1")
    assert names(path) == [f"{path}/a.json"]
    odd = tmp_path / "odd.zip"
    odd.write_text("{}")
    assert names(odd) == [str(odd)]


def test_patterns_are_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern that the shell left alone finds its files; a file of that very name comes first."""
    for name in ("b.json", "a.json", "c.xml"):
        (tmp_path / name).write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert names("*.json") == ["a.json", "b.json"]
    assert names(f"{tmp_path}/[ab].json") == [f"{tmp_path}/a.json", f"{tmp_path}/b.json"]
    (tmp_path / "[ab].json").write_text("{}")
    assert names("[ab].json") == ["[ab].json"]


def test_sources_keep_their_order(tmp_path: Path) -> None:
    """Documents come in the order the sources were given, bytes as standard input."""
    path = tmp_path / "a.json"
    path.write_text("{}")
    assert names(b"{}", path, b"[]") == ["standard input", str(path), "standard input"]
    assert documents([b"{}"])[0].content() == b"{}"


def test_what_leads_nowhere_has_a_problem(tmp_path: Path) -> None:
    """A name without a file, an empty folder, an empty archive and a lost pattern are told."""
    empty = tmp_path / "empty"
    empty.mkdir()
    archive = zipped(tmp_path / "empty.zip")
    sources = [tmp_path / "none.json", empty, archive, f"{tmp_path}/*.xyz"]
    codes = [code_of(one) for one in documents(sources)]
    assert codes == ["file_not_readable", "no_document", "no_document", "no_document"]


def test_a_damaged_archive_has_a_problem(tmp_path: Path) -> None:
    """An archive that is cut, or a member whose bytes were changed, is told."""
    path = zipped(tmp_path / "a.zip", a__json=b"0123456789" * 100)
    whole = path.read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    (document,) = documents([cut])
    assert code_of(document) == "bad_archive"
    path.write_bytes(whole.replace(b"0123456789", b"012345678x", 1))
    (document,) = documents([path])
    assert code_of(document) == "bad_archive"


def test_what_only_begins_like_an_archive_is_a_document(tmp_path: Path) -> None:
    """A file of another name that is no archive is read, and is neither JSON nor XML."""
    path = tmp_path / "a.xml"
    path.write_bytes(b"PK\x03\x04 and no more")
    assert names(path) == [str(path)]
    (alone,) = validate(path)["files"]
    (compared,) = validate(path, compat="cms")["files"]
    assert [one["code"] for one in alone["problems"]] == ["unknown_document"]
    assert [one["code"] for one in compared["problems"]] == [2]


def test_huge_archives_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive of too many files, or of too many bytes, is not unpacked."""
    path = zipped(tmp_path / "a.zip", a__json=b"1", b__json=b"22")
    monkeypatch.setattr(module, "MOST_MEMBERS", 1)
    (document,) = documents([path])
    assert code_of(document) == "archive_too_large"
    monkeypatch.setattr(module, "MOST_MEMBERS", 2)
    assert len(documents([path])) == 2
    monkeypatch.setattr(module, "MOST_UNPACKED", 2)
    (document,) = documents([path])
    assert code_of(document) == "archive_too_large"


def test_a_file_that_disappears_has_a_problem(tmp_path: Path) -> None:
    """A file deleted between listing and reading is told like one that never was."""
    path = tmp_path / "a.json"
    path.write_text("{}")
    (document,) = documents([path])
    path.unlink()
    assert code_of(document) == "file_not_readable"


def test_results_have_names_of_their_own() -> None:
    """Names follow the sources, never leave the folder, and differ even without capitals."""
    sources = ["a.xml", "A.json", "sub/a.xml", "../../etc/passwd", "C:\\x\\y.xml", "..", "v1.2.xml"]
    assert output_names(sources, ".qpp.json") == [
        "a.qpp.json",
        "A-2.qpp.json",
        "sub/a.qpp.json",
        "etc/passwd.qpp.json",
        "x/y.qpp.json",
        "document.qpp.json",
        "v1.2.qpp.json",
    ]


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_in_order(workers: int) -> None:
    """However many processes work, the answers stand in the order of the questions."""
    done: list[tuple[int, int]] = []
    found = list(each(json.loads, [str(n) for n in range(30)], workers, lambda *d: done.append(d)))
    assert found == list(range(30))
    assert done == [(n, 30) for n in range(1, 31)]


def test_an_answer_that_is_not_wanted_stops_the_work() -> None:
    """Whoever stops asking gets no further answers, and the processes end."""
    answers = each(json.loads, ["1"] * 100, 2)
    assert next(answers) == 1
    answers.close()


def test_several_processes_only_where_they_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few small documents need one process; many, or large ones, all there are."""
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    assert [workers_for(count, 0) for count in (0, 1, FEW, FEW + 1)] == [1, 1, 1, 4]
    assert [workers_for(count, MUCH) for count in (1, 2, 3, 100)] == [1, 2, 3, 4]
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert workers_for(100, 0) == 1
