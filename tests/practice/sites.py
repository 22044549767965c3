"""A site of its own for a test: a data folder and a database, before Django for a while."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from practice.databases import Cluster, Prepared

from openmips.practice.vault.folders import private
from openmips.practice.vault.keeping import Keeping
from openmips.practice.vault.vault import Vault

PASSPHRASE = "plum tractor lemon harbor"
QUICK = 1 << 4
NAME = "openmips.sqlite3"


@dataclass
class OwnSite:
    """A data folder with its database, empty at first."""

    vault: Vault
    prepared: Prepared

    @contextmanager
    def before_django(self) -> Iterator[Vault]:
        """The site's database and vault are those that the program uses."""
        with self.prepared.before_django():
            yield self.vault


class Sites:
    """Makes sites in folders of their own. Tables are made once for each database and copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: list[OwnSite] = []

    def make(self, folder: Path, cluster: Cluster | None, passphrase: str | None) -> OwnSite:
        """A new site; on SQLite without a cluster. Databases must be unblocked."""
        vault = Vault(Keeping(private(folder), lambda: passphrase))
        if cluster is None:
            shutil.copy(self._sqlite(), folder / NAME)
            prepared = Prepared("", folder, has_tables=True)
        else:
            prepared = Prepared(cluster.with_tables(self._folder), folder, has_tables=True)
        self._made.append(OwnSite(vault, prepared))
        return self._made[-1]

    def close(self) -> None:
        """End the connections of the sites made so far."""
        while self._made:
            self._made.pop().prepared.close()

    def _sqlite(self) -> Path:
        file = self._folder / NAME
        if not file.exists():
            Prepared("", self._folder).close()
        return file
