"""How fast claims measures are counted: lines a second and peak memory, by engine and cores.

Every figure is of a fresh process that counts all measures of a year from Parquet files to the
counts in memory. `python benchmarks/claims.py 1000000 10000000` names other sizes. What else
the machine does shows in the load, which is printed: compare figures of one run.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from openmips.catalog.load import catalog_for
from openmips.claims.definitions import definitions_for
from openmips.claims.engine.counting import Engine, count
from openmips.claims.synthetic.bulk import write_bulk_parquet
from openmips.claims.synthetic.world import LINES_OF_A_CLINICIAN, Order, seeded
from openmips.policy.load import policy_for

YEAR = 2024
SIZES = (1_000_000, 10_000_000)
PRACTICE = 30_000
ENGINES = (Engine.POLARS, Engine.DUCKDB)
RUNS = 5
GIGABYTE = 1024 * 1024
"""The system gives peak memory in kilobytes."""


@dataclass(frozen=True)
class Lines:
    """The Parquet files of a folder."""

    parquet: tuple[Path, ...]

    def scan(self) -> pl.LazyFrame:
        """The table, read when it is asked for."""
        return pl.scan_parquet(list(self.parquet))


def main(arguments: list[str]) -> None:
    """Measure every engine at every size, or be the process that is measured."""
    if arguments[:1] == ["--measured"]:
        measured(Engine(arguments[1]), Path(arguments[2]), int(arguments[3]))
        return
    sizes = tuple(map(int, arguments)) or SIZES
    cores = os.cpu_count() or 1
    print(f"Python {platform.python_version()}, {cores} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="openmips-bench-") as folder:
        for engine in ENGINES:
            best = run(engine, lines_of(Path(folder), PRACTICE), cores, RUNS)
            show(f"{engine.value}, {PRACTICE:,} lines, best of {RUNS}", f"{best['seconds']:.2f} s")
        for size in sizes:
            table = lines_of(Path(folder), size)
            for engine in ENGINES:
                for used in sorted({1, min(2, cores)}):
                    show_run(f"{engine.value}, {size:,} lines", used, run(engine, table, used, 1))


def lines_of(folder: Path, size: int) -> Path:
    """A folder with so many generated lines."""
    table = folder / str(size)
    if not table.exists():
        table.mkdir()
        order = Order(YEAR, clinicians=max(1, size // LINES_OF_A_CLINICIAN), lines=size)
        write_bulk_parquet(order, seeded(1), table)
    return table


def run(engine: Engine, table: Path, cores: int, runs: int) -> dict[str, float]:
    """The figures of a process of its own that has so many cores."""
    command = [sys.executable, __file__, "--measured", engine.value, str(table), str(runs)]
    environment = os.environ | {"POLARS_MAX_THREADS": str(cores)}
    held = os.sched_getaffinity(0)
    found = subprocess.run(
        command,
        check=True,
        capture_output=True,
        env=environment,
        preexec_fn=lambda: os.sched_setaffinity(0, sorted(held)[:cores]),
    )
    figures: dict[str, float] = json.loads(found.stdout)
    return figures


def measured(engine: Engine, table: Path, runs: int) -> None:
    """Count, and print the best time, its processor time, the peak memory and the lines."""
    definitions = definitions_for(catalog_for(YEAR), policy_for(YEAR))
    source = Lines(tuple(sorted(table.glob("*.parquet"))))
    lines = source.scan().select(pl.len()).collect().item()
    best = {"seconds": float("inf")}
    for _ in range(runs):
        start, used = time.perf_counter(), time.process_time()
        count(source, definitions, engine)
        seconds = time.perf_counter() - start
        if seconds < best["seconds"]:
            best = {"seconds": seconds, "processor": time.process_time() - used}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / GIGABYTE
    print(json.dumps({**best, "gigabytes": peak, "lines": lines}))


def show_run(what: str, cores: int, figures: dict[str, float]) -> None:
    """One line for one process."""
    speed = figures["lines"] / figures["seconds"]
    show(
        f"{what}, {cores} core{'s' if cores > 1 else ''}",
        f"{speed:,.0f} lines a second, {figures['gigabytes']:.2f} GB"
        f" ({figures['processor']:.1f} s of processor, load {os.getloadavg()[0]:.1f})",
    )


def show(what: str, figure: str) -> None:
    """One line of the result."""
    print(f"{what + ' ':.<48} {figure}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
