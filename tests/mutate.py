"""Which provisions could be wrong without any case noticing: each is changed, and cases are run.

    python tests/mutate.py [PROVISION ...]

Every provision of every year is given other values in turn. A change is noticed when a case
fails. Whatever no case notices is listed, and the exit status is 1. What no case can notice
stands in `tests/cases/unread.yaml` with the reason; a change that is listed there and noticed
after all is an error too.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from cases.asking import answer
from cases.comparing import differences
from cases.reading import UNREAD, Instance, instances, read

from openmips.catalog.load import YEARS as CATALOG_YEARS
from openmips.catalog.load import catalog_for
from openmips.people import EntityType, SpecialStatus
from openmips.performance import Category, ReportingOption, ReweightingReason
from openmips.policy import load
from openmips.policy.topics import Policy
from openmips.policy.walk import provisions_of, with_value
from openmips.why import Provision

TOPICS = frozenset(
    {
        "programme",
        "quality",
        "activities",
        "interoperability",
        "cost",
        "weights",
        "final",
        "payment",
        "reporting",
        "eligibility",
        "claims",
        "review",
        "publishing",
    }
)
"""The topics that the cases here speak of."""

MEMORY = Path(__file__).parents[1] / ".pytest_cache" / "mutations.json"
ORIGINAL = load.policy_for
KEPT = ("openmips.catalog", "openmips.policy", "openmips.formats")
"""Packages whose memory does not rest on the law."""

MEMBERS: Mapping[str, tuple[str, ...]] = {
    "category names": tuple(one.value for one in Category),
    "statuses": tuple(one.value for one in SpecialStatus),
    "reasons": tuple(one.value for one in ReweightingReason),
    "levels": tuple(one.value for one in EntityType),
    "collection types": ("claims", "registry", "electronicHealthRecord"),
    "reporting options": tuple(one.value for one in ReportingOption),
}
TOGETHER = (
    ("payment.additional_threshold", "payment.additional_lowest", "payment.additional_highest",
     "payment.additional_maximum"),
    ("quality.complex_organization_points", "quality.complex_organization_share"),
)  # fmt: skip
"""Provisions that have an effect only together: in a year without any, all are changed at once."""

Change = Mapping[str, Any]
"""New values by the names of provisions."""


@dataclass(frozen=True)
class Mutation:
    """One way to be wrong; it is noticed if any of its changes is."""

    name: str
    year: int
    what: str
    changes: tuple[Change, ...]

    @property
    def key(self) -> str:
        """The mutation in one text, under which its killer is remembered."""
        return f"{self.year} {self.name} {self.what}"


def mutations(policy: Policy) -> Iterator[Mutation]:
    """Every way in which one provision of the year could be wrong."""
    everywhere = [ORIGINAL(year) for year in load.YEARS]
    for provision in provisions_of(policy):
        if provision.name.partition(".")[0] not in TOPICS:
            continue
        for what, values in _alternatives(provision, everywhere):
            changes: list[Change] = [{provision.name: value} for value in values]
            changes += _joint_changes(policy, provision.name)
            yield Mutation(provision.name, policy.performance_year, what, tuple(changes))


def _joint_changes(policy: Policy, name: str) -> list[Change]:
    """The group's values of another year, where the provision works only with its group."""
    for group in TOGETHER:
        if name in group:
            return [
                {one: value_of(other, one) for one in group}
                for other in map(ORIGINAL, load.YEARS)
                if other.quality is not None or "quality" not in group[0]
                if all(value_of(other, one) for one in group)
            ]
    return []


def value_of(policy: Policy, name: str) -> Any:
    """The value of a provision by its name, None where the policy has none."""
    return next((one.value for one in provisions_of(policy) if one.name == name), None)


