"""The provisions of a policy one by one: in order, digested, or with one of them changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any

from openmips.policy.topics import Policy
from openmips.why import Provision


def provisions_of(policy: Policy) -> Iterator[Provision[Any]]:
    """Every provision, in the order of the schema; a group's in the order of its file."""
    for topic in fields(policy):
        content = getattr(policy, topic.name)
        if not is_dataclass(content):
            continue
        for field in fields(content):
            entry = getattr(content, field.name)
            if isinstance(entry, Provision):
                yield entry
            else:
                yield from entry.values()


def canonical(value: Any) -> Any:
    """`value` in the shapes JSON has: amounts as text, sets as sorted lists."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {key: canonical(item) for key, item in value.items()}
    if is_dataclass(value):
        return {field.name: canonical(getattr(value, field.name)) for field in fields(value)}
    return value


def digest_of(policy: Policy) -> str:
    """What tells two policies apart: every value, its unit, and what it is attested by.

    The plain words and the day checked do not enter: they change no answer.
    """
    entries = [
        [
            provision.name,
            canonical(provision.value),
            provision.unit,
            provision.citation.source,
            provision.citation.place,
            provision.attestation.value,
        ]
        for provision in provisions_of(policy)
    ]
    text = json.dumps([policy.performance_year, entries], sort_keys=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def with_value(policy: Policy, name: str, value: Any) -> Policy:
    """A copy of `policy` in which the provision called `name` has another value.

    Raises KeyError where the policy has no such provision.
    """
    topic_name, _, rest = name.partition(".")
    field_name, _, member = rest.partition(".")
    topic: Any = getattr(policy, topic_name, None)
    entry = getattr(topic, field_name, None)
    changed: Any
    if isinstance(entry, Provision) and not member:
        changed = replace(entry, value=value)
    elif isinstance(entry, Mapping) and member in entry:
        changed = MappingProxyType({**entry, member: replace(entry[member], value=value)})
    else:
        raise KeyError(f"{policy.performance_year} has no provision {name}")
    topics: dict[str, Any] = {topic_name: replace(topic, **{field_name: changed})}
    copy = replace(policy, **topics)
    return replace(copy, digest=digest_of(copy))
