"""How the API reads and writes JSON: as every other door does, numbers exact, keys once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from openmips.formats.exact_json import json_text
from openmips.formats.strict_json import read_json
from openmips.problems import document_kinds
from openmips.problems.finding import Findings, item, member

JSON = "application/json"

_NUL = "\x00"


class ExactParser(Parser):
    """Reads a body with every number an int or a Decimal; repeated keys are refused."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value that the body holds. Raises ProblemsFound.

        The character NUL is JSON and no text that a database keeps; it is refused.
        """
        findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
        value = read_json(request.body, findings)
        _check(value, "$", findings)
        findings.stop()
        return value


def _check(value: object, place: str, findings: Findings) -> None:
    match value:
        case str() if _NUL in value:
            findings.add(document_kinds.BROKEN_TEXT, place, "the text holds the character NUL")
        case dict():
            for key, one in value.items():
                _check(key, member(place, key), findings)
                _check(one, member(place, key), findings)
        case list():
            for number, one in enumerate(value):
                _check(one, item(place, number), findings)


class ExactRenderer(BaseRenderer):
    """Writes an answer as the command line's `--json` does."""

    media_type = JSON

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        """The text. Raises TypeError for a float."""
        return json_text(data)
