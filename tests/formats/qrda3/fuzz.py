"""Documents broken at random, for as long as one likes.

By hand, for ten minutes: `PYTHONPATH=tests python -m formats.qrda3.fuzz 600`.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

from formats.qrda3.documents import Plan, built, edited, written

from openmips.formats.qrda3 import Compat, read_qrda3
from openmips.problems import CATALOGUE

PLANS = (
    Plan(2025),
    Plan(2024, "MIPS_INDIV", interoperability=True, activities=("IA_EPA_2",)),
    Plan(2025, "APP_PLUS_GROUP", measures=("001", "370", "007")),
    Plan(2024, "PCF", measures=("001", "113", "236")),
    Plan(2023, "MIPS_SUBGROUP", measures=("130",), mvp="G0053", supplemental=True),
)
VALUES = (
    "",
    "-1",
    "1e999",
    "NaN",
    "99999999999999999999",
    "abc",
    "٣",
    "20250101",
    "\x7f",
    " ",
    "Y",
)
PIECES = (b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"\x00", b"\xff", b'"', b"</section>")
DEEDS = ("drop", "repeat", "set", "move")
SLOWEST = 5.0
"""Seconds of processor time within which any of these small documents must be answered."""


def broken_structure(random: Random) -> bytes:
    """A document with a few elements dropped, repeated, moved or changed."""
    root = built(random.choice(PLANS))
    for _ in range(random.randrange(1, 6)):
        names = [element.get("ID") for element in root.iter() if element.get("ID")]
        deed, name = random.choice(DEEDS), random.choice(names[1:])
        try:
            edited(root, [{deed: _what(deed, name, names, random)}])
        except (AssertionError, StopIteration):
            continue
    return written(root)


def _what(deed: str, name: str | None, names: list[str | None], random: Random) -> Any:
    if deed == "set":
        attribute = random.choice(("value", "code", "root", "extension", "nullFlavor"))
        return {name: {attribute: random.choice((None, *VALUES))}}
    return {name: random.choice(names)} if deed == "move" else [name]


def broken_text(random: Random) -> bytes:
    """A document with a few bytes cut out, put in or changed."""
    text = bytearray(written(built(random.choice(PLANS))))
    for _ in range(random.randrange(1, 8)):
        start = random.randrange(len(text))
        match random.randrange(4):
            case 0:
                del text[start : start + random.randrange(1, 200)]
            case 1:
                text[start:start] = random.choice(PIECES)
            case 2:
                text[start] = random.randrange(256)
            case _:
                end = start + random.randrange(1, 400)
                text[start:start] = text[start:end]
        if not text:
            break
    return bytes(text)


def check(text: bytes) -> None:
    """Whatever a document is, it gets an answer whose parts agree, and soon."""
    began = time.process_time()
    for compat in (None, Compat(), Compat(2024), Compat(2025)):
        converted = read_qrda3(text, compat=compat)
        errors = [one for one in converted.problems if one.severity.value == "error"]
        assert (converted.outcome == "rejected") == bool(errors)
        for problem in converted.problems:
            assert problem.code.isdigit() if compat else problem.code in CATALOGUE.kinds
            assert problem.message
            assert problem.location.startswith("/")
        assert converted.submission_json is not None or errors
    assert time.process_time() - began < SLOWEST


def main(seconds: float) -> None:
    """Break documents for so many seconds."""
    random, began, done = Random(), time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        text = random.choice((broken_structure, broken_text))(random)
        try:
            check(text)
        except BaseException:
            Path("broken.xml").write_bytes(text)
            print("The document is in broken.xml", file=sys.stderr)
            raise
        done += 1
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{done:,} documents, none of them crashed; at most {most} MB")


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 60)
