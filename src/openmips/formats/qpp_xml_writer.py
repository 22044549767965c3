"""How a submission is written in CMS's XML form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openmips.formats.exact_json import number_text
from openmips.formats.qpp_xml import LISTS, ROOT

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SINGLE: dict[str, str] = {plural: single for single, plural in LISTS.items()}
_STEP = "  "


class NotForXml(ValueError):
    """A field or a text that XML cannot hold."""


def xml_text(document: Mapping[str, Any]) -> str:
    """The text of a document in XML; an entry of a list becomes an element of its own.

    Raises NotForXml for a name or a character that XML does not have, and for a list where the form
    has none: what is read again must be what was written.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', *_element(ROOT, document, "")]
    return "\n".join(lines) + "\n"


def _name(name: str) -> str:
    """`name`, if XML can have it."""
    if not _NAME.fullmatch(name):
        raise NotForXml(f"the name {name!r}")
    return name


def _element(name: str, value: Any, indent: str) -> Iterator[str]:
    _name(name)
    if not isinstance(value, Mapping):
        text = _text(value)
        yield f"{indent}<{name}>{text}</{name}>" if text else f"{indent}<{name}/>"
        return
    attributes = "".join(
        f" {_name(key[1:])}={quoteattr(_checked(str(each)))}"
        for key, each in value.items()
        if key.startswith("@")
    )
    inner = [
        line
        for key, each in value.items()
        if not key.startswith("@")
        for single, entry in _entries(str(key), each)
        for line in _element(single, entry, indent + _STEP)
    ]
    if not inner:
        yield f"{indent}<{name}{attributes}/>"
        return
    yield f"{indent}<{name}{attributes}>"
    yield from inner
    yield f"{indent}</{name}>"


def _entries(key: str, value: Any) -> list[tuple[str, Any]]:
    """The elements that a field becomes, each with its name."""
    entries = list(value) if isinstance(value, list | tuple) else [value]
    if key in _SINGLE:
        return [(_SINGLE[key], entry) for entry in entries]
    if key in LISTS:
        raise NotForXml(f"the name {key!r}, which is an entry of a list there")
    if entries != [value]:
        raise NotForXml(f"a list under the name {key!r}")
    return [(key, value)]


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return number_text(value)
        case list() | tuple():
            raise NotForXml("a list within a list")
    return escape(_checked(str(value)))


def _checked(text: str) -> str:
    if _UNWRITABLE.search(text):
        raise NotForXml("a character that XML does not have")
    return text
