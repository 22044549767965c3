"""How the API reads and writes JSON: as every other door does, numbers exact, keys once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from openmips.formats.exact_json import json_text
from openmips.formats.strict_json import read_json
from openmips.problems import document_kinds
from openmips.problems.finding import Findings

JSON = "application/json"


class ExactParser(Parser):
    """Reads a body with every number an int or a Decimal; repeated keys are refused."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value that the body holds. Raises ProblemsFound."""
        return read_json(request.body, Findings(None, document_kinds.TOO_MANY_PROBLEMS))


class ExactRenderer(BaseRenderer):
    """Writes an answer as the command line's `--json` does."""

    media_type = JSON

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        """The text. Raises TypeError for a float."""
        return json_text(data)
