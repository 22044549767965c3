"""The bytes of a document, piece by piece, in an encoding that the parser knows, and bounded."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from openmips.formats.strict_json import MOST_BYTES
from openmips.problems import document_kinds, qrda3_kinds
from openmips.problems.finding import Findings, shown

XmlSource = str | Path | bytes | bytearray | BinaryIO
"""Where a document comes from: a path (also as text), bytes, or a binary stream."""

UTF_8 = "UTF-8"

_PIECE = 64 * 1024
_HEAD = 256
_NATIVE = frozenset({"utf-8", "utf-16", "iso-8859-1", "us-ascii", "ascii"})
_CONVERTED = re.compile(
    r"(windows|cp)-?125\d|iso-?8859-?\d{1,2}|latin-?\d|gbk|gb2312|gb18030|big5|shift[_-]?jis"
    r"|euc-(jp|kr)|koi8-[ru]|macintosh|utf-?(16|32)(le|be)?"
)
"""Encodings that are turned into UTF-8 before the parser sees them."""

_DECLARED = re.compile(rb"""^<\?xml\s[^>]{0,100}?encoding\s*=\s*["']([A-Za-z][\w.-]{0,39})""")
_UTF_32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def pieces(source: XmlSource, findings: Findings) -> Iterator[bytes]:
    """The bytes of the source. Raises ProblemsFound where it cannot be read or is too large."""
    if isinstance(source, bytes | bytearray):
        _refuse_large(len(source), findings)
        view = memoryview(source)
        for start in range(0, len(view), _PIECE):
            yield bytes(view[start : start + _PIECE])
    elif isinstance(source, str | Path):
        try:
            _refuse_large(Path(source).stat().st_size, findings)
            with Path(source).open("rb") as stream:
                yield from _bounded(stream, findings)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            findings.refuse(document_kinds.FILE_NOT_READABLE, f"the file cannot be read ({reason})")
    else:
        yield from _bounded(source, findings)


def decoded(raw: Iterator[bytes], findings: Findings) -> tuple[str | None, Iterator[bytes]]:
    """The encoding to tell the parser, if any, and the bytes to give it.

    What the document declares counts, unless it begins with a mark. Raises ProblemsFound
    where it declares an encoding that is not known.
    """
    head = b""
    for piece in raw:
        head += piece
        if len(head) >= _HEAD:
            break
    rest = _joined(head, raw)
    if head.startswith(_UTF_32_MARKS):
        return UTF_8, _recoded(rest, "utf-32", findings)
    declared = _DECLARED.match(head)
    name = declared[1].decode("ascii").lower() if declared else ""
    if not name or name in _NATIVE:
        return None, rest
    if not _CONVERTED.fullmatch(name):
        found = f"the document declares the encoding {shown(name)}"
        findings.refuse(qrda3_kinds.BAD_ENCODING, found, "UTF-8")
    return UTF_8, _recoded(rest, name, findings)


def _bounded(stream: BinaryIO, findings: Findings) -> Iterator[bytes]:
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        _refuse_large(size, findings)
        yield piece


def _refuse_large(size: int, findings: Findings) -> None:
    if size > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        found = "the input is too large"
        findings.refuse(document_kinds.FILE_TOO_LARGE, found, f"at most {most} MB")


def _joined(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from rest


def _recoded(raw: Iterator[bytes], encoding: str, findings: Findings) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in raw:
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError:
        found = f"the text is not in the encoding {shown(encoding)}, which the document declares"
        findings.refuse(qrda3_kinds.BAD_ENCODING, found, "the encoding declared")
