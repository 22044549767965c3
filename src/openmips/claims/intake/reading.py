"""All the claims a practice has, in whatever files, as one table: what commands call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from openmips.claims.intake.answers import Answers, holding, payer_numbers
from openmips.claims.intake.files import CSV, X12, ClaimFile, claim_files, opened, unpacked
from openmips.claims.intake.finishing import answered_parts, finished
from openmips.claims.intake.mapping import ColumnMapping
from openmips.claims.intake.matching import Matched, unmatched
from openmips.claims.intake.naming import named
from openmips.claims.intake.notes import Count, FileRead, Notes
from openmips.claims.intake.remittance import RemittanceClaim
from openmips.claims.intake.staging import Stage
from openmips.claims.intake.submitted import SubmittedClaim
from openmips.claims.intake.table import ClaimTable, Part
from openmips.claims.intake.table_amending import amended
from openmips.claims.intake.tabular import TableFile, read_table
from openmips.claims.intake.x12_reading import X12Reader
from openmips.problems import claims_kinds, document_kinds
from openmips.problems.finding import Problem, ProblemsFound
from openmips.problems.records_kinds import NO_ROOM
from openmips.problems.room import no_room

_OPENING_ERRORS = (OSError, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class RemittanceSummary:
    """What became of payers' answers: lines paid, denied, received as quality codes.

    `unmatched` counts answered lines that are about no line of the table.
    """

    claims: int = 0
    paid: int = 0
    denied: int = 0
    received: int = 0
    unmatched: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What was read, and what was left out and why.

    `passed_over` names files in folders that hold no claims. `claims` and `lines` are what
    the table holds; claims of ready-made tables are not counted. `skipped` counts by reason:
    a code of a problem or one of `notes.REASONS`. `payers` counts what goes to other payers
    than Part B, by the payer's code. `amended` counts claims that a replacement or void
    takes out.
    """

    files: tuple[FileRead, ...]
    passed_over: tuple[str, ...]
    claims: int
    lines: int
    skipped: Mapping[str, Count]
    payers: Mapping[str, int]
    amended: int
    remittances: RemittanceSummary


@dataclass(frozen=True, slots=True)
class Intake:
    """The table of claim lines, what was read, and what was wrong."""

    table: ClaimTable
    summary: Summary
    problems: tuple[Problem, ...]


def read_claims(
    paths: Iterable[Path],
    *,
    mapping: ColumnMapping | None = None,
    remittances: Iterable[Path] = (),
    work_folder: Path,
    told: Callable[[str], None] = lambda name: None,
) -> Intake:
    """Read 837P, CSV and Parquet files, and 835 files with what payers answered.

    What each file is shows in its content; folders are read with all that lies in them.
    `work_folder` takes the parts of the table and must be empty: the table needs it as long
    as it is used. `told` hears the name of each file before it is read.

    Raises ProblemsFound where no file with claims could be read, FileExistsError where the
    working folder is not empty.
    """
    work_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(work_folder.iterdir()):
        raise FileExistsError(f"{work_folder} is not empty")
    reading = _Reading(work_folder, mapping or ColumnMapping())
    for file in claim_files(dict.fromkeys([*paths, *remittances]), reading.notes):
        told(file.name)
        reading.read(file)
    if not reading.notes.files:
        raise ProblemsFound(reading.notes.problems())
    return reading.finish()


class _Reading:
    """An intake while it runs."""

    def __init__(self, folder: Path, mapping: ColumnMapping) -> None:
        self.notes = Notes()
        self._folder = folder
        self._mapping = mapping
        self._stage = Stage(folder)
        self._answers = Answers(folder)
        self._parts: list[Part] = []
        self._files = 0

    def read(self, file: ClaimFile) -> None:
        """Read one file; what is wrong with it is noted."""
        self._files += 1
        try:
            if file.kind == X12:
                self._x12(file)
            else:
                self._table(file)
        except _OPENING_ERRORS as error:
            if no_room(error):
                self.notes.add(NO_ROOM, file.name, "$", "there is no room to read the file into")
                return
            found = f"the file cannot be read ({type(error).__name__})"
            self.notes.add(document_kinds.FILE_NOT_READABLE, file.name, "$", found)

    def _x12(self, file: ClaimFile) -> None:
        claims = lines = answers = 0
        with opened(file) as stream:
            for record in X12Reader(file.name, self.notes).records(stream):
                if isinstance(record, SubmittedClaim):
                    self._stage.add(record, file.name)
                    claims += 1
                    lines += len(record.lines)
                elif isinstance(record, RemittanceClaim):
                    self._answers.add(record, file.name, self.notes)
                    answers += 1
        if stream.broken:
            self.notes.add(claims_kinds.CLAIMS_FILE_DAMAGED, file.name, "$", stream.broken)
        kind = "835" if answers and not claims else "837P"
        self.notes.files.append(FileRead(file.name, kind, Count(claims or answers, lines)))

    def _table(self, file: ClaimFile) -> None:
        path = unpacked(file, self._folder, self._files, self.notes)
        table = TableFile(path, file.name, self._folder, self._files)
        part = read_table(table, file.kind, self._mapping, self.notes)
        if path != file.path and (part is None or part.path != path):
            path.unlink()
        if part is not None:
            self._parts.append(part)
            kind = "CSV" if file.kind == CSV else "Parquet"
            self.notes.files.append(FileRead(file.name, kind, Count(lines=part.lines)))

    def finish(self) -> Intake:
        """Name the claims, join what payers answered, and sum up."""
        staged = self._stage.finish()
        answers = self._answers.finish()
        numbers = payer_numbers(answers)
        matched = Matched()
        names = named(staged, numbers, self.notes)
        parts, taken_out = amended(self._parts, numbers, self.notes, self._folder)
        given = holding(answers) if self._answers.claims else None
        if given is not None:
            parts = list(answered_parts(parts, given, matched, self._folder))
        parts = [*finished(staged, names, given, matched), *parts]
        left = 0 if given is None else unmatched(given, matched, self.notes)
        for path in (*staged.index, *staged.keys):
            path.unlink()
        table = ClaimTable(tuple(part for part in parts if part.lines))
        summary = Summary(
            files=tuple(self.notes.files),
            passed_over=tuple(self.notes.passed_over),
            claims=staged.claims,
            lines=table.lines,
            skipped=dict(self.notes.skipped),
            payers=dict(self.notes.payers),
            amended=names.amended + taken_out,
            remittances=RemittanceSummary(
                claims=self._answers.claims,
                paid=matched.paid,
                denied=matched.denied,
                received=matched.received,
                unmatched=left,
            ),
        )
        self._answers.remove()
        return Intake(table, summary, self.notes.problems())
