"""Who asks: the holder of the token that a request bears, within the token's limits."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from openmips.practice.access import Actor, NotThere
from openmips.practice.actions.tokens import holder


class Bearer(HttpBearer):
    """`Authorization: Bearer TOKEN`. A session does not count, so that CSRF cannot happen."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor, or None for a token that is unknown, revoked or expired."""
        try:
            found = holder(token, timezone.now())
        except NotThere:
            return None
        request.user = found.user
        return found


def actor(request: HttpRequest) -> Actor:
    """Who asks, and when. Only for operations behind `Bearer`. Raises NotThere for nobody."""
    found = getattr(request, "auth", None)
    if not isinstance(found, Actor):
        raise NotThere("Nobody asks.")
    return found
