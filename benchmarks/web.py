"""How fast the guide answers: users at work in a browser each, over loopback, on both databases.

Each user has a sample practice of their own and works through its pages: most often the list of
tasks, the score and the money, now and then what is saved, tried out, planned or imported. The
server is the one that `openmips guide` runs, in a process of its own. `--minutes 1 --users 10`
makes it shorter. Times are what the user waits, what the server takes, and the work of its
processor; all but the last grow with what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from web_users import Answered, Visitor

ROOT = Path(__file__).resolve().parent.parent
YEARS = (2024, 2026)
SQLITE, POSTGRESQL = "sqlite", "postgresql"
AIMED = {"hub": 0.1, "score": 0.1}
"""The most seconds that the server may take, as the median, for these pages."""

CLAIM = "{name}-{number},{tin},{npi},{name}P{number},{born},F,{year}-0{month}-04"
HEADER = (
    "claim_id,tin,rendering_npi,patient_id,birth_date,sex,from_date,line_number,procedure_code,"
    "modifier_1,place_of_service,diagnosis_1"
)
PATIENTS = 60
_LAST = 20
"""How many lines of the server's log are shown at most."""


def main() -> int:
    """Measure each database; 1 where a page failed or was slower than is aimed at."""
    asked = _arguments()
    if asked.fill is not None:
        fill(asked.fill, asked.users)
        return 0
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    well = True
    for database in asked.databases.split(","):
        with _database(database) as surroundings, tempfile.TemporaryDirectory() as folder:
            well &= measure(asked, database, {**os.environ, **surroundings}, Path(folder))
    return 0 if well else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--think", type=float, default=5, help="seconds between pages, on average")
    parser.add_argument("--databases", default=f"{SQLITE},{POSTGRESQL}")
    parser.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def measure(
    asked: argparse.Namespace, database: str, environment: Mapping[str, str], folder: Path
) -> bool:
    """Have the users work on one database, and print what they met; whether all is well."""
    filling = [sys.executable, __file__, "--fill", str(folder), "--users", str(asked.users)]
    filled = subprocess.run(
        filling, env=environment, check=True, capture_output=True, text=True, cwd=ROOT
    )
    practices: list[str] = json.loads(filled.stdout)
    with served(folder, environment) as port:
        visitors = [
            Visitor(
                number, port, f"/practices/{one}/{_year(number)}/", _claims(number), asked.think
            )
            for number, one in enumerate(practices)
        ]
        until = time.monotonic() + asked.minutes * 60
        for visitor in visitors:
            visitor.until = until
            visitor.start()
        for visitor in visitors:
            visitor.join()
        load = os.getloadavg()[0]
    answered = [one for visitor in visitors for one in visitor.answered]
    errors = Counter(one for visitor in visitors for one in visitor.errors)
    print(
        f"\n{database}: {asked.users} users, {asked.minutes:g} minutes, {len(answered):,} requests,"
        f" load {load:.1f} at the end"
    )
    return report(answered, errors)


def report(answered: Sequence[Answered], errors: Mapping[str, int]) -> bool:
    """Print a line for each page; whether there was no error and every aim was met."""
    by_page: defaultdict[str, list[Answered]] = defaultdict(list)
    for one in answered:
        by_page[one.page].append(one)
    columns = ("requests", "median", "99 %", "server", "99 %", "cpu", "99 %")
    print(f"{'milliseconds':<22}" + "".join(f" {one:>8}" for one in columns))
    well = True
    for page, those in sorted(by_page.items(), key=lambda item: -len(item[1])):
        outside = [one.seconds for one in those]
        inside = [one.served for one in those]
        work = [one.worked for one in those]
        figures = [one for values in (outside, inside, work) for one in _middle_and_end(values)]
        slow = statistics.median(inside) > AIMED.get(page, float("inf"))
        well &= not slow
        print(
            f"{page:<22} {len(those):>8}"
            + "".join(f" {1000 * one:>8.0f}" for one in figures)
            + ("  slower than is aimed at" if slow else "")
        )
    for error, times in sorted(errors.items()):
        print(f"{error}, {times} times")
    print("no error" if not errors else f"{sum(errors.values())} errors", flush=True)
    return well and not errors


def _middle_and_end(values: Sequence[float]) -> tuple[float, float]:
    """The median, and the value that 99 of 100 stay at or below."""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[-(-99 * len(ordered) // 100) - 1]


@contextmanager
def served(folder: Path, environment: Mapping[str, str]) -> Iterator[int]:
    """The guide in a process of its own; the port it answers on."""
    command = [str(Path(sys.executable).with_name("openmips")), "guide", "--port", "0"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [*command, "--data", str(folder)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as server,
    ):
        try:
            assert server.stdout is not None
            address = server.stdout.readline()
            yield int(address.rstrip("/\n").rpartition(":")[2])
        finally:
            server.terminate()
            server.wait()
        said = (folder / "log").read_text().splitlines()
        told = [line for line in said if "waitress.queue" not in line]
        print("\n".join(told[-_LAST:]))


@contextmanager
def _database(name: str) -> Iterator[dict[str, str]]:
    """What the environment must say for a database; PostgreSQL is one of the benchmark's own."""
    if name == SQLITE:
        yield {"DATABASE_URL": ""}
        return
    sys.path.insert(0, str(ROOT / "tests"))
    from practice.databases import Cluster, postgresql

    with postgresql(options="") as url:
        yield {"DATABASE_URL": Cluster(url).new_database()}


def fill(data: Path, users: int) -> None:
    """Open a sample practice for each user, with claims imported; print their names."""
    from openmips.site.running import prepare

    prepare(data)
    from django.utils import timezone

    from openmips.practice.access import Actor
    from openmips.practice.actions.imports import confirm, look, receive
    from openmips.practice.actions.practices import describe_practice
    from openmips.practice.sample import open_sample
    from openmips.site.own_machine import owner

    made = []
    for number in range(users):
        who = Actor(owner(), timezone.now())
        practice = open_sample(who.user)
        describe_practice(who, practice.id, f"Oak Street {number}", practice.tin)
        place = (who, practice.id, _year(number))
        waiting = receive(*place, "claims.csv", [_claims(number)("first")])
        look(*place, waiting.token, timezone.localdate())
        confirm(*place, waiting.token)
        made.append(str(practice.id))
    print(json.dumps(made))


def _year(number: int) -> int:
    return YEARS[number % len(YEARS)]


def _claims(number: int) -> Callable[[str], bytes]:
    """Makes tables of claims of a year: visits of patients, half with a quality code."""

    def table(name: str) -> bytes:
        lines = [HEADER]
        for patient in range(PATIENTS):
            claim = CLAIM.format(
                name=name.replace(" ", ""),
                number=patient,
                tin="000123456",
                npi="1000000004",
                born=f"19{patient % 30 + 20}-02-08",
                year=_year(number),
                month=patient % 9 + 1,
            )
            lines.append(f"{claim},1,99213,,11,I10")
            if patient % 2:
                lines.append(f"{claim},2,1123F,,11,I10")
        return "\n".join(lines).encode() + b"\n"

    return table


if __name__ == "__main__":
    sys.exit(main())
