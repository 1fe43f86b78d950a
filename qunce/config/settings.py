"""Every setting, typed, read from the environment once. Documented in docs/operations/settings.md."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Env:
    """What an installation may choose. One field, one environment variable."""

    data: Path
    database_url: str
    public_url: str
    debug: bool
    host: str
    port: int
    web_workers: int
    workers: int
    demo: bool
    watch: str
    keep_days: int
    trusted_proxies: int
    email_url: str
    email_from: str
    inside_hosts: frozenset[str]


def _default_data() -> Path:
    """Beside the source in a checkout; elsewhere where the system keeps such things, whatever folder one is in."""
    if (PACKAGE.parent / "pyproject.toml").exists():
        return PACKAGE.parent / "var"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "qunce"


def _env() -> Env:
    data = Path(os.environ.get("QUNCE_DATA") or _default_data()).expanduser().resolve()
    return Env(
        data=data,
        database_url=os.environ.get("DATABASE_URL") or f"sqlite:///{data / 'qunce.sqlite3'}",
        public_url=(os.environ.get("QUNCE_PUBLIC_URL") or "").rstrip("/"),
        debug=os.environ.get("QUNCE_DEBUG", "") == "1",
        host=os.environ.get("QUNCE_HOST") or "",
        port=int(os.environ.get("PORT") or 8000),
        web_workers=int(os.environ.get("QUNCE_WEB_WORKERS") or min(2, os.cpu_count() or 1)),
        workers=int(os.environ.get("QUNCE_WORKERS") or 2),
        demo=os.environ.get("QUNCE_DEMO", "1") == "1",
        keep_days=int(os.environ.get("QUNCE_KEEP_DAYS") or 14),
        watch=os.environ.get("QUNCE_WATCH") or str(data / "inbox"),
        trusted_proxies=int(os.environ.get("QUNCE_TRUSTED_PROXIES") or 0),
        email_url=os.environ.get("QUNCE_EMAIL_URL") or "",
        email_from=os.environ.get("QUNCE_EMAIL_FROM") or "",
        inside_hosts=frozenset((os.environ.get("QUNCE_INSIDE_HOSTS") or "").lower().split()),
    )


ENV = _env()
ENV.data.mkdir(mode=0o700, parents=True, exist_ok=True)


def _secret_key() -> str:
    """Made at the first start and kept beside the data, readable by the owner only."""
    given = os.environ.get("QUNCE_SECRET_KEY")
    if given:
        return given
    path = ENV.data / "secret_key"
    if not path.exists():
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def _database(url: str) -> dict[str, Any]:
    parsed = urlparse(url)
    if parsed.scheme == "sqlite":
        name = unquote(parsed.path)
        return {
            "ENGINE": "qunce.base.tenancy.sqlite",
            "NAME": name[1:] if name.startswith("//") else name,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;"
                    "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;"
                    "PRAGMA wal_autocheckpoint=8000;"  # 32 MB: an import writes the same pages over and over
                ),
            },
        }
    if parsed.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parsed.path.lstrip("/")),
            "USER": unquote(parsed.username or ""),
            "PASSWORD": unquote(parsed.password or ""),
            "HOST": parsed.hostname or "",
            "PORT": str(parsed.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ValueError(f"DATABASE_URL: {parsed.scheme!r} is neither sqlite nor postgresql")


def _email(url: str) -> dict[str, Any]:
    """Where mail goes: smtp://name:password@host:587 (STARTTLS where there is a password) or smtps://…:465."""
    parsed = urlparse(url)
    if url and parsed.scheme not in {"smtp", "smtps"}:
        raise ValueError(f"QUNCE_EMAIL_URL: {parsed.scheme!r} is neither smtp nor smtps")
    secure = parsed.scheme == "smtps"
    return {
        "EMAIL_HOST": parsed.hostname or "",
        "EMAIL_PORT": parsed.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parsed.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parsed.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": bool(parsed.password) and not secure,
        "EMAIL_TIMEOUT": 15,
    }


