"""Files are kept once, whole and private; sealed ones open with their passphrase alone."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmips.practice.vault import folders
from openmips.practice.vault.folders import held, sweep, whole_file, work_folder
from openmips.practice.vault.keeping import LOCK_FILE, Keeping
from openmips.practice.vault.sealing import BLOCK, MARK, Sealer, opened
from openmips.practice.vault.vault import Vault, plain_name
from openmips.problems import ProblemsFound

PRACTICE = UUID("00000000-0000-4000-8000-000000000001")
PASSPHRASE = "plum tractor lemon harbor"
QUICK = 1 << 4
KEY = bytes(range(32))
SIZES = (0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK)


@pytest.fixture(autouse=True)
def database() -> None:
    """Files need no database."""


def vault_in(data: Path, passphrase: str | None = None) -> Vault:
    """The vault of a data folder, opened with a passphrase."""
    return Vault(Keeping(data, lambda: passphrase))


@pytest.fixture
def plain(tmp_path: Path) -> Vault:
    """A vault without a lock."""
    return vault_in(tmp_path / "data")


@pytest.fixture
def sealed(tmp_path: Path) -> Vault:
    """A vault with a lock."""
    vault = vault_in(tmp_path / "data")
    vault.keeping.set_passphrase(PASSPHRASE, QUICK)
    return vault


def code(error: pytest.ExceptionInfo[ProblemsFound]) -> str:
    """The code of the one problem."""
    (problem,) = error.value.problems
    return problem.code


def seal(content: bytes) -> bytes:
    """The content sealed."""
    target = io.BytesIO()
    sealer = Sealer(target, KEY, {"about": "nothing"})
    sealer.write(content)
    sealer.finish()
    return target.getvalue()


def unseal(stream: bytes) -> bytes:
    """The content of a sealed stream."""
    return opened(io.BytesIO(stream), lambda header: KEY).read()


def lying(vault: Vault) -> list[Path]:
    """All files of the vault's folder but those that hold it."""
    return [
        path for path in vault.folder.rglob("*") if path.is_file() and not path.name.startswith(".")
    ]


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens_again(size: int) -> None:
    """Content of every size around a block's comes back as it was."""
    content = bytes(number % 251 for number in range(size))
    assert unseal(seal(content)) == content


@given(st.binary(max_size=300), st.data())
def test_no_changed_bit_goes_unnoticed(content: bytes, data: st.DataObject) -> None:
    """A flipped bit anywhere, the header included, keeps the stream from being opened."""
    stream = bytearray(seal(content))
    place = data.draw(st.integers(0, len(stream) - 1))
    stream[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ProblemsFound):
        unseal(bytes(stream))


@pytest.mark.parametrize("size", SIZES[1:])
def test_no_cut_goes_unnoticed(size: int) -> None:
    """A stream that ends early, even after a whole block, is refused; one that goes on, too."""
    stream = seal(bytes(size))
    ends = {len(stream) - 1, len(stream) - BLOCK - 16, len(stream) - 16 - size % BLOCK}
    for end in ends:
        if len(MARK) < end < len(stream):
            with pytest.raises(ProblemsFound):
                unseal(stream[:end])
    with pytest.raises(ProblemsFound):
        unseal(stream + b"\0")


def test_blocks_cannot_change_places() -> None:
    """Two whole blocks in the other order are refused."""
    stream = seal(bytes(3 * BLOCK))
    grown = BLOCK + 16
    start = len(stream) - 3 * grown
    first, second, third = (stream[start + n * grown : start + (n + 1) * grown] for n in range(3))
    assert unseal(stream[:start] + first + second + third) == bytes(3 * BLOCK)
    with pytest.raises(ProblemsFound):
        unseal(stream[:start] + second + first + third)


def test_the_same_content_is_never_sealed_alike() -> None:
    """Nobody can tell from two sealed streams that they hold the same."""
    assert seal(b"the same") != seal(b"the same")


