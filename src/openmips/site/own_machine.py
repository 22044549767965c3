"""On one's own machine there is one user, who need not sign in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from openmips.practice.models import User

OWNER = "owner@localhost"


def owner() -> User:
    """The one user of one's own machine, made the first time; has no password."""
    found = User.objects.filter(email=OWNER).first()
    return found or User.objects.create_user(OWNER, name="You")


class OwnerSignedIn:
    """Every request is the owner's. Only loopback addresses are answered (ALLOWED_HOSTS)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to the owner."""
        request.user = owner()
        return self.get_response(request)
