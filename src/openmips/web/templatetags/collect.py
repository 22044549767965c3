"""How codes of measures and claims are written on a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from openmips.web.words import spelt

register = template.Library()

OUTCOMES = {
    "performanceMet": "Met",
    "performanceNotMet": "Not met",
    "eligiblePopulationExclusion": "Excluded",
    "eligiblePopulationException": "Excepted",
}
SEXES = {"F": "women", "M": "men"}


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """The value under a key; the key itself where there is none."""
    return mapping.get(key, key)


@register.filter
def words(code: str) -> str:
    """A code of the rules in words."""
    return spelt(code)


@register.filter
def outcome(code: str) -> str:
    """What an answer counts as."""
    return OUTCOMES.get(code, code)


@register.filter
def sex(code: str) -> str:
    """Whom a measure is about."""
    return SEXES.get(code, code)


@register.filter
def masked(identifier: str) -> str:
    """An identifier without all but its last two characters."""
    return f"ending in {identifier[-2:]}" if len(identifier) > 2 else "hidden"


@register.filter
def named(names: Mapping[str, str], npi: str) -> str:
    """A clinician by the name on the roster, or by the end of the NPI."""
    return names.get(npi, f"NPI ending in {npi[-4:]}")
