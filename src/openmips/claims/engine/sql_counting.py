"""Counting in a database: distinct values out, masks in, sums out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from openmips.claims.definitions import Definitions
from openmips.claims.engine import sql_steps as steps
from openmips.claims.engine.duplicates import take_off
from openmips.claims.engine.episodes import count_episodes
from openmips.claims.engine.masks import COUNTS, LINE_VALUE, STATE, UNDOES, Masks
from openmips.claims.engine.sql_claims import episode_claims, suspects
from openmips.claims.engine.sql_database import Database, Type
from openmips.claims.engine.sql_steps import Steps
from openmips.claims.engine.sql_text import select, text
from openmips.claims.engine.totals import Totals
from openmips.claims.engine.visits import visit_rates
from openmips.claims.lines import NAMES
from openmips.claims.rate_counts import RateCounts


def count_in(database: Database, definitions: Definitions) -> list[RateCounts]:
    """The counts of every clinician and rate with anybody eligible, in order."""
    masks = Masks(definitions)
    totals = Totals(masks.blocks)
    plan = Steps(masks, database.divided, _held(database))
    _make_diagnoses(database, plan)
    plan = replace(plan, undoing=_make_values(database, plan))
    database.keep(steps.UNDONE, plan.undone())
    database.keep(steps.CLAIMS, plan.claims())
    _make_people(database, masks)
    database.keep(steps.ELIGIBLE_CLAIMS, plan.eligible_claims())
    database.keep(steps.DAYS, plan.days())
    for query, units in ((plan.patient_sums(), steps.ONCE), (plan.day_sums(), steps.DAILY)):
        places = totals.places(plan.sum_names(*units))
        for tin, npi, *sums in database.rows(query):
            totals.add((tin, npi), places, sums)
    count_episodes(masks.blocks, episode_claims(database, plan), totals)
    if visit_rates(masks.blocks):
        take_off(masks, suspects(database, plan), totals)
    return totals.counts()


def _held(database: Database) -> frozenset[str]:
    """The columns of lines with anything in them."""
    (counts,) = database.rows(select((f"count({name}) AS {name}" for name in NAMES), steps.LINES))
    return frozenset(name for name, number in zip(NAMES, counts, strict=True) if number)


def _make_values(database: Database, plan: Steps) -> bool:
    """The table of what lines say; whether any takes a claim out."""
    masks, names, undoing = plan.masks, plan.value, False
    rows: list[tuple[int | str, ...]] = []
    for value in _distinct(database, names):
        held = dict(zip(names, value, strict=True))
        code, place, *modifiers = (held.get(name, "") for name in LINE_VALUE)
        payer, status, frequency = (held.get(name, "") for name in STATE)
        state = masks.state(payer, status, frequency)
        undoing |= bool(state & UNDOES)
        says = int(bool(state & COUNTS)), int(bool(state & UNDOES))
        rows.append((*value, *says, *masks.line(code, place, modifiers)))
    columns: dict[str, Type] = {**dict.fromkeys(names, str), "counts": int, "undoes": int}
    database.values(steps.LINE_VALUES, columns | dict.fromkeys(masks.line_words, int), rows)
    return undoing


def _make_diagnoses(database: Database, plan: Steps) -> None:
    """The table of what diagnoses say."""
    found = {code for name in plan.diagnoses for (code,) in _distinct(database, (name,))}
    database.values(
        steps.DIAGNOSIS_VALUES,
        {"code": str, **dict.fromkeys(plan.masks.diagnosis_words, int)},
        ((code, *plan.masks.diagnosis(code)) for code in sorted(found)),
    )


def _distinct(database: Database, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The distinct values of columns of lines, as texts; one value of nothing for none."""
    columns = (f"{text(name)} AS {name}" for name in names)
    return database.rows(select(columns, steps.LINES, distinct=True)) if names else iter([()])


def _make_people(database: Database, masks: Masks) -> None:
    """The table of what patients' ages and sexes fit."""
    people = database.rows(select(("age", "sex"), steps.CLAIMS, distinct=True))
    database.values(
        steps.PEOPLE,
        {"age": int, "sex": str, **dict.fromkeys(masks.person_words, int)},
        (
            (age, sex, *masks.person(None if age == steps.NO_AGE else age, sex))
            for age, sex in people
        ),
    )
