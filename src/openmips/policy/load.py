"""The policy of a year: the YAML files of this folder as the typed objects of `topics`.

Strict: an unknown, missing or doubled key, a year that is missing or not announced, an unknown
unit, source or choice, or a value of another type is an error. Nothing is carried forward.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from openmips.policy.read import PolicyError, read_yaml
from openmips.policy.topics import Policy
from openmips.policy.values import WrongValue, hints, typed
from openmips.policy.walk import digest_of
from openmips.why import Attestation, Citation, Provision

YEARS = (2022, 2023, 2024, 2025, 2026)
"""The performance years with a policy; 2022 has only what improvement and payment need."""

FOLDER = Path(__file__).parent
"""Where the files of the topics and `sources.yaml` lie."""

UNITS = frozenset(
    {
        "activity ids",
        "adjustment codes",
        "answers",
        "bill types",
        "cases",
        "categories",
        "category names",
        "choice",
        "clinician types",
        "clinicians",
        "collection types",
        "criteria",
        "date",
        "days",
        "decimal places",
        "dollars",
        "encounters",
        "factor",
        "field names",
        "hours",
        "levels",
        "measure ids",
        "measures",
        "modifiers",
        "patients",
        "percent",
        "percentage points",
        "payers",
        "places of service",
        "points",
        "practices",
        "procedure codes",
        "proofs",
        "reasons",
        "reporting options",
        "services",
        "share",
        "statuses",
        "strata",
        "subgroups",
        "time of day",
        "transfer",
        "virtual groups",
        "weights",
        "year",
        "years",
        "yes or no",
    }
)
"""Every unit a provision may have."""

SOURCE_KINDS = frozenset(
    {"statute", "regulation", "reasoning"} | {attestation.value for attestation in Attestation}
)
"""Every kind a source may have."""

_ROW = ("value", "cite", "place", "attested", "checked")


class YearNotInPolicy(ValueError):
    """No policy ships for the year."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where provisions come from: `where` says how anybody finds it."""

    source_id: str
    title: str
    kind: str
    where: str
    read: date


@cache
def policy_for(year: int) -> Policy:
    """The policy of the performance year.

    Raises YearNotInPolicy, with the list of years, where there is none.
    """
    if year not in YEARS:
        known = ", ".join(map(str, YEARS))
        raise YearNotInPolicy(f"There is no policy for {year}; there is for {known}.")
    return load_policy(FOLDER, year)


def load_policy(folder: Path, year: int) -> Policy:
    """The policy of `year` from the files in `folder`. Raises PolicyError."""
    sources = load_sources(folder)
    topics = {name: load_topic(folder, name, year, sources) for name in topic_types()}
    policy = Policy(performance_year=year, digest="", **topics)
    return Policy(performance_year=year, digest=digest_of(policy), **topics)


def topic_types() -> Mapping[str, tuple[Any, bool]]:
    """The class of each topic, and whether a year may do without it."""
    found: dict[str, tuple[Any, bool]] = {}
    for name, kind in hints(Policy).items():
        arguments = [argument for argument in typing.get_args(kind) if argument is not type(None)]
        if kind not in (int, str):
            found[name] = (arguments[0], True) if arguments else (kind, False)
    return found


def load_sources(folder: Path) -> Mapping[str, Source]:
    """The sources that provisions may cite, by id."""
    file = "sources.yaml"
    sources = {}
    for source_id, entry in read_file(folder, file).items():
        name = str(source_id)
        _exactly(entry, ("title", "kind", "where", "read"), file, provision=name)
        try:
            sources[name] = Source(
                name,
                typed(entry["title"], str),
                _one_of(entry["kind"], SOURCE_KINDS),
                typed(entry["where"], str),
                typed(entry["read"], date),
            )
        except WrongValue as error:
            raise PolicyError(file, error.found, error.expected, provision=name) from error
    return MappingProxyType(sources)


def load_topic(folder: Path, name: str, year: int, sources: Mapping[str, Source]) -> Any:
    """The topic called `name` in `year`; None where it may do without the year, and does."""
    kind, optional = topic_types()[name]
    topic = read_topic(kind, folder, name, year, sources)
    if topic is None and not optional:
        raise PolicyError(f"{name}.yaml", "other years", f"{year} too", year=year)
    return topic


