"""What a submission says, be it QPP JSON, XML, QRDA III or an archive: results, attestations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from openmips.answers.reading import examined_for_score
from openmips.formats.detect import DocumentKind
from openmips.formats.identifiers import NPI, TIN
from openmips.formats.qpp_json import MEASUREMENT_SETS
from openmips.formats.qpp_sets import MEASUREMENTS, PROGRAM
from openmips.formats.qpp_writer import document_of
from openmips.performance import Category
from openmips.practice.imports.proposals import Proposal
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.models.files import FileKind
from openmips.problems import Problem, Severity, document_kinds
from openmips.problems.finding import Findings
from openmips.problems.records_kinds import LEVEL_NOT_KEPT, OTHER_PRACTICE, OTHER_YEAR

_TAKES_TIN = "The practice has no TIN yet and takes the one of the submission."
_LEVELS = ("group", "individual")


def propose_submission(path: Path, year: PracticeYear) -> Proposal:
    """The results and attestations of every submission in the file."""
    said: dict[Topic, dict[str, Any]] = {Topic.RESULT: {}, Topic.ATTESTATION: {}, Topic.CHOICE: {}}
    findings = Findings(path.name, document_kinds.TOO_MANY_PROBLEMS)
    problems: list[Problem] = []
    read, tin = 0, ""
    kind = FileKind.QPP_JSON
    for found in examined_for_score(path):
        kind = FileKind.QRDA3 if found.kind is DocumentKind.QRDA3 else kind
        problems += [replace(one, file=path.name) for one in found.problems]
        if found.submission is not None:
            document = document_of(found.submission)
            tin = tin or document.get(TIN, "")
            read += _fits(document, year, findings) and _say(document, year, said)
    problems += findings.problems
    counts = {
        "submissions": read,
        "results": len(said[Topic.RESULT]),
        "attestations": len(said[Topic.ATTESTATION]),
    }
    wrong = any(one.severity is Severity.ERROR for one in problems)
    takes = "" if year.practice.tin else tin
    return Proposal(
        kind,
        said,
        tin=takes,
        counts=counts,
        notes=(_TAKES_TIN,) if takes else (),
        problems=tuple(problems),
        blocked=wrong or not read,
    )


def _fits(document: Mapping[str, Any], year: PracticeYear, findings: Findings) -> bool:
    """Whether a submission is of this year, this practice, and of a level that is kept."""
    before = findings.errors
    if document["performanceYear"] != year.performance_year:
        found, expected = f"the file is of {document['performanceYear']}", year.performance_year
        findings.add(OTHER_YEAR, "$.performanceYear", found, str(expected))
    tin, own = document.get(TIN), year.practice.tin
    if tin and own and tin != own:
        findings.add(OTHER_PRACTICE, f"$.{TIN}", "the TIN is not the practice's")
    if document["entityType"] not in _LEVELS:
        found = f"entityType is {document['entityType']}"
        findings.add(LEVEL_NOT_KEPT, "$.entityType", found, "group or individual")
    return findings.errors == before


def _say(
    document: Mapping[str, Any], year: PracticeYear, said: Mapping[Topic, dict[str, Any]]
) -> bool:
    """Put what a submission says under the keys of the year's memory."""
    npi = document.get(NPI)
    entity = document["entityType"] + (f":{npi}" if npi else "")
    for found in document[MEASUREMENT_SETS]:
        period = {"start": found["performanceStart"], "end": found["performanceEnd"]}
        whole = tuple(period.values()) == _whole_year(year)
        said[Topic.CHOICE]["program"] = found[PROGRAM]
        if found.get("cehrtId"):
            said[Topic.CHOICE]["cehrtId"] = found["cehrtId"]
        category = found["category"]
        for name, value in _measurements(found):
            if category == Category.QUALITY.value:
                key = f"{entity}/{found['submissionMethod']}/{name}"
                said[Topic.RESULT][key] = {**value, **({} if whole else period)}
            else:
                said[Topic.ATTESTATION][f"{entity}/{category}/{name}"] = {"value": value, **period}
    return True


def _measurements(found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for one in found[MEASUREMENTS]:
        yield one["measureId"], one["value"]


def _whole_year(year: PracticeYear) -> tuple[str, str]:
    return f"{year.performance_year}-01-01", f"{year.performance_year}-12-31"
