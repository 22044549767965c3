"""Accounts: made, given a password, their sessions ended, and let in anew by a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from openmips.practice import access
from openmips.practice.access import Actor, NotThere
from openmips.practice.actions.second_factors import take_all_away
from openmips.practice.deeds import Deed, deed
from openmips.practice.models import Member, Role, User
from openmips.practice.refusals import refusal
from openmips.problems.account_kinds import (
    ACCOUNT_THERE,
    ACCOUNT_UNKNOWN,
    NOT_YOURS_TO_RESET,
    PASSWORD_REFUSED,
    RESET_UNUSABLE,
)


@dataclass(frozen=True, slots=True)
class Letting:
    """What the link holds with which a password is set once: for whom, and the secret."""

    account: str
    secret: str


def make_account(email: str, name: str, at: datetime) -> Letting:
    """A new account without a password, and what lets its holder set one.

    Only whoever runs the site may do this. Raises ProblemsFound where there is one already.
    """
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise refusal(ACCOUNT_THERE, "there is an account with this address already")
    user = User.objects.create_user(email, name=name)
    with deed(Actor(user, at), "account made") as done:
        done.detail = {"by": "whoever runs the site"}
        return _letting(user)


def account_of(email: str) -> User:
    """The account that somebody signs in to with an address. Raises ProblemsFound."""
    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise refusal(ACCOUNT_UNKNOWN, "nobody signs in with this address")
    return found


def let_in_anew(user: User, at: datetime, *, without_second_factor: bool = False) -> Letting:
    """What lets somebody set another password; the old one and all sessions end now.

    Only whoever runs the site may do this. `without_second_factor` takes the app, the passkeys
    and the backup codes away as well, for whoever lost them.
    """
    with deed(Actor(user, at), "sign-in reset") as done:
        letting = _reset(user, done, at, without_second_factor=without_second_factor)
        done.detail["by"] = "whoever runs the site"
    return letting


def reset_member(
    actor: Actor, practice_id: UUID | str, user_id: int, *, without_second_factor: bool = False
) -> Letting:
    """What lets a member set another password; the old one and all sessions end now.

    Raises NotThere, NotAllowed, and ProblemsFound where the member also works on records of a
    practice that the actor does not own: those must not open to the actor.
    """
    with deed(actor, "sign-in reset") as done:
        practice = access.practice(actor, practice_id, Role.OWNER)
        member = practice.members.select_related("user").filter(user_id=user_id).first()
        if member is None:
            raise NotThere("There is no such member.")
        owned = Member.objects.filter(user=actor.user, role=Role.OWNER).values("practice")
        if member.user.memberships.exclude(practice__in=owned).exists():
            works_elsewhere = "this person also works on records of practices that you do not own"
            raise refusal(NOT_YOURS_TO_RESET, works_elsewhere)
        done.practice_id = practice.id
        return _reset(member.user, done, actor.at, without_second_factor=without_second_factor)


def let_in_by(letting: Letting) -> User:
    """Whom a link lets in. Raises ProblemsFound where it was used, replaced or is too old."""
    try:
        key = urlsafe_base64_decode(letting.account).decode()
        user = User.objects.filter(pk=int(key), is_active=True).first()
    except ValueError:
        user = None
    if user is None or not default_token_generator.check_token(user, letting.secret):
        raise refusal(RESET_UNUSABLE, "the link was used, replaced or is too old")
    return user


def set_password_by(letting: Letting, password: str, at: datetime) -> User:
    """Set the password that a link is for; the link serves once. Raises ProblemsFound."""
    user = let_in_by(letting)
    _set_password(Actor(user, at), password)
    return user


def change_password(actor: Actor, password: str) -> None:
    """Give the actor another password, which ends all sessions that stand on the old one.

    Raises ProblemsFound where the password could be guessed.
    """
    _set_password(actor, password)


def end_sessions(actor: Actor) -> None:
    """End every session of the actor; the door keeps the one in use."""
    with deed(actor, "sessions ended"):
        _end_sessions(actor.user)


def checked_password(password: str, user: User) -> str:
    """The password. Raises ProblemsFound where it could be guessed, saying why."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        why = " ".join(error.messages).removesuffix(".")
        raise refusal(PASSWORD_REFUSED, why) from error
    return password


def _set_password(actor: Actor, password: str) -> None:
    user = actor.user
    with deed(actor, "password set"):
        user.set_password(checked_password(password, user))
        user.save(update_fields=["password"])


def _reset(user: User, done: Deed, at: datetime, *, without_second_factor: bool) -> Letting:
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _end_sessions(user)
    user.tokens.filter(revoked_at=None).update(revoked_at=at)
    if without_second_factor:
        take_all_away(user)
    done.detail = {"user": user.pk, "second_factor_too": without_second_factor}
    return _letting(user)


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])


def _letting(user: User) -> Letting:
    account = urlsafe_base64_encode(force_bytes(user.pk))
    return Letting(account, default_token_generator.make_token(user))
