"""What the shared way to run has besides: sign-in, a second factor, limits, an end when idle.

The applications are installed either way, so that both have the same tables and read each
other's backups.
"""

from __future__ import annotations

from datetime import timedelta

APPLICATIONS = [
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp_webauthn",
    "axes",
]

MIDDLEWARE = [
    "django_otp.middleware.OTPMiddleware",
    "openmips.site.sign_in.EndsWhenIdle",
    "openmips.site.sign_in.SecondFactorFirst",
    "axes.middleware.AxesMiddleware",
]
"""Goes after the middleware of both ways; the last must be that of the limits."""

BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "django_otp_webauthn.backends.WebAuthnBackend",
]

URLS = "openmips.site.urls_shared"

NEVER_NOTED = ["username", "password", "current", "again", "csrfmiddlewaretoken", "ip_address"]
"""What was typed is not kept beside a wrong try; these are the fields of our forms."""

FAILURES = 10
"""After so many wrong passwords for one account, or from one address, nobody gets in for a while.

A person who mistypes is not locked out, whoever guesses gets some forty tries an hour.
"""

LOCKED_FOR = timedelta(minutes=15)