def read_topic(kind: Any, folder: Path, name: str, year: int, sources: Mapping[str, Source]) -> Any:
    """What the file of a topic says of `year`, as `kind`; None where it leaves the year out."""
    file = f"{name}.yaml"
    years, provisions = topic_header(read_file(folder, file, year), file)
    _exactly(provisions, tuple(hints(kind)), file)
    if year not in years:
        return None
    context = _Context(file, name, year, sources)
    fields: dict[str, Any] = {}
    for field, wanted in hints(kind).items():
        if typing.get_origin(wanted) is Provision:
            (value_type,) = typing.get_args(wanted)
            fields[field] = _provision(context, field, provisions[field], years, value_type)
        else:
            (value_type,) = typing.get_args(typing.get_args(wanted)[1])
            fields[field] = _group(context, field, provisions[field], years, value_type)
    return kind(**fields)


def read_file(folder: Path, file: str, year: int | None = None) -> dict[str | int, Any]:
    """What a file of `folder` says, as plain values; with `year`, of that year only."""
    try:
        text = (folder / file).read_text("utf-8")
    except FileNotFoundError as error:
        raise PolicyError(file, "no such file", "one for every topic") from error
    return read_yaml(text, file, year)


def topic_header(
    content: Mapping[str | int, Any], file: str
) -> tuple[tuple[int, ...], Mapping[str | int, Any]]:
    """The years a topic's file covers and its provisions, as read."""
    _exactly(content, ("topic", "years", "provisions"), file)
    if content["topic"] != file.removesuffix(".yaml"):
        raise PolicyError(file, f"the topic {content['topic']!r}", "the name of the file")
    return _years(content["years"], file), content["provisions"]


@dataclass(frozen=True, slots=True)
class _Context:
    """What is the same for all provisions of one topic and year."""

    file: str
    topic: str
    year: int
    sources: Mapping[str, Source]


def _group(
    context: _Context, name: str, members: Any, years: tuple[int, ...], value_type: Any
) -> Mapping[str, Provision[Any]]:
    if not isinstance(members, dict) or not members:
        raise PolicyError(context.file, repr(members), "a group of provisions", provision=name)
    found = {}
    for key, entry in members.items():
        member, own_years, rest = f"{name}.{key}", years, entry
        if isinstance(entry, dict) and "years" in entry:
            own_years = _years(entry["years"], context.file, provision=member)
            if not set(own_years) < set(years):
                raise PolicyError(
                    context.file, f"years {own_years}", f"some of {years}", provision=member
                )
            rest = {part: value for part, value in entry.items() if part != "years"}
        provision = _provision(context, member, rest, own_years, value_type)
        if provision is not None:
            found[str(key)] = provision
    return MappingProxyType(found)


def _provision(
    context: _Context, name: str, entry: Any, years: tuple[int, ...], value_type: Any
) -> Provision[Any] | None:
    _exactly(entry, ("says", "unit", *years), context.file, provision=name)
    try:
        says, unit = typed(entry["says"], str), _one_of(entry["unit"], UNITS)
    except WrongValue as error:
        raise PolicyError(context.file, error.found, error.expected, provision=name) from error
    if context.year not in years:
        return None
    row = entry[context.year]
    _exactly(row, _ROW, context.file, provision=name, year=context.year)
    try:
        source = context.sources[_one_of(row["cite"], context.sources)]
        return Provision(
            name=f"{context.topic}.{name}",
            value=typed(row["value"], value_type),
            unit=unit,
            year=context.year,
            says=says,
            citation=Citation(source.source_id, source.title, typed(row["place"], str)),
            attestation=typed(row["attested"], Attestation),
            checked=typed(row["checked"], date),
        )
    except WrongValue as error:
        raise PolicyError(
            context.file, error.found, error.expected, provision=name, year=context.year
        ) from error


def _exactly(
    found: Any,
    wanted: tuple[str | int, ...],
    file: str,
    *,
    provision: str | None = None,
    year: int | None = None,
) -> None:
    keys = "the keys " + ", ".join(map(str, wanted))
    if not isinstance(found, dict):
        raise PolicyError(file, repr(found), keys, provision=provision, year=year)
    unknown = [key for key in found if key not in wanted]
    missing = [key for key in wanted if key not in found]
    if unknown or missing:
        odd = [f"unknown {key}" for key in unknown] + [f"no {key}" for key in missing]
        raise PolicyError(file, ", ".join(odd), keys, provision=provision, year=year)


def _years(value: Any, file: str, *, provision: str | None = None) -> tuple[int, ...]:
    try:
        years: tuple[int, ...] = typed(value, tuple[int, ...])
    except WrongValue as error:
        raise PolicyError(file, error.found, "a list of years", provision=provision) from error
    if not years or list(years) != sorted(years):
        raise PolicyError(file, f"years {value}", "years in order", provision=provision)
    return years


def _one_of(value: Any, choices: Iterable[str]) -> str:
    if value not in list(choices):
        raise WrongValue(value, "one of " + ", ".join(sorted(choices)))
    return str(value)
