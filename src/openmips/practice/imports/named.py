"""Claims files as paths that one question takes, whatever each calls its columns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from openmips.answers.claims_tables import Files, claims_at_hand
from openmips.practice.imports.reading import ClaimFile


@contextmanager
def as_one_table(files: Iterable[ClaimFile]) -> Iterator[list[Path]]:
    """The paths of claims files; those with column names of their own are read by themselves."""
    with ExitStack() as until_done:
        paths: list[Path] = []
        for one in files:
            if not one.mapping:
                paths.append(one.path)
                continue
            mapping = until_done.enter_context(tempfile.NamedTemporaryFile(suffix=".toml"))
            mapping.write(one.mapping.encode())
            mapping.flush()
            read = Files((one.path,), Path(mapping.name))
            paths += until_done.enter_context(claims_at_hand(read)).parquet
        yield paths
