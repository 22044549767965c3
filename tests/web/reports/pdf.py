"""What a PDF holds, read from its own structure without another program."""

from __future__ import annotations

import re
import zlib

_STREAM = re.compile(rb"<<([^>]*)>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def plain(content: bytes) -> bytes:
    """The file with the streams that hold text in the clear behind it."""
    parts = [content]
    for about, stream in _STREAM.findall(content):
        if b"FlateDecode" in about:
            parts.append(zlib.decompress(stream))
    return b"\n".join(parts)


def pages(content: bytes) -> int:
    """How many pages it has."""
    return len(re.findall(rb"/Type /Page\b", plain(content)))


def tags(content: bytes) -> set[str]:
    """The kinds of elements in its tree of tags."""
    return {one.decode() for one in re.findall(rb"/S /([A-Za-z0-9]+)", plain(content))}
