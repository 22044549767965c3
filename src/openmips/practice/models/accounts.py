"""Those who sign in; on one's own machine there is one of them, who need not."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

_SESSIONS = "openmips.practice.models.accounts.sessions"


class UserManager(BaseUserManager["User"]):
    """Makes users; a user without a password cannot sign in with one."""

    def create_user(self, email: str, password: str | None = None, name: str = "") -> User:
        """A new user. `email` is what they sign in with."""
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in with an email address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    sessions_ended = models.PositiveIntegerField(
        default=0, help_text="How often all sessions were ended at once"
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        """The name, or the address."""
        return self.name or self.email

    def get_session_auth_hash(self) -> str:
        """What a session must hold to stand: another password, or an end of all, ends it."""
        stands_on = f"{self.password}:{self.sessions_ended}"
        return salted_hmac(_SESSIONS, stands_on, algorithm="sha256").hexdigest()
