"""The settings of the web application; each that differs from machine to machine is in `OWN`.

Two ways to run: `own`, for one practice on one's own machine, without accounts and reachable
from that machine only; `shared`, with sign-in, behind a proxy that speaks TLS.
"""

from __future__ import annotations

from pathlib import Path

from openmips.site import shared
from openmips.site.logs import logging_settings
from openmips.site.surroundings import surroundings

OWN = surroundings()
"""Where the data lie, which database, which way to run: read from the environment, once."""

BASE = Path(__file__).resolve().parent.parent
SHARED = OWN.shared

SECRET_KEY = OWN.secret_key
OPENMIPS_DATA = OWN.data
OPENMIPS_PASSPHRASE = OWN.passphrase
OPENMIPS_REHEARSAL_PREVIEW = OWN.rehearsal_preview
OPENMIPS_REHEARSAL_YEARS = OWN.rehearsal_years
DEBUG = False
ALLOWED_HOSTS = list(OWN.hosts)
DATABASES = {"default": OWN.database}
AUTH_USER_MODEL = "practice.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    *shared.APPLICATIONS,
    "openmips.practice",
    "openmips.web",
]

LOGGING = logging_settings("INFO" if SHARED else "WARNING")

MIDDLEWARE = [
    "openmips.site.health.Health",
    "openmips.site.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "openmips.site.headers.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
MIDDLEWARE += shared.MIDDLEWARE if SHARED else ["openmips.site.own_machine.OwnerSignedIn"]

ROOT_URLCONF = shared.URLS if SHARED else "openmips.site.urls"
WSGI_APPLICATION = "openmips.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/New_York"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
STATIC_ROOT = None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/practices/"
if SHARED:
    AUTHENTICATION_BACKENDS = shared.BACKENDS

AXES_ENABLED = SHARED
AXES_FAILURE_LIMIT = shared.FAILURES
AXES_COOLOFF_TIME = shared.LOCKED_FOR
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_USERNAME_FORM_FIELD = "username"
AXES_SENSITIVE_PARAMETERS = shared.NEVER_NOTED
AXES_LOCKOUT_CALLABLE = "openmips.web.views.sign_in.locked"
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
if not SHARED:
    SILENCED_SYSTEM_CHECKS = ["axes.W002", "axes.W003"]

OTP_TOTP_ISSUER = "OpenMIPS"
OTP_WEBAUTHN_RP_NAME = "OpenMIPS"
OTP_WEBAUTHN_RP_ID = OWN.hosts[0].lstrip(".")
OTP_WEBAUTHN_ALLOWED_ORIGINS = [f"https://{host.lstrip('.')}" for host in OWN.hosts]
OTP_WEBAUTHN_HELPER_CLASS = "openmips.web.passkeys.Passkeys"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SHARED:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_AGE = 12 * 60 * 60

LARGEST_UPLOAD = 200 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
