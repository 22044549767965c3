"""Which clinicians a roster lists, from CSV or JSON, with the facts eligibility needs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import partial
from pathlib import Path

from openmips.amounts import amount
from openmips.formats.clinician_types import clinician_type
from openmips.formats.roster_cells import Row
from openmips.formats.strict_json import Source, read_json, read_text, source_name
from openmips.participation.exclusions import qp_status
from openmips.participation.facts import ClinicianFacts, QpStatus, Segments, Setting, Totals
from openmips.participation.instants import day_of
from openmips.participation.segments import segment_days
from openmips.participation.special_statuses import facility_based, setting_of
from openmips.people import Election, SpecialStatus
from openmips.policy.eligibility_topics import EligibilityPolicy
from openmips.policy.topics import Policy
from openmips.problems import document_kinds, practice_kinds, submission_kinds
from openmips.problems.finding import Findings, Read, listed, nearest, shown

IDENTITY = ("npi", "tin")
"""The columns every roster needs."""

_TOTALS = ("charges", "patients", "services")
_SETTING = ("pos_hospital_share", "pos_asc_share", "patient_facing_encounters", "rural", "hpsa")
_OF_GROUP = (*(f"group_{name}_{s}" for s in (1, 2) for name in _TOTALS), "group_opted_in")
_SHARED = (*_OF_GROUP, "small_practice")
"""What all rows of a practice say alike; one row may say it for all."""

COLUMNS = frozenset(
    {
        *IDENTITY,
        "clinician_type",
        "medicare_enrolled",
        "first_billed_under_tin",
        "qp_status",
        "qp_payment_percent",
        "qp_patient_percent",
        "mips_apm",
        "opted_in",
        "virtual_group",
        "subgroup",
        "zip",
        "payment_method",
        "services_by_place",
        "hospital_with_score",
        "facility_based",
        *(f"individual_{name}_{s}" for s in (1, 2) for name in _TOTALS),
        *_SETTING,
        *(f"{name}_{s}" for s in (1, 2) for name in _SETTING),
        *_SHARED,
    }
)
"""Every column that is read."""

_QP = {status.value: status for status in QpStatus}
_ELECTIONS = {election.value: election for election in Election}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9])")
_FILLERS = frozenset({"segment", "segments"})
_NOT_COLUMNS = frozenset({"clinicians", "performanceYear", "performance_year"})


def _parts(name: str) -> tuple[str, ...]:
    """The words of a name in one order, without those that only say "segment"."""
    words = _CAMEL.sub("_", name).casefold().split("_")
    return tuple(sorted(word for word in words if word and word not in _FILLERS))


_BY_PARTS = {_parts(column): column for column in COLUMNS}


def read_roster(
    source: Source | list[object],
    policy: Policy,
    name: str | None = None,
    through: date | None = None,
) -> Read[tuple[ClinicianFacts, ...]]:
    """The clinicians of a roster; empty cells are unknown. Raises ProblemsFound.

    A JSON roster is a list of clinicians, or an object with `clinicians` and whatever holds
    for all of them. Nested objects spell a column's name with their keys, in any order.
    `through`: the totals of the segment this day lies in reach only to this day.
    """
    if isinstance(source, list):
        source = {"clinicians": source}
    findings = Findings(source_name(source, name), document_kinds.TOO_MANY_PROBLEMS)
    rows = list(_rows(source, policy, findings))
    if not rows and not findings.errors:
        findings.refuse(practice_kinds.NO_ROWS, "the roster has no clinician")
    _check_twins(rows, findings)
    shared = _shared(rows, findings)
    read = [_facts(row, shared.get(_digits(row.text("tin")), {}), policy, through) for row in rows]
    return findings.settle(tuple(facts for facts in read if facts is not None))


def _rows(source: Source, policy: Policy, findings: Findings) -> Iterator[Row]:
    if isinstance(source, Mapping):
        return _from_json(read_json(source, findings), policy, findings)
    if isinstance(source, str | Path) and Path(source).suffix.casefold() == ".json":
        return _from_json(read_json(source, findings), policy, findings)
    text = read_text(source, findings)
    if text.lstrip()[0] in "[{":
        return _from_json(read_json(text.encode(), findings), policy, findings)
    return _from_csv(text, findings)


def _from_csv(text: str, findings: Findings) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = _header(cells, findings)
                continue
            where = f"$.row[{reader.line_num}]"
            if len(cells) > len(columns):
                found, expected = f"the row has {len(cells)} cells", f"{len(columns)}"
                findings.add(practice_kinds.NOT_CSV, where, found, expected)
                continue
            filled = {
                column: cell
                for column, cell in zip(columns, cells, strict=False)
                if column in COLUMNS and cell.strip()
            }
            yield Row(filled, where, findings)
    except csv.Error as error:
        found = f"line {reader.line_num} is not CSV ({error})"
        findings.add(practice_kinds.NOT_CSV, "$", found, line=reader.line_num)


def _header(cells: Iterable[str], findings: Findings) -> list[str]:
    columns = [cell.strip().casefold().replace(" ", "_") for cell in cells]
    missing = [name for name in IDENTITY if name not in columns]
    if missing:
        findings.refuse(practice_kinds.MISSING_COLUMN, f"there is no column {listed(missing)}")
    for column in dict.fromkeys(columns):
        if columns.count(column) > 1 and column in COLUMNS:
            found = f"the column {column} stands more than once"
            findings.add(practice_kinds.REPEATED_COLUMN, f"$.{column}", found)
        if column not in COLUMNS:
            _unknown(column, f"$.{column}", findings)
    return columns


def _unknown(column: str, location: str, findings: Findings) -> None:
    found = f"the column {shown(column)} is unknown"
    findings.add(practice_kinds.UNKNOWN_COLUMN, location, found, "", nearest(column, COLUMNS))


def _from_json(document: object, policy: Policy, findings: Findings) -> Iterator[Row]:
    entries = document
    common: dict[str, object] = {}
    if isinstance(document, Mapping):
        entries = document.get("clinicians")
        year = document.get("performanceYear", document.get("performance_year"))
        if year is not None and year != policy.performance_year:
            found = f"the roster is of {shown(str(year))}"
            findings.refuse(submission_kinds.UNSUPPORTED_YEAR, found, str(policy.performance_year))
        if "practice" in document and "clinicians" not in document:
            findings.refuse(practice_kinds.NO_ROWS, "this is a profile, not a roster")
        rest = {key: value for key, value in document.items() if key not in _NOT_COLUMNS}
        _spell(rest, (), "$", common, findings)
    if not isinstance(entries, list):
        findings.refuse(document_kinds.WRONG_TYPE, "no list of clinicians was found", "clinicians")
    for number, entry in enumerate(entries):
        where = f"$.clinicians[{number}]"
        if not isinstance(entry, Mapping):
            findings.add(document_kinds.WRONG_TYPE, where, "a clinician is no object", "an object")
            continue
        cells: dict[str, object] = {}
        _spell(entry, (), where, cells, findings)
        yield Row({**common, **cells}, where, findings)


def _spell(
    value: object,
    path: tuple[str, ...],
    where: str,
    cells: dict[str, object],
    findings: Findings,
) -> None:
    """Put what is nested into cells: the keys on the way spell the column's name."""
    column = _BY_PARTS.get(_parts("_".join(path)))
    if column is not None:
        if column in cells:
            found = f"{column} is given more than once"
            findings.add(practice_kinds.REPEATED_COLUMN, where, found, "once")
        if value is not None:
            cells[column] = value
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _spell(inner, (*path, str(key)), f"{where}.{key}", cells, findings)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            _spell(inner, (*path, str(number)), f"{where}[{number - 1}]", cells, findings)
    else:
        _unknown("_".join(path), where, findings)


