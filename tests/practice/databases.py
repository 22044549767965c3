"""A PostgreSQL of one's own for as long as tests run, and either database put before Django."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from openmips.site.surroundings import surroundings

ROOT_USER = 0
UNSAFE_AND_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


class NoServer(Exception):
    """There is no PostgreSQL server to start: why."""


def server_programs() -> Path:
    """The folder of the newest server programs that Debian's packages installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: p.parts[-3])
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).parent
    raise NoServer("no PostgreSQL server is installed (apt install postgresql)")


@contextmanager
def postgresql(options: str = UNSAFE_AND_FAST) -> Iterator[str]:
    """A new cluster, reached through a socket in a folder of its own; its URL without a database.

    `options` are those of the server; without any it keeps what was saved through a loss of
    power. PostgreSQL refuses to run as root, so root starts it as the user postgres.
    """
    programs = server_programs()
    run_as = _somebody_else() if os.geteuid() == ROOT_USER else {}
    # A socket's path is at most 107 characters, so it does not lie with the other files.
    folder = Path(tempfile.mkdtemp(prefix="openmips-pg-", dir="/tmp"))
    try:
        if run_as:
            shutil.chown(folder, run_as["user"], run_as["group"])
        data = folder / "data"

        def run(program: str, *arguments: str) -> None:
            done = subprocess.run(
                [programs / program, *arguments],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=(folder / "log").open("a") if not run_as else subprocess.DEVNULL,
                stderr=subprocess.STDOUT,
                check=False,
                **run_as,
            )
            if done.returncode:
                raise NoServer(f"{program} ended with {done.returncode}")

        run("initdb", "-D", str(data), "-U", "openmips", "-A", "trust", "-N", "-E", "UTF8")
        listen = f"-c listen_addresses= -c unix_socket_directories={folder} {options}"
        run("pg_ctl", "-D", str(data), "-o", listen, "-w", "-s", "start", "-l", str(folder / "log"))
        try:
            yield f"postgresql://openmips@/{{name}}?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-s", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody_else() -> dict[str, Any]:
    try:
        user = pwd.getpwnam("postgres")
    except KeyError as error:
        raise NoServer("root cannot run PostgreSQL, and there is no user postgres") from error
    return {"user": user.pw_uid, "group": user.pw_gid}


class Cluster:
    """A running cluster in which new databases are made."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._made = 0
        self._template: str | None = None

    def new_database(self, like: str = "template1") -> str:
        """The URL of a new database: empty, or like another one to which nobody is connected."""
        import psycopg

        self._made += 1
        name = f"practice_{self._made}"
        with psycopg.connect(self._url.format(name="postgres"), autocommit=True) as session:
            session.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self._url.format(name=name)

    def with_tables(self, folder: Path) -> str:
        """The URL of a new database with all tables. They are made once and copied."""
        if self._template is None:
            url = self.new_database()
            Prepared(url, folder).close()
            self._template = url.partition("@/")[2].partition("?")[0]
        return self.new_database(self._template)


class Prepared:
    """A database with all tables, to be put before Django in place of the usual one."""

    def __init__(self, url: str, folder: Path, *, has_tables: bool = False) -> None:
        told = surroundings({"OPENMIPS_DATA": str(folder), "DATABASE_URL": url}).database
        self._usual = connections.settings["default"]
        self._own: dict[str, Any] = {**self._usual, **told, "TEST": {**self._usual["TEST"]}}
        self._connection: BaseDatabaseWrapper | None = None
        self.url = url
        if not has_tables:
            with self.before_django():
                call_command("migrate", verbosity=0, interactive=False)

    @contextmanager
    def before_django(self) -> Iterator[None]:
        """Have `default` mean this database within the block; its connection stays open."""
        usual = connections["default"]
        connections.settings["default"] = self._own
        self._connection = self._connection or connections.create_connection("default")
        connections["default"] = self._connection
        try:
            yield
        finally:
            connections.settings["default"] = self._usual
            connections["default"] = usual

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
