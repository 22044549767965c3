"""What kind of document some bytes begin: told from the content, never from the name."""

from __future__ import annotations

import codecs
import re
from enum import Enum

HEAD = 4096
"""How many bytes are enough to tell."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BEFORE_ROOT = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<![A-Za-z](?:[^>\[]|\[.*?\])*>", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_QPP_ROOTS = frozenset({"data", "submission"})


class DocumentKind(Enum):
    """The kinds of documents that are told apart."""

    QPP_JSON = "qpp-json"
    QPP_XML = "qpp-xml"
    QRDA3 = "qrda3"
    ZIP = "zip"
    OTHER = "other"


def kind_of(head: bytes) -> DocumentKind:
    """The kind of the document that starts with these bytes.

    XML whose root is not that of the QPP form counts as QRDA III, whose reader says what is
    wrong with it.
    """
    if head.startswith(_ZIP):
        return DocumentKind.ZIP
    text = _text(head[:HEAD]).lstrip()
    if text[:1] in ("{", "["):
        return DocumentKind.QPP_JSON
    if text[:1] != "<":
        return DocumentKind.OTHER
    position = 0
    while match := _BEFORE_ROOT.match(text, position):
        position = match.end()
    root = _ROOT.match(text, position)
    if root is not None and root[1] in _QPP_ROOTS:
        return DocumentKind.QPP_XML
    return DocumentKind.QRDA3


def _text(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore")
    return head.replace(b"\x00", b"").decode("latin-1")
