"""What a score stands on, so that anybody can make it again and see that it is the same."""

from __future__ import annotations

import hashlib
import io
import shlex
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from openmips.formats.exact_json import json_text
from openmips.problems.finding import Problem
from openmips.web.categories import CATEGORIES
from openmips.web.reports.report import Report

PROFILE = "profile.json"
_DIGESTS = {
    "inputDigest": "Inputs, as they were understood",
    "policyDigest": "Rules",
    "catalogDigest": "CMS's data",
    "traceDigest": "The whole reason",
}
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The time of a file in an archive: always the same, so that the archive is too."""


def certificate(
    practice: str,
    performance_year: int,
    as_of: date,
    score: Mapping[str, Any] | None,
    files: Mapping[str, bytes],
    problems: Sequence[Problem] = (),
    profile: str | None = PROFILE,
) -> Report:
    """The certificate of a score made from `files`: each document under its name.

    `profile` is the name of that which is the profile; None where none is.
    """
    made: dict[str, Any] = {"score": score, "problems": problems}
    if score is not None:
        held = score["snapshot"]
        made |= {
            "engine": held["engine"],
            "digests": [(title, held[name]) for name, title in _DIGESTS.items() if held.get(name)],
            "contributions": list(_contributions(score)),
            "files": [(name, hashlib.sha256(text).hexdigest()) for name, text in files.items()],
            "command": _command(list(files), profile),
        }
    heading = f"MIPS score certificate {performance_year}"
    assumptions = () if score is None else score["assumptions"]
    return Report("certificate", heading, practice, performance_year, as_of, made, assumptions)


def score_documents(
    profile: Mapping[str, Any], submissions: Sequence[Mapping[str, Any]]
) -> dict[str, bytes]:
    """The documents that `openmips score` reads, each under its name."""
    found = {PROFILE: json_text(profile).encode()}
    for number, one in enumerate(submissions, 1):
        found[f"submission-{number}.json"] = json_text(one).encode()
    return found


def archive(files: Mapping[str, bytes]) -> bytes:
    """Files in a ZIP archive; the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for name, content in files.items():
            about = zipfile.ZipInfo(name, _FIRST_DAY)
            about.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(about, content)
    return made.getvalue()


def _command(names: Sequence[str], profile: str | None) -> str:
    submissions = [shlex.quote(name) for name in names if name != profile]
    facts = [] if profile is None else ["--profile", shlex.quote(profile)]
    return " ".join(["openmips score", *submissions, *facts, "--json"])


def _contributions(score: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, title in CATEGORIES.items():
        found = score["categories"][name]
        exact = found["contribution"]
        yield title, exact or f"{found['contributionLow']} to {found['contributionHigh']}"
    yield "Complex patient bonus", str(score["complexPatientBonus"])
