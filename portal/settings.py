"""All settings of Countersign, read once from the environment (12-factor). See docs/configuration.md."""

from __future__ import annotations

from pathlib import Path

import dj_database_url

from portal import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("COUNTERSIGN_VAR", str(BASE_DIR / "var")))

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY", "")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])

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
    "unfold",
    "django.contrib.admin",
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
    "channels",
    "django_celery_beat",
    "django_filters",
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

AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "portal.urls"
ASGI_APPLICATION = "portal.asgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
STATIC_URL = "static/"

DATABASE_URL = env.secret("DATABASE_URL", "")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)} if DATABASE_URL else {}
REDIS_URL = env.secret("REDIS_URL", "")
