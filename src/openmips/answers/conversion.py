"""What documents become in another form: QRDA III, XML and JSON as canonical QPP JSON or XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from openmips.answers.checked_files import (
    FileAnswer,
    FileProblem,
    FileSource,
    examined,
    file_answer,
    file_problem,
)
from openmips.answers.documents import Document, documents
from openmips.answers.parallel import Progress, each
from openmips.formats.exact_json import json_text
from openmips.formats.examine import Examined, Examiner
from openmips.formats.qpp_writer import document_of, in_order
from openmips.formats.qpp_xml_writer import NotForXml, xml_text
from openmips.problems import batch_kinds
from openmips.problems.finding import Problem

JSON, XML = "qpp-json", "qpp-xml"
FORMS = (JSON, XML)
"""What can be written."""

CONVERTED, REJECTED = "converted", "rejected"
_ENDINGS = {JSON: ".qpp.json", XML: ".qpp.xml"}


class ConvertedFile(FileAnswer):
    """What became of one document. `text` is what it became, `output` where it was written."""

    text: NotRequired[str]
    output: NotRequired[str]


class ConvertAnswer(TypedDict):
    """The documents in the order given, and how many were converted and rejected."""

    files: list[ConvertedFile]
    converted: int
    rejected: int


def convert(
    *sources: FileSource,
    to: str = JSON,
    compat: str | None = None,
    year: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> ConvertAnswer:
    """Each document that the sources lead to, as canonical QPP JSON (or its XML form).

    A QRDA III document is converted as CMS's converter does; what CMS would refuse in the
    outcome is told beside it. With `compat` "cms" nothing but the converter's own findings
    is told.
    """
    made = conversions(documents(sources), to, compat, year, workers, progress)
    return summary(file for file, _ in made)


def conversions(
    found: Sequence[Document],
    to: str = JSON,
    compat: str | None = None,
    year: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Iterator[tuple[ConvertedFile, str]]:
    """Each converted document, with the path below the output folder that its source suggests."""
    converter = Converter(Examiner(comparing=compat == "cms", year=year), to)
    names = output_names([one.inside or one.name for one in found], _ENDINGS[to])
    yield from zip(each(converter, found, workers, progress), names, strict=True)


def summary(files: Iterable[ConvertedFile]) -> ConvertAnswer:
    """The answers of many files in one."""
    found = list(files)
    converted = sum(one["outcome"] == CONVERTED for one in found)
    return {"files": found, "converted": converted, "rejected": len(found) - converted}


def output_names(insides: Iterable[str], ending: str) -> list[str]:
    """A path of its own below the output folder for each source, never one above it."""
    names: list[str] = []
    taken: set[str] = set()
    for inside in insides:
        parts = [part for part in inside.replace("\\", "/").split("/") if _is_plain(part)]
        stem = "/".join(parts) or "document"
        if "." in stem.rpartition("/")[2]:
            stem = stem.rpartition(".")[0]
        name, number = f"{stem}{ending}", 2
        while name.casefold() in taken:
            name, number = f"{stem}-{number}{ending}", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _is_plain(part: str) -> bool:
    return part not in ("", ".", "..") and ":" not in part


@dataclass(frozen=True, slots=True)
class Converter:
    """Converts one document; can be sent to another process."""

    examiner: Examiner
    to: str

    def __call__(self, document: Document) -> ConvertedFile:
        """The answer for the document, whatever it holds."""
        found = examined(document, self.examiner)
        written = _document(found)
        answer = _converted_file(file_answer(document, REJECTED, found))
        if written is None:
            return answer
        if self.to == JSON:
            text = json_text(written)
        else:
            try:
                text = xml_text(written)
            except NotForXml as error:
                answer["problems"].append(_not_for_xml(error))
                return answer
        answer["outcome"] = CONVERTED
        answer["text"] = text
        return answer


def _document(found: Examined | tuple[Problem, ...]) -> Mapping[str, Any] | None:
    """What is to be written: what CMS's converter makes of QRDA III, else the canonical form."""
    if not isinstance(found, Examined):
        return None
    if found.converted is not None:
        return in_order(found.converted)
    return None if found.submission is None else document_of(found.submission)


def _converted_file(answer: FileAnswer) -> ConvertedFile:
    return {
        "file": answer["file"],
        "outcome": answer["outcome"],
        "format": answer["format"],
        "performanceYear": answer["performanceYear"],
        "problems": answer["problems"],
    }


def _not_for_xml(error: NotForXml) -> FileProblem:
    kind = batch_kinds.NOT_CONVERTED
    found = f"XML cannot hold {error}."
    return file_problem(Problem(kind.code, kind.severity, found, kind.remedy))
