"""What the database itself refuses to change, and that it does so whatever a migration did.

SQLite makes a table anew when a column changes, and its triggers go with the old one. So after
every migration those that are missing are made again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connections, transaction

KEPT = {
    "practice_auditentry": ("UPDATE", "DELETE"),
    "practice_statement": ("UPDATE",),
    "practice_submissionrecord": ("UPDATE",),
    "practice_scoresnapshot": ("UPDATE",),
}
"""What is refused, by table. Statements and scores go only when a whole practice is erased."""

_FUNCTION = """
CREATE OR REPLACE FUNCTION openmips_refuse() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END;
$$ LANGUAGE plpgsql
"""


def guard(using: str) -> list[str]:
    """Make the triggers that a database lacks; the answer names them."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        there = _triggers(cursor, connection.vendor)
        missing = [one for one in _wanted(connection.vendor) if one[0] not in there]
        if missing and connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for _, statement in missing:
            cursor.execute(statement)
    return [name for name, _ in missing]


def after_migration(using: str, **_: Any) -> None:
    """What Django calls when migrations have run."""
    if "practice_auditentry" in connections[using].introspection.table_names():
        guard(using)


def _triggers(cursor: Any, vendor: str) -> set[str]:
    if vendor == "postgresql":
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    else:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return {name for (name,) in cursor.fetchall()}


def _wanted(vendor: str) -> Iterator[tuple[str, str]]:
    """The name of every trigger, and how it is made."""
    for table, deeds in KEPT.items():
        for deed in deeds:
            name = f"{table}_refuses_{deed.lower()}"
            does = (
                "EXECUTE FUNCTION openmips_refuse()"
                if vendor == "postgresql"
                else f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
            yield name, f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW {does}"
    if vendor == "postgresql":
        name = "practice_auditentry_refuses_truncate"
        does = "FOR EACH STATEMENT EXECUTE FUNCTION openmips_refuse()"
        yield name, f"CREATE TRIGGER {name} BEFORE TRUNCATE ON practice_auditentry {does}"
