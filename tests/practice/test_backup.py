"""A backup restores to the same rows, files and scores on either database, or not at all."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential, WebAuthnUserHandle
from practice.sites import PASSPHRASE, QUICK, OwnSite
from practice.sites import Sites as Maker
from pytest_django import DjangoDbBlocker

from openmips.answers.rehearsal_checks import Stage
from openmips.practice.access import Actor
from openmips.practice.actions.members import invite
from openmips.practice.actions.practices import open_practice
from openmips.practice.actions.rehearsals import create_set
from openmips.practice.actions.scores import keep_score, replay
from openmips.practice.actions.second_factors import factors, new_backup_codes
from openmips.practice.models import (
    AuditEntry,
    PracticeYear,
    Role,
    ScoreSnapshot,
    StoredFile,
    User,
)
from openmips.practice.rehearsals import Player
from openmips.practice.sample import open_sample
from openmips.practice.vault.keeping import LOCK_FILE
from openmips.problems import ProblemsFound
from openmips.site import restore as restoring
from openmips.site.backup import back_up
from openmips.site.backup_rows import tables, written
from openmips.site.restore import UNFINISHED, restore

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
CONTENT = b"ISA*00*invented claims*" * 9000
REHEARSED = {
    "submission": {"entityType": "apm", "entityId": "A1234", "performanceYear": 2025},
    "category": "ia",
    "submissionMethod": "registry",
    "performanceStart": "2025-01-01",
    "performanceEnd": "2025-12-31",
    "measurements": [{"measureId": "IA_EPA_2", "value": True}],
}
Sites = Callable[..., OwnSite]
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The database that a backup is restored to; it is made of the sample on SQLite."""
    return str(request.param)


@pytest.fixture
def sites(
    request: pytest.FixtureRequest,
    site_maker: Maker,
    tmp_path: Path,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Sites]:
    """Makes sites by name, each with a folder and a database of its own."""

    def make(name: str, kind: str, passphrase: str | None = None) -> OwnSite:
        cluster = request.getfixturevalue("cluster") if kind == "postgresql" else None
        return site_maker.make(tmp_path / name, cluster, passphrase)

    with django_db_blocker.unblock():
        yield make
        site_maker.close()


def filled(site: OwnSite) -> None:
    """The sample practice, a score of it, a rehearsal, and a file in the vault."""
    with site.before_django() as vault:
        user = User.objects.create_user("ann@example.org")
        practice = open_sample(user)
        year = practice.years.get(performance_year=2024)
        actor = Actor(user, AT.replace(microsecond=123456))
        keep_score(actor, practice.id, 2024, date(2025, 1, 15))
        create_set(Player(actor, "rehearsal", Stage()), REHEARSED)
        kept = vault.keep(practice.id, [CONTENT])
        StoredFile.objects.create(
            practice=practice,
            year=year,
            digest=kept.digest,
            name="claims.837",
            kind="837p",
            size=kept.size,
            imported_by=user,
            imported_at=actor.at,
            summary={"counts": {"claims": 3}},
        )
        invite(actor, practice.id, "bob@example.org", Role.VIEWER)
        new_backup_codes(actor)
        TOTPDevice.objects.create(user=user, key="31" * 20, name="App", last_t=57)
        WebAuthnCredential.objects.create(
            user=user, name="Passkey", credential_id=bytes(range(256)), public_key=b"\0key\xff"
        )
        WebAuthnUserHandle.get_handle_for_user(user)


def values(row: Model) -> dict[str, Any]:
    """A row by column. Of JSON the value counts: PostgreSQL puts keys into an order of its own."""
    return {
        name: json.loads(text) if text and text[0] in "{[" else text
        for name, text in written(row).items()
    }


def rows(site: OwnSite) -> Rows:
    """Every row of every table, but the audit entry of the restore itself."""
    with site.before_django():
        return {
            label: [
                values(one)
                for one in table.objects.order_by("pk")
                if getattr(one, "deed", "") != "backup restored"
            ]
            for label, table in tables().items()
        }


