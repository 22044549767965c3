"""How a file is written so that nobody ever finds half of it."""

from __future__ import annotations

import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`: all of it, or nothing. Raises OSError.

    The content goes to a new file beside it that then takes its name.
    """
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
    ) as part:
        beside = Path(part.name)
        try:
            part.write(content)
            part.close()
            # A temporary file is for its owner only; a calendar may be read like any other.
            beside.chmod(0o644)
            beside.replace(path)
        except BaseException:
            part.close()
            beside.unlink(missing_ok=True)
            raise
