"""A second process that holds the database: until it is told to let go, or for a while.

`python holder.py SECONDS`: it says `held` once nobody else can save, and ends after so many
seconds.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from pathlib import Path


def hold(seconds: float) -> None:
    """Hold the whole of SQLite, or the rows of all years in PostgreSQL."""
    url = os.environ["DATABASE_URL"]
    if url:
        import psycopg

        with psycopg.connect(url) as session:
            session.execute("SELECT 1 FROM practice_practiceyear FOR UPDATE").fetchall()
            wait(seconds)
        return
    own = sqlite3.connect(Path(os.environ["OPENMIPS_DATA"]) / "openmips.sqlite3")
    own.execute("BEGIN EXCLUSIVE")
    wait(seconds)
    own.rollback()


def wait(seconds: float) -> None:
    """Say that it is held, and keep it so."""
    print("held", flush=True)
    time.sleep(seconds)


if __name__ == "__main__":
    hold(float(sys.argv[1]))
