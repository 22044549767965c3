"""What all claims of a practice together report for a year, by measure and clinician."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openmips.answers.claims_results import ClaimsSubmission, claims_submissions
from openmips.answers.claims_tables import AtHand, Files, claims_at_hand
from openmips.answers.claims_year import YearAsked, counted
from openmips.catalog.entries import CLAIMS
from openmips.claims.intake.reading import Summary
from openmips.formats.qpp_sets import MEASUREMENTS
from openmips.formats.qpp_writer import document_of
from openmips.people import EntityType
from openmips.practice import memory
from openmips.practice.imports.kinds import CLAIMS as CLAIMS_KINDS
from openmips.practice.imports.proposals import Proposal
from openmips.practice.imports.reading import Asked, ClaimFile
from openmips.practice.models import Topic
from openmips.practice.models.files import FileKind
from openmips.practice.refusals import refusal
from openmips.problems import Problem, ProblemsFound
from openmips.problems.claims_year_kinds import NO_CLAIMS_IN_YEAR
from openmips.problems.records_kinds import OTHER_PRACTICE

GROUP, INDIVIDUAL = EntityType.GROUP.value, EntityType.INDIVIDUAL.value

_KINDS = {"837P": FileKind.CLAIMS_837P, "835": FileKind.REMITTANCE_835}
_OTHERS = "Claims of {} other TINs are left out."
_TAKES_TIN = "The practice has no TIN yet and takes the one of the claims."
_NOT_LISTED = "The roster does not list {} of the clinicians in the claims."
_NOTHING_YET = "No claim of the year is known yet: what was paid counts once there are claims."


@dataclass(frozen=True, slots=True)
class Results:
    """What the claims of one practice report, by key of the memory, and whose TIN it is."""

    said: dict[str, Any]
    tin: str
    other_tins: int
    clinicians: frozenset[str]


def propose_claims(asked: Asked, new: ClaimFile | None, kind: FileKind) -> Proposal:
    """The results of all claims together, the new file's among them. Raises ProblemsFound.

    Without a new file: the results of those that the practice has. Results of claims that do
    not come out any more are taken back.
    """
    files = [*asked.others, *([] if new is None else [new])]
    digests = tuple(sorted(one.digest for one in files))
    if not files:
        return Proposal(kind, {Topic.RESULT: _taken_back(asked, {})})
    with _at_hand(files, asked) as at_hand:
        summary, problems = at_hand.summary, _named(at_hand.problems)
        results = _results(at_hand, asked)
    counts = {
        "files": len(files),
        "claims": summary.claims,
        "lines": summary.lines,
        "skipped": sum(one.claims or one.lines for one in summary.skipped.values()),
        "results": len(results.said),
    }
    if new is not None:
        kind = _kind_of(new, summary, kind)
    return Proposal(
        kind,
        {Topic.RESULT: {**_taken_back(asked, results.said), **results.said}},
        tin="" if asked.year.practice.tin else results.tin,
        counts=counts,
        notes=tuple(_notes(results, asked)),
        problems=problems,
        counted_with=digests,
    )


@contextmanager
def _at_hand(files: Iterable[ClaimFile], asked: Asked) -> Iterator[AtHand]:
    """All files as one table. Those with column names of their own are read by themselves first.

    The names of files in problems are those they were handed in under.
    """
    known: list[ClaimFile] = []
    mapped: list[ClaimFile] = []
    for one in files:
        (mapped if one.mapping else known).append(one)
    total = len(known) + len(mapped)
    begun = Counter[str]()

    def told(name: str) -> None:
        begun["files"] += 1
        asked.told(min(begun["files"], total), total)

    with ExitStack() as until_done:
        paths = [one.path for one in known]
        for one in mapped:
            mapping = until_done.enter_context(tempfile.NamedTemporaryFile(suffix=".toml"))
            mapping.write(one.mapping.encode())
            mapping.flush()
            read = Files((one.path,), Path(mapping.name))
            table = until_done.enter_context(claims_at_hand(read, told))
            paths += table.parquet
        yield until_done.enter_context(claims_at_hand(Files(tuple(paths)), told))


def _results(at_hand: AtHand, asked: Asked) -> Results:
    year = asked.year
    level = asked.level or str(memory.values(year, Topic.CHOICE).get("entityType", GROUP))
    individual = level == INDIVIDUAL
    wanted = YearAsked(year.performance_year, by="npi" if individual else "tin", as_of=asked.as_of)
    try:
        found = counted(at_hand, wanted)
    except ProblemsFound as error:
        paid_only = not at_hand.summary.lines and at_hand.summary.remittances.claims
        if paid_only and error.problems[0].code == NO_CLAIMS_IN_YEAR.code:
            return Results({}, "", 0, frozenset())
        raise
    submissions = claims_submissions(found, wanted.by)
    tins = dict.fromkeys(row.tin for row in found.rows)
    own = year.practice.tin
    if own and tins and own not in tins:
        raise refusal(OTHER_PRACTICE, "no claim has the practice's TIN")
    if not own and len(tins) > 1:
        raise refusal(OTHER_PRACTICE, f"the claims are of {len(tins)} TINs", "the practice's own")
    tin = own or next(iter(tins), "")
    npis = frozenset(row.npi for row in found.rows if row.tin == tin and row.npi is not None)
    said = {key: one for sent in submissions if sent.tin == tin for key, one in _said(sent)}
    return Results(said, tin, len(tins) - 1 if tins else 0, npis)


def _said(sent: ClaimsSubmission) -> Iterator[tuple[str, Any]]:
    if sent.submission is None:
        return
    entity = GROUP if sent.npi is None else f"{INDIVIDUAL}:{sent.npi}"
    for found in document_of(sent.submission)["measurementSets"]:
        for one in found[MEASUREMENTS]:
            yield f"{entity}/{CLAIMS}/{one['measureId']}", one["value"]


def _taken_back(asked: Asked, said: dict[str, Any]) -> dict[str, Any]:
    """Results of earlier imports of claims that do not come out any more, each as None."""
    held = memory.current(asked.year, Topic.RESULT)
    return {
        key: None
        for key, one in held.items()
        if key not in said and one.file is not None and one.file.kind in CLAIMS_KINDS
    }


def _kind_of(new: ClaimFile, summary: Summary, guess: FileKind) -> FileKind:
    """What the new file turned out to be."""
    found = [one.kind for one in summary.files if one.name.startswith(str(new.path))]
    return _KINDS.get(found[0], FileKind.CLAIMS_TABLE) if found else guess


def _named(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems with the names of files alone, wherever they lay while they were read."""
    return tuple(
        one if one.file is None else replace(one, file=Path(one.file).name) for one in problems
    )


def _notes(results: Results, asked: Asked) -> Iterator[str]:
    if results.other_tins > 0:
        yield _OTHERS.format(results.other_tins)
    if results.tin and not asked.year.practice.tin:
        yield _TAKES_TIN
    listed = set(asked.year.practice.clinicians.values_list("npi", flat=True))
    if missing := len(results.clinicians - listed):
        yield _NOT_LISTED.format(missing)
    if not results.tin:
        yield _NOTHING_YET
