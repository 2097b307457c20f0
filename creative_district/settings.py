"""Settings of the portal: the environment decides, the embedded values are the default.

`.env.example` lists every variable; `manage.py check --deploy` refuses in production
what is only good for the embedded portal.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry
from whitenoise.compress import Compressor

from creative_district.environment import (
    ROOT,
    address,
    by_country,
    choice,
    data_dir,
    database,
    day_or_moment,
    flag,
    folder,
    hosts,
    languages,
    mail_address,
    mail_server,
    networks,
    number,
    port,
    rate,
    secret_key,
    text,
    time_zone,
    words,
)

BASE_DIR = ROOT
DATA_DIR = data_dir()
DEBUG = flag("DEBUG")
SECRET_KEY = secret_key(DATA_DIR)

# Where the portal is found
SITE_URL = address(
    "SITE_URL",
    f"http://localhost:{port()}",
    schemes=("http", "https"),
    example="https://district.region.eu",
).rstrip("/")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = networks("TRUSTED_PROXIES", "127.0.0.1,::1")
IS_SECURE = SITE_URL.startswith("https://")

# The districts that `set_up` loads where they are missing; the first opens the site
# unless DISTRICT names another.
DISTRICT = text("DISTRICT")
DISTRICT_FILES = [
    BASE_DIR / path
    for path in words(
        "DISTRICT_FILES", "programme/data/wallonia.json,programme/data/tuscany.json"
    )
]

INSTALLED_APPS = [
    "creative_district.portal.admin_apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "simple_history",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "creative_district.accounts",
    "creative_district.kernel",
    "programme",
    "partners",
    "actions",
    "creative_district.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "creative_district.portal.validators.validators",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "creative_district.accounts.middleware.account_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "creative_district.urls"
WSGI_APPLICATION = "creative_district.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Data: SQLite in DATA_DIR, or the PostgreSQL that DATABASE_URL names. A portal with a
# shifted clock is always embedded and keeps a database of its own, so that a rehearsal
# never touches the real ledger.
PROGRAMME_AS_OF = day_or_moment("PROGRAMME_AS_OF")
EMBEDDED_DATABASE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR
    / (
        f"as-of-{PROGRAMME_AS_OF.replace(':', '')}.sqlite3"
        if PROGRAMME_AS_OF
        else "portal.sqlite3"
    ),
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **((not PROGRAMME_AS_OF and database("DATABASE_URL")) or EMBEDDED_DATABASE),
        "CONN_MAX_AGE": number("DATABASE_KEEP_SECONDS", 60),
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "creative_district.portal.roles.backend.RoleBackend",
]
LOGIN_URL = "admin:login"
# How long a link to choose a password works, in an invitation as well
PASSWORD_RESET_TIMEOUT = 3600 * number("PASSWORD_LINK_HOURS", 72, least=1)
REQUIRE_2FA = flag("REQUIRE_2FA")
OTP_TOTP_ISSUER = urlsplit(SITE_URL).hostname

# Guessing at passwords: the pair of account and address has one limit, an address alone
# another. Failures are forgotten after the pause; trying within it makes it no longer.
AXES_HANDLER = "creative_district.accounts.attempts.AttemptHandler"
AXES_CLIENT_IP_CALLABLE = "creative_district.accounts.attempts.address_of"
AXES_LOCKOUT_CALLABLE = "creative_district.accounts.views.slowed.slowed"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT, ADDRESS_FAILURE_LIMIT = 10, 100
AXES_COOLOFF_TIME = timedelta(minutes=number("SIGN_IN_PAUSE_MINUTES", 15, least=1))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# The first staff account, which `set_up` makes
ADMIN_USERNAME = text("ADMIN_USERNAME")
ADMIN_PASSWORD = text("ADMIN_PASSWORD")

# Languages of the interface; texts may hold others too (an Italian title, say).
LANGUAGE_NAMES = {
    "fr": _("French"),
    "en": _("English"),
    "it": _("Italian"),
    "nl": _("Dutch"),
    "de": _("German"),
}
LANGUAGES = [
    (code, LANGUAGE_NAMES.get(code, code)) for code in languages("LANGUAGES", "fr,en")
]
LANGUAGE_CODE = LANGUAGES[0][0]
# Public pages name their language in the address; the cookie is the admin's alone.
LANGUAGE_COOKIE_PATH = "/admin/"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_SECURE
# What the operator translates counts before what comes along.
LOCALE_PATHS = [
    path for path in (folder("LOCALE_DIR"), BASE_DIR / "locale") if path is not None
]
FORMAT_MODULE_PATH = "creative_district.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = time_zone("TIME_ZONE", "Europe/Brussels")

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "creative_district.portal.static_files.StaticFiles"
        )
    },
}
# Files are served under names with a hash in them, compressed once; maps for
# debugging are not worth the while.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
# The nightly dumps; those of a rehearsal are no others' to read.
DUMP_DIR = DATA_DIR / ("dump-as-of" if PROGRAMME_AS_OF else "dump")

# What is kept in the memory of each web process of answers that are the same for all;
# whoever works on templates wants to see them anew.
KEPT_ANSWERS_MEGABYTES = 0 if DEBUG else number("KEPT_ANSWERS_MEGABYTES", 8)

# How often something may be asked for: `kernel.limit` counts
SEARCHES_PER_MINUTE = number("SEARCHES_PER_MINUTE", 60)
API_RATE_ANON = rate("API_RATE_ANON", "600/min")
API_RATE_PARTNER = rate("API_RATE_PARTNER", "3000/min")

# Security. HTTPS is recognised from SITE_URL, so that the embedded portal on
# http://localhost keeps working with the same settings. Whether one request came by
# HTTPS is gunicorn's to say: it believes the headers of TRUSTED_PROXIES alone.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        **({"upgrade-insecure-requests": True} if IS_SECURE else {}),
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$", r"^metrics$"]
SECURE_HSTS_SECONDS = number("HSTS_SECONDS", 31_536_000) if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_SECURE
SECURE_HSTS_PRELOAD = IS_SECURE
SESSION_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "creative_district.accounts.models.session"
# A session ends when it is not used for a while, and after some hours anyway.
SESSION_IDLE = timedelta(minutes=number("SESSION_IDLE_MINUTES", 120, least=1))
SESSION_COOKIE_AGE = 3600 * number("SESSION_HOURS", 12, least=1)
# Whoever reads /metrics shows it; empty: there is no such page.
METRICS_TOKEN = text("METRICS_TOKEN")

# Mail: a mailbox that staff read in the admin, or the server that EMAIL_URL names.
EMAIL_URL = text("EMAIL_URL")
MAIL_FROM = text("MAIL_FROM", "Creative District <district@localhost.example>")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
EMAIL_BACKEND = "creative_district.kernel.mail.mailbox.MailboxBackend"
EMAIL_TIMEOUT = number("EMAIL_TIMEOUT", 20, least=1)
if MAIL_SERVER := mail_server("EMAIL_URL"):
    EMAIL_BACKEND = MAIL_SERVER["EMAIL_BACKEND"]
    EMAIL_HOST = MAIL_SERVER["EMAIL_HOST"]
    EMAIL_PORT = MAIL_SERVER["EMAIL_PORT"]
    EMAIL_HOST_USER = MAIL_SERVER["EMAIL_HOST_USER"] or ""
    EMAIL_HOST_PASSWORD = MAIL_SERVER["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS = MAIL_SERVER.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = MAIL_SERVER.get("EMAIL_USE_SSL", False)

# How much one import may be, since all of it is one request's work: a row that changes
# nothing takes a millisecond or two, one that does some twenty.
IMPORT_MEGABYTES = number("IMPORT_MEGABYTES", 10, least=1)
IMPORT_ROWS = number("IMPORT_ROWS", 10_000, least=1)
IMPORT_CHANGES = number("IMPORT_CHANGES", 1000, least=1)

# Reminders: docs/reminders.md says what each interval means.
REMINDER_SWEEP_SECONDS = number("REMINDER_SWEEP_SECONDS", 60, least=1)
REMINDER_LEASE_SECONDS = number("REMINDER_LEASE_SECONDS", 120, least=1)
REMINDER_RETRY_SECONDS = number("REMINDER_RETRY_SECONDS", 60, least=1)
REMINDER_RETRY_MAX_SECONDS = number("REMINDER_RETRY_MAX_SECONDS", 3600, least=1)
REMINDER_RATE_PER_MINUTE = number("REMINDER_RATE_PER_MINUTE", 0)
REMINDER_BATCH_SIZE = number("REMINDER_BATCH_SIZE", 100, least=1)
REMINDER_LINK_DAYS = number("REMINDER_LINK_DAYS", 180, least=1)

# How long a link to a preview of what is not published yet opens it
PREVIEW_DAYS = number("PREVIEW_DAYS", 14, least=1)

# Addresses that records name: at how many the worker looks every ten minutes. None
# unless asked: the portal calls nobody by itself.
LINK_CHECKS_PER_RUN = number("LINK_CHECKS_PER_RUN", 0, most=20)

# Partners' webhooks: docs/api.md says what each interval means. The hosts may be in a
# private network, on other ports than usual, and without https.
WEBHOOK_SWEEP_SECONDS = number("WEBHOOK_SWEEP_SECONDS", 60, least=1)
WEBHOOK_TIMEOUT_SECONDS = number("WEBHOOK_TIMEOUT_SECONDS", 15, least=1, most=60)
WEBHOOK_RETRY_SECONDS = number("WEBHOOK_RETRY_SECONDS", 60, least=1)
WEBHOOK_RETRY_MAX_SECONDS = number("WEBHOOK_RETRY_MAX_SECONDS", 14_400, least=1)
# Standard Webhooks advises to stay below 20 kB.
WEBHOOK_BATCH_SIZE = number("WEBHOOK_BATCH_SIZE", 75, least=1, most=200)
WEBHOOK_PRIVATE_HOSTS = hosts("WEBHOOK_PRIVATE_HOSTS")

# After how many days the portal erases by itself; 0: never
KEEP_MAILBOX_DAYS = number("KEEP_MAILBOX_DAYS", 90)
KEEP_REMINDER_DAYS = number("KEEP_REMINDER_DAYS", 730)
KEEP_LOG_DAYS = number("KEEP_LOG_DAYS", 730)
KEEP_WEBHOOK_DAYS = number("KEEP_WEBHOOK_DAYS", 90)

# The worker: Redis as broker, or files in DATA_DIR. The ledger is the truth, the
# broker only a wake-up call, so results are not kept and sweeps expire.
REDIS_URL = (
    ""
    if PROGRAMME_AS_OF
    else address(
        "REDIS_URL", schemes=("redis", "rediss"), example="redis://host:6379/0"
    )
)
BROKER_DIR = DATA_DIR / "broker"

# Counts of what was asked for: in Redis those of all processes together. Each process
# has a memory of its own beside it, for when there is no Redis, or it does not answer.
CACHES: dict[str, dict[str, Any]] = {
    "own": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
CACHES["default"] = CACHES["own"]
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "district",
        # A count is not worth waiting for.
        "OPTIONS": {
            "socket_connect_timeout": 0.25,
            "socket_timeout": 0.25,
            "retry": Retry(NoBackoff(), 0),
        },
    }

CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker may be away for a night: Celery would end after a hundred attempts.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Beat remembers nothing: several may run, and none is silent after a clock set back.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 600,
        # One that hangs holds nobody up: no page, no command, no worker.
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        # Whoever only wakes the worker does not wait for a broker that is away.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT = "creative_district.filesystem_broker.Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR),
        "data_folder_out": str(BROKER_DIR),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-reminders": {
        "task": "actions.reminders.tasks.sweep",
        "schedule": REMINDER_SWEEP_SECONDS,
        "options": {"expires": max(REMINDER_SWEEP_SECONDS, 5)},
    },
    "tidy-up": {
        "task": "creative_district.portal.tasks.tidy_up",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    # Looks each hour whether that of the last night is there: a portal that was off at
    # night, or whose dump failed, catches up.
    "dump": {
        "task": "creative_district.portal.tasks.dump",
        "schedule": crontab(minute="0"),
        "options": {"expires": 3000},
    },
    "tell-changes": {
        "task": "creative_district.portal.tasks.tell_changes",
        "schedule": 10,
        "options": {"expires": 10},
    },
    "send-webhooks": {
        "task": "creative_district.portal.tasks.send_webhooks",
        "schedule": WEBHOOK_SWEEP_SECONDS,
        "options": {"expires": max(WEBHOOK_SWEEP_SECONDS, 5)},
    },
    # For pictures that came while no broker was there, or whose worker died
    "sweep-pictures": {
        "task": "programme.tasks.sweep",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "delete-orphaned-pictures": {
        "task": "programme.tasks.delete_orphans",
        "schedule": crontab(hour="3", minute="0"),
        "options": {"expires": 3600},
    },
}
if LINK_CHECKS_PER_RUN:
    CELERY_BEAT_SCHEDULE["check-links"] = {
        "task": "creative_district.portal.tasks.check_links",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 600},
    }

# The API
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["creative_district.kernel.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["creative_district.kernel.api.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "partners.api.authentication.TokenAuthentication"
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_PAGINATION_CLASS": (
        "creative_district.kernel.api.pagination.StableCursorPagination"
    ),
    "DEFAULT_FILTER_BACKENDS": [
        "creative_district.kernel.api.filters.StrictFilterBackend"
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": (
        "creative_district.kernel.api.negotiation.Negotiation"
    ),
    "DEFAULT_SCHEMA_CLASS": "creative_district.kernel.api.schema.ResourceSchema",
    "EXCEPTION_HANDLER": "creative_district.kernel.api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": "format",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Creative District API",
    "VERSION": "1.0.0",
    "DESCRIPTION": (
        "Public data need no token. Every address answers `HEAD` as it does `GET`, "
        "without the body, and `OPTIONS` with 204 and the methods that it `Allow`s; "
        "any other method is answered with 405. An address that is not there is "
        "answered with 404. Every error is a problem (RFC 9457), and every query "
        "parameter that is not described here is one (400)."
    ),
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # What a partner patches is small: all of it is required.
    "COMPONENT_SPLIT_PATCH": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "WEBHOOKS": ["creative_district.portal.webhooks.schema.changes"],
    "ENUM_NAME_OVERRIDES": {
        "Phase": "actions.phases.Phase",
        "Progress": "actions.phases.Progress",
        "Confidence": "creative_district.kernel.dates.Confidence",
        "Status": "creative_district.kernel.dates.Status",
        "MilestoneKind": "actions.models.Milestone.Kind",
        "SpaceKind": "actions.models.Space.Kind",
    },
}

# Who is answerable for this site: the operator's to set, never part of the record. What
# differs from country to country is given for each.
CONTACT = mail_address("CONTACT")
SOURCE_URL = address(
    "SOURCE_URL", schemes=("http", "https"), example="https://code.region.eu/district"
)
ACCESSIBILITY_CONTACT = by_country("ACCESSIBILITY_CONTACT")
ACCESSIBILITY_MEDIATOR = by_country("ACCESSIBILITY_MEDIATOR")
ACCESSIBILITY_AUTHORITY = by_country("ACCESSIBILITY_AUTHORITY")
PRIVACY_CONTACT = text("PRIVACY_CONTACT")
PRIVACY_CONTROLLER = text("PRIVACY_CONTROLLER")
PRIVACY_BASIS = text("PRIVACY_BASIS")
PRIVACY_AUTHORITY = by_country("PRIVACY_AUTHORITY")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "filters": {"one_line": {"()": "creative_district.kernel.logs.OneLine"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
    },
    "root": {
        "handlers": ["console"],
        "level": choice(
            "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
        ),
    },
    # A line for each sweep says what it did; not three for each task.
    # Nor what is forgotten at each sign-in; failures are warnings.
    "loggers": {
        "celery": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "django.security.DisallowedHost": {"filters": ["one_line"]},
    },
}