def _check_twins(rows: Iterable[Row], findings: Findings) -> None:
    seen: dict[tuple[str | None, str | None], str] = {}
    for row in rows:
        key = (_digits(row.text("tin")), row.text("npi"))
        if not all(key):
            continue
        if key in seen:
            found = f"this clinician and practice stand in {seen[key]} already"
            findings.add(practice_kinds.REPEATED_CLINICIAN, row.where, found)
        seen.setdefault(key, row.where)


def _shared(rows: Iterable[Row], findings: Findings) -> dict[str, dict[str, object]]:
    """What the rows of each practice say of the practice, gathered."""
    practices: dict[str, dict[str, object]] = {}
    for row in rows:
        known = practices.setdefault(_digits(row.text("tin")), {})
        for column in _SHARED:
            written = row.text(column)
            if written is None:
                continue
            if not _alike(str(known.setdefault(column, written)), written):
                found = f"{column} is {shown(written)} here"
                expected = f"{shown(str(known[column]))}, as in another row of the practice"
                findings.add(practice_kinds.GROUP_DIFFERS, row.place(column), found, expected)
    return practices


def _digits(tin: str | None) -> str:
    return re.sub(r"[ -]", "", tin or "")


def _alike(one: str, other: str) -> bool:
    """Whether two cells say the same, as numbers or as words."""
    try:
        return amount(one) == amount(other)
    except ValueError:
        return one.casefold() == other.casefold()


