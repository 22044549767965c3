"""Pieces of claims put by until they are settled: in memory, and on disk where they are many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from openmips.claims.engine.polars_lines import Portion

SHARDS = 128
"""Into how many shards clinicians are divided on disk; all claims of one are in one shard."""


@dataclass(frozen=True, slots=True)
class Part:
    """All pieces and all episode codes of some clinicians."""

    pieces: pl.DataFrame
    codes: pl.DataFrame


class Store:
    """Takes portions and gives parts that can be settled one after the other.

    At most about `at_once` pieces are kept in memory; where there are more they go to files
    in `folder`.
    """

    def __init__(self, folder: Path, at_once: int) -> None:
        self._folder = folder
        self._at_once = at_once
        self._held: list[Portion] = []
        self._pieces = 0
        self._written = 0
        self._sizes = [0] * SHARDS
        self._no_codes = pl.DataFrame()

    def add(self, portion: Portion) -> None:
        """Put a portion by."""
        self._held.append(portion)
        self._pieces += portion.pieces.height
        if self._pieces > self._at_once:
            self._write()

    def parts(self) -> Iterator[Part]:
        """What was put by, all of a clinician together."""
        if self._written and self._held:
            self._write()
        if self._held:
            yield self._in_memory()
        for shards in self._groups():
            yield Part(self._on_disk("pieces", shards), self._on_disk("codes", shards))

    def _in_memory(self) -> Part:
        """What is in memory, which is empty afterwards."""
        held = self._held
        self._held, self._pieces = [], 0
        pieces = pl.concat([portion.pieces for portion in held])
        codes = pl.concat([portion.codes for portion in held])
        self._no_codes = codes.clear()
        return Part(pieces, codes)

    def _write(self) -> None:
        part = self._in_memory()
        for what, table in (("pieces", part.pieces), ("codes", part.codes)):
            sharded = table.with_columns(shard=pl.col("clinician") % SHARDS)
            for (shard,), own in sharded.partition_by(
                "shard", as_dict=True, include_key=False
            ).items():
                own.write_ipc(self._file(what, int(shard), self._written), compression="lz4")
                self._sizes[int(shard)] += own.height if what == "pieces" else 0
        self._written += 1

    def _file(self, what: str, shard: int, number: int) -> Path:
        return self._folder / f"{what}-{shard}-{number}.arrow"

    def _groups(self) -> Iterator[list[int]]:
        """The shards on disk, so many at a time as may be in memory."""
        group: list[int] = []
        for shard, size in enumerate(self._sizes):
            if group and sum(self._sizes[one] for one in group) + size > self._at_once:
                yield group
                group = []
            if size:
                group.append(shard)
        if group:
            yield group

    def _on_disk(self, what: str, shards: list[int]) -> pl.DataFrame:
        files = (
            self._file(what, shard, number) for shard in shards for number in range(self._written)
        )
        tables = [pl.read_ipc(file) for file in files if file.exists()]
        return pl.concat(tables) if tables else self._no_codes
