"""An export is one file that anybody can read and check; whatever is changed in it is found."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli.conftest import Call
from hypothesis import given, settings
from hypothesis import strategies as st
from web.reports.pdf import tags

from openmips.practice.binder import exporting, keeping, verifying_exports
from openmips.practice.binder.entries import About, Entry
from openmips.practice.binder.store import Binder, make_binder, open_binder
from openmips.practice.binder.verifying_exports import verify_export
from openmips.practice.refusals import refusal
from openmips.problems import ProblemsFound
from openmips.problems.report_kinds import PDF_NOT_POSSIBLE
from openmips.web.reports import paper

AT = datetime(2025, 1, 15, 12, tzinfo=UTC)
WHO = "Jane <b>Roe</b>"
PRESSURE = About(2024, "quality", "236")


def pages(entries: Sequence[Entry], names: Mapping[int, str]) -> dict[str, bytes]:
    """An index of nothing but names."""
    return {"index.html": "\n".join(names.values()).encode()}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Binder:
    """A binder with three documents, one of which was removed."""
    binder = make_binder(tmp_path_factory.mktemp("exports") / "b", AT, WHO, "Oak <i>Street</i>")
    for content, name in ((b"list", "list of\n236.csv"), (b"other", "../../=x.pdf"), (b"x", "ñ")):
        keeping.add(binder, io.BytesIO(content), name, PRESSURE, AT, WHO, ["A chart."])
    keeping.remove(binder, 4, "Of another year.", AT, WHO)
    keeping.note(binder, "True <script>", PRESSURE, AT, WHO, sign=True)
    keeping.hold(binder, 2024, "Audit.", AT, WHO)
    return binder


@pytest.fixture(scope="module")
def exported(kept: Binder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its export."""
    path = tmp_path_factory.mktemp("out") / "binder.zip"
    assert exporting.export(kept, path, pages) == 2
    return path


def contents(path: Path) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(path) as opened:
        return {one: opened.read(one) for one in opened.namelist()}


def written(path: Path, files: Mapping[str, bytes], sums: bool = False) -> Path:
    """A zip of these files; with `sums`, its list of digests is made to fit."""
    if sums:
        with path.open("wb") as stream, exporting.Package(stream) as package:
            for name, content in files.items():
                if name != exporting.SUMS:
                    package.put(name, content)
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
            for name, content in files.items():
                opened.writestr(name, content)
    return path


def codes(path: Path) -> list[str]:
    """What is found wrong, or why it is no export."""
    try:
        problems, _ = verify_export(path)
    except ProblemsFound as error:
        problems = error.problems
    return [one.code for one in problems]


def test_an_export_holds_all_under_names_that_people_read(kept: Binder, exported: Path) -> None:
    """Names without blanks, ways up or formulas; the chain as it is; the same bytes each time."""
    held = contents(exported)
    assert sorted(held) == [
        "SHA256SUMS",
        "chain.jsonl",
        "documents/2024/quality/236/0002-list_of_236.csv",
        "documents/2024/quality/236/0003-_x.pdf",
        "head.json",
        "index.html",
    ]
    assert held["chain.jsonl"] == kept.chain.read_bytes()
    assert held["head.json"] == kept.head_file.read_bytes()
    assert codes(exported) == []
    again = exported.parent / "again.zip"
    exporting.export(kept, again, pages)
    assert again.read_bytes() == exported.read_bytes()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sha256sum_checks_an_export(exported: Path, tmp_path: Path) -> None:
    """Without this software: all fine, then one file changed."""
    with zipfile.ZipFile(exported) as opened:
        opened.extractall(tmp_path)
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "chain.jsonl").write_bytes(b"")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1


@settings(max_examples=200)
@given(st.data())
def test_any_change_to_what_an_export_holds_is_found(
    exported: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whichever byte changes: it is found, or every name and content is what it was."""
    copy = tmp_path_factory.mktemp("tampered") / "binder.zip"
    content = bytearray(exported.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    match data.draw(st.sampled_from(["change", "take", "put", "cut"])):
        case "change":
            content[place] ^= data.draw(st.integers(1, 255))
        case "take":
            del content[place]
        case "put":
            content.insert(place, data.draw(st.integers(0, 255)))
        case "cut":
            del content[place:]
    copy.write_bytes(content)
    if not codes(copy):
        assert contents(copy) == contents(exported)


@settings(max_examples=100)
@given(st.data())
def test_a_forger_who_packs_again_is_found(
    exported: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A file changed, dropped or added, in a zip that is as whole as any."""
    copy = tmp_path_factory.mktemp("forged") / "binder.zip"
    files = contents(exported)
    name = data.draw(st.sampled_from(sorted(files)))
    match data.draw(st.sampled_from(["change", "drop", "add"])):
        case "change":
            place = data.draw(st.integers(0, len(files[name]) - 1))
            changed = bytearray(files[name])
            changed[place] ^= data.draw(st.integers(1, 255))
            files[name] = bytes(changed)
        case "drop":
            if name == "SHA256SUMS":
                return
            del files[name]
        case "add":
            files["documents/2024/quality/236/0009-more.pdf"] = b"more"
    assert codes(written(copy, files))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda files: files.pop("documents/2024/quality/236/0003-_x.pdf"), "binder_file_missing"),
        (
            lambda files: files.update({"documents/2024/quality/236/0003-_x.pdf": b"forged"}),
            "binder_file_changed",
        ),
        (lambda files: files.update({"more.txt": b"new"}), "binder_unknown_file"),
        (
            lambda files: files.update(
                {"chain.jsonl": files["chain.jsonl"].replace(b"Audit", b"Adieu")}
            ),
            "binder_damaged",
        ),
        (
            lambda files: files.update(
                {"chain.jsonl": files["chain.jsonl"][: files["chain.jsonl"][:-1].rindex(b"\n") + 1]}
            ),
            "binder_damaged",
        ),
    ],
)
def test_digests_that_were_made_to_fit_do_not_hide_a_change(
    exported: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], object], code: str
) -> None:
    """The chain names every document, so a new list of digests is not enough."""
    files = contents(exported)
    change(files)
    assert codes(written(tmp_path / "forged.zip", files, sums=True)) == [code]


