"""How fast OpenMIPS answers here: catalog load, cold start, scores and points a second.

Rates are of processor time of one core, so that a busy machine distorts them little; wall
times are the best of several runs. Compare figures of one run with each other.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from plan import seconds_per_plan

from openmips import points_batch, score
from openmips.answers.why import why_document
from openmips.catalog import catalog_for, load
from openmips.formats.assemble import performances
from openmips.formats.profile import read_profile
from openmips.formats.qpp_json import read_submission
from openmips.policy.load import policy_for
from openmips.scoring.final import final_score

ROOT = Path(__file__).resolve().parent.parent
OAK_STREET = ROOT / "examples" / "oak-street"
LINES = 30_000


def main() -> None:
    """Run every benchmark and print one line for each."""
    print(f"Python {platform.python_version()} on {processor()}, {os.cpu_count()} cores")
    show("Catalog of one year, loaded and indexed", f"{catalog_load():.1f} ms")
    show("openmips score, cold, wall time", f"{cold_score():.2f} s")
    for name, rate in scores_per_second().items():
        show(name, f"{rate:,.0f} a second")
    for name, rate in batch_lines_per_second().items():
        show(name, f"{rate:,.0f} lines a second")
    for name, seconds in seconds_per_plan().items():
        show(name, f"{seconds:.2f} s")


def show(what: str, figure: str) -> None:
    """One line of the result."""
    print(f"{what + ' ':.<58} {figure}", flush=True)


def processor() -> str:
    """The processor's own name, as far as the machine tells."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def best_of(runs: int, work: Callable[[], object]) -> float:
    """Seconds of wall time of the quickest of several runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def per_second(work: Callable[[], object], seconds: float = 2.0) -> float:
    """How often `work` is done in a second of one core's time, after warming up."""
    for _ in range(20):
        work()
    done = 0
    start = time.process_time()
    while (spent := time.process_time() - start) < seconds:
        work()
        done += 1
    return done / spent


def catalog_load() -> float:
    """Milliseconds to load everything scoring needs of one year, from the files."""
    folder = load.DATA / "2024"

    def read() -> None:
        catalog = load.Catalog(folder)
        for part in ("quality", "activities", "interoperability", "cost", "benchmarks"):
            getattr(catalog, part)
        _ = catalog.mvps, catalog.groups

    return best_of(10, read) * 1000


def example() -> tuple[dict[str, Any], dict[str, Any]]:
    """The sample practice's submission and profile."""
    submission = json.loads((OAK_STREET / "submission.json").read_text())
    profile = json.loads((OAK_STREET / "profile.json").read_text())
    return submission, profile


def cold_score() -> float:
    """Seconds from the shell's call to the printed score."""
    files = [str(OAK_STREET / "submission.json"), "--profile", str(OAK_STREET / "profile.json")]
    command = [str(Path(sys.executable).with_name("openmips")), "score", *files]
    return best_of(5, lambda: subprocess.run(command, check=True, capture_output=True))


def scores_per_second() -> dict[str, float]:
    """Scores of the sample practice in process: bare, explained, and from JSON to JSON."""
    submission, profile = example()
    policy, catalog = policy_for(2024), catalog_for(2024)
    small = policy.programme.small_practice_clinicians.value
    facts = read_profile(profile, small_practice_clinicians=small).value
    (performance,) = performances([read_submission(submission).value], facts, catalog)
    return {
        "Scores, reasons made but not written out": per_second(
            lambda: final_score(performance, catalog, policy)
        ),
        "Scores, every reason written out": per_second(
            lambda: why_document(final_score(performance, catalog, policy).why)
        ),
        "Scores from submission to answer, with reading": per_second(
            lambda: score(submission, profile=profile)
        ),
    }


def batch_lines_per_second() -> dict[str, float]:
    """Lines of `openmips points --batch`, with and without the reason."""
    requests = []
    rows = list(catalog_for(2024).benchmarks.values())
    for number in range(LINES):
        row = rows[number % len(rows)]
        rate = str(row.percentiles[number % len(row.percentiles)])
        request = {
            "performanceYear": 2024,
            "measureId": row.measure_id,
            "collectionType": row.collection_type,
            "rate": rate,
        }
        requests.append(json.dumps(request).encode())
    with tempfile.TemporaryFile() as sink:

        def run(why: bool) -> float:
            start = time.process_time()
            for line in points_batch(requests, why=why):
                sink.write(line)
            return LINES / (time.process_time() - start)

        run(True)
        return {
            "points --batch, with the reason": run(True),
            "points --batch, without the reason": run(False),
        }


if __name__ == "__main__":
    main()
