"""How a stream is sealed, so that only its key opens it and no change goes unnoticed.

A sealed stream begins with the sixteen bytes `openmips-sealed` and a line feed. Then come the
length of the header in four bytes, the header as JSON, and the content in blocks of 65,536 bytes,
the last one shorter or as long. Each block is sealed with AES-256 in Galois/Counter Mode and grows
by a tag of 16 bytes. The key of a stream is derived from the key of the data folder with HKDF
(SHA-256) and the random `salt` of its header, so no two streams share one. The nonce of a block
counts the blocks in eleven bytes, and its twelfth byte is 1 for the last block, 0 for others: so
blocks cannot be moved, left out or cut off. The digest of all that stands before the blocks is
authenticated with each of them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from openmips.practice.refusals import refusal
from openmips.problems.records_kinds import STORED_FILE_DAMAGED

MARK = b"openmips-sealed\n"
BLOCK = 65_536
KEY_BYTES = 32

_LENGTH = 4
_LONGEST_HEADER = 65_536
_TAG = 16
_COUNTER = 11
_SALT = 32
_PURPOSE = b"openmips sealed stream 1"


class Reader(Protocol):
    """Whatever can be read."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; none at the end."""


class Writer(Protocol):
    """Whatever can be written to."""

    def write(self, data: bytes, /) -> int:
        """Take all the bytes; the answer is how many."""


class Sealer:
    """Seals what is written to it. Only `finish` makes the stream whole."""

    def __init__(self, target: Writer, key: bytes, header: Mapping[str, Any] | None = None) -> None:
        salt = secrets.token_bytes(_SALT)
        told = {**(header or {}), "salt": base64.b64encode(salt).decode()}
        written = json.dumps(told, sort_keys=True).encode()
        start = MARK + len(written).to_bytes(_LENGTH, "big") + written
        self._target = target
        self._blocks = _Blocks(key, salt, start)
        self._waiting = bytearray()
        target.write(start)

    def write(self, data: bytes, /) -> int:
        """Take more of the content."""
        self._waiting += data
        while len(self._waiting) > BLOCK:
            self._target.write(self._blocks.seal(bytes(self._waiting[:BLOCK]), last=False))
            del self._waiting[:BLOCK]
        return len(data)

    def finish(self) -> None:
        """Write the last block."""
        self._target.write(self._blocks.seal(bytes(self._waiting), last=True))
        self._waiting.clear()


class Unsealer(io.RawIOBase):
    """The content of a sealed stream. Every byte that it gives was authenticated before.

    `key_for` gives the key, told the header. Raises ProblemsFound where anything was changed.
    """

    def __init__(self, source: Reader, key_for: Callable[[Mapping[str, Any]], bytes]) -> None:
        super().__init__()
        start, self.header = _start(source)
        try:
            salt = base64.b64decode(self.header["salt"], validate=True)
        except (KeyError, TypeError, binascii.Error) as error:
            raise damaged("the header names no salt") from error
        self._source = source
        self._blocks = _Blocks(key_for(self.header), salt, start)
        self._next = _exactly(source, BLOCK + _TAG)
        self._plain = b""
        self._ended = False

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """The next bytes into the buffer; none at the end."""
        if not self._plain and not self._ended:
            block, self._next = self._next, _exactly(self._source, BLOCK + _TAG)
            self._ended = not self._next
            self._plain = self._blocks.open(block, last=self._ended)
        size = min(len(buffer), len(self._plain))
        buffer[:size] = self._plain[:size]
        self._plain = self._plain[size:]
        return size


class _Blocks:
    """The blocks of one stream, in their order."""

    def __init__(self, key: bytes, salt: bytes, start: bytes) -> None:
        derived = HKDF(SHA256(), KEY_BYTES, salt, _PURPOSE).derive(key)
        self._cipher = AESGCM(derived)
        self._authenticated = hashlib.sha256(start).digest()
        self._number = 0

    def seal(self, plain: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(last), plain, self._authenticated)

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(last), sealed, self._authenticated)
        except InvalidTag as error:
            raise damaged("a block was changed, or the end is missing") from error

    def _nonce(self, last: bool) -> bytes:
        nonce = self._number.to_bytes(_COUNTER, "big") + bytes([last])
        self._number += 1
        return nonce


def _start(source: Reader) -> tuple[bytes, dict[str, Any]]:
    """All before the blocks, and the header it holds."""
    mark = _exactly(source, len(MARK) + _LENGTH)
    if not mark.startswith(MARK) or len(mark) != len(MARK) + _LENGTH:
        raise damaged("it does not begin as a sealed file does")
    length = int.from_bytes(mark[len(MARK) :], "big")
    if length > _LONGEST_HEADER:
        raise damaged("its header is longer than any")
    written = _exactly(source, length)
    try:
        header = json.loads(written)
    except ValueError as error:
        raise damaged("its header cannot be read") from error
    if not isinstance(header, dict) or len(written) != length:
        raise damaged("its header cannot be read")
    return mark + written, header


def _exactly(source: Reader, size: int) -> bytes:
    """So many bytes, fewer only at the end."""
    found = bytearray()
    while len(found) < size:
        more = source.read(size - len(found))
        if not more:
            break
        found += more
    return bytes(found)


def damaged(found: str) -> Exception:
    """The refusal of a sealed stream that is not as it was."""
    return refusal(STORED_FILE_DAMAGED, found)


def is_sealed(head: bytes) -> bool:
    """Whether a stream that begins so is sealed."""
    return head.startswith(MARK)


def opened(source: BinaryIO, key_for: Callable[[Mapping[str, Any]], bytes]) -> BinaryIO:
    """The content of a sealed stream, to be read in pieces of any size."""
    return io.BufferedReader(Unsealer(source, key_for), BLOCK)  # buffered: tar asks for 512 bytes