def test_what_is_no_export_is_said(exported: Path, tmp_path: Path) -> None:
    """Not a zip, a zip of something else, two files of one name."""
    other = tmp_path / "other.zip"
    other.write_bytes(b"not a zip")
    assert codes(other) == ["not_an_export"]
    with zipfile.ZipFile(other, "w") as opened:
        opened.writestr("letter.txt", "mine")
    assert codes(other) == ["not_an_export"]
    shutil.copy(exported, other)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(other, "a") as opened:
        opened.writestr("index.html", "another")
    assert codes(other) == ["not_an_export"]


@pytest.mark.parametrize("bound", ["MOST_FILES", "MOST_BYTES", "MOST_OF_CHAIN"])
def test_an_export_that_is_too_large_is_not_unpacked(
    exported: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    """More files, more bytes, or a longer chain than is looked at."""
    monkeypatch.setattr(verifying_exports, bound, 3)
    assert codes(exported) == ["export_too_large"]


def test_a_damaged_binder_is_not_exported(kept: Binder, tmp_path: Path) -> None:
    """Nothing is written, and an older export stays; a change in the midst is found as well."""
    copy = open_binder(Path(shutil.copytree(kept.folder, tmp_path / "copy")))
    out = tmp_path / "out.zip"
    out.write_bytes(b"older")
    document = copy.path_of(copy.entries()[1].facts["file"])

    def meanwhile(entries: Sequence[Entry], names: Mapping[int, str]) -> dict[str, bytes]:
        document.write_bytes(b"forged")
        return {}

    for _ in range(2):
        with pytest.raises(ProblemsFound) as caught:
            exporting.export(copy, out, meanwhile)
        assert [one.code for one in caught.value.problems] == ["binder_file_changed"]
        assert out.read_bytes() == b"older"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy", "out.zip"]


def test_the_command_writes_an_index_for_people(
    openmips: Call, kept: Binder, tmp_path: Path
) -> None:
    """What is typed is shown as text; removals with reasons; a tagged PDF beside it."""
    out = tmp_path / "out.zip"
    ended = openmips("binder", "export", kept.folder, out)
    assert (ended.code, "holds 2 documents" in " ".join(ended.out.split())) == (0, True)
    held = contents(out)
    page = held["index.html"].decode()
    for told in (
        "Oak &lt;i&gt;Street&lt;/i&gt;",
        "True &lt;script&gt;",
        "<strong>Removed</strong> on 15 January 2025 by Jane &lt;b&gt;Roe&lt;/b&gt;: Of another",
        'href="documents/2024/quality/236/0002-list_of_236.csv"',
        "Kept through 31 December 2030",
        "<strong>Legal hold:</strong> Audit.",
        "A chart.",
        "sha256sum -c SHA256SUMS",
    ):
        assert told in page, told
    assert "<script" not in page
    assert {"H1", "H2", "H3", "Table", "TH", "Caption"} <= tags(held["index.pdf"])
    ended = openmips("binder", "verify", out)
    assert (ended.code, "All 7 entries" in ended.out) == (0, True)
    out.write_bytes(out.read_bytes()[:-9])
    assert openmips("binder", "verify", out).code == 1
    assert openmips("binder", "export", kept.folder, kept.folder / "out.zip").code == 2
    before = out.read_bytes()
    assert openmips("binder", "export", tmp_path / "none", out).code == 1
    assert out.read_bytes() == before


def test_where_no_pdf_can_be_made_the_export_is_whole_without(
    openmips: Call, kept: Binder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is said, and the rest is there."""

    def absent() -> object:
        raise refusal(PDF_NOT_POSSIBLE, "loading it failed")

    monkeypatch.setattr(paper, "_weasyprint", absent)
    out = tmp_path / "out.zip"
    ended = openmips("binder", "export", kept.folder, out)
    assert (ended.code, "No index.pdf is made" in ended.err) == (0, True)
    assert "index.html" in contents(out)
    assert "index.pdf" not in contents(out)
    assert codes(out) == []
