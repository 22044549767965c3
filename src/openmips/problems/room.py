"""Whether the system had no room for what was to be written."""

from __future__ import annotations

import errno

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_AS_WORDS = tuple(f"(os error {number})" for number in sorted(_FULL))


def no_room(error: BaseException | None) -> bool:
    """Whether the disk or the quota is full, or the file as large as any may be.

    Polars tells the system's number in the words of its errors only.
    """
    if not isinstance(error, OSError):
        return False
    return error.errno in _FULL or any(words in str(error) for words in _AS_WORDS)
