"""How the rows of every table become lines of text, and lines rows again, to the last digit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.options import Options

from openmips.practice.refusals import refusal
from openmips.problems.records_kinds import BACKUP_DAMAGED

AT_ONCE = 500
"""How many rows are in memory at a time."""

_MADE_ANEW = frozenset({"auth", "axes", "contenttypes", "sessions"})
"""Applications whose rows are not the practices': sign-ins, and what Django derives itself."""

Table = type[models.Model]

_described: Callable[[Any], Options[Any]] = attrgetter("_meta")
"""How Django describes a table: a name of its public interface, for all its underscore."""


def tables() -> dict[str, Table]:
    """Every table that is kept, by its label, in the order of the labels."""
    found = {
        _described(one).label_lower: one
        for one in apps.get_models(include_auto_created=True)
        if _described(one).managed
        and not _described(one).proxy
        and _described(one).app_label not in _MADE_ANEW
    }
    return dict(sorted(found.items()))


def migrations() -> dict[str, list[str]]:
    """The migrations that made the tables, by application."""
    kept = {_described(one).app_label for one in tables().values()}
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        if app in kept:
            found.setdefault(app, []).append(name)
    return found


def chunks(table: Table) -> Iterator[tuple[int, bytes]]:
    """The rows of a table as lines of JSON, some hundred at a time, each with their number."""
    lines: list[str] = []
    rows: models.QuerySet[models.Model] = models.QuerySet(table)
    for row in rows.order_by("pk").iterator(chunk_size=AT_ONCE):
        lines.append(json.dumps(written(row), sort_keys=True))
        if len(lines) == AT_ONCE:
            yield len(lines), ("\n".join(lines) + "\n").encode()
            lines = []
    if lines:
        yield len(lines), ("\n".join(lines) + "\n").encode()


def written(row: models.Model) -> dict[str, str | None]:
    """A row as texts by column; None stays None."""
    return {field.attname: _text(field, row) for field in _described(row).concrete_fields}


def read(table: Table, lines: bytes) -> Iterator[models.Model]:
    """The rows that lines hold, not saved yet. Raises ProblemsFound for one that is none."""
    fields = {field.attname: field for field in _described(table).concrete_fields}
    for line in lines.splitlines():
        try:
            told = json.loads(line)
            if told.keys() != fields.keys():
                raise refusal(BACKUP_DAMAGED, "a row has other columns than its table")
            yield table(**{name: _value(fields[name], text) for name, text in told.items()})
        except (ValueError, TypeError, AttributeError, ValidationError) as error:
            raise refusal(BACKUP_DAMAGED, "a row cannot be read") from error


def save(row: models.Model) -> None:
    """Save a row just as it is."""
    row.save_base(raw=True, force_insert=True)


def count_on() -> None:
    """Have new rows numbered after those that were saved with their numbers."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables().values())):
            cursor.execute(statement)


def filled() -> list[str]:
    """The labels of the tables that hold rows."""
    return [label for label, table in tables().items() if models.QuerySet(table).exists()]


def _text(field: models.Field[Any, Any], row: models.Model) -> str | None:
    value = field.value_from_object(row)
    if value is None:
        return None
    if isinstance(field, models.JSONField):
        return json.dumps(value, cls=field.encoder)
    return str(field.value_to_string(row))


def _value(field: models.Field[Any, Any], text: str | None) -> Any:
    if text is None:
        return None
    if isinstance(field, models.JSONField):
        return json.loads(text, cls=field.decoder)
    return field.to_python(text)


def digest_document(told: Mapping[str, Any]) -> bytes:
    """A small document of a backup as it is written."""
    return json.dumps(told, indent=1, sort_keys=True).encode() + b"\n"
