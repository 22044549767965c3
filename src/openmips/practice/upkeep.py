"""What is put right before work begins: what a process that was killed left behind goes."""

from __future__ import annotations

from dataclasses import dataclass

from openmips.practice.imports.waiting import sweep_half_taken
from openmips.practice.models import Practice, StoredFile
from openmips.practice.vault.folders import sweep
from openmips.practice.vault.vault import TEMPORARY, Vault


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many working folders, files without a record and erased practices were removed.

    `sealed` are files that lay there plain although there is a passphrase.
    """

    folders: int
    files: int
    practices: int
    sealed: int


def tidy_up(vault: Vault) -> Tidied:
    """Remove what was never finished or was erased, and seal what should be.

    Records are never touched. Files of practices that the records do not know stay: the
    records may be those of another folder.
    """
    folders = sweep(vault.keeping.data / TEMPORARY)
    known = dict(Practice.objects.values_list("id", "erased_at"))
    files = practices = 0
    for practice_id in list(vault.practices()):
        if practice_id not in known:
            continue
        if known[practice_id] is not None:
            vault.erase(practice_id)
            practices += 1
            continue
        stored = StoredFile.objects.filter(practice_id=practice_id).only("digest", "summary")
        wanted = {one.digest for one in stored if not one.summary.get("erased")}
        files += vault.tidy(practice_id, wanted) + sweep_half_taken(vault, practice_id)
    sealed = vault.seal_all() if vault.keeping.lock() is not None else 0
    return Tidied(folders, files, practices, sealed)
