"""The second factor of an account: an app's codes, passkeys, and backup codes on paper.

Backup codes do not count as a factor of their own: they stand in for a lost one.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex
from django_otp_webauthn.models import WebAuthnCredential

from openmips.practice.access import Actor, NotThere
from openmips.practice.deeds import deed, saving
from openmips.practice.models import User
from openmips.practice.refusals import refusal
from openmips.problems.account_kinds import CODE_REFUSED, LAST_SECOND_FACTOR

BACKUP_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH, _GROUP = 12, 4
_APP_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person can prove to be themselves with, besides the password."""

    app: TOTPDevice | None
    passkeys: list[WebAuthnCredential]
    backup_codes: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor."""
        return self.app is not None or bool(self.passkeys)

    @property
    def several(self) -> bool:
        """Whether one may go and another is left."""
        return len(self.passkeys) + (self.app is not None) > 1


def factors(user: User) -> Factors:
    """The second factors of somebody."""
    codes = StaticDevice.objects.filter(user=user).first()
    return Factors(
        app=TOTPDevice.objects.filter(user=user, confirmed=True).first(),
        passkeys=list(WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by("pk")),
        backup_codes=0 if codes is None else codes.token_set.count(),
    )


def new_app_key() -> str:
    """A secret that an app can make codes of, in hexadecimal. It is kept once a code proved it."""
    return str(random_hex(20))


def app_to_be(user: User, key: str) -> TOTPDevice:
    """The app as it would be added; nothing is kept yet."""
    return TOTPDevice(user=user, key=key, name="App")


def add_app(actor: Actor, key: str, code: str) -> TOTPDevice:
    """Take an app as second factor, once its code shows that it has the key.

    It takes the place of an earlier one. Raises ProblemsFound where the code is wrong.
    """
    with deed(actor, "second factor added") as done:
        _locked(actor.user)
        TOTPDevice.objects.filter(user=actor.user).delete()
        made = app_to_be(actor.user, key)
        made.save()
        if not made.verify_token(_plain(code)):
            raise refusal(CODE_REFUSED, "the code is not the one that the app should show")
        done.detail = {"kind": "app"}
    return made


def add_passkey(
    actor: Actor, make: Callable[[], WebAuthnCredential], name: str
) -> WebAuthnCredential:
    """Take a passkey as second factor; `make` checks what the browser sent, and saves it."""
    with deed(actor, "second factor added") as done:
        made = make()
        made.name = name
        made.save(update_fields=["name"])
        done.detail = {"kind": "passkey"}
    return made


def remove_app(actor: Actor) -> None:
    """Take the app away. Raises NotThere, and ProblemsFound where nothing else would be left."""
    with deed(actor, "second factor removed") as done:
        found = _locked(actor.user)
        if found.app is None:
            raise NotThere("There is no app.")
        _refuse_last(found)
        found.app.delete()
        done.detail = {"kind": "app"}


def remove_passkey(actor: Actor, passkey_id: int) -> None:
    """Take a passkey away. Raises NotThere, and ProblemsFound where nothing would be left."""
    with deed(actor, "second factor removed") as done:
        found = _locked(actor.user)
        named = [one for one in found.passkeys if one.pk == passkey_id]
        if not named:
            raise NotThere("There is no such passkey.")
        _refuse_last(found)
        named[0].delete()
        done.detail = {"kind": "passkey"}


def new_backup_codes(actor: Actor) -> list[str]:
    """Codes that serve once each, in place of all earlier ones. Only digests of them are kept."""
    codes = [
        "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)) for _ in range(BACKUP_CODES)
    ]
    with deed(actor, "backup codes made"):
        device, _ = StaticDevice.objects.get_or_create(
            user=actor.user, defaults={"name": "Backup codes"}
        )
        device.token_set.all().delete()
        for code in codes:
            device.token_set.create(token=_digest(code))
    return ["-".join(re.findall("." * _GROUP, code)) for code in codes]


def prove(actor: Actor, code: str) -> Device:
    """The device whose code was given: the app's, which serves once, or a backup code.

    Raises ProblemsFound where it is neither, also for the moment that follows a wrong one.
    """
    with saving(), transaction.atomic():
        device = _proven(actor.user, _plain(code))
    if device is None:
        raise refusal(CODE_REFUSED, "the code is not right, or it was used already")
    kind = "backup code" if isinstance(device, StaticDevice) else "app"
    note_sign_in(actor, kind)
    return device


def note_sign_in(actor: Actor, kind: str) -> None:
    """Have the audit say that somebody signed in, and with which second factor."""
    with deed(actor, "signed in") as done:
        done.detail = {"with": kind}


def waits_until(user: User) -> datetime | None:
    """Until when no code of somebody is looked at, after wrong ones; None where one may try."""
    devices = [
        *TOTPDevice.objects.filter(user=user, confirmed=True),
        *StaticDevice.objects.filter(user=user),
    ]
    told = [one.verify_is_allowed()[1] for one in devices]
    return max((one["locked_until"] for one in told if one is not None), default=None)


def take_all_away(user: User) -> None:
    """Leave an account without second factor and backup codes. Only within a deed."""
    for kind in (TOTPDevice, StaticDevice, WebAuthnCredential):
        kind.objects.filter(user=user).delete()


def _proven(user: User, code: str) -> Device | None:
    """The device that takes the code. A wrong one counts, so that guessing takes ever longer."""
    if _APP_CODE.fullmatch(code):
        app = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        return app if app is not None and app.verify_token(code) else None
    paper = StaticDevice.objects.select_for_update().filter(user=user).first()
    return paper if paper is not None and paper.verify_token(_digest(code)) else None


def _locked(user: User) -> Factors:
    """The factors, while nobody else changes them."""
    User.objects.select_for_update().get(pk=user.pk)
    return factors(user)


def _refuse_last(found: Factors) -> None:
    if not found.several:
        alone = "without it your account would rest on the password alone"
        raise refusal(LAST_SECOND_FACTOR, alone)


def _plain(code: str) -> str:
    """A code as typed, without the blanks and hyphens that make it readable."""
    return re.sub(r"[\s-]", "", code).lower()


def _digest(code: str) -> str:
    """What is kept of a backup code: as much of its digest as the column takes."""
    digest = hashlib.sha256(code.encode()).digest()
    return base64.b32encode(digest[:10]).decode().lower()