def backup(site: OwnSite, target: Path) -> Path:
    """Back the site up."""
    with site.before_django() as vault:
        back_up(vault, target, AT)
    return target


def restored(site: OwnSite, source: Path, passphrase: str | None = None) -> None:
    """Restore to the site."""
    with site.before_django() as vault:
        restore(vault, source, lambda: passphrase, AT)


def nothing_there(site: OwnSite) -> bool:
    """Whether the site holds neither rows nor files."""
    with site.before_django() as vault:
        empty = not any(table.objects.exists() for table in tables().values())
        return empty and not any(vault.practices()) and vault.keeping.lock() is None


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("source", ["sqlite", "postgresql"])
def test_what_is_restored_equals_what_was_backed_up(
    sites: Sites, tmp_path: Path, database: str, source: str, passphrase: str | None
) -> None:
    """All rows, files and kept scores come back, from either database to either, sealed or not."""
    first, second = sites("first", source, passphrase), sites("second", database, passphrase)
    if passphrase is not None:
        first.vault.keeping.set_passphrase(passphrase, QUICK)
    filled(first)
    file = backup(first, tmp_path / "all.backup")
    assert (CONTENT[:40] in file.read_bytes()) is (passphrase is None)
    restored(second, file, passphrase)
    assert rows(second) == rows(first)
    with second.before_django() as vault:
        (stored,) = StoredFile.objects.all()
        assert b"".join(vault.content(stored.practice_id, stored.digest)) == CONTENT
        (kept,) = ScoreSnapshot.objects.all()
        assert replay(kept).same
        assert AuditEntry.objects.latest("id").deed == "backup restored"
        ann = User.objects.get()
        assert (factors(ann).any, factors(ann).backup_codes) == (True, 10)
        (passkey,) = factors(ann).passkeys
        assert WebAuthnCredential.get_by_credential_id(bytes(range(256))) == passkey
        assert bytes(passkey.public_key) == b"\0key\xff"
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditEntry.objects.update(deed="nothing happened")
        later = open_practice(Actor(User.objects.get(), AT), "Another")
        assert later.members.count() == 1
    assert not (second.vault.keeping.data / UNFINISHED).exists()


@pytest.mark.parametrize(
    ("given", "code"), [("another passphrase", "wrong_passphrase"), (None, "passphrase_missing")]
)
def test_a_sealed_backup_needs_its_passphrase(
    sites: Sites, tmp_path: Path, database: str, given: str | None, code: str
) -> None:
    """Without it, or with another, nothing is restored and the error says which it was."""
    first, second = sites("first", "sqlite", PASSPHRASE), sites("second", database)
    first.vault.keeping.set_passphrase(PASSPHRASE, QUICK)
    filled(first)
    file = backup(first, tmp_path / "all.backup")
    with pytest.raises(ProblemsFound) as error:
        restored(second, file, given)
    assert error.value.problems[0].code == code
    assert nothing_there(second)


def test_records_are_never_restored_over_others(
    sites: Sites, tmp_path: Path, database: str
) -> None:
    """Where there are rows or files already, a restore is refused and they stay as they were."""
    first, second = sites("first", "sqlite"), sites("second", database)
    filled(first)
    filled(second)
    before = rows(second)
    with pytest.raises(ProblemsFound) as error:
        restored(second, backup(first, tmp_path / "all.backup"))
    assert error.value.problems[0].code == "folder_not_empty"
    assert rows(second) == before


