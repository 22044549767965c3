"""A binder keeps what it was given, says of any change, and comes through every interruption."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openmips.practice.binder import keeping
from openmips.practice.binder.entries import About, Deed, Entry, canonical, digest, entry_of
from openmips.practice.binder.store import (
    CHAIN,
    HEAD,
    LONGEST_LINE,
    Binder,
    Head,
    Writer,
    make_binder,
    open_binder,
)
from openmips.practice.binder.verifying import verify
from openmips.problems import ProblemsFound

AT = datetime(2025, 1, 15, 12, tzinfo=UTC)
LATE = datetime(2031, 1, 1, tzinfo=UTC)
WHO = "Jane Roe"
DEPRESSION = About(2024, "quality", "134")
ACCESS = About(2024, "ia", "IA_EPA_1")


def put(binder: Binder, content: bytes, about: About = DEPRESSION, name: str = "a.txt") -> Entry:
    """A document in the binder."""
    return keeping.add(binder, io.BytesIO(content), name, about, AT, WHO)


def filled(folder: Path) -> Binder:
    """A binder with three documents, a note, a signature and a hold."""
    binder = make_binder(folder, AT, WHO, "Oak Street")
    put(binder, b"the list of patients")
    put(binder, b"the policy", ACCESS)
    put(binder, b"")
    keeping.note(binder, "Checked against the schedule.", ACCESS, AT, WHO)
    keeping.note(binder, "True and complete.", ACCESS, AT, WHO, sign=True)
    keeping.hold(binder, 2024, "Audit of 2024.", AT, WHO)
    return binder


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a filled binder, to be copied."""
    return filled(tmp_path_factory.mktemp("binder") / "kept").folder


@pytest.fixture
def binder(original: Path, tmp_path: Path) -> Binder:
    """A copy that may be changed."""
    return open_binder(Path(shutil.copytree(original, tmp_path / "copy")))


def codes(binder: Binder) -> set[str]:
    """What is found wrong."""
    return {one.code for one in verify(binder)}


def refused(code: str, act: Callable[[], object]) -> None:
    """The act is refused with that code, and changes nothing."""
    with pytest.raises(ProblemsFound) as caught:
        act()
    assert [one.code for one in caught.value.problems] == [code]


def test_what_was_added_is_there_and_nothing_is_wrong(binder: Binder) -> None:
    """Entries stand in order, files hold what they held, the binder is as it was."""
    entries = binder.entries()
    assert [one.deed for one in entries] == [
        Deed.OPENED,
        Deed.ADDED,
        Deed.ADDED,
        Deed.ADDED,
        Deed.NOTED,
        Deed.SIGNED,
        Deed.HELD,
    ]
    assert all(entry_of(one.line()) == one for one in entries)
    assert binder.path_of(entries[1].facts["file"]).read_bytes() == b"the list of patients"
    assert verify(binder) == ()
    first, second, _ = keeping.documents(entries)
    assert first.notes == ()
    assert [one.deed for one in second.notes] == [Deed.NOTED, Deed.SIGNED]


def every_file(folder: Path) -> list[Path]:
    """The files of a binder that hold anything."""
    return sorted(one for one in folder.rglob("*") if one.is_file() and one.stat().st_size)


