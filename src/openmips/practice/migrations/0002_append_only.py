"""The database itself refuses to change what must stay as it was said or done."""

from __future__ import annotations

from typing import Any

from django.db import migrations

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


def install(apps: Any, editor: Any) -> None:
    """Make the triggers in the words of the database."""
    postgresql = editor.connection.vendor == "postgresql"
    if postgresql:
        editor.execute(_FUNCTION, None)
    for table, deeds in KEPT.items():
        for deed in deeds:
            name = f"{table}_refuses_{deed.lower()}"
            what = (
                "EXECUTE FUNCTION openmips_refuse()"
                if postgresql
                else f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
            editor.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW {what}")
    if postgresql:
        editor.execute(
            "CREATE TRIGGER practice_auditentry_refuses_truncate BEFORE TRUNCATE ON "
            "practice_auditentry FOR EACH STATEMENT EXECUTE FUNCTION openmips_refuse()"
        )


def remove(apps: Any, editor: Any) -> None:
    """Take the triggers away again."""
    on = " ON {}" if editor.connection.vendor == "postgresql" else ""
    for table, deeds in KEPT.items():
        for deed in deeds:
            editor.execute(f"DROP TRIGGER {table}_refuses_{deed.lower()}{on.format(table)}")
    if on:
        editor.execute("DROP TRIGGER practice_auditentry_refuses_truncate ON practice_auditentry")
        editor.execute("DROP FUNCTION openmips_refuse()")


class Migration(migrations.Migration):
    """Triggers on the tables that are only added to."""

    dependencies = (("practice", "0001_records"),)
    operations = (migrations.RunPython(install, remove),)
