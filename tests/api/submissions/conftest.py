"""People with tokens, who rehearse; and whatever is logged meanwhile names nobody."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from api.submissions.client import Caller
from django.utils import timezone

from openmips.practice.access import Actor
from openmips.practice.actions.tokens import make_token
from openmips.practice.models import TokenScope, User
from openmips.site.logs import JsonLines

IDENTIFIERS = ("000456789", "000000002", "1000000004", "VG-1", "SG-00000001")
"""What these tests call their invented practices and clinicians."""


@pytest.fixture(autouse=True)
def everything_logged() -> Iterator[io.StringIO]:
    """Whatever a test logs, at every level, names nobody when it ends."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root, own = logging.getLogger(), logging.getLogger("openmips")
    before = root.level, own.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    own.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before[0])
    own.setLevel(before[1])
    lines = written.getvalue().splitlines()
    assert [one for one in lines if any(name in one for name in IDENTIFIERS)] == []


@pytest.fixture
def token_of(db: None) -> Callable[..., str]:
    """Makes tokens of people by name."""

    def make(name: str, scope: TokenScope = TokenScope.WRITE, lasts: int = 1) -> str:
        address = f"{name}@example.org"
        user = User.objects.filter(email=address).first() or User.objects.create_user(address)
        actor = Actor(user, timezone.now())
        return make_token(actor, "rehearsal", scope, None, timedelta(days=lasts)).text

    return make


@pytest.fixture
def ann(token_of: Callable[..., str]) -> Caller:
    """Somebody who rehearses."""
    return Caller(token_of("ann"))


@pytest.fixture
def eve(token_of: Callable[..., str]) -> Caller:
    """Somebody else."""
    return Caller(token_of("eve"))
