"""Settings, read from the environment and from `.env` beside manage.py (README has the table)."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from atlas_portal.proxies import read_networks
from atlas_portal.queues import huey_settings

BASE_DIR = Path(__file__).resolve().parent.parent
DEFAULT_SECRET = "development-only-secret-key-not-for-production"
SHORTEST_SECRET = 32
DEFAULT_FIELD_KEY = "ZGV2ZWxvcG1lbnQtb25seS1maWVsZC1rZXktMDAwMDA="

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default=DEFAULT_SECRET)
# What earlier ones signed stays good, so that a new one signs nobody out.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS", default=[DEFAULT_FIELD_KEY])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])
PORTAL_PUBLIC_URL = env(
    "PORTAL_PUBLIC_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}"
).rstrip("/")

if not DEBUG and (SECRET_KEY == DEFAULT_SECRET or DEFAULT_FIELD_KEY in FIELD_ENCRYPTION_KEYS):
    raise ImproperlyConfigured(
        "Production needs its own SECRET_KEY and FIELD_ENCRYPTION_KEYS. "
        "Set both in the environment or in .env; for development set DEBUG=on."
    )

if not DEBUG and len(SECRET_KEY) < SHORTEST_SECRET:
    raise ImproperlyConfigured(
        f"SECRET_KEY has {len(SECRET_KEY)} characters; production needs {SHORTEST_SECRET}, made by chance."
    )

ATLAS_CONNECT_TIMEOUT = env.float("ATLAS_CONNECT_TIMEOUT", default=5.0)
ATLAS_READ_TIMEOUT = env.float("ATLAS_READ_TIMEOUT", default=30.0)
ATLAS_POLL_SECONDS = env.float("ATLAS_POLL_SECONDS", default=5.0)
# Whether the portal calls an Atlas at an address inside a private network; in development the sandbox is.
ATLAS_PRIVATE_ADDRESSES = env.bool("ATLAS_PRIVATE_ADDRESSES", default=DEBUG)
ATLAS_SETTLE_SECONDS = env.float("ATLAS_SETTLE_SECONDS", default=120.0)
# A link that ends sooner may end before Atlas gets to it.
LINK_MARGIN_MINUTES = env.int("LINK_MARGIN_MINUTES", default=15)
# Whether links are looked at before they are sent; off where Atlas reaches private addresses.
PREFLIGHT = env.bool("PREFLIGHT", default=True)
# How long calls are kept that are no evidence of a batch: polls, tokens, callbacks.
EXCHANGE_DAYS = env.int("EXCHANGE_DAYS", default=400)

INSTALLED_APPS = [
    "atlas_portal.apps.PortalConfig",
    "users.apps.UsersConfig",
    "audit",
    "confirmations.apps.ConfirmationsConfig",
    "verifications",
    "users.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    # Before staticfiles, whose runserver it takes the place of.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "django_tasks",
    "huey.contrib.djhuey",
]

# Login and preferences ask who is signed in, and the login what htmx says of it: they stand below both.
MIDDLEWARE = [
    # Before all that asks by which address, name and scheme it was reached.
    "atlas_portal.proxies.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "audit.middleware.AddressMiddleware",
    "users.middleware.PrivacyMiddleware",
    "users.middleware.LoginRequiredMiddleware",
    "users.middleware.PreferencesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "atlas_portal.errors.NotFoundMiddleware",
]

ROOT_URLCONF = "atlas_portal.urls"
WSGI_APPLICATION = "atlas_portal.wsgi.application"
CSRF_FAILURE_VIEW = "users.views.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "pages.tags",
                "pages.parts",
                "confirmations.tags",
                "verifications.tags",
                "verifications.knowing.tags",
                "verifications.cases.tags",
                "verifications.demo.tags",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Immediate transactions make two writers wait for each other instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        # Web and workers wait for each other's writes so many seconds before one of them fails.
        "timeout": 20,
        # FULL, or a power cut could undo the note that a call had left, and it would leave again.
        # FAST, or the bytes of a destroyed key would stay in the page that its row lies in.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=FAST;",
    }
else:
    # A new connection costs milliseconds a request; unchecked, kept ones stay broken after a restart.
    DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}

TASK_QUEUE_URL = env("TASK_QUEUE_URL", default="")
HUEY = huey_settings(TASK_QUEUE_URL, BASE_DIR / "queue.sqlite3")
TASKS = {"default": {"BACKEND": "huey.contrib.djhuey.tasks_backend.HueyBackend"}}

AUTH_USER_MODEL = "users.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# How long a link for a new password works.
PASSWORD_LINK_HOURS = env.float("PASSWORD_LINK_HOURS", default=24.0)
PASSWORD_RESET_TIMEOUT = int(PASSWORD_LINK_HOURS * 60 * 60)
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "verifications:cases"
LOGOUT_REDIRECT_URL = "login"

# Without EMAIL_URL no mail is sent, and manage.py password_link is the only way to a new password.
MAIL_IS_SET_UP = bool(env("EMAIL_URL", default=""))
if MAIL_IS_SET_UP:
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default=f"atlas-portal@{urlsplit(PORTAL_PUBLIC_URL).hostname}")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Asia/Kolkata"
USE_TZ = True
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Attached files: on the disk, readable by the portal alone and without an address, or wherever
# ATTACHMENT_BACKEND puts them.
MEDIA_ROOT = BASE_DIR / "attachments"
ATTACHMENT_BACKEND = env("ATTACHMENT_BACKEND", default="")
ATTACHMENT_OPTIONS = env.json("ATTACHMENT_OPTIONS", default={})
# Django-storages would hold a whole file in memory while it is read.
AWS_S3_MAX_MEMORY_SIZE = GS_MAX_MEMORY_SIZE = 1024 * 1024
ATTACHMENT_LINK_HOURS = env.float("ATTACHMENT_LINK_HOURS", default=24.0)
# A setting of earlier versions: who relies on it has to hear that it does nothing any more.
if env("ATTACHMENT_LINKS", default="portal") != "portal":
    raise ImproperlyConfigured(
        "ATTACHMENT_LINKS is no setting any more: stored files are encrypted, so a storage would hand Atlas "
        "what it cannot read. Remove the setting. Atlas then fetches files at PORTAL_PUBLIC_URL."
    )
ON_DISK = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
# In the place of Django's own, which keep files of any size, of anybody.
FILE_UPLOAD_HANDLERS = ["verifications.attachments.uploads.BoundedUploadHandler"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "attachments": {
        "BACKEND": ATTACHMENT_BACKEND or "django.core.files.storage.FileSystemStorage",
        "OPTIONS": ATTACHMENT_OPTIONS if ATTACHMENT_BACKEND else ON_DISK | ATTACHMENT_OPTIONS,
    },
    "staticfiles": {"BACKEND": "atlas_portal.hashing.HashedStorage"},
}

# 10 MB of pasted text arrive as up to 16 MB, as a browser sends `:` and `/` as three characters. The form
# itself takes far less, and says so with the text still in it; only what is larger still ends on a bare page.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
# A list may have 5,000 cases, each with a box to choose it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# Whose X-Forwarded-… headers are believed: gunicorn listens on this machine alone, for a proxy that is there.
TRUSTED_PROXIES = read_networks(env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"]))
# By which addresses browsers reach the portal, where the Host does not say so (some proxies drop the port).
CSRF_TRUSTED_ORIGINS = env.list(
    "CSRF_TRUSTED_ORIGINS", default=["{0.scheme}://{0.netloc}".format(urlsplit(PORTAL_PUBLIC_URL))]
)

# HTTPS everywhere in production; behind a proxy that ends TLS, it must set X-Forwarded-Proto.
HTTPS = env.bool("HTTPS", default=not DEBUG)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # A load balancer asks the process itself, without TLS.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    # Of the lender's whole domain, which others use as well: only where the lender says so.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Django would have HSTS for the whole domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"refusals": {"()": "atlas_portal.logs.RefusalsInOneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    # With a handler Huey adds none of its own, and every line is written once.
    "loggers": {"huey": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