def _facts(
    row: Row, shared: Mapping[str, object], policy: Policy, through: date | None
) -> ClinicianFacts | None:
    row = replace(row, cells={**shared, **row.cells})
    npi, tin = row.npi(), row.tin()
    methods = {name: name for name in policy.topic(EligibilityPolicy).payment_methods}
    written_type = row.text("clinician_type")
    kind = None
    if written_type is not None:
        kind = clinician_type(written_type, row.place("clinician_type"), row.findings)
    places = row.places("services_by_place")
    facts = partial(
        ClinicianFacts,
        clinician_type=kind,
        medicare_enrolled=row.day("medicare_enrolled"),
        first_billed=row.day("first_billed_under_tin"),
        qp_status=_qp_status(row, policy),
        mips_apm=row.flag("mips_apm"),
        election=row.choice("opted_in", _ELECTIONS),
        group_election=row.choice("group_opted_in", _ELECTIONS),
        virtual_group=row.text("virtual_group"),
        subgroups=row.names("subgroup"),
        zip_code=row.zip_code("zip"),
        payment_method=row.choice("payment_method", methods),
        individual=_segments(row, "individual", policy, through),
        group=_segments(row, "group", policy, through),
        settings=_settings(row, places, policy),
        designated=_designated(row, places, policy),
    )
    return None if npi is None or tin is None else facts(npi=npi, tin=tin)


def _qp_status(row: Row, policy: Policy) -> QpStatus | None:
    """The status as given, else what the two percents through advanced APMs come to."""
    payments, patients = row.percent("qp_payment_percent"), row.percent("qp_patient_percent")
    given = row.choice("qp_status", _QP)
    return given or qp_status(payments, patients, policy)[0]


def _segments(row: Row, level: str, policy: Policy, through: date | None) -> Segments:
    found = []
    for number in (1, 2):
        totals = Totals(
            row.money(f"{level}_charges_{number}"),
            row.count(f"{level}_patients_{number}"),
            row.count(f"{level}_services_{number}"),
        )
        start, end = (day_of(provision) for provision in segment_days(number, policy))
        if through is not None and start <= through < end and not totals.empty:
            totals = replace(totals, through=through)
        found.append(totals)
    return found[0], found[1]


def _settings(row: Row, services: Mapping[str, int], policy: Policy) -> tuple[Setting, ...]:
    """One setting a segment where a segment is named, else one for the whole period.

    What is given for the whole period, or follows from the places of service, fills gaps.
    """
    whole = _over(_setting(row, ""), setting_of(services, policy))
    segments = [_setting(row, f"_{number}") for number in (1, 2)]
    named = [_over(setting, whole) for setting in segments if setting != Setting()]
    return tuple(named) or ((whole,) if whole != Setting() else ())


def _setting(row: Row, ending: str) -> Setting:
    return Setting(
        row.share(f"pos_hospital_share{ending}"),
        row.share(f"pos_asc_share{ending}"),
        row.count(f"patient_facing_encounters{ending}"),
        row.flag(f"rural{ending}"),
        row.flag(f"hpsa{ending}"),
    )


def _over(setting: Setting, under: Setting) -> Setting:
    """`setting`, with what it does not say taken from `under`."""
    gaps = {
        field.name: getattr(under, field.name)
        for field in fields(setting)
        if getattr(setting, field.name) is None
    }
    return replace(setting, **gaps)


def _designated(row: Row, services: Mapping[str, int], policy: Policy) -> dict[SpecialStatus, bool]:
    """What CMS has given or denied; facility-based may come from the places of service."""
    facility = row.flag("facility_based")
    if facility is None:
        facility = facility_based(services, row.flag("hospital_with_score"), policy).holds
    small = row.flag("small_practice")
    given = {SpecialStatus.SMALL_PRACTICE: small, SpecialStatus.FACILITY_BASED: facility}
    return {status: holds for status, holds in given.items() if holds is not None}