SECRET_KEY = _secret_key()
DEBUG = ENV.debug
ALLOWED_HOSTS = ["*"]  # the host check is done against QUNCE_PUBLIC_URL where one is set
if ENV.public_url:
    ALLOWED_HOSTS = [
        urlparse(ENV.public_url).hostname or "*",
        "localhost",
        "127.0.0.1",
        "[::1]",
    ]
    CSRF_TRUSTED_ORIGINS = [ENV.public_url]

INSTALLED_APPS = [
    "qunce.config",
    "qunce.base.reminders",
    "qunce.base.ui",
    "qunce.base.worklist",
    "qunce.base.verdicts",
    "qunce.base.jobs",
    "qunce.base.accounts",
    "qunce.base.journal",
    "qunce.base.tenancy",
    "qunce.community",
    "qunce.community.charter",
    "qunce.community.personas",
    "qunce.community.activity",
    "qunce.community.visitors",
    "qunce.gateway.connectors",
    "qunce.gateway.intake",
    "qunce.gateway.outbox",
    "qunce.practice.desk",
    "qunce.practice.desk.promises",
    "qunce.practice.desk.qa",
    "qunce.practice.desk.drafting",
    "qunce.practice.desk.scripts",
    "qunce.practice.desk.complaints",
    "qunce.practice.desk.service",
    "qunce.practice.moderation",
    "qunce.practice.moderation.incidents",
    "qunce.practice.moderation.lists",
    "qunce.practice.moderation.copies",
    "qunce.practice.moderation.pace",
    "qunce.practice.moderation.pictures",
    "qunce.practice.lifecycle",
    "qunce.today",
    "qunce.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
]

MIDDLEWARE = [
    "qunce.base.accounts.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "qunce.base.accounts.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "qunce.config.urls"
WSGI_APPLICATION = "qunce.config.wsgi.application"

TEMPLATES = [
    {"BACKEND": "qunce.base.ui.backend.Pages", "APP_DIRS": True, "OPTIONS": {}},
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]

DATABASES = {"default": _database(ENV.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
]
LOGIN_URL = "/login"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else a guesser behind the same address locks for good
AXES_LOCKOUT_CALLABLE = "qunce.base.accounts.console.entry.locked_out"
AXES_CLIENT_IP_CALLABLE = "qunce.base.accounts.console.entry.address_of"
AXES_DISABLE_ACCESS_LOG = True  # the journal and the list of sessions have it
AXES_LOCK_OUT_AT_FAILURE = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
PUBLIC_URL = ENV.public_url
globals().update(_email(ENV.email_url))
DEFAULT_FROM_EMAIL = ENV.email_from or "qunce@localhost"
INSIDE_HOSTS = ENV.inside_hosts  # hosts of the own network that webhooks may reach
TRUSTED_PROXIES = ENV.trusted_proxies
HTTPS = ENV.public_url.startswith("https://")
# The prefix makes the browser refuse the cookie over http, for another path or from a sister domain.
_HOST_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_HOST_PREFIX}qunce_session"
CSRF_COOKIE_NAME = f"{_HOST_PREFIX}qunce_csrf"
LANGUAGE_COOKIE_NAME = "qunce_language"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 86_400  # the longest; accounts/policy.py ends idle ones sooner
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "qunce.base.ui.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_HSTS_SECONDS = 365 * 86_400
if HTTPS and ENV.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "style-src": ["'self'"],  # charts and htmx set styles through the CSSOM, which needs no leave
        "script-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = None  # WhiteNoise finds the files where they lie
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
# What the build names by its content never changes under that name: a browser need not ask again for a year.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/qunce/build/[\w-]+-[0-9A-F]{8}\.\w+$"
DATA_ROOT = ENV.data
MEDIA_ROOT = ENV.data / "uploads"
SEARCH_ROOT = ENV.data / "search"  # derived: may be deleted at any time
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1_048_576  # a paste of a day's talk; files stream to disk
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"cause": {"()": "qunce.base.accounts.logs.CauseFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(cause)s]: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["cause"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"qunce": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
