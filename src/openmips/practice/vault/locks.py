"""How a passphrase opens the key that the files are sealed with.

The key is 32 random bytes. It is kept wrapped: sealed with AES-256 in Galois/Counter Mode under
a key that scrypt makes from the passphrase. A new passphrase wraps the same key anew, so that no
file need be written again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from openmips.practice.refusals import refusal
from openmips.practice.vault.sealing import KEY_BYTES, damaged
from openmips.problems.records_kinds import PASSPHRASE_TOO_SHORT, WRONG_PASSPHRASE

SHORTEST = 12
"""The fewest characters a passphrase has."""

COST = 1 << 17
"""How hard scrypt works: 128 MB of memory and about half a second for one try."""

_HARDEST = 1 << 20
_BLOCK_SIZE, _PARALLEL = 8, 1
_SALT, _NONCE = 32, 12
_PURPOSE = b"openmips wrapped key 1"
_NAME = b"openmips name of a key 1"


@dataclass(frozen=True, slots=True)
class Lock:
    """A wrapped key. `name` tells it from other keys and gives nothing of it away."""

    name: str
    cost: int
    salt: bytes
    nonce: bytes
    wrapped: bytes

    def document(self) -> dict[str, Any]:
        """The lock as it is kept."""
        return {
            "key": self.name,
            "made_by": "scrypt",
            "cost": self.cost,
            "block_size": _BLOCK_SIZE,
            "parallel": _PARALLEL,
            "salt": base64.b64encode(self.salt).decode(),
            "nonce": base64.b64encode(self.nonce).decode(),
            "wrapped": base64.b64encode(self.wrapped).decode(),
        }


def new_key() -> bytes:
    """A key that nobody has."""
    return secrets.token_bytes(KEY_BYTES)


def locked(key: bytes, passphrase: str, cost: int = COST) -> Lock:
    """The key wrapped under a passphrase. Raises ProblemsFound if it could be guessed."""
    if len(_normal(passphrase)) < SHORTEST:
        found = f"the passphrase has {len(_normal(passphrase))} characters"
        raise refusal(PASSPHRASE_TOO_SHORT, found, f"{SHORTEST} or more")
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    name = hmac.new(key, _NAME, hashlib.sha256).hexdigest()[:16]
    wrapped = AESGCM(_made(passphrase, salt, cost)).encrypt(nonce, key, _PURPOSE)
    return Lock(name, cost, salt, nonce, wrapped)


def unlocked(lock: Lock, passphrase: str) -> bytes:
    """The key. Raises ProblemsFound where the passphrase is another."""
    try:
        made = _made(passphrase, lock.salt, lock.cost)
        return AESGCM(made).decrypt(lock.nonce, lock.wrapped, _PURPOSE)
    except InvalidTag as error:
        raise refusal(WRONG_PASSPHRASE, "the passphrase does not fit") from error


def read_lock(document: object) -> Lock:
    """A lock as it is kept. Raises ProblemsFound where it is none that can be used."""
    if not isinstance(document, Mapping):
        raise damaged("the lock cannot be read")
    cost = document.get("cost")
    known = (document.get("made_by"), document.get("block_size"), document.get("parallel"))
    if known != ("scrypt", _BLOCK_SIZE, _PARALLEL) or not isinstance(cost, int):
        raise damaged("the lock is of a kind that is not known")
    if not 1 < cost <= _HARDEST or cost & (cost - 1):
        raise damaged("the lock asks for more work than any")
    try:
        parts = [
            base64.b64decode(document[name], validate=True) for name in ("salt", "nonce", "wrapped")
        ]
        return Lock(str(document["key"]), cost, *parts)
    except (KeyError, TypeError, binascii.Error) as error:
        raise damaged("the lock cannot be read") from error


def _made(passphrase: str, salt: bytes, cost: int) -> bytes:
    kdf = Scrypt(salt, KEY_BYTES, cost, _BLOCK_SIZE, _PARALLEL)
    return kdf.derive(_normal(passphrase).encode())


def _normal(passphrase: str) -> str:
    """The same letters typed on another keyboard, and without the line's end."""
    return unicodedata.normalize("NFKC", passphrase.strip("\r\n"))
