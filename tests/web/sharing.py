"""The application as several people share it, and people who are signed in there."""

from __future__ import annotations

from datetime import UTC, datetime

from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from openmips.practice.access import Actor
from openmips.practice.actions.members import accept_invitation, invite
from openmips.practice.models import Practice, Role, User
from openmips.site import shared

PASSWORD = "plum tractor lemon harbor"
KEY = "3132333435363738393031323334353637383930"
NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
SIGNED_IN_BY_ITSELF = "openmips.site.own_machine.OwnerSignedIn"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def middleware(own: list[str]) -> list[str]:
    """The middleware of the shared way, from that of one's own machine."""
    return [*(one for one in own if one != SIGNED_IN_BY_ITSELF), *shared.MIDDLEWARE]


def share(settings: Settings) -> None:
    """Run the application as several people share it, but for TLS, which a proxy speaks."""
    settings.MIDDLEWARE = middleware(settings.MIDDLEWARE)
    settings.ROOT_URLCONF = shared.URLS
    settings.AUTHENTICATION_BACKENDS = shared.BACKENDS
    settings.AXES_ENABLED = True
    settings.SHARED = True


def person(email: str, *, app: bool = True) -> User:
    """Somebody with a password and, if wished, an app; made the first time."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, name=email.partition("@")[0].title())
    if app and not TOTPDevice.objects.filter(user=user).exists():
        TOTPDevice.objects.create(user=user, key=KEY, name="App")
    return user


def signed_in(user: User, *, csrf: bool = False) -> Client:
    """The browser of somebody who gave the password and proved the second factor."""
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(user, MODEL_BACKEND)
    device = TOTPDevice.objects.filter(user=user).first()
    if device is not None:
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session["proven_at"] = int(timezone.now().timestamp())
        session.save()
    return client


def code(key: str = KEY, ahead: int = 0) -> str:
    """What an app with this key shows now, or so many half minutes later."""
    return f"{totp(bytes.fromhex(key), drift=ahead):06}"


def member(owner: User, practice: Practice, email: str, role: Role) -> User:
    """Somebody who works on a practice's records."""
    user = person(email)
    accept_invitation(Actor(user, NOW), invite(Actor(owner, NOW), practice.id, email, role))
    return user
