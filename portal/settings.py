"""All settings of Countersign, read once from the environment (12-factor). See docs/configuration.md."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_email_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy

from audit.masterkey import local_key
from kit import queues
from portal import databases, env, logs, schedule, services
from portal.secret_key import local_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("COUNTERSIGN_VAR", str(BASE_DIR / "var")))

# local: one machine, embedded services, plain HTTP on the loopback. production: TLS everywhere. test: what tests/conftest.py starts.
MODE = env.choice("COUNTERSIGN_MODE", "local", ["local", "production", "test"])
PRODUCTION = MODE == "production"
# The kind of process decides how connections are held: web and models (threads) share a pool, prefork keeps one each.
PROCESS = env.choice("COUNTERSIGN_PROCESS", "command", ["web", "models", "prefork", "mail", "command"])

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY")
if not SECRET_KEY and PRODUCTION:
    raise ImproperlyConfigured("Set SECRET_KEY (or its _FILE or _COMMAND): COUNTERSIGN_MODE=production never makes one up.")
SECRET_KEY = SECRET_KEY or local_secret_key(VAR_DIR)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"][: 4 if MODE == "test" else 3])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
PUBLIC_URL = env.text("PUBLIC_URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "kit",
    "audit",
    "accounts",
    "policies",
    "connectors",
    "conversations",
    "review",
    "agents",
    "portal",
    "unfold.apps.BasicAppConfig",
    "portal.admin_app.CountersignAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "auditlog",
    "csp",
    "django_celery_beat",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "guardian",
    "heroicons",
    "knox",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.correlation.correlate",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.admin_content_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "portal.middleware.at_home",
    "portal.middleware.refusals",
]

TEMPLATES = [
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
                "csp.context_processors.nonce",
                "portal.shell.frame.frame",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "portal.urls"
ASGI_APPLICATION = "portal.asgi.application"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES, FORMAT_MODULE_PATH = [("en", "English")], ["portal.formats"]

# --- PostgreSQL -------------------------------------------------------------------------------------------------------------------

RUNNING = {} if MODE == "production" else services.running(VAR_DIR)
DATABASE_URL = env.secret("DATABASE_URL") or RUNNING.get("DATABASE_URL", "")
POOL_SIZE = env.integer("DATABASE_POOL_SIZE", 32 if PROCESS == "models" else 8)
DATABASES = {"default": databases.connection(DATABASE_URL, PROCESS, POOL_SIZE)}

# --- Redis: broker, live hub, cache -----------------------------------------------------------------------------------------------

REDIS_URL = env.secret("REDIS_URL") or RUNNING.get("REDIS_URL", "")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "countersign"}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

CELERY_BROKER_URL = env.secret("CELERY_BROKER_URL") or services.broker_url(REDIS_URL)
CELERY_BROKER_USE_SSL = services.broker_tls(CELERY_BROKER_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = queues.DEFAULT
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
# Redis hands a task out again when this passes: it must exceed the longest task. What a dead worker held is
# found long before by the sweep over unfinished work, never by waiting for this.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_keepalive": True, "health_check_interval": 25}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = schedule.TASKS

# --- Sign-in ----------------------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False
GUARDIAN_AUTO_PREFETCH = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none" if MODE == "local" else "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Countersign] "
ACCOUNT_ADAPTER = "portal.people.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "portal.people.adapter.SocialAccountAdapter"
SIGNUP_OPEN = env.boolean("SIGNUP_OPEN", False)
OIDC_SIGNUP = env.boolean("OIDC_SIGNUP", True)
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "Countersign"
MFA_ADAPTER = "portal.people.adapter.FactorAdapter"


def oidc_apps() -> list[dict[str, Any]]:
    """One OpenID Connect provider from OIDC_*; more are rows in the admin."""
    if not env.text("OIDC_SERVER_URL"):
        return []
    app = {
        "provider_id": "oidc",
        "name": env.text("OIDC_NAME", "Single sign-on"),
        "client_id": env.text("OIDC_CLIENT_ID"),
        "secret": env.secret("OIDC_CLIENT_SECRET"),
        "settings": {
            "server_url": env.text("OIDC_SERVER_URL"),
            "email_authentication": True,  # who was added by address is that person, if the provider has verified the address
            "verified_email": env.words("OIDC_VERIFIED_DOMAINS", []),
        },
    }
    return [app]


SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {"openid_connect": {"APPS": oidc_apps(), "OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # from then on the provider's own name for the person counts

# --- Web security -----------------------------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes reach the process without the proxy
SECURE_HSTS_SECONDS = env.integer("SECURE_HSTS_SECONDS", 31536000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "countersign_session"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "portal.refusals.stale_form"
if env.boolean("TRUST_PROXY_HEADERS", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the page of a draft sends fifteen for each of its rules, of which there may be a thousand

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Static files -----------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")) if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION  # no collected copy is needed on one machine
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(VAR_DIR / "files")}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Mail, models, keys -----------------------------------------------------------------------------------------------------------

MAIL_SERVER_HOST = env.text("MAIL_SERVER_HOST", "127.0.0.1")
MAIL_SERVER_PORT = env.integer("MAIL_SERVER_PORT", 2525)
# SMTP for everybody, LMTP (0: none) for a mail server of ours in front; STARTTLS is offered with a certificate (PEM files).
MAIL_SERVER_LMTP_PORT = env.integer("MAIL_SERVER_LMTP_PORT", 0)
MAIL_SERVER_CERTIFICATE = env.text("MAIL_SERVER_CERTIFICATE")
MAIL_SERVER_CERTIFICATE_KEY = env.text("MAIL_SERVER_CERTIFICATE_KEY")
MAIL_SERVER_REQUIRE_TLS = env.boolean("MAIL_SERVER_REQUIRE_TLS", False)
MAIL_SERVER_CONNECTIONS = env.integer("MAIL_SERVER_CONNECTIONS", 50)
MAIL_SIZE_LIMIT = env.integer("MAIL_SIZE_LIMIT", 26_214_400)  # bytes of one message
# Relays of ours (addresses or networks): the Authentication-Results they add are believed, and their own address is not judged.
MAIL_TRUSTED_RELAYS = env.words("MAIL_TRUSTED_RELAYS", ["127.0.0.0/8", "::1"])
# SPF, DKIM and DMARC need DNS; without it their results are temperror.
MAIL_DNS = env.boolean("MAIL_DNS", PRODUCTION)
# On one machine the local mail server takes what leaves, too.
# Hosts of tools at addresses that are not public: name, or name=address:port. Nothing else private is ever asked.
TOOLS_PRIVATE_HOSTS = env.words("TOOLS_PRIVATE_HOSTS") or [one for one in RUNNING.get("TOOLS_PRIVATE_HOSTS", "").split(",") if one]

EMAIL_URL = env.secret("EMAIL_URL") or (f"smtp://{MAIL_SERVER_HOST}:{MAIL_SERVER_PORT}" if MODE == "local" else "")
EMAIL = dj_email_url.parse(EMAIL_URL) if EMAIL_URL else {}
if EMAIL_URL and "EMAIL_BACKEND" not in EMAIL:
    raise ImproperlyConfigured("EMAIL_URL must begin with submission://, smtp://, file:/// or console://.")
EMAIL_BACKEND = EMAIL.get("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = EMAIL.get("EMAIL_FILE_PATH") or str(VAR_DIR / "outbox")
EMAIL_HOST = EMAIL.get("EMAIL_HOST", "localhost")
EMAIL_PORT = EMAIL.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = EMAIL.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = EMAIL.get("DEFAULT_FROM_EMAIL") or env.text("DEFAULT_FROM_EMAIL", "countersign@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

OPENAI_BASE_URL = env.text("OPENAI_BASE_URL")
OPENAI_API_KEY = env.secret("OPENAI_API_KEY")
OPENAI_EMBEDDING_MODEL = env.text("OPENAI_EMBEDDING_MODEL")
# Where that endpoint is, and which classes of data may go there to be embedded: "all", or some of public, internal, personal; "none" of them.
OPENAI_EMBEDDING_CLASSES = env.words("OPENAI_EMBEDDING_CLASSES", ["all"])
OPENAI_EMBEDDING_PLACE = [env.text(f"OPENAI_EMBEDDING_{name}") for name in ("REGION", "HOSTING", "RETENTION")]
OPENAI_SMALL_MODEL = env.text("OPENAI_SMALL_MODEL", "gpt-5-mini")  # what the sample's agent asks; others name theirs in their version
OPENAI_LARGE_MODEL = env.text("OPENAI_LARGE_MODEL", "gpt-5")

COUNTERSIGN_KEY = env.secret("COUNTERSIGN_KEY")
if not COUNTERSIGN_KEY and PRODUCTION:
    raise ImproperlyConfigured("Set COUNTERSIGN_KEY (or its _FILE or _COMMAND): all content is encrypted under it.")
COUNTERSIGN_KEY = COUNTERSIGN_KEY or local_key(VAR_DIR / "secrets")
# How long backups of the wrapped data keys live: from then on an erasure holds for old copies, too.
COUNTERSIGN_KEY_BACKUP_DAYS = env.integer("COUNTERSIGN_KEY_BACKUP_DAYS", 7)
# Where signed checkpoints are kept outside the database; at best not on this machine. See audit/anchors.
COUNTERSIGN_ANCHORS = env.words("COUNTERSIGN_ANCHORS", [(VAR_DIR / "anchors").absolute().as_uri()])
# Days for which an evidence bundle that was made on the page or by the API lies ready.
COUNTERSIGN_BUNDLE_DAYS = env.integer("COUNTERSIGN_BUNDLE_DAYS", 7)
# Exports by one person, and contents in them, of a workspace within an hour that raise the alarm; 0 turns it off.
COUNTERSIGN_ALARM_EXPORTS = env.integer("COUNTERSIGN_ALARM_EXPORTS", 10)
COUNTERSIGN_ALARM_CONTENTS = env.integer("COUNTERSIGN_ALARM_CONTENTS", 20_000)
# A conversation that costs this many times the median of its agent's conversations raises an alarm, once there are so many of them; 0 turns it off.
COUNTERSIGN_COSTLY_TIMES = env.integer("COUNTERSIGN_COSTLY_TIMES", 20)
COUNTERSIGN_COSTLY_CONVERSATIONS = env.integer("COUNTERSIGN_COSTLY_CONVERSATIONS", 20)
# Who signs the ledger's checkpoints: a name that outsiders know, such as ledger.example.org. A change holds from the next signing key on.
COUNTERSIGN_LEDGER_NAME = env.text("COUNTERSIGN_LEDGER_NAME", "countersign.local")
if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,79}", COUNTERSIGN_LEDGER_NAME):
    raise ImproperlyConfigured(
        "COUNTERSIGN_LEDGER_NAME must be like a host name, without spaces or plus signs, such as ledger.example.org."
    )

# --- API --------------------------------------------------------------------------------------------------------------------------

KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105 - the name of a model
REST_KNOX = {"AUTH_HEADER_PREFIX": "Token", "TOKEN_TTL": timedelta(days=90), "TOKEN_PREFIX": "cs_"}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.tokens.ApiTokenAuthentication", "rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "accounts.api.views.Schema",
    "EXCEPTION_HANDLER": "accounts.api.errors.answer",
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttles.OfUser", "accounts.api.throttles.OfAddress"],
    "DEFAULT_THROTTLE_RATES": {"user": env.text("API_RATE", "600/min"), "anonymous": env.text("API_RATE_ANONYMOUS", "60/min")},
    "DEFAULT_VERSIONING_CLASS": None,
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Countersign API",
    "DESCRIPTION": "Governance and human review of what AI agents propose.",
    "VERSION": "v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
    "ENUM_NAME_OVERRIDES": {
        "ItemStatus": "review.models.Item.Status", "ItemKind": "review.models.Item.Kind",
        "ConversationStatus": "conversations.models.Conversation.Status", "ErasureStatus": "conversations.erasure.models.ErasureRequest.Status",
        "BundleKind": "portal.models.EvidenceBundle.Kind", "BundleStatus": "portal.models.EvidenceBundle.Status",
        "ExportStatus": "conversations.erasure.models.AccessExport.Status", "RejectReason": "review.api.serializers.REASON_CHOICES",
        "RevealReason": "review.revealing.models.Reveal.Reason", "ActivationKind": "policies.models.ActivationRequest.Kind",
        "ActivationStatus": "policies.models.ActivationRequest.Status", "VersionStatus": "policies.models.PolicyVersion.Status",
        "RatePer": "policies.rates.models.RateLimit.Per", "BudgetPer": "policies.budget_models.Per",
        "RecogniserKind": "policies.redaction.models.Recogniser.Kind",
        "EditOutcome": "review.api.serializers.OUTCOMES", "ToolKind": "connectors.models.Tool.Kind",
    },
}  # fmt: skip

UNFOLD = {
    "SITE_TITLE": "Countersign", "SITE_HEADER": "Countersign",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda request: static("css/settings.css")], "SCRIPTS": [lambda request: static("js/settings.js")],
    # The portal's accent (static/css/tokens.css) from faint to deep.
    "COLORS": {"primary": {"50": "#f3f6fd", "100": "#e7edfa", "200": "#cdd9f5", "300": "#a9bfee", "400": "#7c9be2", "500": "#4f74cc",
                           "600": "#2b4ea0", "700": "#254389", "800": "#20386f", "900": "#1c2f5b", "950": "#121d3a"}},
}  # fmt: skip

DJANGO_STRUCTLOG_CELERY_ENABLED = False  # portal/correlation.py carries the id, and only the id
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_TRUST_UPSTREAM_CORRELATION_ID = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
QUIET = MODE == "test" or PROCESS in ("command", "mail")
LOG_LEVEL = env.choice("LOG_LEVEL", "WARNING" if QUIET else "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING = logs.logging_config(LOG_LEVEL)