@settings(max_examples=150)
@given(st.data())
def test_any_byte_that_is_changed_is_found(
    original: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whichever byte of whichever file becomes whichever other byte, is taken out or put in."""
    copy = Path(shutil.copytree(original, tmp_path_factory.mktemp("tampered") / "copy"))
    path = data.draw(st.sampled_from(every_file(copy)))
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != content[place]))
    match data.draw(st.sampled_from(["change", "take", "put"])):
        case "change":
            content[place] = byte
        case "take":
            del content[place]
        case "put":
            content.insert(place, byte)
    path.write_bytes(content)
    assert any(one.severity.value == "error" for one in verify(open_binder(copy)))


@settings(max_examples=40)
@given(st.data())
def test_any_order_but_the_right_one_is_found(
    original: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Lines that are moved, dropped or doubled, at the end too."""
    copy = Path(shutil.copytree(original, tmp_path_factory.mktemp("moved") / "copy"))
    lines = (copy / CHAIN).read_bytes().splitlines(keepends=True)
    drawn = data.draw(st.lists(st.sampled_from(lines), max_size=9).filter(lambda one: one != lines))
    (copy / CHAIN).write_bytes(b"".join(drawn))
    assert "binder_damaged" in codes(open_binder(copy))


@pytest.mark.parametrize("number", range(3))
def test_a_file_that_is_dropped_or_put_there_is_found(binder: Binder, number: int) -> None:
    """Every document, the chain's head, and what no entry speaks of."""
    entry = [one for one in binder.entries() if one.deed is Deed.ADDED][number]
    binder.path_of(entry.facts["file"]).unlink()
    assert codes(binder) == {"binder_file_missing"}
    (binder.folder / "files" / "letter.txt").write_text("new", "utf-8")
    assert codes(binder) == {"binder_file_missing", "binder_unknown_file"}
    binder.head_file.unlink()
    assert "binder_damaged" in codes(binder)


def test_a_damaged_binder_takes_nothing(binder: Binder) -> None:
    """Before anything is written the chain is read."""
    before = binder.chain.read_bytes()
    binder.chain.write_bytes(before.replace(b"True", b"Fine"))
    refused("binder_damaged", lambda: put(binder, b"more"))
    binder.chain.write_bytes(before)
    binder.head_file.write_bytes(b"{}")
    refused("binder_damaged", lambda: put(binder, b"more"))
    binder.chain.write_bytes(before.replace(b"\n", b"\nxx\n", 1))
    refused("binder_damaged", binder.entries)


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_an_entry_cut_off_is_no_entry(binder: Binder, cut: int, tmp_path: Path) -> None:
    """The last good state stands, is named, and is taken up by the next entry."""
    before = binder.chain.read_bytes()
    head = binder.head_file.read_bytes()
    put(binder, b"more")
    grown = binder.chain.read_bytes()
    binder.chain.write_bytes(grown[:-cut])
    binder.head_file.write_bytes(head)
    found = verify(binder)
    assert {one.code for one in found} == {"binder_interrupted"}
    assert all(one.severity.value == "warning" for one in found)
    put(binder, b"again")
    assert binder.chain.read_bytes().startswith(before)
    assert verify(binder) == ()


def test_an_entry_whose_head_was_not_written_counts(binder: Binder) -> None:
    """The line was on the disk: it is kept, and the head follows with the next."""
    head = binder.head_file.read_bytes()
    put(binder, b"more")
    binder.head_file.write_bytes(head)
    assert verify(binder) == ()
    put(binder, b"again")
    assert verify(binder) == ()


@pytest.mark.parametrize("call", range(1, 9))
def test_power_lost_at_any_call_leaves_the_last_good_state(
    binder: Binder, call: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends at one call or another; what was there stays, the new is whole or not."""
    before = binder.entries()

    class PowerLost(BaseException):
        """Stands for the end of the machine: nothing after it is run."""

    left = [call]
    off = [False]

    def stopping(real: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: object, **named: object) -> object:
            left[0] -= 1
            if left[0] == 0 or off[0]:
                off[0] = True
                raise PowerLost
            return real(*arguments, **named)

        return run

    monkeypatch.setattr(os, "fsync", stopping(os.fsync))
    monkeypatch.setattr(os, "truncate", stopping(os.truncate))
    monkeypatch.setattr(Path, "replace", stopping(Path.replace))
    with contextlib.suppress(PowerLost):
        put(binder, b"more")
    monkeypatch.undo()
    entries = open_binder(binder.folder).entries()
    assert entries[: len(before)] == before
    assert {one.severity.value for one in verify(binder)} <= {"warning"}
    put(binder, b"again")
    assert verify(binder) == ()
    kept = {one.facts["file"] for one in binder.entries() if "file" in one.facts}
    assert {one.name for one in binder.stored()} == kept


def test_no_room_adds_nothing(binder: Binder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is said so, and the chain is as before."""
    before = binder.chain.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    refused("no_room", lambda: keeping.note(binder, "More.", ACCESS, AT, WHO))
    monkeypatch.undo()
    assert binder.chain.read_bytes() == before
    assert verify(binder) == ()


def test_a_binder_is_made_once_and_opened_where_it_is(binder: Binder, tmp_path: Path) -> None:
    """Not over anything else, and not where there is none."""
    refused("binder_there", lambda: make_binder(binder.folder, AT, WHO, "Oak Street"))
    refused("no_binder", lambda: open_binder(tmp_path / "nowhere"))
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("mine", "utf-8")
    refused("binder_there", lambda: make_binder(tmp_path / "letters", AT, WHO, "Oak Street"))


def test_nothing_goes_before_its_day_without_a_reason(binder: Binder) -> None:
    """And nothing at all while a hold is on."""
    refused("on_hold", lambda: keeping.remove(binder, 2, "Wrong patient.", LATE, WHO))
    keeping.release(binder, 7, "The audit is over.", AT, WHO)
    refused("nothing_by_that_number", lambda: keeping.release(binder, 7, "Twice.", AT, WHO))
    refused("reason_needed", lambda: keeping.remove(binder, 2, " ", AT, WHO))
    keeping.remove(binder, 2, "Wrong patient.", AT, WHO)
    refused("nothing_by_that_number", lambda: keeping.remove(binder, 2, "Twice.", AT, WHO))
    refused("nothing_by_that_number", lambda: keeping.remove(binder, 99, "None.", AT, WHO))
    keeping.remove(binder, 3, "", LATE, WHO)
    assert verify(binder) == ()
    first, second, third = keeping.documents(binder.entries())
    assert first.removed is not None
    assert first.removed.facts["text"] == "Wrong patient."
    assert second.removed is not None
    assert third.removed is None
    assert len(binder.stored()) == 1


def test_the_same_content_twice_is_kept_until_both_are_removed(tmp_path: Path) -> None:
    """Two documents may share one file."""
    binder = make_binder(tmp_path / "b", AT, WHO, "Oak Street")
    one, other = put(binder, b"same"), put(binder, b"same", ACCESS, "b.txt")
    assert len(binder.stored()) == 1
    keeping.remove(binder, one.number, "Once is enough.", AT, WHO)
    assert len(binder.stored()) == 1
    assert verify(binder) == ()
    keeping.remove(binder, other.number, "Not ours.", AT, WHO)
    assert binder.stored() == []
    assert verify(binder) == ()


def test_evidence_of_2024_is_kept_through_2030() -> None:
    """Six years from the end of the performance period."""
    assert keeping.kept_until(2024).isoformat() == "2030-12-31"


def test_a_note_that_is_too_long_is_refused(binder: Binder) -> None:
    """Nothing of it is written."""
    before = binder.chain.read_bytes()
    text = "x" * LONGEST_LINE
    refused("text_too_long", lambda: keeping.note(binder, text, ACCESS, AT, WHO))
    assert binder.chain.read_bytes() == before


def test_two_who_add_at_once_both_have_their_entry(tmp_path: Path) -> None:
    """The binder is held while one writes."""
    from concurrent.futures import ThreadPoolExecutor

    binder = make_binder(tmp_path / "b", AT, WHO, "Oak Street")
    with ThreadPoolExecutor(4) as several:
        list(several.map(lambda n: put(open_binder(binder.folder), b"%d" % n), range(20)))
    assert len(binder.entries()) == 21
    assert verify(binder) == ()
    with binder.writing() as writer:
        assert isinstance(writer, Writer)
    assert binder.head_file.name == HEAD


@given(st.binary(max_size=200))
def test_any_line_is_an_entry_or_refused(line: bytes) -> None:
    """What cannot be read raises ValueError and nothing else."""
    with contextlib.suppress(ValueError):
        entry_of(line)


@pytest.mark.parametrize("line", [b"[" * 50_000, b"5", b"null", b"[]", b'{"number":1e999}'])
def test_a_hostile_line_is_refused(line: bytes) -> None:
    """Deep, or of another kind."""
    with pytest.raises(ValueError, match=r"."):
        entry_of(line)


@pytest.mark.parametrize(
    "facts",
    [
        {"deed": "added"},
        {"deed": "added", "file": "../../etc/passwd", "name": "a", "size": 1},
        {"deed": "added", "file": "0" * 64, "name": "a", "size": 1, "items": [1]},
        {"deed": "added", "file": "0" * 64, "name": "a", "size": "1"},
        {"deed": "removed", "entry": True, "text": ""},
        {"deed": "held"},
    ],
)
def test_an_entry_that_lacks_what_its_deed_needs_is_damage(
    tmp_path: Path, facts: dict[str, object]
) -> None:
    """Even where a forger wrote the chain and its head to fit; nothing outside is looked at."""
    binder = make_binder(tmp_path / "b", AT, WHO, "Oak Street")
    (first,) = binder.lines()
    common = {"at": AT.isoformat(), "by": WHO, "number": 2, "previous": digest(first)}
    line = canonical({**common, "performanceYear": 2024, "category": "quality", **facts})
    binder.chain.write_bytes(first + b"\n" + line + b"\n")
    binder.head_file.write_bytes(Head(2, digest(line)).content())
    assert "binder_damaged" in codes(binder)
    refused("binder_damaged", binder.entries)
