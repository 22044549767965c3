"""What is wrong with the policy files, what a year still lacks, and what should be read again."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from openmips.policy.load import (
    Source,
    load_sources,
    load_topic,
    read_file,
    topic_header,
    topic_types,
)
from openmips.policy.read import PolicyError
from openmips.policy.topics import Policy
from openmips.policy.values import hints
from openmips.policy.walk import provisions_of
from openmips.why import Attestation, Provision


def problems(folder: Path, years: Iterable[int]) -> list[str]:
    """Every topic and year that does not load, with the reason; files that are no topic's."""
    try:
        sources = load_sources(folder)
    except PolicyError as error:
        return [str(error)]
    found = [
        f"{file.name}: found a file of no topic; expected only "
        + ", ".join(f"{name}.yaml" for name in (*topic_types(), "sources"))
        for file in sorted(folder.glob("*.yaml"))
        if file.stem not in topic_types() and file.stem != "sources"
    ]
    for year in years:
        found += _problems_of(folder, year, sources)
    return list(dict.fromkeys(found))


def _problems_of(folder: Path, year: int, sources: typing.Mapping[str, Source]) -> Iterator[str]:
    for name in topic_types():
        try:
            load_topic(folder, name, year, sources)
        except PolicyError as error:
            yield str(error)


def missing(folder: Path, year: int) -> list[str]:
    """The names of all provisions that have no row for `year`, in the order of the schema.

    A member of a group that the newest year no longer has is not asked for.
    """
    return [
        f"{topic}.{name}"
        for topic, (kind, _) in topic_types().items()
        for name in _missing_of(kind, *_contents(folder, topic, year), year)
    ]


def _contents(folder: Path, topic: str, year: int) -> tuple[tuple[int, ...], Any]:
    file = f"{topic}.yaml"
    return topic_header(read_file(folder, file, year), file)


def _missing_of(kind: Any, years: tuple[int, ...], provisions: Any, year: int) -> Iterator[str]:
    for name, wanted in hints(kind).items():
        entry = provisions.get(name, {})
        if typing.get_origin(wanted) is Provision:
            if year not in entry:
                yield name
            continue
        for key, member in entry.items():
            own = member.get("years", years)
            asked = year in own if year in years else years[-1] in own
            if asked and year not in member:
                yield f"{name}.{key}"


def only_recalled(policy: Policy) -> list[Provision[Any]]:
    """The provisions that rest on memory alone: somebody should open the source."""
    return [
        provision
        for provision in provisions_of(policy)
        if provision.attestation is Attestation.RECALLED
    ]
