"""A program with a token before the sample practice."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from openmips.practice.access import Actor
from openmips.practice.actions.tokens import make_token
from openmips.practice.models import PracticeYear, TokenScope, User
from openmips.practice.sample import open_sample
from openmips.site.own_machine import owner

V1 = "/api/v1"


@dataclass
class Program:
    """A program that asks with a token, or without one."""

    token: str | None

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer; `body` is sent as JSON unless it is bytes."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        if self.token is not None:
            headers["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        return Client().generic(
            method, V1 + path, b"" if body is None else content, "application/json", **headers
        )

    def get(self, path: str) -> Any:
        """What is answered, which must be fine."""
        found = self.ask("GET", path)
        assert found.status_code == 200, found.content
        return found.json()


Holder = Callable[..., Program]


@pytest.fixture
def holder(db: None) -> Holder:
    """Makes programs with a token of somebody."""

    def make(
        user: User, scope: TokenScope = TokenScope.WRITE, practice_id: UUID | None = None
    ) -> Program:
        actor = Actor(user, timezone.now())
        return Program(make_token(actor, "A program", scope, practice_id).text)

    return make


@pytest.fixture
def sample(db: None) -> PracticeYear:
    """The sample practice's year 2024."""
    return open_sample(owner()).years.get(performance_year=2024)


@pytest.fixture
def year(sample: PracticeYear) -> str:
    """Where the sample practice's year lies."""
    return f"/practices/{sample.practice_id}/years/2024"


@pytest.fixture
def program(sample: PracticeYear, holder: Holder) -> Program:
    """A program of the owner that may write."""
    return holder(owner())
