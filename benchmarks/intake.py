"""How fast claims are read here: 837P, remittances, CSV and Parquet, and one claim by itself.

Rates are of processor time of one core, so that a busy machine distorts them little: run it
with POLARS_MAX_THREADS=1. Claims are invented, quality codes and traps included. Compare
figures of one run with each other.
"""

from __future__ import annotations

import io
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from openmips.claims.intake.notes import Notes
from openmips.claims.intake.reading import Intake, read_claims
from openmips.claims.intake.submitted import SubmittedClaim, claims_of
from openmips.claims.intake.table import scan
from openmips.claims.intake.x12_reading import X12Reader
from openmips.claims.synthetic.claim_files import write_837p
from openmips.claims.synthetic.world import Order, seeded, synthetic_claims

LINES = 100_000
ORDER = Order(2024, clinicians=LINES // 1000, lines=LINES)
RUNS = 3


def main() -> None:
    """Run every benchmark and print one line for each."""
    threads = os.environ.get("POLARS_MAX_THREADS", "all")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, Polars on {threads}")
    with tempfile.TemporaryDirectory() as folder:
        for name, rate in lines_per_second(Path(folder)).items():
            show(name, f"{rate:,.0f} lines a second")
    show("One 837P claim in process", f"{one_claim() * 1000:.2f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    show("Peak memory of this process", f"{peak:,} MB")


def show(what: str, figure: str) -> None:
    """One line of the result."""
    print(f"{what + ' ':.<58} {figure}", flush=True)


def lines_per_second(folder: Path) -> dict[str, float]:
    """Claim lines a second of each kind of file, all the way into a table."""
    plain, answered = folder / "plain", folder / "answered"
    for files, remittances in ((plain, False), (answered, True)):
        files.mkdir()
        claims = synthetic_claims(ORDER, seeded(1))
        write_837p(claims, files, ORDER.year, weekly=False, remittances=remittances)
    (claims_file,) = plain.iterdir()
    csv, parquet = folder / "claims.csv", folder / "claims.parquet"
    with table_of(plain) as whole:
        lines = whole.summary.lines
        scan(whole.table).sink_csv(csv)
        scan(whole.table).sink_parquet(parquet)
    return {
        "837P into claims, not kept": lines / seconds(lambda: read_through(claims_file)),
        "837P into a table": lines / seconds(lambda: taken_in(plain)),
        "837P and 835 into a table": lines / seconds(lambda: taken_in(answered)),
        "CSV into a table": lines / seconds(lambda: taken_in(csv)),
        "Parquet in the layout, checked where it lies": lines / seconds(lambda: taken_in(parquet)),
    }


def seconds(work: Callable[[], object]) -> float:
    """Processor time of the quickest of several runs."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


@contextmanager
def table_of(path: Path) -> Iterator[Intake]:
    """The claims of a file or folder as a table, in a folder that lasts as long as the block."""
    with tempfile.TemporaryDirectory() as work:
        yield read_claims([path], work_folder=Path(work))


def taken_in(path: Path) -> None:
    """Read a file or folder into a table."""
    with table_of(path):
        pass


def read_through(path: Path) -> None:
    """Read an 837P file claim by claim, keeping none."""
    with path.open("rb") as stream:
        for _ in X12Reader(path.name, Notes()).records(stream):
            pass


def one_claim() -> float:
    """Seconds of wall time to read one claim before it is billed."""
    with tempfile.TemporaryDirectory() as folder:
        few = Order(ORDER.year, clinicians=1, lines=4, traps=())
        write_837p(synthetic_claims(few, seeded(1)), Path(folder), few.year, weekly=False)
        (file,) = Path(folder).iterdir()
        content = file.read_bytes()

    def read() -> None:
        records = X12Reader("-", Notes()).records(io.BytesIO(content))
        list(claims_of(one for one in records if isinstance(one, SubmittedClaim)))

    times = []
    for _ in range(200):
        start = time.perf_counter()
        read()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