@pytest.mark.parametrize("kind", ["plain", "sealed"])
def test_the_same_content_is_kept_once(kind: str, request: pytest.FixtureRequest) -> None:
    """Content lies under its digest, comes back as it was, and is not kept twice."""
    vault: Vault = request.getfixturevalue(kind)
    content = b"ISA*00*" * 50_000
    for _ in range(2):
        kept = vault.keep(PRACTICE, [content[:100], content[100:]])
        assert (kept.digest, kept.size) == (hashlib.sha256(content).hexdigest(), len(content))
    (path,) = lying(vault)
    assert path.name.startswith(kept.digest)
    assert (content[:70] in path.read_bytes()) is (kind == "plain")
    assert b"".join(vault.content(PRACTICE, kept.digest)) == content
    assert list(vault.digests(PRACTICE)) == [kept.digest]


@pytest.mark.parametrize("kind", ["plain", "sealed"])
def test_files_are_at_hand_under_their_names_for_a_while(
    kind: str, request: pytest.FixtureRequest
) -> None:
    """Programs that need a path get one with the file's own name; afterwards no copy is left."""
    vault: Vault = request.getfixturevalue(kind)
    kept = vault.keep(PRACTICE, [b"claims"])
    with vault.at_hand(PRACTICE, [(kept.digest, "../../May 2024.837")]) as (path,):
        assert (path.name, path.read_bytes()) == ("May 2024.837", b"claims")
        assert path.is_relative_to(vault.keeping.data / "tmp")
    assert not path.exists()
    assert [p for p in (vault.keeping.data / "tmp").iterdir() if p.name != ".held"] == []
    assert b"".join(vault.content(PRACTICE, kept.digest)) == b"claims"


def test_everything_is_private(sealed: Vault) -> None:
    """Folders and files are for their owner alone, whatever the process usually allows."""
    usual = os.umask(0)
    try:
        sealed.keep(PRACTICE, [b"claims"])
        with whole_file(sealed.keeping.data / "other") as file:
            file.write(b"x")
    finally:
        os.umask(usual)
    for path in [*lying(sealed), sealed.keeping.data / "other", sealed.keeping.data / LOCK_FILE]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for path in sealed.folder.rglob("*"):
        if path.is_dir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_wrong_passphrase_is_said_to_be_wrong(sealed: Vault) -> None:
    """Neither a wrong passphrase nor none opens a file, and the errors say which it was."""
    kept = sealed.keep(PRACTICE, [b"claims"])
    for given_now, expected in (("x" * 12, "wrong_passphrase"), (None, "passphrase_missing")):
        with pytest.raises(ProblemsFound) as error:
            list(vault_in(sealed.keeping.data, given_now).content(PRACTICE, kept.digest))
        assert code(error) == expected


def test_a_passphrase_typed_on_another_keyboard_is_the_same(sealed: Vault) -> None:
    """Letters with accents count as the same however they are composed."""
    sealed.keeping.set_passphrase("cafe\u0301 tractor lemon", QUICK)
    kept = sealed.keep(PRACTICE, [b"claims"])
    again = vault_in(sealed.keeping.data, "caf\u00e9 tractor lemon\n")
    assert list(again.content(PRACTICE, kept.digest)) == [b"claims"]


def test_another_passphrase_wraps_the_key_and_leaves_the_files(sealed: Vault) -> None:
    """After a change the new passphrase opens the same files, and the old one nothing."""
    kept = sealed.keep(PRACTICE, [b"claims"])
    (path,) = lying(sealed)
    before = path.read_bytes()
    sealed.keeping.set_passphrase("another one entirely", QUICK)
    assert path.read_bytes() == before
    new = vault_in(sealed.keeping.data, "another one entirely")
    assert list(new.content(PRACTICE, kept.digest)) == [b"claims"]
    with pytest.raises(ProblemsFound) as error:
        list(vault_in(sealed.keeping.data, PASSPHRASE).content(PRACTICE, kept.digest))
    assert code(error) == "wrong_passphrase"


def test_a_short_passphrase_is_refused(plain: Vault) -> None:
    """Eleven characters are too few, and nothing is changed."""
    with pytest.raises(ProblemsFound) as error:
        plain.keeping.set_passphrase("eleven char", QUICK)
    assert code(error) == "passphrase_too_short"
    assert plain.keeping.lock() is None


