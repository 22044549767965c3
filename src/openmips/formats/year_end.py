"""What a practice says at the end of a year, and the submission that would send it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from openmips.catalog import YEARS, Catalog, catalog_for
from openmips.catalog.entries import CLAIMS, ELECTRONIC, REGISTRY
from openmips.formats.fields import Fields
from openmips.formats.identifiers import ENTITY_ID, NPI, TIN
from openmips.formats.programs import TRADITIONAL, option_of
from openmips.formats.qpp_json import MEASUREMENT_SETS, PERFORMANCE_YEAR
from openmips.formats.qpp_sets import MEASUREMENTS, PROGRAM
from openmips.formats.qpp_values import END_TO_END
from openmips.formats.strict_json import Source, read_json
from openmips.performance import Category, ReportingOption
from openmips.problems import builder_kinds
from openmips.problems.finding import Findings

_IDENTITY = (PERFORMANCE_YEAR, "entityType", TIN, NPI, ENTITY_ID)
_KEYS = (
    *_IDENTITY,
    "reportingOption",
    "program",
    "mvpRegistered",
    "cehrtId",
    "quality",
    "claimsFor",
    "activities",
    "promotingInteroperability",
    "bringBack",
)
_PERIOD = ("start", "end")
_OPTIONS = {option.value: option for option in ReportingOption}
_SENT_BY = {REGISTRY: REGISTRY, ELECTRONIC: ELECTRONIC, CLAIMS: CLAIMS}
_BRINGABLE = {
    category.value: category
    for category in (Category.QUALITY, Category.ACTIVITIES, Category.INTEROPERABILITY)
}


class ClaimsFor(Enum):
    """Whose score the claims measures are meant to make."""

    INDIVIDUALS = "individuals"
    GROUP = "group"


_WHOSE = {one.value: one for one in ClaimsFor}


@dataclass(frozen=True, slots=True)
class ActivityDays:
    """An activity that was performed, from which day to which; `place` is where it is said."""

    activity_id: str
    start: date
    end: date
    place: str


@dataclass(frozen=True, slots=True)
class YearEnd:
    """What was said, as far as it is not in the document made of it.

    `document` is the submission in the shape of QPP JSON, not checked; `by_claims` the
    quality measures that went in on claims, in the same shape, which are never sent.
    `origins` leads from a path in the document to where it was said.
    """

    performance_year: int
    option: ReportingOption
    program: str
    mvp_registered: bool
    claims_for: ClaimsFor | None
    activities: tuple[ActivityDays, ...]
    bring_back: frozenset[Category]
    document: Mapping[str, Any]
    by_claims: tuple[Mapping[str, Any], ...]
    origins: Mapping[str, str]


def read_year_end(source: Source, findings: Findings) -> YearEnd | None:
    """What a year-end document says; None after an error. Raises ProblemsFound.

    The keys are those of `docs/year-end.md`; any other is an error.
    """
    fields = Fields.of(read_json(source, findings), "$", findings)
    if fields is None:
        return None
    fields.refuse_unknown(_KEYS)
    year = fields.year(PERFORMANCE_YEAR, YEARS)
    if year is None:
        return None
    before = findings.errors
    catalog = catalog_for(year)
    option, program = _way(fields, catalog)
    builder = _Builder(fields, year, program or TRADITIONAL)
    builder.quality()
    activities = builder.activities()
    builder.interoperability()
    bring_back = _bring_back(fields)
    registered = fields.flag("mvpRegistered", required=False) or False
    claims_for = fields.choice("claimsFor", _WHOSE, required=False)
    if program is None or findings.errors > before:
        return None
    return YearEnd(
        year,
        option,
        program,
        registered,
        claims_for,
        activities,
        bring_back,
        builder.document(),
        tuple(builder.by_claims),
        builder.origins,
    )


def _way(fields: Fields, catalog: Catalog) -> tuple[ReportingOption, str | None]:
    """The reporting option and the program; traditional MIPS where neither is said."""
    option = fields.choice("reportingOption", _OPTIONS, required=False)
    program = fields.text("program", required=False)
    place = fields.place("program")
    if program is None:
        if option is ReportingOption.MVP:
            fields.findings.add(builder_kinds.MVP_ID_MISSING, place, "program is missing")
        elif option is ReportingOption.APP:
            found = "reportingOption is app, and program names no pathway"
            fields.findings.add(builder_kinds.OPTION_CONTRADICTS, place, found, "app1 or appPlus")
        else:
            return ReportingOption.TRADITIONAL, TRADITIONAL
        return option, None
    known = {name.casefold(): name for name in (*catalog.mvps, TRADITIONAL, "app1", "appPlus")}
    meant = option_of(known.get(program.casefold(), program), catalog)
    if option is not None and option is not meant:
        found = f"reportingOption is {option.value} and program {program}"
        fields.findings.add(builder_kinds.OPTION_CONTRADICTS, place, found)
    return meant, program


def _bring_back(fields: Fields) -> frozenset[Category]:
    """The categories that are to be scored although they need not be."""
    found = set()
    for place, name in fields.entries("bringBack", required=False) or ():
        one = Fields({"bringBack": name}, place.rpartition(".")[0], fields.findings)
        category = one.choice("bringBack", _BRINGABLE)
        if category is not None:
            found.add(category)
    return frozenset(found)


class _Builder:
    """Makes the sets of the document, and notes where each part was said."""

    def __init__(self, fields: Fields, year: int, program: str) -> None:
        self.origins: dict[str, str] = {"$": "$"}
        self.by_claims: list[Mapping[str, Any]] = []
        self._fields = fields
        self._whole_year = (f"{year}-01-01", f"{year}-12-31")
        self._program = program
        self._cehrt_id = fields.members.get("cehrtId")
        self._sets: list[dict[str, Any]] = []

    def document(self) -> Mapping[str, Any]:
        """The submission, not checked."""
        members = self._fields.members
        identity = {name: members[name] for name in _IDENTITY if members.get(name) is not None}
        self.origins |= {f"$.{name}": f"$.{name}" for name in _IDENTITY}
        return {**identity, MEASUREMENT_SETS: self._sets}

    def quality(self) -> None:
        """One set for each way of sending; what went in on claims is kept apart."""
        by_method: dict[str, list[tuple[Fields, dict[str, Any]]]] = {}
        for entry in self._fields.objects("quality", required=False) or ():
            method = entry.choice("collectionType", _SENT_BY)
            value = {
                name: member
                for name, member in entry.members.items()
                if name not in ("measureId", "collectionType")
            }
            value.setdefault(END_TO_END, method == ELECTRONIC)
            measured = {"measureId": entry.members.get("measureId"), "value": value}
            if method == CLAIMS:
                self.by_claims.append(measured)
            elif method is not None:
                by_method.setdefault(method, []).append((entry, measured))
        for method, measured_here in by_method.items():
            place = self._add_set("quality", method, self._whole_year, "$.quality")
            for number, (entry, measured) in enumerate(measured_here):
                self._measure(measured, f"{place}.{MEASUREMENTS}[{number}]", entry)

    def activities(self) -> tuple[ActivityDays, ...]:
        """One set over the days of all activities; each keeps its own days for checking."""
        entries = self._fields.objects("activities", required=False) or []
        found = []
        for entry in entries:
            entry.refuse_unknown(("activityId", *_PERIOD))
            name = entry.text("activityId")
            start, end = entry.day("start"), entry.day("end")
            if name is not None and start is not None and end is not None:
                found.append(ActivityDays(name, start, end, entry.location))
        if not found:
            return ()
        period = (
            min(one.start for one in found).isoformat(),
            max(one.end for one in found).isoformat(),
        )
        place = self._add_set("ia", REGISTRY, period, "$.activities")
        for number, one in enumerate(found):
            path = f"{place}.{MEASUREMENTS}[{number}]"
            self._sets[-1][MEASUREMENTS].append({"measureId": one.activity_id, "value": True})
            self.origins |= {path: one.place, f"{path}.measureId": f"{one.place}.activityId"}
        return tuple(found)

    def interoperability(self) -> None:
        """The set of promoting interoperability, if there is anything of it."""
        entry = self._fields.inner("promotingInteroperability", required=False)
        if entry is None:
            return
        entry.refuse_unknown((*_PERIOD, "measures"))
        start, end = entry.day("start"), entry.day("end")
        measures = entry.inner("measures")
        if start is None or end is None or measures is None:
            return
        period = (start.isoformat(), end.isoformat())
        place = self._add_set("pi", REGISTRY, period, entry.location)
        for number, (name, value) in enumerate(measures.members.items()):
            path = f"{place}.{MEASUREMENTS}[{number}]"
            self._sets[-1][MEASUREMENTS].append({"measureId": name, "value": value})
            said = measures.place(name)
            self.origins |= {path: said, f"{path}.measureId": said, f"{path}.value": said}

    def _add_set(self, category: str, method: str, period: tuple[str, str], said: str) -> str:
        start, end = period
        path = f"$.{MEASUREMENT_SETS}[{len(self._sets)}]"
        certified = (
            {} if self._cehrt_id is None or category == "ia" else {"cehrtId": self._cehrt_id}
        )
        self._sets.append(
            {
                "category": category,
                "submissionMethod": method,
                PROGRAM: self._program,
                **certified,
                "performanceStart": start,
                "performanceEnd": end,
                MEASUREMENTS: [],
            }
        )
        self.origins |= {
            path: said,
            f"{path}.cehrtId": "$.cehrtId",
            f"{path}.{PROGRAM}": "$.program",
        }
        return path

    def _measure(self, measured: dict[str, Any], path: str, entry: Fields) -> None:
        self._sets[-1][MEASUREMENTS].append(measured)
        said = entry.location
        self.origins |= {
            path: said,
            f"{path}.measureId": f"{said}.measureId",
            f"{path}.value": said,
        }
        for name in measured["value"]:
            self.origins[f"{path}.value.{name}"] = f"{said}.{name}"
