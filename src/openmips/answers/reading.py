"""What the submissions say that a question is asked about, whichever form they come in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from openmips.answers.documents import documents
from openmips.formats.detect import DocumentKind
from openmips.formats.examine import Examined, Examiner
from openmips.formats.strict_json import MOST_BYTES, Source
from openmips.problems.finding import ProblemsFound

_EXAMINER = Examiner(for_upload=False)


def examined_for_score(source: Source) -> Iterator[Examined]:
    """What was found of each document that a source leads to, read so that it can be scored.

    Results of claims and surveys are read too. A document already parsed, and bytes, have no
    name in problems.
    """
    if isinstance(source, Mapping):
        yield _EXAMINER.parsed(source)
    elif isinstance(source, bytes | bytearray):
        yield _EXAMINER.examine(bytes(source))
    elif isinstance(source, str | Path):
        for document in documents([source]):
            try:
                content = document.content()
            except ProblemsFound as stopped:
                yield Examined(DocumentKind.OTHER, stopped.problems)
            else:
                yield _EXAMINER.examine(content, document.name)
    else:
        yield _EXAMINER.examine(source.read(MOST_BYTES + 1))
