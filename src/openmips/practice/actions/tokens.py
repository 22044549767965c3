"""Tokens, with which programs act in somebody's name: made, named, revoked, and recognized."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from openmips.practice import access
from openmips.practice.access import Actor, Limits, NotAllowed, NotThere
from openmips.practice.deeds import deed, saving
from openmips.practice.models import ApiToken, Role, TokenScope

LASTS = timedelta(days=90)
"""How long a token serves where nothing else is asked for."""

LONGEST = timedelta(days=366)
"""No token serves longer."""

_BEGINS = "openmips_"
_NOTED_EVERY = timedelta(minutes=5)
"""How exact the time of the last use is; noting each use would make every reader a writer."""


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token: what is remembered of it, and the text itself, which is shown only now."""

    token: ApiToken
    text: str


def make_token(
    actor: Actor,
    name: str,
    scope: TokenScope,
    practice_id: UUID | str | None = None,
    lasts: timedelta = LASTS,
) -> MadeToken:
    """A token for one of the actor's practices or, with None, for all of them, later ones too.

    It may do what its holder may do then, and with TokenScope.READ only read. It serves for
    `lasts`, at most LONGEST. Raises NotThere, and NotAllowed for a viewer's token that could
    write, and where a token asks.
    """
    _in_person(actor)
    prefix = f"{_BEGINS}{secrets.token_hex(4)}"
    text = f"{prefix}_{secrets.token_urlsafe(32)}"
    with deed(actor, "token made") as done:
        need = Role.EDITOR if scope is TokenScope.WRITE else Role.VIEWER
        practice = None if practice_id is None else access.practice(actor, practice_id, need)
        made = ApiToken.objects.create(
            user=actor.user,
            practice=practice,
            name=name,
            scope=scope,
            prefix=prefix,
            digest=_digest(text),
            made_at=actor.at,
            expires_at=actor.at + min(lasts, LONGEST),
        )
        done.practice_id = None if practice is None else practice.id
        done.detail = {"token": made.pk, "scope": scope.value}
    return MadeToken(made, text)


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's tokens, those that no longer serve too."""
    return ApiToken.objects.filter(user=actor.user).select_related("practice")


def name_token(actor: Actor, token_id: int, name: str) -> ApiToken:
    """Give a token another name. Raises NotThere, and NotAllowed where a token asks."""
    _in_person(actor)
    with deed(actor, "token named") as done:
        found = _own(actor, token_id)
        found.name = name
        found.save(update_fields=["name"])
        done.practice_id, done.detail = found.practice_id, {"token": found.pk}
    return found


def revoke_token(actor: Actor, token_id: int) -> ApiToken:
    """Make a token useless from now on. Raises NotThere, and NotAllowed where a token asks."""
    _in_person(actor)
    with deed(actor, "token revoked") as done:
        found = _own(actor, token_id)
        found.revoked_at = found.revoked_at or actor.at
        found.save(update_fields=["revoked_at"])
        done.practice_id, done.detail = found.practice_id, {"token": found.pk}
    return found


def holder(text: str, at: datetime) -> Actor:
    """Who acts with a token, within its limits. Its use is noted, to within some minutes.

    Raises NotThere if the token is unknown, revoked or expired, or its holder was shut out.
    """
    found = (
        ApiToken.objects.select_related("user")
        .filter(digest=_digest(text), revoked_at=None, expires_at__gt=at, user__is_active=True)
        .first()
    )
    if found is None:
        raise NotThere("This token is unknown, was revoked, or has expired.")
    if found.last_used_at is None or at - found.last_used_at > _NOTED_EVERY:
        with saving():
            ApiToken.objects.filter(pk=found.pk).update(last_used_at=at)
    reads_only = found.scope == TokenScope.READ
    limits = Limits(found.practice_id, reads_only, found.pk, found.name)
    return Actor(found.user, at, limits)


def _in_person(actor: Actor) -> None:
    """A token that has leaked must not beget others."""
    if actor.limits is not None:
        raise NotAllowed("Tokens are made and revoked by whoever holds them, not by a token.")


def _own(actor: Actor, token_id: int) -> ApiToken:
    found = tokens(actor).select_for_update(of=("self",)).filter(pk=token_id).first()
    if found is None:
        raise NotThere("You have no such token.")
    return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
