"""A client as one is written for CMS's service, over Django's test client."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.test import Client

from openmips.formats.exact_json import json_text

BASE = "/api/submissions"
CLIENT = Client()
"""One for all: what it takes to answer is loaded once."""

Document = dict[str, Any]


@dataclass
class Caller:
    """Sends requests with a token and keeps the headers of the last answer."""

    token: str | None
    headers: dict[str, str] = field(default_factory=dict)
    last: Any = None

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: bytes | None = None,
        content_type: str = "application/json",
        **headers: str,
    ) -> tuple[int, Document]:
        """The status and the document of the answer; an empty one where it has none."""
        sent = {**self.headers, **{name.replace("_", "-"): one for name, one in headers.items()}}
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        content = raw if raw is not None else b"" if body is None else written(body)
        self.last = CLIENT.generic(
            method, f"{BASE}{path}", content, content_type=content_type, headers=sent
        )
        return self.last.status_code, parsed(self.last.content)

    def as_staff(self) -> Caller:
        """The same person as a practice's own staff."""
        return Caller(self.token, {**self.headers, "organization-id": "individual"})


def written(body: object) -> bytes:
    """The text of a body; a Decimal becomes the number it is."""
    return json_text(body).encode()


def parsed(content: bytes) -> Document:
    """The document that an answer holds, with exact numbers."""
    return dict(json.loads(content, parse_float=Decimal)) if content else {}


def codes(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Code and place of every problem that a refusal names."""
    return [(one["code"], one["location"]) for one in answer["openmips"]["problems"]]


def own(answer: Mapping[str, Any]) -> list[str]:
    """The codes of the warnings beside an answer."""
    return [one["code"] for one in answer["openmips"]["warnings"]]
