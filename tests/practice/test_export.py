"""What leaves with an export can be read without this program; what is erased leaves no trace."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from openmips.answers.score import score
from openmips.practice.access import Actor, NotAllowed
from openmips.practice.actions import members, practices
from openmips.practice.actions.exports import export_practice
from openmips.practice.actions.scores import keep_score
from openmips.practice.actions.statements import state
from openmips.practice.models import AuditEntry, PracticeYear, Role, StoredFile, Topic
from openmips.practice.upkeep import tidy_up
from openmips.practice.vault.vault import the_vault

FACTS = {"practice.clinicianCount": 4, "partBPaid": "300000.00"}
ACTIVITY = {"group/ia/IA_EPA_1": {"value": True, "start": "2024-01-01", "end": "2024-12-31"}}
DAY = date(2025, 1, 15)


def kept_file(owner: Actor, year: PracticeYear, name: str, content: bytes) -> StoredFile:
    """A file in the vault with its record."""
    kept = the_vault().keep(year.practice_id, [content])
    return StoredFile.objects.create(
        practice=year.practice,
        year=year,
        digest=kept.digest,
        name=name,
        kind="837p",
        size=kept.size,
        imported_by=owner.user,
        imported_at=owner.at,
    )


def exported(owner: Actor, year: PracticeYear) -> dict[str, bytes]:
    """The files of an export by name."""
    target = io.BytesIO()
    export_practice(owner, year.practice_id, target)
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(text: bytes) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(io.StringIO(text.decode(), newline="")))


def test_an_export_holds_everything_and_scores_alike(
    oak_street: PracticeYear, owner: Actor
) -> None:
    """Statements, scores and files are there; the exported documents score as the kept score."""
    place = (owner, oak_street.practice_id, 2024)
    state(*place, Topic.FACT, FACTS)
    state(*place, Topic.FACT, {"partBPaid": "310000.00"})
    state(*place, Topic.ATTESTATION, ACTIVITY)
    kept = keep_score(*place, DAY)
    kept_file(owner, oak_street, "May, 2024.837", b"ISA*00*")
    found = exported(owner, oak_street)
    profile = json.loads(found["years/2024/profile.json"])
    submission = json.loads(found["years/2024/submission-1.json"])
    assert score(submission, profile=profile, as_of=DAY)["finalScore"] == kept.answer["finalScore"]
    said = table(found["years/2024/statements.csv"])
    assert [(one["key"], one["value"]) for one in said if one["key"] == "partBPaid"] == [
        ("partBPaid", '"300000.00"'),
        ("partBPaid", '"310000.00"'),
    ]
    (file,) = table(found["files.csv"])
    assert found[f"files/{file['digest'][:12]}-May_ 2024.837"] == b"ISA*00*"
    assert json.loads(found["years/2024/scores.json"])[0]["answer"] == kept.answer
    manifest = json.loads(found.pop("manifest.json"))
    assert manifest == {name: hashlib.sha256(text).hexdigest() for name, text in found.items()}
    assert AuditEntry.objects.latest("id").deed == "practice exported"


def test_no_cell_becomes_a_formula(oak_street: PracticeYear, owner: Actor) -> None:
    """A text that a spreadsheet would compute has a quote before it; a negative number has none."""
    kept_file(owner, oak_street, "=HYPERLINK(0)", b"one")
    kept_file(owner, oak_street, "-12.5", b"two")
    names = [one["name"] for one in table(exported(owner, oak_street)["files.csv"])]
    assert names == ["'=HYPERLINK(0)", "-12.5"]


def test_only_an_owner_exports(
    oak_street: PracticeYear, owner: Actor, somebody: Callable[[str], Actor]
) -> None:
    """An editor may not carry all records away."""
    editor = somebody("ed")
    secret = members.invite(owner, oak_street.practice_id, editor.user.email, Role.EDITOR)
    members.accept_invitation(editor, secret)
    with pytest.raises(NotAllowed):
        export_practice(editor, oak_street.practice_id, io.BytesIO())


def test_files_of_an_erased_practice_go_even_after_a_stop(
    oak_street: PracticeYear, owner: Actor
) -> None:
    """Files that were left when the process died are removed at the next start; no others are."""
    kept_file(owner, oak_street, "x", b"claims")
    vault = the_vault()
    practices.erase_practice(owner, oak_street.practice_id, oak_street.practice.name)
    vault.keep(oak_street.practice_id, [b"left over"])
    other = practices.open_practice(owner, "Elm Street")
    kept = vault.keep(other.id, [b"others"])
    assert tidy_up(vault).practices == 1
    assert not vault.of(oak_street.practice_id).exists()
    assert list(vault.digests(other.id)) == [kept.digest]


@pytest.mark.parametrize("command", ["backup", "restore", "export", "erase", "passphrase"])
def test_every_command_says_what_it_does(command: str) -> None:
    """The help of each command ends well and names what it takes."""
    from openmips.cli.site import site

    found = CliRunner().invoke(site, [command, "--help"])
    assert found.exit_code == 0
    assert "--data" in found.output


def test_commands_work_from_end_to_end(tmp_path: Path) -> None:
    """In processes of their own: sealed, backed up, restored elsewhere, exported, erased."""
    import subprocess
    import sys

    told = tmp_path / "passphrase"
    told.write_text("plum tractor lemon harbor\n")
    name = "Oak Street Family Medicine (sample)"
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    backup, archive = str(tmp_path / "all.backup"), str(tmp_path / "one.zip")
    fill = (
        "import sys; from pathlib import Path; from openmips.site.running import prepare;"
        "prepare(Path(sys.argv[1])); from openmips.practice.sample import open_sample;"
        "from openmips.site.own_machine import owner; open_sample(owner())"
    )

    def run(*arguments: str, passphrase: bool = True, given: str = "") -> tuple[int, str]:
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
        if passphrase:
            environment["OPENMIPS_PASSPHRASE_FILE"] = str(told)
        done = subprocess.run(
            [sys.executable, *arguments],
            input=given,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    site = ("-m", "openmips.cli", "site")
    assert run("-c", fill, first, passphrase=False)[0] == 0
    said = run(*site, "passphrase", "--data", first, passphrase=False, given=told.read_text())
    assert (said[0], said[1].startswith("The passphrase is set")) == (0, True)
    code, words = run(*site, "backup", backup, "--data", first, passphrase=False)
    assert (code, "passphrase_missing" in words) == (1, True)
    assert not Path(backup).exists()
    assert run(*site, "backup", backup, "--data", first)[0] == 0
    assert run(*site, "backup", backup, "--data", first)[0] == 2
    assert run(*site, "restore", backup, "--data", second)[0] == 0
    code, words = run(*site, "restore", backup, "--data", second)
    assert (code, "folder_not_empty" in words) == (1, True)
    assert run(*site, "export", name, archive, "--data", second)[0] == 0
    assert "years/2024/profile.json" in zipfile.ZipFile(archive).namelist()
    code, words = run(*site, "erase", name, "--confirm", "Oak", "--data", second)
    assert (code, "name_not_typed" in words) == (1, True)
    assert run(*site, "erase", name, "--confirm", name, "--data", second)[0] == 0
    assert run(*site, "export", name, archive + "2", "--data", second)[0] == 2