def test_a_first_passphrase_seals_what_lay_there_plain(plain: Vault) -> None:
    """Files kept before are sealed, one after the other, and stay readable all the time."""
    contents = [b"January", b"February"]
    kept = [plain.keep(PRACTICE, [content]) for content in contents]
    plain.keeping.set_passphrase(PASSPHRASE, QUICK)
    assert list(plain.content(PRACTICE, kept[0].digest)) == [b"January"]
    assert plain.seal_all() == 2
    assert plain.seal_all() == 0
    found = [list(plain.content(PRACTICE, one.digest)) for one in kept]
    assert found == [[b"January"], [b"February"]]
    assert not any(content in path.read_bytes() for path in lying(plain) for content in contents)


@pytest.mark.parametrize("kind", ["plain", "sealed"])
def test_a_damaged_file_is_not_given_out(kind: str, request: pytest.FixtureRequest) -> None:
    """Changed content is noticed, with a lock and without."""
    vault: Vault = request.getfixturevalue(kind)
    kept = vault.keep(PRACTICE, [b"claims"])
    (path,) = lying(vault)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(ProblemsFound) as error:
        list(vault.content(PRACTICE, kept.digest))
    assert code(error) == "stored_file_damaged"


@pytest.mark.parametrize(
    "lock", ["", "[]", "{}", '{"made_by":"scrypt","block_size":8,"parallel":1,"cost":1073741824}']
)
def test_a_broken_lock_is_an_error_not_an_open_door(sealed: Vault, lock: str) -> None:
    """A lock that cannot be read, or asks for endless work, never means that nothing is sealed."""
    (sealed.keeping.data / LOCK_FILE).write_text(lock)
    with pytest.raises(ProblemsFound) as error:
        sealed.keep(PRACTICE, [b"claims"])
    assert code(error) == "stored_file_damaged"
    assert lying(sealed) == []


def test_a_file_that_fails_half_way_is_not_there(plain: Vault) -> None:
    """Where the content breaks off, nothing is kept and no part is left."""

    def breaking() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        plain.keep(PRACTICE, breaking())
    assert lying(plain) == []


def test_what_was_never_confirmed_is_tidied_away(plain: Vault, tmp_path: Path) -> None:
    """Unfinished files go, and those without a record that still wait; a last copy stays."""
    wanted, last = plain.keep(PRACTICE, [b"wanted"]), plain.keep(PRACTICE, [b"last copy"])
    waiting = plain.take(tmp_path / "content", [b"waits"])
    plain.adopt(PRACTICE, tmp_path / "content", waiting.digest)
    (plain.of(PRACTICE) / "files" / f"{last.digest}.ab.part").write_bytes(b"half")
    assert plain.tidy(PRACTICE, {wanted.digest}) == 2
    assert set(plain.digests(PRACTICE)) == {wanted.digest, last.digest}
    assert (tmp_path / "content").read_bytes() == b"waits"


def test_a_working_folder_in_use_is_not_swept(tmp_path: Path) -> None:
    """What a killed process left is removed; what another still works in is not."""
    left = tmp_path / "work-left"
    left.mkdir()
    (left / "copy").write_bytes(b"plain claims")
    with work_folder(tmp_path) as mine:
        assert sweep(tmp_path) == 1
        assert mine.is_dir()
        assert not left.exists()
    assert sweep(tmp_path) == 0


def test_only_one_holds_a_folder(tmp_path: Path) -> None:
    """A second hold that does not wait is told no."""
    with held(tmp_path), held(tmp_path, wait=False) as second:
        assert not second
    with held(tmp_path, wait=False) as third:
        assert third


def test_a_full_disk_is_said_and_leaves_nothing(
    plain: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk takes no more, the problem says so and no part stays."""

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders.os, "fsync", full)
    with pytest.raises(ProblemsFound) as error:
        plain.keep(PRACTICE, [b"claims"])
    assert code(error) == "no_room"
    assert lying(plain) == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("May 2024.837", "May 2024.837"),
        ("..\\..\\x.csv", "x.csv"),
        ("a/b/..", "file"),
        ("", "file"),
        ("x\0y\n.csv", "x_y_.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_names_of_files_are_made_safe(name: str, safe: str) -> None:
    """No name leads to another folder or to a file that cannot be made."""
    assert plain_name(name) == safe