def _alternatives(
    provision: Provision[Any], everywhere: list[Policy]
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What could be wrong about a value, each with the values that would show it."""
    value = provision.value
    if value is None:
        others = [value_of(other, provision.name) for other in everywhere]
        midyear = [date(provision.year, 6, 30)] if provision.unit == "date" else []
        yield "a value", tuple(one for one in [*others, *midyear] if one is not None)[:1]
    elif isinstance(value, frozenset):
        for member in sorted(value):
            yield f"without {member}", (value - {member},)
        for member in _absent(provision, everywhere):
            yield f"with {member}", (value | {member},)
    elif isinstance(value, tuple):
        for member in value:
            yield f"without {member}", (_without(value, member),)
    elif isinstance(value, Mapping):
        yield from _lists(value)
    elif is_dataclass(value):
        yield from _records(value)
    else:
        yield _single(value)


def _lists(value: Mapping[str, tuple[Any, ...]]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Several lists, one of them without one of its members."""
    for key, members in value.items():
        for member in members:
            changed = MappingProxyType({**value, key: _without(members, member)})
            yield f"{key} without {member}", (changed,)


def _single(value: Any) -> tuple[str, tuple[Any, ...]]:
    """Another number, choice or text."""
    if isinstance(value, bool):
        return "the opposite", (not value,)
    if isinstance(value, int):
        return "one more or less", (value + 1, value - 1)
    if isinstance(value, Decimal):
        return "a step more or less", (value + _step(value), value - _step(value))
    if isinstance(value, Enum):
        members = list(type(value))
        return "the next choice", (members[(members.index(value) + 1) % len(members)],)
    if isinstance(value, date):
        return "a day later or earlier", (value + timedelta(days=1), value - timedelta(days=1))
    return "another text", ("322",)


def _step(value: Decimal) -> Decimal:
    """One in the last place of an amount as it is written."""
    return Decimal(1).scaleb(int(value.as_tuple().exponent))


def _without(members: tuple[Any, ...], member: Any) -> tuple[Any, ...]:
    return tuple(one for one in members if one != member)


def _absent(provision: Provision[Any], everywhere: list[Policy]) -> list[str]:
    """Members the set could have: of its unit, or those of other years that the year knows."""
    if provision.unit in MEMBERS:
        return [one for one in MEMBERS[provision.unit] if one not in provision.value]
    known: set[str] = set()
    for other in everywhere:
        known |= value_of(other, provision.name) or set()
    catalog = catalog_for(provision.year) if provision.year in CATALOG_YEARS else None
    parts = (catalog.quality, catalog.interoperability, catalog.cost) if catalog else ()
    return sorted(one for one in known - provision.value if any(one in part for part in parts))


def _records(value: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """A dataclass with one of its fields changed: weight rows, transfers, intervals."""
    for field in fields(value):
        held = getattr(value, field.name)
        if isinstance(held, Decimal):
            more = replace(value, **{field.name: held + _step(held)})
            yield f"{field.name} a step more", (more,)
        elif isinstance(held, Mapping):
            for key, weight in held.items():
                if weight or key not in getattr(value, "zeroed", ()):
                    heavier = MappingProxyType({**held, key: weight + 1})
                    yield f"{key} weighs 1 more", (replace(value, **{field.name: heavier}),)
        elif isinstance(held, tuple):
            for member in held:
                left = replace(value, **{field.name: _without(held, member)})
                yield f"{field.name} without {member}", (left,)
        elif isinstance(held, frozenset):
            changed = frozenset({"quality"}) if not held else frozenset()
            yield f"{field.name} changed", (replace(value, **{field.name: changed}),)
        else:
            yield f"{field.name} unknown", (replace(value, **{field.name: "none"}),)


def put(policy_for: Callable[[int], Policy]) -> None:
    """Let the whole package take its law from `policy_for`, and forget what rested on another."""
    for name, module in list(sys.modules.items()):
        if name.startswith("openmips") and hasattr(module, "policy_for"):
            module.policy_for = policy_for
    for name, module in list(sys.modules.items()):
        if name.startswith("openmips.") and not name.startswith(KEPT):
            for one in vars(module).values():
                if getattr(one, "__module__", None) == name and hasattr(one, "cache_clear"):
                    one.cache_clear()


def noticed_by(mutation: Mutation, order: list[Instance]) -> Instance | None:
    """The first case that fails under any change of the mutation."""
    for change in mutation.changes:
        policy = ORIGINAL(mutation.year)
        for name, value in change.items():
            policy = with_value(policy, name, value)
        put(partial(_one_changed, policy))
        for case in order:
            if fails(case):
                return case
    return None


def _one_changed(changed: Policy, year: int) -> Policy:
    return changed if year == changed.performance_year else ORIGINAL(year)


def fails(case: Instance) -> bool:
    """Whether the case comes out otherwise, or breaks."""
    try:
        return bool(differences(case.expect, answer(case)))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return True


class Tracked(Provision[Any]):
    """A provision that remembers when its value is read."""

    reads: ClassVar[set[str]] = set()

    @property
    def value(self) -> Any:
        """The value, noted as read."""
        Tracked.reads.add(self.name)
        return Provision.value.__get__(self)


def tracked(policy: Policy) -> Policy:
    """The same law, which remembers what of it is read."""

    def of(provision: Provision[Any]) -> Provision[Any]:
        copy = object.__new__(Tracked)
        for field in fields(Provision):
            descriptor = getattr(Provision, field.name)
            descriptor.__set__(copy, descriptor.__get__(provision))
        return copy

    def of_topic(topic: Any) -> Any:
        held = {field.name: getattr(topic, field.name) for field in fields(topic)}
        return replace(
            topic,
            **{
                name: of(entry)
                if isinstance(entry, Provision)
                else MappingProxyType({key: of(member) for key, member in entry.items()})
                for name, entry in held.items()
            },
        )

    topics = {name: getattr(policy, name) for name in load.topic_types()}
    return replace(policy, **{name: of_topic(one) for name, one in topics.items() if one})


class Order:
    """Which cases read a provision, the one that noticed last time first."""

    def __init__(self, remembered: Mapping[str, str]) -> None:
        self._remembered = remembered
        self._reading: dict[tuple[int, str], list[Instance]] = {}
        policies = {year: tracked(ORIGINAL(year)) for year in load.YEARS}
        for case in instances():
            put(policies.__getitem__)
            Tracked.reads.clear()
            answer(case)
            for name in Tracked.reads:
                self._reading.setdefault((case.year, name), []).append(case)

    def of(self, mutation: Mutation) -> list[Instance]:
        """The cases of the mutation's year that could notice it."""
        names = {name for change in mutation.changes for name in change}
        cases = {
            case.name: case
            for name in sorted(names)
            for case in self._reading.get((mutation.year, name), ())
        }
        before = self._remembered.get(mutation.key)
        return sorted(cases.values(), key=lambda case: case.name != before)


@cache
def unread() -> list[Any]:
    """The changes that no case can notice."""
    entries: list[Any] = read(UNREAD)
    return entries


def excused_by(mutation: Mutation) -> str | None:
    """Why no case can notice the mutation; None where one should."""
    for entry in unread():
        of_provision = mutation.name in entry["provisions"] and mutation.year in entry["years"]
        if of_provision and mutation.what in entry.get("changes", [mutation.what]):
            because: str = entry["because"]
            return because
    return None


def main(only: list[str]) -> int:
    """Change everything, and say what nobody noticed."""
    start = time.monotonic()
    remembered = json.loads(MEMORY.read_text("utf-8")) if MEMORY.exists() else {}
    wrong = [case.name for case in instances() if fails(case)]
    if wrong:
        print("Cases fail before anything is changed:", *wrong, sep="\n  ")
        return 1
    order = Order(remembered)
    killers: dict[str, str] = {}
    survivors: list[str] = []
    number = 0
    seen: set[tuple[str, int]] = set()
    try:
        for year in load.YEARS:
            for mutation in mutations(ORIGINAL(year)):
                if only and mutation.name not in only:
                    continue
                number += 1
                seen.add((mutation.name, year))
                killer = noticed_by(mutation, order.of(mutation))
                excuse = excused_by(mutation)
                if killer is not None:
                    killers[mutation.key] = killer.name
                if (killer is None) == (excuse is None):
                    survivors.append(mutation.key + (f" (but: {excuse})" if excuse else ""))
    finally:
        put(ORIGINAL)
    if not only:
        MEMORY.parent.mkdir(exist_ok=True)
        MEMORY.write_text(json.dumps(killers, indent=0), "utf-8")
    seconds = time.monotonic() - start
    left = sorted({name for name in load.topic_types() if name not in TOPICS})
    print("Topics that other tests look after:", ", ".join(left))
    print(f"{number} changes to {len(seen)} provisions, {len(killers)} noticed ({seconds:.0f} s)")
    for survivor in survivors:
        print("Not as it should be:", survivor)
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