def changed(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The backup with its entries changed; None leaves one out."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            stream = old.extractfile(member)
            assert stream is not None
            content = change(member.name, stream.read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


CHANGES: dict[str, Callable[[str, bytes], bytes | None]] = {
    "a file": lambda name, content: content[:-1] + b"!" if name.startswith("files/") else content,
    "a row": lambda name, content: content.replace(b"Oak Street", b"Elm Street"),
    "a table left out": lambda name, content: None if "statement" in name else content,
    "no manifest": lambda name, content: None if name == "manifest.json" else content,
    "another format": lambda name, content: content.replace(b"backup-1", b"backup-9"),
    "another version": lambda name, content: content.replace(b"0001_records", b"0001_others"),
    "no rows": lambda name, content: b"{}\n" if "statement" in name else content,
}

REFUSED = dict.fromkeys(CHANGES, "backup_damaged") | {
    "no manifest": "not_a_backup",
    "another format": "not_a_backup",
    "another version": "backup_of_other_version",
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_backup_is_refused_as_a_whole(
    sites: Sites, tmp_path: Path, database: str, what: str
) -> None:
    """Whatever was changed, nothing of the backup is written."""
    first, second = sites("first", "sqlite"), sites("second", database)
    filled(first)
    file = changed(
        backup(first, tmp_path / "all.backup"), tmp_path / "changed.backup", CHANGES[what]
    )
    with pytest.raises(ProblemsFound) as error:
        restored(second, file)
    assert error.value.problems[0].code == REFUSED[what]
    assert nothing_there(second)


@pytest.mark.parametrize("sealed", [False, True])
def test_a_backup_cut_short_is_refused(
    sites: Sites, tmp_path: Path, database: str, sealed: bool
) -> None:
    """Cut anywhere, a backup restores nothing; nor does a file that is none."""
    passphrase = PASSPHRASE if sealed else None
    first, second = sites("first", "sqlite", passphrase), sites("second", database, passphrase)
    if sealed:
        first.vault.keeping.set_passphrase(PASSPHRASE, QUICK)
    filled(first)
    whole = backup(first, tmp_path / "all.backup").read_bytes()
    for number in range(0, 8, 2):
        cut = tmp_path / "cut.backup"
        cut.write_bytes(whole[: len(whole) * number // 8])
        with pytest.raises(ProblemsFound):
            restored(second, cut, passphrase)
        assert nothing_there(second)


def test_a_missing_file_is_told_and_leaves_no_backup(
    sites: Sites, tmp_path: Path, database: str
) -> None:
    """A backup that would lack a file is not made, so that nobody trusts it."""
    first = sites("first", database)
    filled(first)
    with first.before_django() as vault:
        stored = StoredFile.objects.get()
        vault.remove(stored.practice_id, stored.digest)
    with pytest.raises(ProblemsFound) as error:
        backup(first, tmp_path / "all.backup")
    assert error.value.problems[0].code == "stored_file_missing"
    assert list(tmp_path.glob("*.backup*")) == []


def test_a_restore_that_was_cut_short_is_begun_anew(
    sites: Sites, tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off in the middle, nothing is in the database, work is refused, and a second try ends.

    The second try finds the files of the first.
    """
    first, second = sites("first", "sqlite", PASSPHRASE), sites("second", database, PASSPHRASE)
    first.vault.keeping.set_passphrase(PASSPHRASE, QUICK)
    filled(first)
    file = backup(first, tmp_path / "all.backup")
    data = second.vault.keeping.data

    def broken() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "count_on", broken)
    with pytest.raises(KeyboardInterrupt):
        restored(second, file, PASSPHRASE)
    monkeypatch.undo()
    assert (data / UNFINISHED).exists()
    assert (data / LOCK_FILE).exists()
    with pytest.raises(ProblemsFound) as error:
        restoring.refuse_unfinished(data)
    assert error.value.problems[0].code == "restore_unfinished"
    with second.before_django():
        assert not PracticeYear.objects.exists()
    restored(second, file, PASSPHRASE)
    assert rows(second) == rows(first)
    assert not (data / UNFINISHED).exists()


def test_a_restore_killed_at_its_very_end_is_ended(
    sites: Sites, tmp_path: Path, database: str
) -> None:
    """Where only the mark was left to be removed, a second try removes it and nothing else."""
    first, second = sites("first", "sqlite"), sites("second", database)
    filled(first)
    file = backup(first, tmp_path / "all.backup")
    restored(second, file)
    (second.vault.keeping.data / UNFINISHED).write_text("")
    restored(second, file)
    assert rows(second) == rows(first)
    assert not (second.vault.keeping.data / UNFINISHED).exists()
